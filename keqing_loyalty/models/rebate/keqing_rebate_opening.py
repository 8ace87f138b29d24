# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedMonetary
from odoo.addons.keqing_customer.wording import say_day


class KeqingRebateOpening(models.Model):
    """What had added up, and was settled, before a programme was kept here: no year is young when a
    company starts.

    Each says who brought it along and when, and stays. Another one corrects it, with less or more.
    """

    _name = "keqing.rebate.opening"
    _description = "Opening Balance of a Rebate"
    _inherit = ["keqing.customer.company.record.mixin"]
    _order = "day desc, id desc"
    _rec_name = "partner_id"

    program_id = fields.Many2one(
        comodel_name="keqing.rebate.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('state', '=', 'running')]",
    )
    company_id = fields.Many2one(
        compute="_compute_company_id", store=True, precompute=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(
        string="Up To",
        required=True,
        help="The last day of what is brought along: invoices after it count by themselves.",
    )
    period_from = fields.Date(compute="_compute_period_from", store=True, precompute=True)
    amount = BoundedMonetary(help="What counts, untaxed, less credit notes.")
    quantity = BoundedFloat(digits="Product Unit", help="In the programme's unit.")
    settled = BoundedMonetary(help="What was settled of it already, untaxed.")
    note = fields.Char(help="Where it comes from.")

    @api.depends("program_id")
    def _compute_company_id(self):
        for opening in self:
            opening.company_id = opening.program_id.company_id or self.env.company

    @api.depends("program_id", "day")
    def _compute_period_from(self):
        for opening in self:
            known = opening.program_id and opening.day
            opening.period_from = known and opening.program_id._get_period(opening.day)[0]

    @api.constrains("program_id", "day")
    def _check_day(self):
        """Of a programme that runs, of a day on which it did."""
        for opening in self:
            program = opening.program_id
            if program.state != "running":
                raise UserError(self.env._("%s does not run.", program.display_name))
            last = min(program.company_id._get_keqing_today(), program.date_to or date.max)
            if not program.date_from <= opening.day <= last:
                raise UserError(
                    self.env._(
                        "%(program)s: balances are brought along of a day from %(first)s to "
                        "%(last)s.",
                        program=program.display_name,
                        first=say_day(self.env, program.date_from),
                        last=say_day(self.env, last),
                    )
                )

    @api.constrains("program_id", "partner_id", "day")
    def _check_not_counted(self):
        """:raise UserError: where invoices up to the day count by themselves, or it was stated"""
        self.env["keqing.rebate.ledger"]._follow_noted()
        for opening in self:
            theirs = (
                Domain("program_id", "=", opening.program_id.id)
                & Domain("partner_id", "=", opening.partner_id.id)
                & Domain("period_from", "=", opening.period_from)
            )
            counted = self.env["keqing.rebate.ledger"].sudo()  # what is there counts already
            if counted.search_count(
                theirs & Domain("day", "<=", opening.day) & Domain("event", "!=", "opening"),
                limit=1,
            ):
                raise UserError(
                    self.env._(
                        "%(customer)s has invoices here that count before %(day)s: bring along "
                        "what was there before the first of them.",
                        customer=opening.partner_id.display_name,
                        day=say_day(self.env, opening.day),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        openings = super().create(vals_list)
        openings._append_to_ledger()
        return openings

    def write(self, vals):
        written = super().write(vals)  # says first what could not be written at all
        if self:
            raise UserError(
                self.env._("What was brought along stays: enter another one that corrects it.")
            )
        return written

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("What was brought along stays: enter another one that corrects it.")
        )

    @api.model
    def _stays_known(self):
        return Domain.TRUE

    def _append_to_ledger(self):
        """A row of the ledger each: from there on it counts like any other."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_rebate_ledger
                              (program_id, company_id, partner_id, period_from, day, amount,
                               quantity, event, create_uid, create_date, write_uid, write_date)
                   SELECT program_id, company_id, partner_id, period_from, day,
                          COALESCE(amount, 0), COALESCE(quantity, 0), 'opening',
                          create_uid, create_date, create_uid, create_date
                     FROM keqing_rebate_opening
                    WHERE id = ANY(%s)
                      AND (COALESCE(amount, 0) != 0 OR COALESCE(quantity, 0) != 0)
                 ORDER BY id""",
                self.ids,
            )
        )
        self.env["keqing.rebate.ledger"].invalidate_model()

    @api.model
    def _get_settled(self, programs, day):
        """What was settled before: list of (partner id, first day of the period, exact text)"""
        self.flush_model()
        return self.env.execute_query(
            SQL(
                """SELECT partner_id, period_from, sum(settled)::text
                     FROM keqing_rebate_opening
                    WHERE program_id = ANY(%s) AND day <= %s AND settled != 0
                 GROUP BY partner_id, period_from""",
                programs.ids,
                day,
            )
        )

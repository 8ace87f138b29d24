# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.fields import BoundedFloat
from odoo.addons.keqing_customer.tools.period import last_finished_period
from odoo.addons.keqing_customer.wording import say_day

from ...tools.rebate import balance, cents, exact
from .keqing_rebate_statement import GRANTED
from .keqing_rebate_statement_decide import BILLING

SEES_TOTALS = (
    "keqing_customer.group_customer_all,keqing_customer.group_customer_credit,"
    "account.group_account_readonly,account.group_account_invoice"
)
ACCOUNTS = ("accrual_journal_id", "contra_account_id", "liability_account_id")


class KeqingRebateProgram(models.Model):
    """What customers have earned stands in the books each month, before anybody states or pays it.

    It lowers revenue when the sale is made, against a liability, without tax: the tax follows the
    credit note (IFRS 15, CAS 14). An entry is what they have earned up to a day less what stands in
    the books by then, so it does not matter when or how often it is made.
    """

    _name = "keqing.rebate.program"
    _inherit = ["keqing.rebate.program", "keqing.job.mixin"]

    accrues = fields.Boolean(
        string="Accrue Monthly",
        tracking=True,
        help="Book what customers have earned at the end of each month.",
    )
    accrue_by = fields.Selection(
        selection=[
            ("reached", "The tier that is reached"),
            ("expected", "What is expected"),
            ("target", "The agreement's target"),
        ],
        required=True,
        default="reached",
        tracking=True,
        help="By the tier that a customer is expected to be in when the period is over, in "
        "proportion to what it bought so far. A change is caught up with the next entry, and what "
        "really came out with the last one of the period.",
    )
    expected_base = BoundedFloat(
        low=0,
        digits=(16, 2),
        tracking=True,
        help="What a customer is expected to reach in a whole period, counted as the tiers are.",
    )
    accrual_journal_id = fields.Many2one(
        comodel_name="account.journal",
        string="Journal",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('type', '=', 'general')]",
    )
    contra_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Revenue Is Lowered On",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Debited: a contra account of revenue.",
    )
    liability_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Rebates Are Owed On",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Credited, for each customer: an account of rebates alone.",
    )
    earned = fields.Monetary(
        compute="_compute_tie_out",
        groups=SEES_TOTALS,
        help="What all customers have earned by the ledger up to today.",
    )
    accrued = fields.Monetary(
        compute="_compute_tie_out",
        groups=SEES_TOTALS,
        help="What the entries of this programme say of it.",
    )
    not_accrued = fields.Monetary(
        compute="_compute_tie_out",
        groups=SEES_TOTALS,
        help="What the next entry would book; nothing once it is made.",
    )

    @api.depends_context("uid")
    @api.depends("state", "liability_account_id", "company_id")
    def _compute_tie_out(self):
        for program in self:
            today = (program.company_id or self.env.company)._get_keqing_today()
            running = program._origin.sudo()  # a total, for whoever may read the programme
            earned = sum(running._get_earned(today).values()) if running else 0
            accrued = sum(running._get_accrued(today).values()) if running else 0
            program.earned = earned
            program.accrued = accrued
            program.not_accrued = program.earned - program.accrued

    @api.constrains(*ACCOUNTS)
    def _check_accounts_kept(self):
        """What was accrued on an account is taken off there."""
        Move = self.env["account.move"].sudo()
        for program in self:
            entries = Move.search([("keqing_rebate_program_id", "=", program.id)])
            accounts = entries.line_ids.account_id
            if entries and not accounts <= program.contra_account_id + program.liability_account_id:
                raise UserError(
                    self.env._(
                        "%s has entries on other accounts: keep them until it is closed, and let "
                        "a new version book elsewhere.",
                        program.display_name,
                    )
                )

    def _get_earned(self, day):
        """What customers have earned up to a day, and did not forfeit by a confirmed statement.

        :return: ``{partner id: exact amount}``
        """
        self.ensure_one()
        if not self.tier_ids:
            return {}
        earned = {
            partner_id: exact(sum(standing.earned for standing in periods.values()))
            for partner_id, periods in self._get_standings(day, expects=True).items()
        }
        for partner_id, (paid, forfeited) in self._get_forfeited(day).items():
            owed = balance(earned.get(partner_id, 0), paid, forfeited)
            earned[partner_id] = exact(cents(owed + paid, self.currency_id.decimal_places))
        return earned

    def _get_forfeited(self, day):
        """:return: ``{partner id: (paid, forfeited)}`` of those who forfeited something"""
        if not self.condition_ids:
            return {}
        self.env["keqing.rebate.statement"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, sum(payable)::text, sum(forfeited)::text
                     FROM keqing_rebate_statement
                    WHERE program_id = %s AND date_to <= %s AND state = ANY(%s)
                 GROUP BY partner_id
                   HAVING sum(forfeited) != 0""",
                self.id,
                day,
                list(GRANTED),
            )
        )
        return {partner_id: (exact(paid), exact(lost)) for partner_id, paid, lost in rows}

    def _get_expected(self, units, against, until):
        """What will be reached in the periods that are not over, where that is accrued by.

        :param units: ``{first day of a period: units}``
        :param against: see :meth:`_get_against`
        :return: ``{(first day, unit): exact number}``; absent is whoever is accrued by what is
            reached
        """
        self.ensure_one()
        open_units = {day: each for day, each in units.items() if self._get_period(day)[1] > until}
        keys = [(day, unit) for day, each in open_units.items() for unit in each]
        if self.accrue_by == "expected" and self.expected_base:
            return dict.fromkeys(keys, exact(self.expected_base))
        if self.accrue_by != "target" or not keys:
            return {}
        if self.basis == "achievement":
            return dict.fromkeys(keys, exact(100))
        targets = {key: target for key, (target, __) in self._get_targets(open_units).items()}
        if self.basis == "growth":
            for key in targets:
                targets[key] -= against.get(key, (0,))[0]
        return {key: target for key, target in targets.items() if target > 0}

    def _get_accrued(self, day):
        """What stands in the books up to a day: ``{partner id: exact amount}``, one query."""
        self.ensure_one()
        self.env["account.move"].flush_model()
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT line.partner_id, COALESCE(-sum(line.balance), 0)::text
                     FROM account_move move
                     JOIN account_move_line line ON line.move_id = move.id
                    WHERE move.keqing_rebate_program_id = %s AND move.state = 'posted'
                      AND move.date <= %s AND line.account_id = %s
                 GROUP BY line.partner_id""",
                self.id,
                day,
                self.liability_account_id.id or 0,
            )
        )
        return {partner_id: exact(amount) for partner_id, amount in rows}

    @for_one("read")
    def action_accrue(self):
        """Book what was earned up to the end of last month, and open the entries."""
        if not (self.env.su or self.env.user.has_group(BILLING)):
            raise AccessError(self.env._("Whoever keeps the books accrues rebates."))
        self.env["keqing.job.mixin"]._lock_alone(self)
        today = self.company_id._get_keqing_today()
        self.sudo()._accrue(last_finished_period("month", today)[1])  # the books of all customers
        return self.action_view_accruals()

    @for_one("read")
    def action_view_accruals(self):
        """Open the entries, as far as the user may see them."""
        of_this = Domain("keqing_rebate_program_id", "=", self.id)
        title = self.env._("Accruals")
        return self.env["keqing.indicator"]._view_documents(title, "account.move", of_this)

    @api.model
    def _cron_accrue(self):
        """Accrue at the end of each month whatever runs, once the month is over."""
        programs = self.with_context(active_test=False).search(
            [("state", "=", "running"), ("accrues", "=", True)], order="id"
        )

        def accrue(program):
            program._accrue_last_month()

        self._work_through(programs, accrue)

    def _accrue_last_month(self):
        today = self.company_id._get_keqing_today()
        Ledger = self.env["keqing.rebate.ledger"]
        Ledger._follow(self)  # whatever came while it was started
        return self._accrue(last_finished_period("month", today)[1])

    def _accrue(self, day):
        """Book what was earned up to a day less what stands in the books by then.

        :return: the entry, none if nothing differs
        :raise UserError: if an account is missing, or the day is locked
        """
        self.ensure_one()
        Move = self.env["account.move"].with_company(self.company_id)
        self.env["keqing.rebate.ledger"]._follow_noted()
        self._check_measured()
        self._enrol_measured(self._get_period(day)[0], day)
        earned, accrued = self._get_earned(day), self._get_accrued(day)
        differences = {
            partner_id: difference
            for partner_id in sorted({*earned, *accrued})
            if (difference := exact(earned.get(partner_id, 0)) - accrued.get(partner_id, 0))
        }
        if not differences:
            return Move
        self._check_can_book(day)
        entry = Move.create(self._prepare_accrual_vals(day, differences))
        entry._post(soft=False)
        return entry

    def _prepare_accrual_vals(self, day, differences):
        name = self.env._(
            "Rebate %(program)s up to %(day)s",
            program=self.display_name,
            day=say_day(self.env, day),
        )
        owed = [
            self._prepare_item_vals(self.liability_account_id, name, -amount, partner_id)
            for partner_id, amount in differences.items()
        ]
        lowered = self._prepare_item_vals(self.contra_account_id, name, sum(differences.values()))
        return {
            "move_type": "entry",
            "journal_id": self.accrual_journal_id.id,
            "date": day,
            "ref": name,
            "keqing_rebate_program_id": self.id,
            "line_ids": [Command.create(vals) for vals in [lowered, *owed]],
        }

    @staticmethod
    def _prepare_item_vals(account, name, amount, partner_id=False):
        return {
            "account_id": account.id,
            "name": name,
            "partner_id": partner_id,
            "balance": float(amount),
            "tax_ids": [Command.clear()],
        }

    def _check_can_book(self, day):
        """:raise UserError: naming what is missing, or until when the books are locked"""
        for field in ACCOUNTS:
            if not self[field]:
                raise UserError(
                    self.env._(
                        "%(program)s is accrued, and has no “%(field)s”. Enter it on the "
                        "programme.",
                        program=self.display_name,
                        field=self._fields[field]._description_string(self.env),
                    )
                )
        locked = self.company_id._get_violated_lock_dates(day, False, self.accrual_journal_id)
        if locked:
            last = max(date for date, *__ in locked)
            raise UserError(
                self.env._(
                    "%(program)s cannot be accrued on %(day)s: the books are locked until "
                    "%(locked)s. The first open day is %(open)s.",
                    program=self.display_name,
                    day=say_day(self.env, day),
                    locked=say_day(self.env, last),
                    open=say_day(self.env, last + timedelta(days=1)),
                )
            )

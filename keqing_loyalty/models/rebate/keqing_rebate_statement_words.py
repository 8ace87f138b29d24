# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.keqing_customer.wording import say_day


class KeqingRebateStatement(models.Model):
    """What a statement says in words, as it is said on the screen, on paper and to a customer."""

    _inherit = "keqing.rebate.statement"

    base_text = fields.Char(string="Base In Words", compute="_compute_texts")
    tier_text = fields.Char(string="Tier In Words", compute="_compute_texts")
    outlook_text = fields.Char(string="Outlook", compute="_compute_texts")

    notice = fields.Char(compute="_compute_notice")

    @api.depends("counted_to", "is_over")
    @api.depends_context("lang")
    def _compute_notice(self):
        for statement in self:
            statement.notice = not statement.is_over and self.env._(
                "Open: what is invoiced until %s counts as well.",
                say_day(self.env, statement.counted_to),
            )

    @api.depends("base", "base_before", "credited", "tier_id", "next_bound", "next_worth")
    @api.depends_context("lang")
    def _compute_texts(self):
        for statement in self:
            program = statement.program_id
            say = program._say_base
            statement.base_text = (
                self.env._(
                    "%(indicator)s: %(value)s",
                    indicator=program.indicator_id.name,
                    value=say(statement.base),
                )
                if program.basis == "indicator"
                else self.env._(
                    "%(base)s = %(before)s before + %(now)s since",
                    base=say(statement.base),
                    before=say(statement.base_before),
                    now=say(statement.base - statement.base_before),
                )
            )
            tier = statement.tier_id
            statement.tier_text = (
                self.env._(
                    "%(rate)s from %(bound)s",
                    rate=program._say_rate(tier.rate),
                    bound=say(tier.base_from),
                )
                if tier
                else self.env._("Below the first tier")
            )
            statement.outlook_text = bool(statement.next_missing) and self.env._(
                "%(missing)s more reach the tier from %(bound)s and bring %(worth)s.",
                missing=say(statement.next_missing),
                bound=say(statement.next_bound),
                worth=statement.currency_id.format(statement.next_worth),
            )

    def _get_printed_rows(self):
        """The documents behind the base, one row each, for who may print the statement.

        :return: list of dicts ``day``, ``document``, ``quantity``, ``amount``; what was taken back
            in full is left out
        """
        self.ensure_one()
        groups = self.env["keqing.rebate.ledger"]._read_group(
            self._ledger_domain(),
            ["day:day", "move_id"],
            ["quantity:sum", "amount:sum"],
            having=["|", ("amount:sum", "!=", 0), ("quantity:sum", "!=", 0)],
            order="day:day, move_id",
        )
        return [
            {
                "day": day,
                # the customer knows its own documents
                "document": move.sudo().name or self.env._("Brought along"),
                "quantity": quantity,
                "amount": amount,
            }
            for day, move, quantity, amount in groups
        ]

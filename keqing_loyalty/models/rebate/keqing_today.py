# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import MANAGERS
from odoo.addons.keqing_customer.today import Section
from odoo.addons.keqing_customer.wording import say_day

from .keqing_rebate_statement_decide import CONTROLLERS

ACTION = "keqing_loyalty.keqing_rebate_statement_action"
NEAR = 20  # percent of the next tier's bound: what is missing at most
FIELDS = ("partner_id", "program_id", "date_to", "payable", "settled")


class KeqingToday(models.AbstractModel):
    """Customers near a tier, for who sells; statements to confirm, approve and settle."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [
            *super()._get_sections(),
            self._get_near_section(),
            self._get_confirm_section(),
            *self._get_finance_sections(),
        ]

    def _statement_section(self, **values):
        return Section(
            action=ACTION,
            records=self.env["keqing.rebate.statement"],
            **{"fields": FIELDS, "line": self._statement_line, **values},
        )

    def _get_near_section(self):
        mine = Domain("company_id", "=", self.env.company.id) & Domain(
            "partner_id.user_id", "=", self.env.uid
        )
        under_way = Domain("state", "=", "computed") & Domain("is_over", "=", False)
        near = SQL(
            """(SELECT id FROM keqing_rebate_statement
                 WHERE next_missing > 0 AND next_worth > 0
                   AND next_missing <= next_bound * %s / 100)""",
            NEAR,
        )
        return self._statement_section(
            name="near_tier",
            title=self.env._("Customers near a tier"),
            empty=self.env._("No customer of yours is near the next tier."),
            sequence=36,
            domain=mine & under_way & Domain("id", "in", near),
            concerns=mine & under_way,
            order="next_worth desc, id",
            fields=("partner_id", "program_id", "date_to", "next_missing", "next_worth"),
            line=self._near_line,
        )

    def _near_line(self, statement):
        program = statement.program_id
        return {
            "text": self.env._(
                "%(program)s: %(missing)s more until %(day)s",
                program=program.name,
                missing=program._say_base(statement.next_missing),
                day=say_day(self.env, statement.date_to),
            ),
            "level": "soon",
            "amount": self._money(statement.next_worth),
            "action": statement._get_records_action(),
        }

    def _get_confirm_section(self):
        over = (
            Domain("company_id", "=", self.env.company.id)
            & Domain("payable", ">", 0)
            & Domain("is_over", "=", True)
        )
        return self._statement_section(
            name="rebates_to_confirm",
            title=self.env._("Rebates to confirm"),
            empty=self.env._("No statement waits for you."),
            sequence=26,
            groups=MANAGERS,
            domain=over & Domain("state", "=", "computed"),
            concerns=over,
            order="date_to, payable desc, id",
        )

    def _get_finance_sections(self):
        if not self.env["keqing.rebate.statement"]._is_finance():
            return
        company = Domain("company_id", "=", self.env.company.id)
        yield self._statement_section(
            name="rebates_to_approve",
            title=self.env._("Rebates to approve"),
            empty=self.env._("No statement waits for your approval."),
            sequence=15,
            groups=CONTROLLERS,
            domain=company
            & Domain("state", "=", "confirmed")
            & Domain("payable", ">", 0)
            & Domain("confirmed_by_id", "!=", self.env.uid),
            concerns=company,
            order="date_to, payable desc, id",
        )
        yield self._statement_section(
            name="rebates_to_settle",
            title=self.env._("Rebates to settle"),
            empty=self.env._("Everything that was approved is settled."),
            sequence=16,
            groups=CONTROLLERS,
            domain=company & Domain("state", "=", "approved") & Domain("payable", ">", 0),
            concerns=company,
            order="date_to, payable desc, id",
        )

    def _statement_line(self, statement):
        return {
            "text": self.env._(
                "%(program)s until %(day)s",
                program=statement.program_id.name,
                day=say_day(self.env, statement.date_to),
            ),
            "level": "soon",
            "amount": self._money(statement.payable - statement.settled),
            "action": statement._get_records_action(),
        }

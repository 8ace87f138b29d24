# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_chosen

from .keqing_diversion_case import OPEN


class KeqingRebateStatement(models.Model):
    """What is accused of having been sold elsewhere is not paid for, as long as nothing is final.

    Frozen are statements of the accused over the day on which goods were found that count for the
    programme, and no others; nothing of them is lost.
    """

    _inherit = "keqing.rebate.statement"

    frozen_text = fields.Char(string="Frozen", compute="_compute_frozen_text")

    @api.depends("partner_id", "program_id", "period_from", "date_to")
    @api.depends_context("lang")
    def _compute_frozen_text(self):
        freezing = self._find_freezing()
        for statement in self:
            cases = freezing.get(statement)
            statement.frozen_text = cases and self.env._(
                "Frozen while a case is open: %s", ", ".join(cases.mapped("name"))
            )

    def _find_freezing(self):
        """The open cases that touch each of these: ``{statement: cases as superuser}``"""
        return self._find_touching(Domain("state", "in", OPEN))

    def _find_touching(self, domain):
        """Those cases that touch each of these: ``{statement: cases as superuser}``"""
        Case = self.env["keqing.diversion.case"].sudo()  # for everybody alike
        cases = Case.search(domain & Domain("partner_id", "in", self.partner_id.ids))
        if not cases:
            return {}
        counting = {
            program: self._find_counting(program, cases.line_ids.product_id)
            for program in self.program_id.sudo()
        }
        found = {}
        for statement in self:
            touching = cases.filtered(
                lambda case, statement=statement: (
                    case.partner_id == statement.partner_id
                    and case.company_id == statement.company_id
                    and statement.period_from <= case.found_on <= statement.date_to
                    and case.line_ids.product_id & counting[statement.program_id.sudo()]
                )
            )
            if touching:
                found[statement] = touching
        return found

    @api.model
    def _find_counting(self, program, products):
        """Those of some products that count for a programme."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT line.product_id FROM unnest(%s::int[]) line (product_id) WHERE %s",
                list(products.ids),
                program._is_of_products(),
            )
        )
        return products.browse(product_id for (product_id,) in rows)

    def _check_not_frozen(self):
        """:raise UserError: naming the case"""
        for statement, cases in self._find_freezing().items():
            raise UserError(
                self.env._(
                    "%(statement)s is frozen while %(case)s is open: nothing of it is lost, and it "
                    "goes on with the verdict.",
                    statement=statement.display_name,
                    case=cases[0].name,
                )
            )

    def _check_may_confirm(self):
        self._check_not_frozen()
        return super()._check_may_confirm()

    @for_chosen("write")
    def action_approve(self):
        self._check_not_frozen()
        self._check_verdicts_taken()
        return super().action_approve()

    def _check_worth(self, order):
        self._check_not_frozen()
        self._check_verdicts_taken()
        return super()._check_worth(order)

    def _check_may_settle(self, way):
        self._check_not_frozen()
        self._check_verdicts_taken()
        return super()._check_may_settle(way)

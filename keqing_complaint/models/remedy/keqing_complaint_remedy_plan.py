# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from dataclasses import dataclass, field

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .keqing_complaint_remedy import CREDITING, DELIVERING, RETURNING


@dataclass
class Plan:
    """What remedies take, before any document is made: counted together, refused together."""

    back: list = field(default_factory=list)
    """Tuples of remedy, delivery (stock.move), quantity in the product's unit, and lot"""
    out: list = field(default_factory=list)
    """Remedies whose goods leave"""
    credits: list = field(default_factory=list)
    """Tuples of remedy, invoice line, quantity in the product's unit (None if by amount), amount"""

    # What of an origin the plan has taken so far, by record
    moved: dict = field(default_factory=lambda: defaultdict(float))
    credited: dict = field(default_factory=lambda: defaultdict(float))
    counted: dict = field(default_factory=lambda: defaultdict(float))
    given: dict = field(default_factory=lambda: defaultdict(float))

    @staticmethod
    def take(taken, invoice_line, number):
        for pot in invoice_line._keqing_pots():
            taken[pot] += number


class KeqingComplaintRemedy(models.Model):
    """What remedies take of deliveries and invoices: never more than there is left.

    All complaints, returns and credit notes count together, whoever made them, drafts as well.
    """

    _inherit = "keqing.complaint.remedy"

    def _plan(self):
        """What is to be moved and credited for these, without doing it.

        :raise UserError: naming the first remedy that takes more than is left, or that lacks what
            it is to be made from
        """
        plan = Plan()
        for remedy in self.sudo().sorted("id"):  # documents of whoever made them
            remedy._check_goods()
            if remedy.kind in RETURNING:
                remedy._plan_back(plan)
            if remedy.kind in DELIVERING:
                remedy._plan_out(plan)
            if remedy.kind in CREDITING:
                remedy._plan_credit(plan)
        return plan

    def _hold_origins(self):
        """Whoever counts the same origins at the same time waits, and counts anew.

        The rows are written, though with what they hold: another transaction that began before
        this one is done would be let in by a lock alone, and not see what was made meanwhile.
        """
        lines = self.line_id
        orders = lines._get_order_lines()
        for records in (
            orders.order_id,
            lines._get_invoice_lines().move_id,
            orders,
            lines._get_deliveries().union(orders.move_ids),
            lines._get_invoice_lines(),
        ):
            self._hold_rows(records)
        self.env.invalidate_all()

    @api.model
    def _hold_rows(self, records):
        if not records:
            return
        records.flush_recordset()
        table = SQL.identifier(records._table)
        ids = tuple(sorted(records.ids))
        self.env.cr.execute(
            SQL("SELECT FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE", table, ids)
        )
        self.env.cr.execute(SQL("UPDATE %s SET write_date = write_date WHERE id IN %s", table, ids))

    def _check_goods(self):
        """:raise UserError: for goods that nothing can be made from"""
        self._check_terms()  # the line may be another meanwhile
        line = self.line_id
        if not line.uom_id._has_common_reference(line.product_id.uom_id):
            raise self._refusal(
                self.env._(
                    "%(unit)s is no unit of such goods: choose one like %(like)s.",
                    unit=line.uom_id.name,
                    like=line.product_id.uom_id.name,
                )
            )
        if self.kind in (*RETURNING, *DELIVERING):
            if line.product_id.type != "consu":
                raise self._refusal(
                    self.env._("Nothing can be sent or sent back: propose a refund instead.")
                )
            if line.lot_name and not line.lot_id:
                raise self._refusal(
                    self.env._(
                        "%s is no lot of ours: choose the lot on the complaint line, or propose "
                        "something without goods.",
                        line.lot_name,
                    )
                )

    def _refusal(self, reason):
        """A UserError about one remedy."""
        return UserError(
            self.env._("%(remedy)s: %(reason)s", remedy=self.display_name, reason=reason)
        )

    def _in_product_unit(self):
        """The quantity of one remedy, in the unit of its product."""
        line = self.line_id
        return line.uom_id._compute_quantity(self.quantity, line.product_id.uom_id, round=False)

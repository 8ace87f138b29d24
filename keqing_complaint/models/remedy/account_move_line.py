# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    """What is left of an invoice line to be given back, and that money alone moves no goods.

    Two counts: of the product on one invoice, and of the product on all invoices of one order.
    """

    _inherit = "account.move.line"

    def _eligible_for_stock_account(self):
        """A refund without goods takes none back into the stock either."""
        return super()._eligible_for_stock_account() and not (
            self.move_type == "out_refund"
            and self.env["res.users"]._keqing_is_used()
            and self.env["keqing.remedy.credit"]
            .sudo()  # whoever posts it
            .search_count([("line_id", "=", self.id), ("remedy_id.kind", "!=", "return")], limit=1)
        )

    def _keqing_pots(self):
        """The keys of the counts of one invoice line, the wider one last."""
        self.ensure_one()
        keys = [(self.move_id, self.product_id)]
        if orders := self.sale_line_ids.order_id:
            keys.append((orders[:1], self.product_id))
        return keys

    def _keqing_pot_lines(self, *, of_order):
        """All invoice lines of one line's count."""
        orders = self.sale_line_ids.order_id[:1]
        lines = orders.order_line.invoice_lines if of_order and orders else self.move_id.line_ids
        return lines.filtered(
            lambda line: (
                line.product_id == self.product_id
                and line.currency_id == self.currency_id
                and line.parent_state == "posted"
                and line.move_type == "out_invoice"
                and line.display_type == "product"
            )
        )

    def _keqing_worth(self):
        """The sum of these as their prices are, before taxes that are added."""
        return sum(
            line.currency_id.round(line.price_unit * line.quantity * (1 - line.discount / 100))
            for line in self
        )

    def _keqing_quantity(self, unit):
        return sum(
            line.product_uom_id._compute_quantity(line.quantity, unit, round=False) for line in self
        )

    def _keqing_credited(self, *, of_order):
        """Lines of credit notes that give back of these invoice lines, drafts included.

        :return: those made by remedies, as ``keqing.remedy.credit``, and those made otherwise
        """
        ours = self.env["keqing.remedy.credit"].search(
            [("origin_id", "in", self.ids), ("line_id.parent_state", "!=", "cancel")]
        )
        of_orders = Domain("sale_line_ids", "in", self.sale_line_ids.ids)
        reversing = Domain("move_id.reversed_entry_id", "in", self.move_id.ids)
        if of_order:
            reversing &= of_orders | Domain("sale_line_ids", "=", False)
            reversing |= of_orders & Domain("move_id.reversed_entry_id", "=", False)
        others = self.search(
            Domain("product_id", "in", self.product_id.ids)
            & Domain("move_type", "=", "out_refund")
            & Domain("parent_state", "!=", "cancel")
            & Domain("display_type", "=", "product")
            & reversing
        )
        return ours, others - self.env["keqing.remedy.credit"].search(
            [("line_id", "in", others.ids)]
        ).line_id

    def _keqing_credited_quantity(self, unit, *, of_order):
        ours, others = self._keqing_credited(of_order=of_order)
        returned = ours.filtered(lambda credit: credit.remedy_id.kind == "return").line_id
        return (returned + others)._keqing_quantity(unit)

    def _keqing_worth_left(self, plan, *, of_order=None):
        """How much of one invoice line, or of the same on its order, may still be given back."""
        if of_order is None:
            return min(self._keqing_worth_left(plan, of_order=each) for each in (False, True))
        lines = self._keqing_pot_lines(of_order=of_order)
        ours, others = lines._keqing_credited(of_order=of_order)
        left = lines._keqing_worth() - (ours.line_id + others)._keqing_worth()
        if of_order:
            left -= self._keqing_replenished_worth(lines)
        return left - plan.credited[self._keqing_pots()[-1 if of_order else 0]]

    def _keqing_replenished_worth(self, lines):
        remedies = self.env["keqing.complaint.remedy"].search(
            Domain("kind", "=", "replenishment")
            & Domain("state", "in", ("executing", "done"))
            & Domain("line_id.product_id", "=", self.product_id.id)
            & (
                Domain("line_id.invoice_line_id", "in", lines.ids)
                | Domain("line_id.sale_line_id", "in", lines.sale_line_ids.ids)
                | Domain("line_id.move_id.sale_line_id", "in", lines.sale_line_ids.ids)
            )
        )
        return sum(
            self.currency_id.round(remedy.quantity * remedy.line_id._get_price())
            for remedy in remedies
        )

    def _keqing_quantity_left(self, plan):
        """How many of one invoice line, in the product's unit, are not credited."""
        unit = self.product_id.uom_id
        return min(
            lines._keqing_quantity(unit)
            - lines._keqing_credited_quantity(unit, of_order=of_order)
            - plan.counted[self._keqing_pots()[-1 if of_order else 0]]
            for of_order in (False, True)
            if (lines := self._keqing_pot_lines(of_order=of_order))
        )

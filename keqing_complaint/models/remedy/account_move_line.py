# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE

from .keqing_complaint_remedy import DELIVERING


class AccountMoveLine(models.Model):
    """What is left of an invoice line to be given back, and that money alone moves no goods.

    Four counts: of the product and of all, on one invoice and on all invoices of one order. A
    discount that is a line of its own lowers the whole; what was paid in advance does not.
    """

    _name = "account.move.line"
    _inherit = ["account.move.line", "keqing.guard.mixin"]

    keqing_credit_ids = fields.One2many(
        comodel_name="keqing.remedy.credit",
        inverse_name="line_id",
        string="Remedies",
        readonly=True,
        copy=False,
        groups=OWN_PEOPLE,
    )

    def _eligible_for_stock_account(self):
        """A refund without goods takes none back into the stock either."""
        is_eligible = super()._eligible_for_stock_account()
        is_refund = self.move_type == "out_refund"
        if not (is_eligible and is_refund and self.env["res.users"]._keqing_is_used()):
            return is_eligible
        credits = self.sudo().keqing_credit_ids  # whoever posts it
        return all(credit.remedy_id.kind == "return" for credit in credits)

    def _keqing_pot(self, *, of_order, whole=False):
        """The key of one count of one invoice line."""
        self.ensure_one()
        owner = of_order and self.sale_line_ids.order_id[:1] or self.move_id
        return owner, self.product_id.browse() if whole else self.product_id

    def _keqing_pots(self):
        """The keys of all counts of one invoice line."""
        return {
            self._keqing_pot(of_order=of_order, whole=whole)
            for of_order in (False, True)
            for whole in (False, True)
        }

    def _keqing_pot_lines(self, *, of_order, whole=False):
        """All invoice lines of one line's count."""
        orders = self.sale_line_ids.order_id[:1]
        lines = orders.order_line.invoice_lines if of_order and orders else self.move_id.line_ids
        return lines.filtered(
            lambda line: (
                (line.product_id == self.product_id or whole and not line.is_downpayment)
                and line.currency_id == self.currency_id
                and line.parent_state == "posted"
                and line.move_type == "out_invoice"
                and line.display_type == "product"
            )
        )

    def _keqing_worth(self, currency=None):
        """The sum of these as their prices are, before taxes that are added."""
        worth = 0.0
        for line in self:
            own = line.price_unit * line.quantity * (1 - line.discount / 100)
            own = line.currency_id.round(own)
            if currency and currency != line.currency_id:
                day = line.move_id.reversed_entry_id.date or line.date
                own = line.currency_id._convert(own, currency, line.company_id, day)
            worth += own
        return worth

    def _keqing_worth_as(self, origin):
        """What these would be worth at the price of an invoice line."""
        price = origin.price_unit * (1 - origin.discount / 100)
        return origin.currency_id.round(price * self._keqing_quantity(origin.product_uom_id))

    def _keqing_quantity(self, unit):
        return sum(
            line.product_uom_id._compute_quantity(line.quantity, unit, round=False) for line in self
        )

    def _keqing_credited(self, *, of_order, whole=False):
        """Lines of credit notes that give back of these invoice lines, drafts included.

        :return: those made by remedies, as ``keqing.remedy.credit``, and those made otherwise
        """
        ours = self.env["keqing.remedy.credit"].search(
            [("origin_id", "in", self.ids), ("line_id.parent_state", "!=", "cancel")]
        )
        sold = self.sale_line_ids.order_id.order_line if whole else self.sale_line_ids
        of_orders = Domain("sale_line_ids", "in", sold.ids)
        reversing = Domain("move_id.reversed_entry_id", "in", self.move_id.ids)
        if of_order:
            reversing &= of_orders | Domain("sale_line_ids", "=", False)
            reversing |= of_orders & Domain("move_id.reversed_entry_id", "=", False)
        of_products = Domain("product_id", "in", self.product_id.ids)
        others = self.search(
            (Domain("is_downpayment", "=", False) if whole else of_products)
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

    def _keqing_worth_left(self, plan, *, of_order=None, whole=False):
        """How much of one invoice line may still be given back, by one count or by the lowest."""
        if of_order is None:
            return min(
                self._keqing_worth_left(plan, of_order=each, whole=whole)
                for each in (False, True)
                for whole in (False, True)
            )
        lines = self._keqing_pot_lines(of_order=of_order, whole=whole)
        ours, others = lines._keqing_credited(of_order=of_order, whole=whole)
        left = lines._keqing_worth() - (ours.line_id + others)._keqing_worth(self.currency_id)
        if of_order:
            left -= lines._keqing_replenished_worth() * (lines._keqing_share() if whole else 1)
        return left - plan.credited[self._keqing_pot(of_order=of_order, whole=whole)]

    def _keqing_share(self):
        """What was paid of the prices of these, less discounts that are lines of their own."""
        worth = self._keqing_worth()
        prices = sum(max(line._keqing_worth(), 0.0) for line in self)
        return worth / prices if prices else 1.0

    def _keqing_replenished_worth(self):
        """What was sent for these free of charge, and for nothing that comes back."""
        remedies = self.env["keqing.complaint.remedy"].search(
            Domain("kind", "in", DELIVERING)
            & Domain("state", "in", ("executing", "done"))
            & (
                Domain("line_id.invoice_line_id", "in", self.ids)
                | Domain("line_id.sale_line_id", "in", self.sale_line_ids.ids)
                | Domain("line_id.move_id.sale_line_id", "in", self.sale_line_ids.ids)
            )
        )
        worth = 0.0
        for remedy in remedies:
            share = 1.0
            if remedy.kind != "replenishment":
                parts = remedy.line_id._get_parts(remedy._in_product_unit())
                missing = remedy._get_uncovered(counts_coming=True)
                share = max(
                    (some[part] / parts[part] for some in missing for part in parts), default=0.0
                )
            price = remedy.line_id._get_price()
            worth += remedy.currency_id.round(remedy.quantity * price * share)
        return worth

    def _keqing_quantity_left(self, plan):
        """How many of one invoice line, in the product's unit, are not credited."""
        unit = self.product_id.uom_id
        return min(
            lines._keqing_quantity(unit)
            - lines._keqing_credited_quantity(unit, of_order=of_order)
            - plan.counted[self._keqing_pot(of_order=of_order)]
            for of_order in (False, True)
            if (lines := self._keqing_pot_lines(of_order=of_order))
        )

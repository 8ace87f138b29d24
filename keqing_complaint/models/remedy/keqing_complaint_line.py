# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import math
from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from .keqing_complaint_remedy import CHANGEABLE, PAYING

ORIGINS = {
    "complaint_id",
    "invoice_line_id",
    "lot_id",
    "move_id",
    "product_id",
    "quantity",
    "sale_line_id",
    "uom_id",
}
# What remedies are worth, and what the return policy says of them, hangs on these
WORTH = {*ORIGINS, "condition"}


class KeqingComplaintLine(models.Model):
    """What the goods were worth, and what of them was given back.

    Read as superuser: they are counted, and told in sums alone.
    """

    _inherit = "keqing.complaint.line"

    def write(self, vals):
        """What a proposal is about stays as it is while the customer thinks it over."""
        if not self.env.su and not ORIGINS.isdisjoint(vals):
            self._check_no_remedies()
        written = super().write(vals)
        if not WORTH.isdisjoint(vals):
            remedies = self.env["keqing.complaint.remedy"].search([("line_id", "in", self.ids)])
            remedies._note_authors()
            remedies.filtered(lambda remedy: remedy.state == "draft")._judge()
        return written

    def unlink(self):
        self._check_no_remedies()
        return super().unlink()

    def _check_no_remedies(self):
        remedies = self.env["keqing.complaint.remedy"].sudo()  # whoever sees them
        for remedy in remedies.search([("line_id", "in", self.ids), ("state", "!=", "cancelled")]):
            if remedy.complaint_id.state not in CHANGEABLE or remedy.state != "draft":
                raise UserError(
                    self.env._(
                        "%s was proposed for these goods: take the proposal back first.",
                        remedy.display_name,
                    )
                )

    def _prepare_wanted_vals(self):
        """A remedy as the customer wants it; of money, what the goods were worth."""
        amount = 0.0
        if self.wanted in PAYING:
            amount = self._get_currency().round(self.quantity * self._get_price())
        return {"kind": self.wanted, "amount": amount}

    # What they were worth

    def _get_currency(self):
        """In which the goods were invoiced, else ordered."""
        line = self.sudo()
        company = line.company_id or self.env.company
        order_line = line._get_order_line()
        invoiced = line._get_invoice_lines()[:1]
        return invoiced.currency_id or order_line.currency_id or company.currency_id

    def _get_price(self):
        """What the customer paid for one of the line's unit, in :meth:`_get_currency`.

        As the prices of the invoice are; the product's own price if it is on no document, for part
        of a kit not more than the kit's.
        """
        line = self.sudo()
        invoiced = line._get_invoice_lines()[:1]
        order_line = line._get_order_line()
        if invoiced:
            price = invoiced.price_unit * (1 - invoiced.discount / 100)
            return invoiced.product_uom_id._compute_price(price, line.uom_id)
        if order_line and order_line.product_id == line.product_id:
            price = order_line.price_unit * (1 - order_line.discount / 100)
            return order_line.product_uom_id._compute_price(price, line.uom_id)
        product = line.product_id.with_company(line.company_id)
        price = product.uom_id._compute_price(product.lst_price, line.uom_id)
        company = line.company_id or self.env.company
        price = company.currency_id._convert(
            price, line._get_currency(), company, line._get_price_day(), round=False
        )
        if in_kit := order_line._keqing_parts(1.0).get(product) if order_line else 0:
            kit = order_line.price_unit * (1 - order_line.discount / 100)
            kit = order_line.product_uom_id._compute_price(kit, order_line.product_id.uom_id)
            price = min(price, product.uom_id._compute_price(kit / in_kit, line.uom_id))
        return price

    def _get_price_day(self):
        line = self.sudo()
        company = line.company_id or self.env.company
        return line._get_invoice_lines()[:1].date or company._get_keqing_today()

    def _get_delivery_day(self):
        """When the goods of one line reached the customer last, in the company's days.

        That of the invoice if no delivery is known; None if neither is.
        """
        line = self.sudo()
        delivered = line._get_deliveries()[:1]
        if delivered:
            return line.company_id._get_keqing_day(delivered.date)
        return line._get_invoice_lines()[:1].move_id.invoice_date or None

    def _get_complained_at(self):
        """When the customer complained about the goods of one line: with its complaint, as it was
        taken in, or when it was reopened if it was not about them before."""
        complaint = self.complaint_id.sudo()  # of which it was split off
        reopened = (complaint | complaint.split_from_id).mapped("reopened_at")
        return max(
            [
                complaint.received_at,
                complaint.first_received_at,
                *(at for at in reopened if at and at <= self.create_date),
            ]
        )

    # What was given back already, in the product's unit

    def _get_sold(self):
        """What of one line's goods was delivered or invoiced, the greater; None if unknown."""
        line = self.sudo()
        unit = line.product_id.uom_id
        order_line = line._get_order_line()
        if not line._get_origins():
            return None
        if order_line.move_ids and line.product_id not in order_line.move_ids.product_id:
            delivered = order_line.product_uom_id._compute_quantity(  # of a kit
                order_line.qty_delivered, unit, round=False
            )
        else:
            delivered = sum(
                move._keqing_done()
                for move in order_line.move_ids or line.move_id
                if move.product_id == line.product_id and move.location_dest_id._is_outgoing()
            )
        return max(delivered, line._get_invoice_lines()._keqing_quantity(unit))

    def _get_given(self, *, counts_coming):
        """What of one line's goods, of kits their parts, was given back: replenished, credited, or
        sent in exchange for what does not come back. ``{product: quantity}``

        :param counts_coming: whether what is on its way back is as good as come
        """
        given = defaultdict(float)
        siblings = self._get_siblings()
        parts_of = siblings._get_uncovered(counts_coming=counts_coming)
        for remedy in siblings.filtered(lambda each: each.kind == "replenishment"):
            parts_of.append(remedy.line_id._get_parts(remedy._in_product_unit()))
        if paid := self._get_paid_lines()[:1]:
            unit = paid.product_id.uom_id
            pot = paid._keqing_pot_lines(of_order=True)
            credited = pot._keqing_credited_quantity(unit, of_order=True)
            order_line = self.sudo()._get_order_line()
            parts_of.append(
                order_line._keqing_parts(credited) if order_line else {paid.product_id: credited}
            )
        for parts in parts_of:
            for product, quantity in parts.items():
                given[product] += quantity
        return given

    def _get_uninvoiced(self, plan):
        """What of one line's goods may come back without a credit note.

        What was delivered and is on no invoice, of an order that is invoiced by what is delivered;
        anything if no order and no invoice is known.
        """
        line = self.sudo()
        order_line = line._get_order_line()
        if line.invoice_line_id or order_line and order_line.product_id != line.product_id:
            return 0.0
        if not order_line:
            return math.inf
        if line.product_id.invoice_policy != "delivery":
            return 0.0
        open_quantity = order_line._keqing_delivered() - order_line._keqing_invoiced()
        coming = order_line.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.to_refund
                and move.origin_returned_move_id
                and move.product_id == line.product_id
            )
        )
        open_quantity -= sum(coming.mapped("product_qty")) + plan.counted[order_line]
        return max(open_quantity, 0.0)

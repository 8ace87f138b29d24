# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import math

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


class KeqingComplaintLine(models.Model):
    """Where goods came from: the order line, the deliveries and the invoices behind them.

    Read as superuser: they are counted, and told in sums alone.
    """

    _inherit = "keqing.complaint.line"

    def write(self, vals):
        """What a proposal is about stays as it is while the customer thinks it over."""
        if not self.env.su and not ORIGINS.isdisjoint(vals):
            self._check_no_remedies()
        return super().write(vals)

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

    # Origins

    def _get_order_lines(self):
        return self.env["sale.order.line"].sudo().union(*(line._get_order_line() for line in self))

    def _get_order_line(self):
        line = self.sudo()
        return (
            line.sale_line_id or line.invoice_line_id.sale_line_ids[:1] or line.move_id.sale_line_id
        )

    def _get_origin(self):
        """The one record that all remedies for the same goods have in common."""
        line = self.sudo()
        return line._get_order_line() or line.invoice_line_id or line.move_id

    def _get_deliveries(self):
        """Done moves by which the goods of these lines reached the customer, the latest first.

        With what was delivered free of charge for the same order line.
        """
        moves = self.env["stock.move"].sudo()
        for line in self.sudo():
            if line.move_id:
                moves |= line.move_id
            elif order_line := line._get_order_line():
                moves |= order_line.move_ids | line._get_siblings().reference_id.move_ids
        return moves.filtered(
            lambda move: move.state == "done" and move.location_dest_id._is_outgoing()
        ).sorted("id", reverse=True)

    def _get_siblings(self, *kinds):
        """Remedies under way or done for the same goods as one line, of all complaints."""
        line = self.sudo()
        order_line = line._get_order_line()
        if order_line:
            domain = (
                "|",
                "|",
                ("line_id.sale_line_id", "=", order_line.id),
                ("line_id.invoice_line_id", "in", order_line.invoice_lines.ids),
                ("line_id.move_id", "in", order_line.move_ids.ids),
            )
        elif line.invoice_line_id:
            domain = (("line_id.invoice_line_id", "=", line.invoice_line_id.id),)
        else:
            domain = (("line_id.move_id", "=", line.move_id.id or 0),)
        remedies = self.env["keqing.complaint.remedy"].sudo()
        found = remedies.search(
            [
                ("state", "in", ("executing", "done")),
                ("line_id.product_id", "=", line.product_id.id),
                *domain,
            ]
        )
        return found.filtered(lambda remedy: not kinds or remedy.kind in kinds)

    def _get_invoice_lines(self):
        """Posted invoice lines of these goods, the oldest first; those of a named invoice alone."""
        lines = self.env["account.move.line"].sudo()
        for line in self.sudo():
            if line.invoice_line_id:
                lines |= line.invoice_line_id
            else:
                invoiced = line._get_order_line().invoice_lines
                lines |= invoiced.filtered(lambda each: each.product_id == line.product_id)  # noqa: B023
        return lines.filtered(
            lambda each: (
                each.parent_state == "posted"
                and each.move_type == "out_invoice"
                and each.display_type == "product"
            )
        ).sorted("id")

    def _get_parts(self, quantity):
        """What so many of one line's product are in the warehouse: ``{product: quantity}``.

        In the units of the products. For a kit, its parts, in the proportion in which they were
        sent; else the product itself.

        :param quantity: in the product's unit
        """
        line = self.sudo()
        order_line = line._get_order_line()
        sent = order_line.move_ids.filtered(
            lambda move: (
                move.state != "cancel"
                and move.location_dest_id._is_outgoing()
                and not move.origin_returned_move_id
            )
        )
        is_kit = (
            not line.move_id
            and sent
            and line.product_id == order_line.product_id
            and line.product_id not in sent.product_id
        )
        if not is_kit:
            return {line.product_id: quantity}
        ordered = order_line.product_uom_id._compute_quantity(
            order_line.product_uom_qty, line.product_id.uom_id, round=False
        )
        return {
            product: quantity * sum(moves.mapped("product_qty")) / ordered
            for product, moves in sent.grouped("product_id").items()
        }

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

        As the prices of the invoice are; the product's own price if it is on no document.
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
        return company.currency_id._convert(
            price, line._get_currency(), company, line._get_price_day(), round=False
        )

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

    # What was given back already, in the product's unit

    def _get_sold(self):
        """What of one line's goods was delivered or invoiced, the greater; None if unknown."""
        line = self.sudo()
        unit = line.product_id.uom_id
        order_line = line._get_order_line()
        if not line._get_origin():
            return None
        if order_line.move_ids and line.product_id not in order_line.move_ids.product_id:
            delivered = order_line.product_uom_id._compute_quantity(  # of a kit
                order_line.qty_delivered, unit, round=False
            )
        else:
            moves = line.move_id or order_line.move_ids
            delivered = sum(
                move.product_uom._compute_quantity(move.quantity, unit, round=False)
                for move in moves
                if move.state == "done" and move.location_dest_id._is_outgoing()
            )
        return max(delivered, line._get_invoice_lines()._keqing_quantity(unit))

    def _get_replenished(self):
        return sum(remedy._in_product_unit() for remedy in self._get_siblings("replenishment"))

    def _get_credited_quantity(self):
        first = self._get_invoice_lines()[:1]
        if not first:
            return 0.0
        pot = first._keqing_pot_lines(of_order=True)
        return pot._keqing_credited_quantity(first.product_id.uom_id, of_order=True)

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
        unit = order_line.product_uom_id
        open_quantity = unit._compute_quantity(
            order_line.qty_delivered - order_line.qty_invoiced, line.product_id.uom_id, round=False
        )
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

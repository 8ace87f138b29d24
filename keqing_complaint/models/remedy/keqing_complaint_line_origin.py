# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class KeqingComplaintLine(models.Model):
    """Where goods came from: the order line, the deliveries and the invoices behind them.

    What was given free of charge is of the order line that it was given for: nobody is given
    something for it once more. Read as superuser: they are counted, and told in sums alone.
    """

    _inherit = "keqing.complaint.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._trace_free_goods()
        return lines

    def write(self, vals):
        written = super().write(vals)
        if "move_id" in vals:
            self._trace_free_goods()
        return written

    def _get_given_for(self):
        """Goods for which the named delivery was free of charge; of a kit, other goods."""
        move = self.sudo().move_id
        if move.sale_line_id or not move.reference_ids:
            return self.browse().sudo()
        remedies = self.env["keqing.complaint.remedy"].sudo()  # of whichever complaint
        return remedies.search([("reference_id", "in", move.reference_ids.ids)]).line_id - self

    def _trace_free_goods(self):
        """Name what the goods were sold by, where only a free delivery of them is named."""
        for line in self.sudo():  # whoever may read the other complaint
            given_for = line._get_given_for()[:1]
            order_line = given_for._get_order_line()
            if not given_for or line.sale_line_id or line.invoice_line_id:
                continue
            if order_line.product_id == line.product_id:
                line.sale_line_id = order_line
            elif given_for.invoice_line_id:
                line.invoice_line_id = given_for.invoice_line_id
            else:
                line.move_id = given_for.move_id

    @api.constrains("sale_line_id", "move_id", "invoice_line_id", "product_id")
    def _check_one_sale(self):
        """
        :raise ValidationError: for documents of different sales, and for part of a kit that was
            given free of charge
        """
        for line in self.sudo():  # whoever may read them
            given_for = line._get_given_for()
            if given_for and given_for.product_id != line.product_id:
                raise ValidationError(
                    self.env._(
                        "%(complaint)s, %(product)s: this delivery was free of charge. Choose the "
                        "one by which it was sold.",
                        complaint=line.complaint_id.display_name,
                        product=line.product_id.display_name,
                    )
                )
            sales = [
                order_lines
                for document, order_lines in (
                    (line.sale_line_id, line.sale_line_id),
                    (line.invoice_line_id, line.invoice_line_id.sale_line_ids),
                    (line.move_id, line.move_id.sale_line_id | given_for._get_order_lines()),
                )
                if document
            ]
            if any(sales) and not set.intersection(*map(set, sales)):
                raise ValidationError(
                    self.env._(
                        "%(complaint)s, %(product)s: order, delivery and invoice are of different "
                        "sales. Choose those of one, or one of them alone.",
                        complaint=line.complaint_id.display_name,
                        product=line.product_id.display_name,
                    )
                )

    def _get_order_lines(self):
        return self.env["sale.order.line"].sudo().union(*(line._get_order_line() for line in self))

    def _get_order_line(self):
        line = self.sudo()
        return (
            line.sale_line_id or line.invoice_line_id.sale_line_ids[:1] or line.move_id.sale_line_id
        )

    def _get_origins(self):
        """What all remedies for the same goods have in common: one of these at least."""
        line = self.sudo()
        order_line = line._get_order_line()
        return list(
            filter(None, [order_line] if order_line else [line.invoice_line_id, line.move_id])
        )

    def _get_deliveries(self):
        """Done moves by which the goods of these lines reached the customer, the latest first.

        With what was delivered free of charge for the same goods, unless one delivery is named of
        those of an order.
        """
        moves = self.env["stock.move"].sudo()
        for line in self.sudo():
            order_line = line._get_order_line()
            moves |= line.move_id or order_line.move_ids
            if not line.move_id or order_line.product_id != line.product_id:
                moves |= line._get_siblings().reference_id.move_ids
        return moves.filtered(
            lambda move: move.state == "done" and move.location_dest_id._is_outgoing()
        ).sorted("id", reverse=True)

    def _get_siblings(self):
        """Remedies under way or done for the same goods as one line, of all complaints."""
        return self._search_same_goods(Domain("state", "in", ("executing", "done")))

    def _get_promised(self):
        """Remedies that customers were told of, that were approved, or that were done, for the
        same goods."""
        told_in = ("proposed", "investigating")
        is_told = Domain("state", "=", "draft") & Domain("complaint_id.state", "in", told_in)
        found = self._search_same_goods(
            Domain("state", "in", ("agreed", "executing", "done")) | is_told
        )
        return found.filtered(
            lambda remedy: (
                remedy.state != "draft"
                or remedy.complaint_id.state == "proposed"
                or remedy.complaint_id._is_approved()
            )
        )

    def _search_same_goods(self, domain):
        """A kit and its parts, which are of one order line, are the same goods."""
        line = self.sudo()
        order_line = line._get_order_line()
        if order_line:
            same = (
                Domain("line_id.sale_line_id", "=", order_line.id)
                | Domain("line_id.invoice_line_id", "in", order_line.invoice_lines.ids)
                | Domain("line_id.move_id", "in", order_line.move_ids.ids)
            )
        else:
            same = Domain("line_id.move_id", "in", line.move_id.ids) | Domain(
                "line_id.invoice_line_id", "in", line.invoice_line_id.ids
            )
        return self.env["keqing.complaint.remedy"].sudo().search(domain & same)

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

    def _get_paid_lines(self):
        """As :meth:`_get_invoice_lines`; of part of a kit, those of the kit."""
        paid = self._get_invoice_lines()
        return paid or self.sudo()._get_order_line().invoice_lines.filtered(
            lambda each: each.parent_state == "posted" and each.move_type == "out_invoice"
        ).sorted("id")

    def _get_parts(self, quantity):
        """What so many of one line's product are in the warehouse: ``{product: quantity}``.

        In the units of the products. For a kit, its parts, in the proportion in which they were
        sent; else the product itself.

        :param quantity: in the product's unit
        """
        line = self.sudo()
        order_line = line._get_order_line()
        if not order_line or order_line.product_id != line.product_id:
            return {line.product_id: quantity}
        return order_line._keqing_parts(quantity)

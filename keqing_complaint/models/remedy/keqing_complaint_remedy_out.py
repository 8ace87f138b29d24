# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import fields, models

from .keqing_complaint_remedy import DELIVERING, EXCHANGING


class KeqingComplaintRemedy(models.Model):
    """Goods that leave free of charge: deliveries of no order, by the rules of the warehouse.

    As they are of no order, credit asks nothing for them, see the README of keqing_customer.
    """

    _inherit = "keqing.complaint.remedy"

    def _plan_out(self, plan):
        """
        :raise UserError: for more replenishment than was sold, less what was replenished or
            credited already; and for another exchange while what was sent in exchange before, and
            what it was sent for, is with the customer
        """
        plan.out.append(self)
        line = self.line_id
        sold = line._get_sold()
        is_free = self.kind == "replenishment"
        if not is_free:
            open_ = line._get_siblings()._get_uncovered(counts_coming=False)
            if sold is None or not any(any(parts.values()) for parts in open_):
                return  # for what comes back, of which there is never too much
        if sold is None:
            raise self._refusal(
                self.env._("Name the order, delivery or invoice on the complaint line.")
            )
        sold = line._get_parts(sold)
        given = line._get_given(counts_coming=is_free)
        for product, needed in line._get_parts(self._in_product_unit()).items():
            keys = [(origin, product) for origin in line._get_origins()]
            already = given[product] + max(plan.given[key] for key in keys)
            unit = product.uom_id
            if unit.compare(already + needed, sold.get(product, 0.0)) > 0:
                numbers = {
                    "needed": unit.round(needed),
                    "unit": unit.name,
                    "sold": unit.round(sold.get(product, 0.0)),
                    "given": unit.round(already),
                }
                raise self._refusal(
                    self.env._(
                        "%(needed)s %(unit)s are to be replenished. Of the %(sold)s that were "
                        "sold %(given)s were replenished or credited already.",
                        **numbers,
                    )
                    if is_free
                    else self.env._(
                        "%(needed)s %(unit)s are to be sent. Of the %(sold)s that were sold "
                        "%(given)s were replenished, credited, or sent for what has not come back.",
                        **numbers,
                    )
                )
            for key in keys:
                plan.given[key] += needed
        if is_free:
            self._plan_worth(plan)

    def _get_uncovered(self, *, counts_coming):
        """What these sent in exchange, or will, and what comes back does not cover.

        :param counts_coming: whether what is on its way back is as good as come
        :return: for each remedy ``{product: quantity}``
        """
        own = self.filtered(lambda each: each.kind in EXCHANGING and each.reference_id)
        together = self.search(
            [("reference_id", "in", own.reference_id.ids), ("state", "!=", "cancelled")]
        ).grouped("reference_id")
        uncovered = []
        for reference, some in own.grouped("reference_id").items():
            shares = together[reference]._get_uncovered_shares(counts_coming)
            for remedy in some:
                parts = remedy.line_id._get_parts(remedy._in_product_unit())
                uncovered.append(
                    {product: number * shares[product] for product, number in parts.items()}
                )
        return uncovered

    def _get_uncovered_shares(self, counts_coming):
        """Of all remedies of one reference."""
        free, exchanged = defaultdict(float), defaultdict(float)
        for remedy in self.filtered(lambda each: each.kind in DELIVERING):
            taken = exchanged if remedy.kind in EXCHANGING else free
            parts = remedy.line_id._get_parts(remedy._in_product_unit())
            for product, quantity in parts.items():
                taken[product] += quantity
        sent, came = defaultdict(float), defaultdict(float)
        for move in self.reference_id.move_ids.filtered(lambda move: move.state != "cancel"):
            quantity = move._keqing_done() if move.state == "done" else move.product_qty
            if move.location_dest_id._is_outgoing():
                sent[move.product_id] += quantity
            elif move.location_id._is_outgoing() and not move.to_refund:
                came[move.product_id] += quantity if counts_coming or move.state == "done" else 0
        return {
            product: max(min(sent[product] - free[product], number) - came[product], 0) / number
            for product, number in exchanged.items()
        }

    def _make_deliveries(self, plan, reference):
        """Deliver all at once, so that what leaves the same warehouse is one transfer."""
        Rule = self.env["stock.rule"]
        procurements = []
        for remedy in plan.out:
            line, complaint = remedy.line_id, remedy.complaint_id
            order = line._get_order_lines().order_id[:1]
            deliveries = line._get_deliveries()
            recipient = (
                deliveries.picking_id[:1].partner_id
                or order.partner_shipping_id
                or complaint.contact_id
            ).with_company(complaint.company_id)
            warehouse = (
                order.warehouse_id
                or deliveries.picking_id[:1].picking_type_id.warehouse_id
                or self.env["stock.warehouse"].search(
                    [("company_id", "=", complaint.company_id.id)], limit=1
                )
            )
            customers = recipient.property_stock_customer
            quantity, unit = line.uom_id._adjust_uom_quantities(
                remedy.quantity, line.product_id.uom_id
            )
            values = {
                "reference_ids": reference,
                "date_planned": fields.Datetime.now(),
                "warehouse_id": warehouse,
                "partner_id": recipient.id,
                "location_final_id": customers,
                "company_id": complaint.company_id,
            }
            if remedy.kind == "repair" and remedy.back_to == "bad":
                values["keqing_leaves_from"] = remedy._get_bad_goods()
            procurements.append(
                Rule.Procurement(
                    line.product_id,
                    quantity,
                    unit,
                    customers,
                    line.product_id.display_name,
                    complaint.name,
                    complaint.company_id,
                    values,
                )
            )
        if procurements:
            Rule.run(procurements)

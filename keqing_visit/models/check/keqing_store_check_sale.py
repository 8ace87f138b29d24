# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

MARGIN_OF = {"shelf", "wholesale", "purchase"}


class KeqingStoreCheck(models.Model):
    """What becomes of a product in the shop: listed, ordered, sold, and what is earned by it."""

    _inherit = "keqing.store.check"

    has_sold = fields.Boolean(readonly=True, copy=False)
    sold = fields.Float(
        string="Sold Since Last Time",
        readonly=True,
        copy=False,
        digits="Product Unit",
        help="Stock of the last time and what came since, less the stock now.",
    )
    suggested = fields.Float(
        readonly=True,
        copy=False,
        digits="Product Unit",
        help="What the visit suggested to order.",
    )
    taken = fields.Float(
        string="Ordered",
        compute="_compute_ordered",
        digits="Product Unit",
        help="What was ordered on the visit.",
    )
    first_ordered_on = fields.Date(
        string="First Ordered",
        compute="_compute_ordered",
        help="When the customer first ordered the product.",
    )

    @api.depends("product_id", "partner_id", "visit_id")
    def _compute_ordered(self):
        """Of all these by two queries."""
        Line = self.env["sale.order.line"].sudo()  # days and quantities, no amounts
        products = self.product_id
        bought = [
            ("order_id.partner_id.commercial_partner_id", "in", self.partner_id.ids),
            ("product_id", "in", products.ids),
            ("company_id", "in", self.company_id.ids),
            ("state", "=", "sale"),
        ]
        first = {}
        for line in Line.search_fetch(bought, ["product_id", "company_id", "order_id"]):
            order = line.order_id
            key = order.partner_id.commercial_partner_id.id, line.product_id, line.company_id
            first[key] = min(first.get(key, order.date_order), order.date_order)
        taken = {
            (visit, product): quantity
            for visit, product, quantity in Line._read_group(
                [
                    ("order_id.keqing_visit_id", "in", self.visit_id.ids),
                    ("product_id", "in", products.ids),
                    ("state", "!=", "cancel"),
                ],
                ["order_id.keqing_visit_id", "product_id"],
                ["product_uom_qty:sum"],
            )
        }
        for check in self:
            moment = first.get((check.partner_id.id, check.product_id, check.company_id))
            check.first_ordered_on = moment and check.company_id._get_keqing_day(moment)
            check.taken = taken.get((check.visit_id, check.product_id), 0)

    def _reckon_margins(self):
        """Where a visit asks for the margin, it is answered by the two prices beside it.

        What the shop pays is the wholesale price, else the purchase price; a loss is no margin.
        """
        for check in self.filtered(
            lambda each: each.price_kind in ("shelf", "wholesale", "purchase")
        ):
            beside = check.visit_id.check_ids.filtered(
                lambda each, check=check: each.product_id == check.product_id and each.price_kind
            )
            margin = beside.filtered(lambda each: each.price_kind == "margin")
            if not margin:
                continue
            known = {each.price_kind: each.price for each in beside if each.is_answered}
            paid = known.get("wholesale", known.get("purchase"))
            if "shelf" in known and paid is not None:
                margin.price = max(known["shelf"] - paid, 0)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.fields import BoundedMonetary

from .keqing_check_item import PRICES


class KeqingPriceBand(models.Model):
    """Between which amounts a price in a shop may lie, for a while, somewhere, for some."""

    _name = "keqing.price.band"
    _description = "Price Band"
    _order = "product_id, price_kind, date_from desc, id desc"
    _check_company_auto = True

    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    price_kind = fields.Selection(selection=PRICES, required=True, default="shelf")
    low = BoundedMonetary(string="Lowest Price", low=0, required=True)
    high = BoundedMonetary(string="Highest Price", low=0, required=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    customer_type_id = fields.Many2one(
        comodel_name="keqing.customer.type",
        ondelete="cascade",
        help="And those below it. Empty: all.",
    )
    territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        ondelete="cascade",
        check_company=True,
        help="And those below it. Empty: all.",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")

    _ordered = models.Constraint(
        "CHECK (low >= 0 AND low <= high)",
        "A price band reaches from a lower price of at least zero to a higher one.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)", "A price band cannot end before it begins."
    )

    def _get_bands(self, company, products, day):
        """All bands of products that hold on a day, those of the narrowest scope first.

        :return: recordset; see :meth:`_fits`
        """
        bands = self.search(
            Domain("company_id", "=", company.id)
            & Domain("product_id", "in", products.ids)
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", day))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )
        return bands.sorted(lambda band: -len(band.territory_id) - len(band.customer_type_id))

    def _fits(self, customer, product, price_kind):
        """The first of these bands that is for a price at a customer; none if there is none."""
        for band in self:
            if (
                band.product_id == product
                and band.price_kind == price_kind
                and _is_below(customer.keqing_customer_type_id, band.customer_type_id)
                and _is_below(customer.keqing_territory_id, band.territory_id)
            ):
                return band
        return self.browse()


def _is_below(node, top):
    """Whether a node of a tree is another or below it; all are below none."""
    return not top or bool(node) and (node.parent_path or "").startswith(top.parent_path)

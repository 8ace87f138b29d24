# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.keqing_customer.fields import BoundedFloat

PRICES = [
    ("shelf", "Shelf price"),
    ("promotion", "Promotion price"),
    ("leaflet", "Price on the leaflet"),
    ("wholesale", "Wholesale price"),
    ("purchase", "Purchase price"),
    ("margin", "Shelf price less wholesale price"),
]


class KeqingCheckItem(models.Model):
    """One thing that is looked at in a shop: for the shop, for each product, for each rival's."""

    _name = "keqing.check.item"
    _description = "Store Check Item"
    _inherit = ["keqing.coded.catalogue.mixin"]

    subject = fields.Selection(
        selection=[
            ("shop", "The shop"),
            ("product", "Each product"),
            ("rival", "Each competitor's product"),
        ],
        required=True,
        default="product",
    )
    answer = fields.Selection(
        selection=[
            ("number", "Number"),
            ("price", "Price"),
            ("choice", "Choice"),
            ("yes_no", "Yes or no"),
            ("photo", "Photo"),
        ],
        required=True,
        default="number",
    )
    price_kind = fields.Selection(selection=PRICES, help="Whose bands it is held against.")
    activity_kind = fields.Selection(
        selection=lambda self: self._get_activity_kinds(),
        string="Tells of a Competitor",
        help="What kind of activity of a competitor it is; noted on the card as such.",
    )
    is_stock = fields.Boolean(
        string="Stock of the Shop", help="Orders are suggested by it, and zero is a stock-out."
    )
    minimum = BoundedFloat(low=0, help="A number below it is a breach; zero asks for none.")
    choice_ids = fields.One2many(
        comodel_name="keqing.check.choice", inverse_name="item_id", copy=True
    )
    pillar_id = fields.Many2one(
        comodel_name="keqing.check.pillar",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: it does not count for the perfect store.",
    )
    breach_role_id = fields.Many2one(
        comodel_name="keqing.contact.role",
        string="To Be Taken Up With",
        ondelete="set null",
        help="The person at the customer who can put a breach right.",
    )

    _price_has_kind = models.Constraint(
        "CHECK (answer != 'price' OR price_kind IS NOT NULL)",
        "An item that asks for a price says which: shelf, promotion, leaflet, wholesale or "
        "purchase price, or the margin between them.",
    )

    @api.model
    def _get_activity_kinds(self):
        kind = self.env["keqing.competitor.activity"]._fields["kind"]
        return kind._description_selection(self.env)

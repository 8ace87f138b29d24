# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingCompetitor(models.Model):
    """Somebody who sells to our customers what we would like to sell."""

    _name = "keqing.competitor"
    _description = "Competitor"
    _order = "name, id"

    name = fields.Char(required=True, index="trigram")
    active = fields.Boolean(default=True)
    brands = fields.Char(help="What it sells, as customers call it.")
    website = fields.Char()
    note = fields.Text(help="Policies, prices, strengths and weaknesses.")
    customer_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="keqing_competitor_partner_rel",
        column1="competitor_id",
        column2="partner_id",
        string="Customers",
        help="Customers who also buy from it.",
    )

    _name_uniq = models.Constraint("UNIQUE (name)", "This competitor is known already.")

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...fields import BoundedInteger


class KeqingPreference(models.Model):
    """What a customer likes: a style, a colour, a taste, a price band."""

    _name = "keqing.preference"
    _description = "Preference"
    _inherit = ["keqing.catalogue.mixin"]
    _order = "kind, sequence, id"

    kind = fields.Selection(
        selection=[
            ("style", "Style"),
            ("colour", "Colour"),
            ("material", "Material"),
            ("taste", "Taste"),
            ("packaging", "Packaging"),
            ("price", "Price band"),
        ],
        required=True,
        default="style",
    )
    color = BoundedInteger()

    _name_uniq = models.Constraint("UNIQUE (kind, name)", "This preference is there already.")

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.fields import BoundedInteger


class KeqingCheckChoice(models.Model):
    """An answer to choose."""

    _name = "keqing.check.choice"
    _description = "Choice of a Store Check Item"
    _order = "item_id, sequence, id"

    item_id = fields.Many2one(
        comodel_name="keqing.check.item", required=True, index=True, ondelete="cascade"
    )
    sequence = BoundedInteger(default=10)
    name = fields.Char(required=True, translate=True)
    is_breach = fields.Boolean(string="Breach")

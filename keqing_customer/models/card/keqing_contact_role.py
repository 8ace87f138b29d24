# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingContactRole(models.Model):
    """What a key person does at the customer: purchasing manager, shop manager, finance, …"""

    _name = "keqing.contact.role"
    _description = "Key Person Role"
    _inherit = ["keqing.coded.catalogue.mixin"]

    is_decision_maker = fields.Boolean(
        string="Has the Last Word", help="Decides whether the customer buys (一把手)."
    )
    duties = fields.Text(translate=True, help="What this person decides and watches.")

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "Another role has this code already."
    )

    def write(self, vals):
        written = super().write(vals)
        if "active" in vals:
            self.env.registry.clear_cache()  # an archived role is demanded no more
        return written

    def unlink(self):
        unlinked = super().unlink()
        self.env.registry.clear_cache()
        return unlinked

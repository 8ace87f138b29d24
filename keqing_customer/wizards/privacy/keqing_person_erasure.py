# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...chosen import for_one


class KeqingPersonErasure(models.TransientModel):
    """The data officer's word that a person is to be forgotten."""

    _name = "keqing.person.erasure"
    _description = "Erase Person"
    _inherit = ["keqing.wizard.mixin"]

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Person", required=True, readonly=True
    )
    reason = fields.Char(required=True, help="Who asked for it, and when.")
    with_correspondence = fields.Boolean(
        string="Also Empty Notes and Mails",
        default=True,
        help="Those on this contact; what was written elsewhere is found by Odoo's privacy lookup.",
    )

    @for_one("write")
    def action_erase(self):
        self.partner_id._keqing_erase(self.reason, self.with_correspondence)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

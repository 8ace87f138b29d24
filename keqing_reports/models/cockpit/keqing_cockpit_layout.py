# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingCockpitLayout(models.Model):
    """What somebody chose to see in the cockpit, in which order; for this person alone."""

    _name = "keqing.cockpit.layout"
    _description = "Layout of the Cockpit"
    _inherit = ["keqing.guard.mixin"]
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.uid,
    )
    tiles = fields.Json(readonly=True, help="Ids of the KPIs, in order; empty for the first ones.")
    hidden_cards = fields.Json(readonly=True, help="Names of the cards that are left out.")

    _user_uniq = models.Constraint("UNIQUE (user_id)", "Everybody has one layout.")

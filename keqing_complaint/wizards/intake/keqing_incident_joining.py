# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import for_one

from ...models.intake.keqing_incident import LIVE


class KeqingIncidentJoining(models.TransientModel):
    """Which incident explains complaints, whatever goods they are about."""

    _name = "keqing.incident.joining"
    _description = "Joining of Complaints to an Incident"
    _inherit = ["keqing.wizard.mixin"]

    complaint_ids = fields.Many2many(
        comodel_name="keqing.complaint",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    incident_id = fields.Many2one(
        comodel_name="keqing.incident", required=True, domain=[("state", "in", LIVE)]
    )

    @for_one("write")
    def action_join(self):
        """
        :raise UserError: for an incident that is over
        """
        self.incident_id._check_state(*LIVE)
        self.complaint_ids.incident_id = self.incident_id
        return {"type": "ir.actions.act_window_close"}

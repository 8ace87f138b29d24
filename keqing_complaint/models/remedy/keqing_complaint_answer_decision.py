# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class KeqingComplaintAnswer(models.Model):
    """Whoever puts an answer on record says which it is: nothing is chosen beforehand."""

    _inherit = "keqing.complaint.answer"

    decision = fields.Selection(
        selection=[("accepted", "Accepts the proposal"), ("refused", "Does not accept it")],
        string="The Customer",
        store=False,
    )

    @api.onchange("decision")
    def _onchange_decision(self):
        self.is_accepted = self.decision == "accepted"

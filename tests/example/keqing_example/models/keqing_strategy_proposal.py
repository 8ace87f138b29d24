# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class KeqingStrategyProposal(models.Model):
    """Accepted, the tasting is planned."""

    _inherit = "keqing.strategy.proposal"

    def _accept_tasting(self):
        self.env["keqing.tasting"].create(
            [
                {
                    "partner_id": proposal.partner_id.id,
                    "company_id": proposal.company_id.id,
                    "user_id": proposal.partner_id.user_id.id,
                }
                for proposal in self
            ]
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class MergePartnerAutomatic(models.TransientModel):
    """What a contact bought that is another one now counts for that one."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        updated = super()._update_foreign_keys(src_partners, dst_partner)
        if self.env["res.users"]._keqing_is_used():
            Ledger = self.env["keqing.rebate.ledger"].sudo()  # whoever merges
            Ledger._note_customers(dst_partner.sudo())
        return updated

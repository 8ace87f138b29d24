# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    """Merging contacts carries grades along, which nobody may write by hand."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_values(self, src_partners, dst_partner):
        dst_partner.check_access("write")
        return super()._update_values(src_partners.sudo(), dst_partner.sudo())  # guarded fields

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class KeqingIndicator(models.Model):
    """What programmes pay by or ask for stays when its module goes, without a value."""

    _inherit = "keqing.indicator"

    def unlink(self):
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            return super().unlink()
        used = self.browse()
        for name in ("keqing.rebate.program", "keqing.rebate.condition"):
            Model = self.env[name].sudo().with_context(active_test=False)  # of all companies
            used |= self & Model.search([("indicator_id", "in", self.ids)]).indicator_id
        used._forget_measure()
        return super(KeqingIndicator, self - used).unlink()

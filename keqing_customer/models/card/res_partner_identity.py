# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ResPartner(models.Model):
    """Who is erased is recognised by nothing any more."""

    _inherit = "res.partner"

    def _erase_fields(self):
        erased = super()._erase_fields()
        self.env["keqing.identity"].sudo()._forget(self.ids, former=True)
        return erased

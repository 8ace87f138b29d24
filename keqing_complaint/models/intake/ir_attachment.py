# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain

from .mail_message import COMPLAINT

KEPT = {"raw", "datas", "db_datas", "store_fname", "name", "res_model", "res_id"}


class IrAttachment(models.Model):
    """Pictures and papers of customers stay beside what they wrote about a complaint."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if KEPT & vals.keys():
            self._keqing_check_kept()
        return super().write(vals)

    def unlink(self):
        self._keqing_check_kept()
        return super().unlink()

    def _keqing_check_kept(self):
        """:raise AccessError: for papers that came with a letter of a customer"""
        if self.env.su or not self.env["res.users"]._keqing_is_used():
            return
        ours = self.sudo().filtered(lambda each: each.res_model == COMPLAINT)
        if ours:
            letters = self.env["mail.message"].search(Domain("attachment_ids", "in", ours.ids))
            letters._keqing_check_kept()

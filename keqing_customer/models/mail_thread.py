# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class MailThread(models.AbstractModel):
    """Nobody has a partner follow whom they may not see: its name and address would be told."""

    _inherit = "mail.thread"

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        """Those whom these records name themselves may follow them, as Odoo has it."""
        if partner_ids and self._keqing_is_bound():
            strangers = self.env["res.partner"].browse(partner_ids)
            for field in self._fields.values():
                if (
                    field.store
                    and field.type in ("many2one", "many2many")
                    and field.comodel_name == "res.partner"
                ):
                    strangers -= self.sudo().mapped(field.name)  # to be compared, not told
            known = strangers & self.sudo().message_follower_ids.partner_id
            self._keqing_check_seen("message_follower_ids", strangers - known)
        return super()._message_subscribe(partner_ids, subtype_ids, customer_ids)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ResPartner(models.Model):
    """What is known of a customer or a person goes with it where it could be deleted itself.

    The database would delete it unasked; what is history or evidence stays, and so does whom it is
    of. Code that deletes as superuser has moved it before, such as merging.
    """

    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_with_records(self):
        if self.env.su or not self.env["res.users"]._keqing_is_used():
            return
        for model in self.env.values():
            partner = model._fields.get("partner_id")
            if not hasattr(model, "_go_with_partner") or not model._auto or model._abstract:
                continue
            if partner.ondelete == "cascade":
                # sudo: whoever sees them
                known = model.sudo().with_context(active_test=False)
                known.search([("partner_id", "in", self.ids)])._go_with_partner()

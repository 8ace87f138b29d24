# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ResPartner(models.Model):
    """What the chatter keeps track of costs Odoo no query for each of our fields."""

    _inherit = "res.partner"

    def _track_prepare(self, fields_iter):
        """What is tracked comes in one query, also where Odoo reads nothing ahead.

        So it does when it counts the invoices of a customer, which was a query for each field.
        """
        fields_iter = set(fields_iter)
        if not self.env["res.users"]._keqing_is_used():
            # Odoo asks for what it tracks though it is about other fields; ours are all empty yet
            fields_iter = {name for name in fields_iter if not name.startswith("keqing_")}
        if not self.env.context.get("prefetch_fields", True):
            # sudo: what Odoo is about to read for itself
            self.sudo().fetch(self._track_get_fields() & fields_iter)
        return super()._track_prepare(fields_iter)

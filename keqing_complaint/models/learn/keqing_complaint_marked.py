# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class KeqingComplaint(models.Model):
    """What a customer sees of the marks it gave, also where they began a cycle anew."""

    _inherit = "keqing.complaint"

    def _portal_marked(self):
        """Called as superuser by the portal.

        :return: rating.rating, the last one of the outcome
        """
        return self.env["rating.rating"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("consumed", "=", True)],
            order="id desc",
            limit=1,
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..res_partner import OWN_PEOPLE


class ResPartner(models.Model):
    """The card on Odoo's form: for our people alone something of Odoo's own gives way to it."""

    _inherit = "res.partner"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env.user.has_group(OWN_PEOPLE))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """People and addresses of a customer are on the page of its key persons."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and self.env.user.has_group(OWN_PEOPLE):
            for page in arch.xpath(
                "//page[@name='keqing_key_persons']/../page[@name='contact_addresses']"
            ):
                page.set("invisible", "keqing_customer_type_id")
        return arch, view

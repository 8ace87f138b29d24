# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .keqing_identity import FACTS


class ResPartner(models.Model):
    """Who is changed is recognised by what it is now, who is erased by nothing any more."""

    _inherit = "res.partner"

    def _create(self, data_list):
        partners = super()._create(data_list)
        self.env["keqing.identity"]._note(partners.ids)
        return partners

    def _write_multi(self, vals_list):
        """Here pass also those that Odoo brings into line with their parents."""
        written = super()._write_multi(vals_list)
        changed = [
            partner_id
            for partner_id, vals in zip(self.ids, vals_list, strict=True)
            if not vals.keys().isdisjoint(FACTS)
        ]
        if changed:
            self.env["keqing.identity"]._note(changed)
        return written

    def _erase_fields(self):
        erased = super()._erase_fields()
        self.env["keqing.identity"].sudo()._forget(self.ids, former=True)
        return erased

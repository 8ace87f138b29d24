# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class MergePartnerAutomatic(models.TransientModel):
    """Merging contacts loses nothing of ours: each model says how two of its records become one.

    A model of which a contact can have only one record, or one of a kind, has a method
    ``_merge_partners(gone, kept)``. It is called with sudo before Odoo lets the records of the
    contacts ``gone`` point to ``kept``, and leaves none that would stand in each other's way: Odoo
    deletes those.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        if not self.env["res.users"]._keqing_is_used():
            return super()._update_foreign_keys(src_partners, dst_partner)
        self.env.flush_all()
        for model in self.env.values():
            if hasattr(model, "_merge_partners"):
                # sudo: whoever may merge contacts merges what belongs to them
                model.sudo()._merge_partners(src_partners.sudo(), dst_partner.sudo())
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        if not self.env["res.users"]._keqing_is_used():
            return super()._update_values(src_partners, dst_partner)
        dst_partner.check_access("write")
        gone, kept = src_partners.sudo(), dst_partner.sudo()  # guarded fields
        if not kept.user_id and gone.user_id:
            kept.user_id = gone.user_id[0]  # as a computed field Odoo leaves it out
        self._update_values_per_company(gone, kept)
        return super()._update_values(gone, kept)

    def _update_values_per_company(self, gone, kept):
        """What is known in other companies than the user's, which Odoo does not look at."""
        names = [
            name
            for name, field in kept._fields.items()
            if field.company_dependent and name.startswith("keqing_")
        ]
        for company in self.env["res.company"].sudo().search_fetch([], ["name"]):
            here = kept.with_company(company)
            values = {}
            for name in names:
                found = next((each[name] for each in gone.with_company(company) if each[name]), 0)
                if found and not here[name]:
                    values[name] = kept._fields[name].convert_to_write(found, kept)
            if values:
                here.write(values)

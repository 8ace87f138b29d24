# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..res_partner import OWN_PEOPLE


class CrmLead(models.Model):
    """Where Odoo makes one lead of several, or another of one, what we know of it goes along."""

    _inherit = "crm.lead"

    def _keqing_own_fields(self):
        """Names of the fields of ours that people fill in."""
        return [
            name
            for name, field in self._fields.items()
            if name.startswith("keqing_") and field.store and not field.compute
            if not (field.related or field.readonly)
        ]

    def _merge_opportunity(self, *args, **kwargs):
        """The lead that stays knows what any of them knew; needs are added up.

        It is written first: merged into a stage that is won the lead becomes a customer at once.
        """
        if not self.env["res.users"]._keqing_is_used():
            return super()._merge_opportunity(*args, **kwargs)
        leads = self.sudo()._sort_by_confidence_level(reverse=True)  # whoever may merge leads
        leads[:1].write(leads._merge_keqing_data())
        return super()._merge_opportunity(*args, **kwargs)

    def _merge_keqing_data(self):
        """:return: values of ours for the first of these leads, by falling confidence"""
        customer = self.partner_id[:1].commercial_partner_id
        company = self.company_id[:1]
        values = {}
        for name in self._keqing_own_fields():
            field = self._fields[name]
            known = [lead[name] for lead in self if lead[name]]
            if field.type == "many2one":
                if name == "keqing_referrer_id":  # nobody recommends itself
                    known = [each for each in known if each.commercial_partner_id != customer]
                if field.check_company and company:
                    known = [each for each in known if each.company_id <= company]
            if not known:
                continue
            if field.type == "text":
                values[name] = "\n".join(dict.fromkeys(known))
            elif field.type in ("many2many", "one2many"):
                values[name] = [field.convert_to_write(self.mapped(name), self)]
            else:
                values[name] = field.convert_to_write(known[0], self)
        return values

    def copy_data(self, default=None):
        """Nobody else could read what is copied, so Odoo leaves it out."""
        copied = super().copy_data(default)
        if self.env.user.has_group(OWN_PEOPLE):
            for lead, vals in zip(self, copied, strict=True):
                for name in lead._keqing_own_fields():
                    vals.setdefault(name, lead._fields[name].convert_to_write(lead[name], lead))
        return copied

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

SEVERITY = ("none", "warn", "approve", "cap", "suspend")


class MergePartnerAutomatic(models.TransientModel):
    """Merging customers keeps what is stricter, for the limit and the grade are on contacts."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        if not self.env["res.users"]._keqing_is_used():
            return super()._update_values(src_partners, dst_partner)
        strictest = self._strictest_credit(src_partners + dst_partner)
        updated = super()._update_values(src_partners, dst_partner)
        for company, values in strictest.items():
            partner = dst_partner.sudo().with_company(company)  # whoever may merge contacts
            partner.write({name: value for name, value in values.items() if partner[name] != value})
        return updated

    def _strictest_credit(self, partners):
        """The lowest limit that any of these customers has, and the severest grade.

        :return: ``{company: values}``
        """
        strictest = {}
        for company in self.env["res.company"].sudo().search([]):  # pylint: disable=no-search-all
            of_company = partners.sudo().with_company(company)
            limits = [limit for limit in of_company.mapped("credit_limit") if limit > 0]
            grades = of_company.keqing_credit_grade_id
            values = {}
            if limits:
                values["credit_limit"] = min(limits)
            if grades:
                severest = max(grades, key=lambda each: SEVERITY.index(each.credit_constraint))
                values["keqing_credit_grade_id"] = severest
            if values:
                strictest[company] = values
        return strictest

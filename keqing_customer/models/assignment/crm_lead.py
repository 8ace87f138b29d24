# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

# What Odoo computes anew of a lead when its owner changes
FOLLOWS_OWNER = ("team_id", "stage_id", "probability", "automated_probability")


class CrmLead(models.Model):
    """Open leads go along with their customers."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "keqing.handed.over.mixin"]

    @api.model
    def _handed_over_domain(self, reassignment, customers):
        """If all customers go, leads with nobody we know yet go as well."""
        if not reassignment.with_leads:
            return Domain.FALSE
        domain = super()._handed_over_domain(reassignment, customers)
        if reassignment._is_for_all(customers):
            domain |= (
                Domain("user_id", "=", reassignment.from_user_id.id)
                & Domain("company_id", "in", [False, reassignment.company_id.id])
                & Domain("partner_id", "=", False)
            )
        return domain & Domain("won_status", "=", "pending")

    @api.model
    def _handed_over_name(self):
        return self.env._("Leads")

    def _hand_over_to(self, owner):
        """They stay in their team and stage: how far they are does not hang on whose they are."""
        with self.env.protecting([self._fields[name] for name in FOLLOWS_OWNER], self):
            return super()._hand_over_to(owner)

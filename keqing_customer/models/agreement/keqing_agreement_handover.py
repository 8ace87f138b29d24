# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


class KeqingAgreement(models.Model):
    """What is in force or to come goes along with its customer, so that somebody is reminded."""

    _name = "keqing.agreement"
    _inherit = ["keqing.agreement", "keqing.handed.over.mixin"]

    @api.model
    def _handed_over_domain(self, reassignment, customers):
        today = reassignment.company_id._get_keqing_today()
        domain = super()._handed_over_domain(reassignment, customers)
        # an archived one goes on as long as it lasts
        return domain & Domain("last_day", ">=", today) & Domain("active", "in", (True, False))

    @api.model
    def _handed_over_name(self):
        return self.env._("Agreements")

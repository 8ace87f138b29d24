# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.demand import CardDemand


class KeqingCustomerType(models.Model):
    """Customers of a type may have to taste before their card is complete."""

    _inherit = "keqing.customer.type"

    tasting_demanded = fields.Boolean(string="Must Have Tasted")

    def _card_demand_fields(self):
        return super()._card_demand_fields() | {"tasting_demanded"}

    def _own_demands(self):
        return super()._own_demands() + [("tasting", True)] * self.tasting_demanded

    def _demand_tasting(self, what):
        known = Domain("keqing_tasting_ids.state", "=", "done")
        return CardDemand(lambda: self.env._("Tasting"), known)

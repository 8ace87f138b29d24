# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


class KeqingCollection(models.Model):
    """Whoever promised to pay is left alone until the day of the promise is over."""

    _inherit = "keqing.collection"

    @api.model
    def _put_off(self, company, customers):
        promises = self.env["keqing.payment.promise"].search_fetch(
            Domain("partner_id", "in", customers.ids)
            & Domain("company_id", "=", company.id)
            & Domain("state", "=", "open")
            & Domain("due_on", ">=", company._get_keqing_today()),
            ["partner_id"],
        )
        return super()._put_off(company, customers) | promises.partner_id

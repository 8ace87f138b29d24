# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE
from odoo.addons.keqing_customer.fields import BoundedMonetary

USUAL_CAP_CNY = 100


class ResCompany(models.Model):
    """How much one person may be given a year before it looks like more than a kindness."""

    _inherit = "res.company"

    keqing_gift_cap = BoundedMonetary(
        string="Gifts to One Person a Year",
        low=0,
        copy=False,
        groups=OWN_PEOPLE,
        help="Above it whoever decides is warned and says why. Zero: 100 yuan at the day's rate.",
    )

    def _get_keqing_gift_cap(self):
        """In the company's currency."""
        self.ensure_one()
        company = self.sudo()  # anybody who asks for a gift is warned
        if company.keqing_gift_cap:
            return company.keqing_gift_cap
        yuan = self.env.ref("base.CNY").sudo()
        return yuan._convert(
            USUAL_CAP_CNY, company.currency_id, company, company._get_keqing_today()
        )

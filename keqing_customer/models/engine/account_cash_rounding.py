# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models, tools

from ...tools.cached import forget_cached


class AccountCashRounding(models.Model):
    """Whether invoices may be rounded at all, which most companies never do."""

    _inherit = "account.cash.rounding"

    @api.model
    @tools.ormcache()
    def _keqing_is_known(self):
        return bool(self.sudo().search_count([], limit=1))  # a yes or no

    @api.model_create_multi
    def create(self, vals_list):
        roundings = super().create(vals_list)
        forget_cached(self.env)
        return roundings

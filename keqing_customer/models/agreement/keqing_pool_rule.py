# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class KeqingPoolRule(models.Model):
    """Whom an agreement binds does not go back to the public pool."""

    _inherit = "keqing.pool.rule"

    @api.model
    def _kept_sql(self, today):
        # sudo: agreements of all companies, whoever sees them
        agreements = self.env["keqing.agreement"].sudo().with_context(active_test=False)
        in_force = agreements._search(agreements._in_force_domain(today))
        return [
            *super()._kept_sql(today),
            SQL("customer.id IN %s", in_force.subselect("partner_id")),
        ]

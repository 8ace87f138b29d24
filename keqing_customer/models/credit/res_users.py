# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


class ResUsers(models.Model):
    """Who watches credit uses us."""

    _inherit = "res.users"

    @api.model
    def _keqing_signs_of_use(self):
        """Credit can be switched on by itself, in the settings or on a customer."""
        chosen = Domain("keqing_credit_constraint", "not in", ("none", "warn"))
        chosen |= Domain("keqing_credit_overdue_days", "!=", 0)
        signs = super()._keqing_signs_of_use()
        return [*signs, ("res.company", chosen), ("keqing.credit.account", [])]

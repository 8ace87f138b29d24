# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..res_partner import OWN_PEOPLE


class ResCompany(models.Model):
    _inherit = "res.company"

    keqing_figures_on = fields.Datetime(
        string="Figures of Customers Kept On", readonly=True, copy=False, groups=OWN_PEOPLE
    )

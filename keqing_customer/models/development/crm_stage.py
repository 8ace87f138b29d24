# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class CrmStage(models.Model):
    """Stages of leads that a policy brings are of each company that loads it."""

    _inherit = "crm.stage"
    _policy_per_company = True

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class UtmMedium(models.Model):
    """A medium that somebody made already is built on, known by its name."""

    _inherit = "utm.medium"
    _policy_key = ("name",)

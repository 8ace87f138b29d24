# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class KeqingEvaluation(models.Model):
    """A lead follows what is decided otherwise."""

    _inherit = "keqing.evaluation"

    def _override(self, grade, reason):
        overridden = super()._override(grade, reason)
        self.run_id._show_on_leads()
        return overridden

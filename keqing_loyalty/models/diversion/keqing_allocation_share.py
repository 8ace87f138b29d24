# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingAllocationShare(models.Model):
    """Why somebody who is accused gets none."""

    _inherit = "keqing.allocation.share"

    outcome = fields.Selection(
        selection_add=[("case", "Left out: open case")], ondelete={"case": "set default"}
    )

    def _tell_case(self, for_customer):
        return self.env._("Gets none: a case of violation was open when it was shared out.")

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import format_list


class KeqingRebateStatement(models.Model):
    """Whoever is paid a rebate is a guest when it is celebrated."""

    _name = "keqing.rebate.statement"
    _inherit = ["keqing.rebate.statement", "keqing.guests.mixin"]

    def _get_guests(self):
        """Who is invited, and to what: see ``_group_guests``"""
        return self.env["keqing.honour.candidate"]._group_guests(
            (
                statement.partner_id.keqing_territory_id,
                statement.partner_id,
                statement.program_id.name,
                statement.payable,
            )
            for statement in self
        )

    def _get_feast(self):
        return self.env._(
            "Thanks to our customers: %s", format_list(self.env, self.program_id.mapped("name"))
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class KeqingIndicator(models.Model):
    """Where a customer counts: whoever moves later does not change what was."""

    _inherit = "keqing.indicator"

    def _territory_sql(self, partner, day):
        """The territory that held the customer then; who had none counts in that of today."""
        return SQL(
            """(SELECT COALESCE(holder.territory_id, present.keqing_territory_id)
                  FROM res_partner present
            CROSS JOIN LATERAL %s holder
                 WHERE present.id = %s)""",
            self.env["keqing.assignment"]._holder_sql(SQL("present.id"), SQL("%s", day)),
            partner,
        )

    def _account_owner_sql(self, partner, day):
        """Who held the customer then."""
        return SQL(
            "(SELECT held.user_id FROM %s held)",
            self.env["keqing.assignment"]._holder_sql(partner, SQL("%s", day)),
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class KeqingContactDue(models.Model):
    """Deep contacts are visits that went deep."""

    _inherit = "keqing.contact.due"

    def _last_contacts_sql(self, company, people):
        return SQL(
            """(%s) UNION ALL
               (SELECT partner_id, 'deep', done_on FROM keqing_visit
                 WHERE state = 'done' AND is_deep AND company_id = %s AND partner_id IN %s)""",
            super()._last_contacts_sql(company, people),
            company.id,
            people,
        )

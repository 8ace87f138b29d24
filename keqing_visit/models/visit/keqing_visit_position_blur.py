# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

DECIMALS = 2  # of a degree: about a kilometer


class KeqingVisitPosition(models.Model):
    """What is old says no more exactly where somebody was."""

    _inherit = "keqing.visit.position"

    is_blurred = fields.Boolean(
        string="Blurred",
        readonly=True,
        help="Rounded to about a kilometer, as it is older than positions are kept.",
    )

    _exact_idx = models.Index("(visit_id) WHERE is_blurred IS NOT TRUE")

    @api.model
    def _blur(self, company):
        """Round what is older than the company keeps it, by one statement; the verdict stays."""
        first = fields.Date.subtract(
            company._get_keqing_today(), days=company.sudo().keqing_position_days
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE keqing_visit_position place
                      SET is_blurred = TRUE,
                          latitude = round(latitude::numeric, %(decimals)s),
                          longitude = round(longitude::numeric, %(decimals)s)
                     FROM keqing_visit visit
                    WHERE visit.id = place.visit_id AND visit.company_id = %(company)s
                      AND visit.checked_in_at < %(moment)s AND place.is_blurred IS NOT TRUE""",
                decimals=DECIMALS,
                company=company.id,
                moment=company._get_keqing_start(first),
            )
        )
        self.invalidate_model()

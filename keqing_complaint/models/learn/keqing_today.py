# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..intake.keqing_complaint import OPEN

DAYS = 30


class KeqingToday(models.AbstractModel):
    """Among the figures: how many complain, and whether we keep our word."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [*super()._get_sections(), self._figures(self._get_complaint_figures)]

    def _get_complaint_figures(self):
        Complaint = self.env["keqing.complaint"]
        since = fields.Datetime.now() - timedelta(days=DAYS)
        is_open = Domain("state", "in", OPEN)
        is_of_late = Domain("received_at", ">=", since) & Domain("state", "!=", "cancelled")
        ours = self._own_company() & Domain("is_suggestion", "=", False)
        query = Complaint._search(ours & (is_open | is_of_late))
        of_late = SQL("received_at >= %s AND state != 'cancelled'", since)
        [[open_count, all_count, kept_count]] = self.env.execute_query(
            query.select(
                SQL("count(*) FILTER (WHERE state IN %s)", tuple(OPEN)),
                SQL("count(*) FILTER (WHERE %s)", of_late),
                SQL(
                    "count(*) FILTER (WHERE %s AND is_breached IS NOT TRUE)",
                    of_late,
                    to_flush=Complaint._fields["is_breached"],
                ),
            )
        )
        figures = []
        if open_count:
            figures.append(
                {
                    "text": self.env._("Open complaints"),
                    "amount": str(open_count),
                    "action": "keqing_complaint.keqing_complaint_action",
                }
            )
        if all_count:
            figures.append(
                {
                    "text": self.env._("Complaints of the last 30 days without a delay"),
                    "amount": self.env._(
                        "%(kept)s of %(all)s",
                        kept=kept_count,
                        all=all_count,
                    ),
                    "action": "keqing_complaint.keqing_complaint_analysis_action",
                }
            )
        return figures

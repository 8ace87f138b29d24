# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..intake.keqing_complaint import OPEN


class KeqingComplaintTeam(models.Model):
    """Sharing work among the members of a team."""

    _inherit = "keqing.complaint.team"

    shares_work = fields.Boolean(
        string="Share by Workload",
        help="A new complaint goes to the member with the fewest open ones who sees the customer.",
    )

    def _get_workload(self):
        """:return: ``{user id: number of open complaints}`` of all members, by one query"""
        counts = (
            self.env["keqing.complaint"]
            .sudo()
            ._read_group(  # a number, whoever's they are
                [("user_id", "in", self.member_ids.ids), ("state", "in", OPEN)],
                groupby=["user_id"],
                aggregates=["__count"],
            )
        )
        load = dict.fromkeys(self.member_ids.ids, 0)
        return load | {user.id: count for user, count in counts}

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .keqing_complaint import OPEN

SERVICE = "keqing_customer.group_customer_service"


class ResPartner(models.Model):
    """Customer service sees who complains to its teams, wherever that is, until it is over."""

    _inherit = "res.partner"

    @api.depends_context("uid")
    def _compute_keqing_is_visible(self):
        computed = super()._compute_keqing_is_visible()
        hidden = self.filtered(lambda partner: not partner.keqing_is_visible)
        if hidden and self.env.user.has_group(SERVICE):
            me = self.env.uid
            complaints = self.env["keqing.complaint"].search(  # computed as superuser
                Domain("partner_id", "in", hidden.commercial_partner_id.ids)
                & Domain("state", "in", OPEN)
                & (Domain("team_id.member_ids", "=", me) | Domain("team_id.user_id", "=", me))
            )
            for partner in hidden:
                partner.keqing_is_visible = partner.commercial_partner_id in complaints.partner_id
        return computed

    def _is_visible_sql(self):
        visible = super()._is_visible_sql()
        if not self.env.user.has_group(SERVICE):
            return visible
        complaint = self.env["keqing.complaint"]._fields
        team = self.env["keqing.complaint.team"]._fields
        return SQL(
            """%(visible)s OR customer.id = ANY (ARRAY(
                   SELECT complaint.partner_id FROM keqing_complaint complaint
                     JOIN keqing_complaint_team team ON team.id = complaint.team_id
                LEFT JOIN keqing_complaint_team_member_rel member
                       ON member.keqing_complaint_team_id = team.id
                      AND member.res_users_id = %(uid)s
                    WHERE complaint.state NOT IN ('closed', 'cancelled')
                      AND (team.user_id = %(uid)s OR member.res_users_id IS NOT NULL)))""",
            visible=visible,
            uid=self.env.uid,
            to_flush=[
                *(complaint[name] for name in ("partner_id", "team_id", "state")),
                *(team[name] for name in ("user_id", "member_ids")),
            ],
        )

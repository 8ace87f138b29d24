# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_chosen

from ..intake.keqing_complaint import OPEN


class KeqingComplaint(models.Model):
    """Who works on a complaint, what departments find out, and who answers for it."""

    _inherit = "keqing.complaint"

    inquiry_ids = fields.One2many(
        comodel_name="keqing.complaint.inquiry", inverse_name="complaint_id"
    )
    open_inquiry_count = fields.Integer(
        string="Open Inquiries", compute="_compute_open_inquiry_count"
    )
    liability = fields.Selection(
        selection=[
            ("ours", "We do"),
            ("carrier", "The carrier"),
            ("supplier", "The supplier"),
            ("customer", "The customer"),
            ("none", "Nobody"),
        ],
        string="Who Answers for It",
        tracking=True,
        copy=False,
    )
    liability_note = fields.Char(string="Grounds", copy=False)

    @api.depends("inquiry_ids.state")
    def _compute_open_inquiry_count(self):
        for complaint in self:
            complaint.open_inquiry_count = len(
                complaint.inquiry_ids.filtered(lambda inquiry: inquiry.state == "open")
            )

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints.filtered(
            lambda each: each.team_id.shares_work and not each.user_id
        )._share_work()
        return complaints

    @for_chosen("write")
    def action_assign(self):
        """Give these to the members of their teams, each to whoever has least to do.

        :raise UserError: naming one that nobody of its team may look after
        """
        for complaint in self:
            complaint._check_state(*OPEN)
        self._share_work()
        for complaint in self:
            if not complaint.user_id:
                raise UserError(
                    self.env._(
                        "%s: nobody of its team sees the customer. Choose a team whose members "
                        "work in the territory, or a handler.",
                        complaint.display_name,
                    )
                )

    def _merge_into(self, kept):
        """What departments were asked about these is answered there."""
        inquiries = self.sudo().inquiry_ids  # whoever asked; after the checks of the hook
        merged = super()._merge_into(kept)
        inquiries.complaint_id = kept
        return merged

    def _share_work(self):
        """Each to the member of its team with the fewest open ones who sees the customer."""
        for team, complaints in self.grouped("team_id").items():
            load = team._get_workload()
            seen = {
                user: complaints.with_user(user)._filtered_access("read")
                for user in team.sudo().member_ids.filtered("active")
            }
            for complaint in complaints:
                able = [user for user, theirs in seen.items() if complaint in theirs]
                if able:
                    user = min(able, key=lambda user: (load[user.id], user.id))
                    load[user.id] += 1
                    complaint.user_id = user

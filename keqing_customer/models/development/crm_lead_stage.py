# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..res_partner import OWN_PEOPLE

# What a lead can be won by, however it is done
WINNING = {"stage_id", "probability", "active"}


class CrmLead(models.Model):
    """Through which stages a lead goes: those of a policy end in a customer of ours."""

    _inherit = "crm.lead"

    keqing_own_stages = fields.Boolean(related="team_id.keqing_own_stages", groups=OWN_PEOPLE)
    keqing_stage_requirements = fields.Text(
        related="stage_id.requirements", string="This Step", groups=OWN_PEOPLE
    )
    keqing_becomes_customer = fields.Boolean(
        compute="_compute_keqing_becomes_customer", compute_sudo=True, groups=OWN_PEOPLE
    )

    @api.depends("keqing_customer_type_id", "team_id.keqing_own_stages")
    def _compute_keqing_becomes_customer(self):
        """Whether winning it means to file a customer; other leads are no business of ours."""
        for lead in self:
            lead.keqing_becomes_customer = (
                lead.keqing_customer_type_id or lead.team_id.keqing_own_stages
            )

    @api.depends("team_id")
    def _compute_stage_id(self):
        """Who comes to a team with stages of its own leaves those that all share."""
        computed = super()._compute_stage_id()
        for lead in self:
            team, stage = lead.team_id.sudo(), lead.stage_id
            if team.keqing_own_stages and team not in stage.team_ids and not stage.is_won:
                lead.stage_id = lead._stage_find(domain=[("fold", "=", False)])
        return computed

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Where only teams with stages of their own are looked at, leave out those all share.

        Of several such teams one's own count, and what leads are in.
        """
        shown = super()._read_group_stage_ids(stages, domain)
        Team = self.env["crm.team"].sudo()  # as which stages there are is no secret
        if self.env.context.get("keqing_development"):
            companies = [False, *self.env.companies.ids]
            teams = Team.search([("keqing_own_stages", "=", True), ("company_id", "in", companies)])
            user = self.env.user
            mine = teams.filtered(lambda team: user in team.member_ids | team.user_id)
            mine = mine or stages.sudo().team_ids & teams or teams  # who is in none sees what is on
            ours = self.env["crm.stage"].search([("team_ids", "in", mine.ids)])
            return self._without_shared_stages(shown | ours, stages).sorted() if ours else shown
        teams = Team.browse(self.env.context.get("default_team_id") or [])
        if self.env.context.get("show_user_team_stages"):
            teams |= self.env.user.sudo().crm_team_ids
        if teams and all(teams.mapped("keqing_own_stages")):
            return self._without_shared_stages(shown, stages)
        return shown

    def _without_shared_stages(self, stages, kept):
        return stages.filtered(lambda stage: stage.team_ids or stage in kept)

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        """A team with stages of its own starts and ends in these, if it has any."""
        teams = self.team_id | self.team_id.browse(team_id or [])
        if teams and all(teams.sudo().mapped("keqing_own_stages")):
            own = [*(domain or []), ("team_ids", "in", teams.ids)]
            stages = super()._stage_find(team_id, own, order, limit)
            if stages:
                return stages
        return super()._stage_find(team_id, domain, order, limit)

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._file_those_won()
        return leads

    def write(self, vals):
        """By whatever way a lead is won, such as drag and drop: it becomes a customer."""
        if not WINNING & vals.keys():
            return super().write(vals)
        won_before = self.filtered(lambda lead: lead.won_status == "won")
        written = super().write(vals)
        (self - won_before)._file_those_won()
        return written

    def _file_those_won(self):
        if not self.env["res.users"]._keqing_is_used():
            return
        for lead in self:
            # sudo: whether it is any business of ours, whoever wins it
            if lead.won_status == "won" and lead.sudo().keqing_becomes_customer:
                lead._become_customer()

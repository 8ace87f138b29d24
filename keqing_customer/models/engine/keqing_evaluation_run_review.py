# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chosen import for_chosen


class KeqingEvaluationRun(models.Model):
    """Who answers for a part of a run says that it is right; who answers for all confirms it."""

    _inherit = "keqing.evaluation.run"

    reviewed_by_ids = fields.Many2many(
        comodel_name="res.users",
        relation="keqing_evaluation_run_reviewer_rel",
        readonly=True,
        copy=False,
    )
    unreviewed_by_ids = fields.Many2many(
        comodel_name="res.users",
        string="Not Yet Reviewed By",
        compute="_compute_unreviewed_by_ids",
        help="Managers of the territories that customers of the run are in, but for who confirms.",
    )
    seen_count = fields.Integer(
        string="Seen Customers", compute="_compute_seen", help="Customers of the run that you see."
    )
    seen_note = fields.Char(compute="_compute_seen")
    answers_for_all = fields.Boolean(compute="_compute_seen")
    is_reviewed = fields.Boolean(string="Reviewed by Me", compute="_compute_seen")

    @api.depends("reviewed_by_ids", "state")
    def _compute_unreviewed_by_ids(self):
        groups = (
            self.env["keqing.evaluation"]
            .sudo()  # whose territories these are is no secret
            ._read_group([("run_id", "in", self.ids)], ["run_id"], ["territory_id:recordset"])
        )
        territories = dict(groups)
        for run in self:
            managers = self.env["res.users"]
            for territory in territories.get(run, self.env["keqing.territory"]):
                managers |= territory._nearest_manager()
            run.unreviewed_by_ids = managers - run.reviewed_by_ids - run.user_id

    @api.depends_context("uid")
    @api.depends("reviewed_by_ids", "state")
    def _compute_seen(self):
        Evaluation = self.env["keqing.evaluation"]
        domain = [("run_id", "in", self.ids), ("is_superseded", "=", False)]
        seen, everybody = (
            dict(model._read_group(domain, ["run_id"], ["__count"]))
            for model in (Evaluation, Evaluation.sudo())  # to compare with what the user may see
        )
        for run in self:
            run.seen_count, total = seen.get(run, 0), everybody.get(run, 0)
            run.answers_for_all = run.seen_count == total
            run.is_reviewed = self.env.user in run.reviewed_by_ids
            run.seen_note = not run.answers_for_all and self.env._(
                "You see %(count)s of the %(total)s customers of this run.",
                count=run.seen_count,
                total=total,
            )

    @for_chosen("write")
    def action_review(self):
        """Say that the verdicts on one's own customers are right.

        :raise UserError: if nothing waits for confirmation, or no customer is the user's
        """
        for run in self:
            if run.state != "computed" or run.is_simulation:
                raise UserError(self.env._("%s does not wait for confirmation.", run.name))
            if not run.seen_count:
                raise UserError(self.env._("No customer of %s is in your territories.", run.name))
            run.sudo().reviewed_by_ids += self.env.user  # a field that nobody may write by hand
            run.message_post(
                body=self.env._(
                    "Has reviewed %(count)s of %(total)s customers.",
                    count=run.seen_count,
                    total=run.total_count,
                )
            )

    def _reset(self):
        self.sudo().reviewed_by_ids = False  # see action_review()
        return super()._reset()

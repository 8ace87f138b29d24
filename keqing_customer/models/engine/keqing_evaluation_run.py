# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...chosen import for_chosen, for_one


class KeqingEvaluationRun(models.Model):
    """One scorecard applied to all its customers for one period.

    draft -> computing -> computed -> confirmed, or cancelled before that. Only confirming changes
    a customer; a simulation never does.
    """

    _name = "keqing.evaluation.run"
    _description = "Evaluation Run"
    _inherit = ["mail.thread", "mail.activity.mixin", "keqing.guard.mixin", "keqing.job.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    # What, when
    name = fields.Char(compute="_compute_name")
    period_name = fields.Char(compute="_compute_name")
    scorecard_id = fields.Many2one(
        comodel_name="keqing.scorecard",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        index=True,
        precompute=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    purpose = fields.Selection(related="scorecard_id.purpose")
    user_id = fields.Many2one(related="scorecard_id.user_id")
    date_from = fields.Date(
        compute="_compute_dates",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="First day of the period; the last finished one is proposed, else the next free one.",
    )
    date_to = fields.Date(
        compute="_compute_dates", store=True, readonly=False, required=True, precompute=True
    )

    active = fields.Boolean(default=True)

    # How far
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("computing", "Computing"),
            ("computed", "To Confirm"),
            ("confirmed", "Confirmed"),
            ("cancelled", "Void"),
        ],
        default="draft",
        readonly=True,
        required=True,
        index=True,
        copy=False,
        tracking=True,
    )
    is_simulation = fields.Boolean(
        string="Simulation",
        readonly=True,
        copy=False,
        help="Answers “what if” and changes no customer.",
    )
    definition = fields.Json(
        readonly=True,
        copy=False,
        help="The scorecard as it was when the run was computed; explains the results.",
    )
    boundaries = fields.Json(
        readonly=True,
        copy=False,
        groups="keqing_customer.group_customer_manager",
        help="What the last customer of each grade had, where the population decides.",
    )
    regions = fields.Json(
        readonly=True,
        copy=False,
        groups="keqing_customer.group_customer_manager",
        help="What the total of each region was made of, for each indicator that is a share.",
    )
    is_measured = fields.Boolean(readonly=True, copy=False)
    total_count = fields.Integer(string="Customers", readonly=True, copy=False)
    done_count = fields.Integer(string="Judged", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress", help="Percent of customers judged.")
    confirmed_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    confirmed_on = fields.Datetime(readonly=True, copy=False)

    # What came out
    evaluation_ids = fields.One2many(
        comodel_name="keqing.evaluation", inverse_name="run_id", string="Evaluations"
    )

    _period_uniq = models.UniqueIndex(
        "(scorecard_id, date_from) WHERE state != 'cancelled' AND is_simulation IS NOT TRUE"
        " AND partner_id IS NULL",
        "There is a run of this scorecard for this period already. Open that one, or void it.",
    )

    @api.depends("scorecard_id.company_id")
    def _compute_company_id(self):
        """That of the scorecard; before one is chosen, the company whose scorecards are offered."""
        for run in self:
            run.company_id = run.scorecard_id.company_id or self.env.company

    @api.depends("state", "done_count", "total_count")
    def _compute_progress(self):
        for run in self:
            if run.state in ("computed", "confirmed"):
                run.progress = 100
            else:
                run.progress = run.total_count and 100 * run.done_count / run.total_count

    @api.constrains("active")
    def _check_active(self):
        for run in self:
            is_open = run.state not in ("confirmed", "cancelled") and not run.is_simulation
            if is_open and not run.active:
                raise ValidationError(
                    self.env._("%s is not finished. Confirm or void it, then archive.", run.name)
                )

    def write(self, vals):
        if {"scorecard_id", "date_from", "date_to"} & vals.keys() and any(
            run.state != "draft" for run in self
        ):
            raise UserError(self.env._("Scorecard and period can only be changed in a draft run."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if any(run.state == "confirmed" for run in self):
            raise UserError(self.env._("A confirmed run is history and cannot be deleted."))

    @api.ondelete(at_uninstall=True)
    def _unlink_results(self):
        self._delete_results()

    @for_chosen("write")
    def action_compute(self):
        """Judge everybody. Few customers are done at once, many by a job in the background."""
        for run in self:
            run._start()
            if run.total_count <= run._get_batch_size():
                run._compute_to_end()
        if "computing" in self.mapped("state"):
            self.env.ref("keqing_customer.ir_cron_evaluation_compute").sudo()._trigger()

    @for_chosen("write")
    def action_recompute(self):
        """Throw the results away, with what was overridden, and compute anew."""
        if any(run.state != "computed" for run in self):
            raise UserError(self.env._("Only a run that waits for confirmation can be redone."))
        self._check_may_discard()
        self._reset()
        self.action_compute()

    @for_chosen("write")
    def action_cancel(self):
        """Give the run up; the period can then be opened anew."""
        if any(run.state == "confirmed" for run in self):
            raise UserError(
                self.env._("A confirmed run cannot be voided; correct single customers instead.")
            )
        self._check_may_discard()
        self._reset()
        self.sudo().state = "cancelled"  # engine field
        self.activity_unlink(["keqing_customer.mail_activity_type_confirm_run"])

    def _check_may_discard(self):
        """What others decided is not thrown away by somebody who does not see it."""
        for run in self.filtered(lambda run: not run.is_simulation):
            run._check_answers_for_all()

    @for_one("read")
    def action_simulate(self):
        """Open the wizard that tries other weights on the same customers and period."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Simulate Other Weights"),
            "res_model": "keqing.evaluation.simulation",
            "view_mode": "form",
            "target": "new",
            "context": {"default_run_id": self.id},
        }

    @for_one("read")
    def action_view_evaluations(self):
        """Open the results; the context may name a search filter or a cell of the matrix."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_evaluation_action"
        )
        domain = [("run_id", "=", self.id), ("is_superseded", "=", False)]
        if "keqing_cell" in self.env.context:
            previous_id, grade_id = self.env.context["keqing_cell"]
            scale_grades = self.scorecard_id.scale_id.grade_ids.ids
            domain += [
                ("previous_grade_id", "=", previous_id)
                if previous_id
                else ("previous_grade_id", "not in", scale_grades),
                ("grade_id", "=", grade_id),
            ]
        filters = {
            key: value
            for key, value in self.env.context.items()
            if key.startswith("search_default_")
        }
        return {**action, "name": self.name, "domain": domain, "context": filters}

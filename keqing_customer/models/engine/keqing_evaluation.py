# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...chosen import for_chosen, for_one
from ...fields import UncheckedMany2one

# What a correction takes over from the verdict it replaces
CORRECTION_KEEPS = [
    "run_id",
    "scorecard_id",
    "company_id",
    "partner_id",
    "territory_id",
    "user_id",
    "date_from",
    "date_to",
    "score",
    "coverage",
    "cut_value",
    "lines",
    "changes",
    "computed_grade_id",
    "previous_grade_id",
    "below_count",
    "segment_id",
]


class KeqingEvaluation(models.Model):
    """The verdict on one customer for one period.

    Rows are written by the engine only. Once its run is confirmed a verdict is history: it is
    corrected by another one that names it.
    """

    _name = "keqing.evaluation"
    _inherit = ["keqing.customer.record.mixin"]
    _description = "Evaluation"
    _log_access = False
    _order = "date_to desc, score desc nulls last, id"
    _rec_name = "partner_id"

    # Who, when
    run_id = UncheckedMany2one(
        comodel_name="keqing.evaluation.run", string="Run", required=True, readonly=True
    )
    state = fields.Selection(related="run_id.state")
    confirmed_on = fields.Datetime(related="run_id.confirmed_on")
    is_simulation = fields.Boolean(related="run_id.is_simulation")
    scorecard_id = UncheckedMany2one(comodel_name="keqing.scorecard", required=True, readonly=True)
    company_id = UncheckedMany2one(comodel_name="res.company", required=True, readonly=True)
    partner_id = fields.Many2one(readonly=True, index=False)  # see the index over the history
    territory_id = UncheckedMany2one(comodel_name="keqing.territory", readonly=True)
    user_id = UncheckedMany2one(comodel_name="res.users", string="Account Owner", readonly=True)
    date_from = fields.Date(required=True, readonly=True)
    date_to = fields.Date(string="Period End", required=True, readonly=True)

    # What came out
    score = fields.Float(digits=(16, 2), readonly=True, aggregator="avg")
    coverage = fields.Float(
        string="Data Known",
        digits=(16, 2),
        readonly=True,
        aggregator="avg",
        help="Weight of the indicators that have data, in percent of all.",
    )
    cut_value = fields.Float(
        string="Deciding Figure",
        digits=(16, 6),
        readonly=True,
        aggregator=None,
        help="The figure that decided the grade, where it is not the score.",
    )
    lines = fields.Json(
        readonly=True, help="Value and points of each indicator, in the order of the run's lines."
    )
    changes = fields.Json(
        readonly=True, help="What happened to documents that counted, after the run was confirmed."
    )
    computed_grade_id = UncheckedMany2one(comodel_name="keqing.grade", readonly=True)
    previous_grade_id = UncheckedMany2one(comodel_name="keqing.grade", readonly=True)
    grade_id = UncheckedMany2one(comodel_name="keqing.grade", readonly=True)
    movement = fields.Selection(
        selection=[("up", "Up"), ("down", "Down"), ("same", "Unchanged"), ("new", "New")],
        readonly=True,
    )

    segment_id = UncheckedMany2one(
        comodel_name="keqing.scorecard.segment", string="Segment", readonly=True
    )

    # What was decided otherwise, and why
    below_count = fields.Integer(
        string="Periods Below",
        readonly=True,
        aggregator=None,
        help="Periods in a row, this one included, that came out below the present grade.",
    )
    is_held = fields.Boolean(
        string="Downgrade Waits",
        readonly=True,
        help="Came out lower, but keeps the grade until it does so often enough in a row.",
    )
    is_provisional = fields.Boolean(
        string="Provisional", readonly=True, help="Too new to be judged; has the provisional grade."
    )
    is_overridden = fields.Boolean(string="Overridden", readonly=True)
    override_reason = fields.Text(string="Reason", readonly=True)
    override_user_id = fields.Many2one(
        comodel_name="res.users", string="Decided By", readonly=True, ondelete="restrict"
    )
    override_date = fields.Datetime(string="Decided On", readonly=True)
    is_anew = fields.Boolean(
        string="Judged Anew",
        readonly=True,
        help="By the documents of the day on which a manager had this customer judged again.",
    )
    corrects_id = fields.Many2one(
        comodel_name="keqing.evaluation",
        readonly=True,
        index="btree_not_null",  # else deleting a run's verdicts looks through all for each
        ondelete="restrict",
        help="The confirmed verdict that this one replaces.",
    )
    is_superseded = fields.Boolean(
        string="Superseded", readonly=True, help="A later correction replaces this verdict."
    )

    is_merged = fields.Boolean(
        string="Merged",
        readonly=True,
        help="Made on a customer that was merged into this one, which has a verdict of its own.",
    )

    _customer_uniq = models.UniqueIndex(
        "(run_id, partner_id, COALESCE(corrects_id, 0)) WHERE is_merged IS NOT TRUE",
        "A customer is judged once in a run, and a verdict corrected once.",
    )
    _history_idx = models.Index("(partner_id, date_to DESC)")

    @api.depends("partner_id", "date_to")
    def _compute_display_name(self):
        for evaluation in self:
            evaluation.display_name = (
                f"{evaluation.partner_id.display_name} · {evaluation.run_id.period_name}"
            )

    @api.model
    def _answered_for(self):
        return self._stays_known() & Domain("is_superseded", "=", False)

    @api.model
    def _stays_known(self):
        return Domain("run_id.state", "=", "confirmed")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        for evaluation in self.filtered_domain(self._stays_known()):
            raise UserError(
                self.env._("%s is confirmed, and stays as it is.", evaluation.display_name)
            )

    @for_chosen("read")
    def action_override(self):
        """Open the wizard to set another grade than the computed one."""
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Another Grade"),
            "res_model": "keqing.evaluation.override",
            "view_mode": "form",
            "target": "new",
            "context": {"default_evaluation_ids": self.ids},
        }

    @api.model
    def action_view_results(self):
        """Open the results of one scorecard for one period: grades of two do not add up.

        That is the last period of the first scorecard for customer grades that has any; others are
        a matter of the filter, and periods then stand side by side.
        """
        confirmed = [("state", "=", "confirmed"), ("company_id", "=", self.env.company.id)]
        groups = self.env["keqing.evaluation.run"]._read_group(
            confirmed, ["scorecard_id"], ["date_to:max"]
        )
        last = dict(groups)
        first = self.env["keqing.scorecard"].union(*last)
        first = first.sorted(lambda each: (each.purpose != "grade", each.sequence, each.id))[:1]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_evaluation_action"
        )
        context = literal_eval(action["context"])
        if first:
            context["search_default_scorecard_id"] = first.id
            context["search_default_date_to"] = fields.Date.to_string(last[first])
        return {**action, "name": self.env._("Results"), "context": context}

    @for_one("read")
    def action_view_customer(self):
        """Open the customer's own form."""
        return self.partner_id.get_formview_action()

    def _forget(self, field, records):
        """Empty ``field`` where it names records that are about to be deleted."""
        self.env.cr.execute(
            SQL(
                "UPDATE keqing_evaluation SET %(column)s = NULL WHERE %(column)s IN %(ids)s",
                column=SQL.identifier(field),
                ids=tuple(records.ids),
            )
        )
        self.invalidate_model([field])

    def _check_may_decide(self):
        """:raise AccessError: if the user may not overrule the scorecard for these customers"""
        self._check_in_charge()
        if not self.env.su and not self.env.user.has_group(
            "keqing_customer.group_customer_manager"
        ):
            raise AccessError(
                self.env._("Only territory managers may set another grade than the computed one.")
            )

    def _override(self, grade, reason):
        """Give these customers ``grade`` whatever was computed, and keep why.

        Before the run is confirmed the verdict itself changes; afterwards a correcting one is
        added, and the customer's badge follows if no later verdict stands.

        :raise AccessError: see :meth:`_check_may_decide`
        :raise UserError: without a reason, with a grade of another scale, or for a run that is
            not computed yet, cancelled or only a simulation
        """
        self._check_may_decide()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why; the reason stays with the evaluation."))
        for evaluation in self:
            if evaluation.state not in ("computed", "confirmed") or evaluation.is_simulation:
                raise UserError(
                    self.env._(
                        "%s: only verdicts of a computed or confirmed run can be changed.",
                        evaluation.display_name,
                    )
                )
            if grade.scale_id != evaluation.scorecard_id.scale_id:
                raise UserError(
                    self.env._(
                        "%(evaluation)s: grade %(grade)s is not on the scale of this scorecard.",
                        evaluation=evaluation.display_name,
                        grade=grade.name,
                    )
                )
            if evaluation.is_superseded:
                raise UserError(
                    self.env._(
                        "%s was corrected already; change the correction.", evaluation.display_name
                    )
                )
        vals = {
            "grade_id": grade.id,
            "is_overridden": True,
            "override_reason": reason.strip(),
            "override_user_id": self.env.uid,
            "override_date": fields.Datetime.now(),
        }
        decided = self.sudo()  # nobody may write verdicts by hand; this is the one door
        waiting = decided.filtered(lambda evaluation: evaluation.state == "computed")
        for evaluation in waiting:
            evaluation.write({**vals, "movement": evaluation._movement_to(grade)})
        (decided - waiting)._correct(vals, grade)

    def _correct(self, vals, grade):
        """Add a verdict that names the confirmed one it replaces."""
        self.is_superseded = True
        corrections = self.create(
            [
                {
                    **evaluation._prepare_correction_vals(),
                    **vals,
                    "movement": evaluation._movement_to(grade),
                }
                for evaluation in self
            ]
        )
        for run, evaluations in corrections.grouped("run_id").items():
            run._apply_verdicts(evaluations)

    def _prepare_correction_vals(self):
        self.ensure_one()
        [vals] = self.read(CORRECTION_KEEPS, load=None)
        del vals["id"]
        return {**vals, "corrects_id": self.id}

    def _movement_to(self, grade):
        """The movement from the previous grade to ``grade``."""
        self.ensure_one()
        previous = self.previous_grade_id
        if not previous or previous.scale_id != grade.scale_id:
            return "new"
        if grade == previous:
            return "same"
        order = previous.scale_id.grade_ids.ids
        return "up" if order.index(grade.id) < order.index(previous.id) else "down"

    @api.model
    def _merge_partners(self, gone, kept):
        """One verdict of a run stands, that on who stays if there is one; others are history."""
        self.env.cr.execute(
            SQL(
                """UPDATE keqing_evaluation verdict SET is_superseded = TRUE, is_merged = TRUE
                    WHERE verdict.partner_id = ANY(%(gone)s)
                      AND EXISTS (SELECT FROM keqing_evaluation other
                                   WHERE other.run_id = verdict.run_id
                                     AND other.is_merged IS NOT TRUE
                                     AND (other.partner_id = %(kept)s
                                          OR other.partner_id = ANY(%(gone)s)
                                             AND other.partner_id < verdict.partner_id))""",
                gone=gone.ids,
                kept=kept.id,
            )
        )
        self.invalidate_model()

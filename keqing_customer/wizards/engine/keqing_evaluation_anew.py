# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...chosen import for_one


class KeqingEvaluationAnew(models.TransientModel):
    """What the scorecards say of one customer now, and which of it shall count."""

    _name = "keqing.evaluation.anew"
    _description = "Judge Anew"
    _inherit = ["keqing.wizard.mixin"]

    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", required=True)
    period = fields.Selection(
        selection=[
            ("last", "The last period that was judged"),
            ("running", "The period that runs, up to today"),
        ],
        default="last",
        required=True,
    )
    line_ids = fields.One2many(
        comodel_name="keqing.evaluation.anew.line",
        inverse_name="anew_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    can_apply = fields.Boolean(compute="_compute_can_apply")
    reason = fields.Text(help="Stays with the verdict.")

    @api.depends("partner_id", "period")
    def _compute_line_ids(self):
        for anew in self:
            customer = anew.partner_id._origin.commercial_partner_id
            judgements = customer and customer._judge_anew(anew.period == "running")
            anew.line_ids = [Command.clear()] + [
                Command.create(self._prepare_line_vals(customer, each)) for each in judgements
            ]

    @api.depends("line_ids.can_apply")
    def _compute_can_apply(self):
        for anew in self:
            anew.can_apply = any(anew.line_ids.mapped("can_apply"))

    def _prepare_line_vals(self, customer, judgement):
        run, standing, found = judgement.run, judgement.standing, judgement.found or {}
        notes = [judgement.problem]
        if found:
            notes += self._describe(judgement)
        is_by_hand = run.state == "computed" and standing.is_overridden
        if is_by_hand:
            notes.append(
                self.env._(
                    "%(user)s has set %(grade)s by hand, which waits for confirmation.",
                    user=standing.override_user_id.name,
                    grade=standing.grade_id.name,
                )
            )
        can_apply = bool(
            found
            and run
            and self.period == "last"
            and not is_by_hand
            and customer.keqing_is_in_my_charge
        )
        return {
            "scorecard_id": judgement.judge.scorecard_id.id,
            "period_name": self._name_period(judgement),
            "present_grade_id": standing.grade_id.id,
            "present_score": standing.score,
            "grade_id": found.get("grade_id"),
            "score": found.get("score") or 0,
            "notes": "\n".join(filter(None, notes)),
            "can_apply": can_apply,
            "is_chosen": can_apply and self._differs(standing, found),
        }

    def _name_period(self, judgement):
        judge = judgement.judge.with_env(self.env).sudo()  # what its days are called
        return judge._get_period_name()

    def _differs(self, standing, found):
        score = float(found["score"] or 0)
        return standing.grade_id.id != (found["grade_id"] or False) or standing.score != score

    def _describe(self, judgement):
        """What is known otherwise than when the customer was judged, and whom it is beside."""
        run, standing, found = judgement.run, judgement.standing, judgement.found
        notes = self._describe_values(judgement)
        if judgement.compared:
            notes.append(
                self.env._(
                    "Compared with the %(count)s customers of %(run)s, as they were judged.",
                    count=run.total_count,
                    run=run.with_context(lang=self.env.lang).name,
                )
            )
        if run and not standing and self.period == "last":
            notes.append(self.env._("Was not judged in this period."))
        if found["is_provisional"]:
            notes.append(self.env._("A new customer: the grade is provisional."))
        if found["is_held"]:
            notes.append(self.env._("Came out lower, but the downgrade waits."))
        return notes

    def _describe_values(self, judgement):
        standing, definition = judgement.standing, judgement.judge.definition
        currency = judgement.judge.company_id.currency_id
        indicators = self.env["keqing.indicator"].browse(
            line["indicator_id"] for line in definition["lines"]
        )
        before = {}
        if standing:
            names = [line["indicator_id"] for line in judgement.run.definition["lines"]]
            before = dict(zip(names, standing.lines or [], strict=False))
        notes = []
        for indicator, (value, points) in zip(indicators, judgement.found["lines"], strict=True):
            said = {
                "indicator": indicator.name,
                "value": indicator._format_value(value, currency),
                "points": standing._format_points(points or 0),
            }
            had = before.get(indicator.id)
            if had is None:
                notes.append(self.env._("%(indicator)s: %(value)s, %(points)s points", **said))
            elif had != [value, points]:
                notes.append(
                    self.env._(
                        "%(indicator)s: %(had)s → %(value)s, %(had_points)s → %(points)s points",
                        had=indicator._format_value(had[0], currency),
                        had_points=standing._format_points(had[1] or 0),
                        **said,
                    )
                )
        return notes or [self.env._("Nothing else is known than when it was judged.")]

    @for_one("write")
    def action_apply(self):
        """Let what was chosen count, and keep why.

        :raise UserError: without a reason, if nothing was chosen, or if it is another by now
        """
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why; the reason stays with the evaluation."))
        chosen = self.line_ids.filtered("is_chosen")
        if not chosen:
            raise UserError(self.env._("Choose what shall count."))
        customer = self.partner_id.commercial_partner_id
        customer._check_may_decide_anew()
        now = {each.judge.scorecard_id: each for each in customer._judge_anew()}
        for line in chosen:
            judgement = now.get(line.scorecard_id)
            vals = judgement and self._prepare_line_vals(customer, judgement)
            if not vals or not vals["can_apply"] or not line._is_said_by(vals):
                raise UserError(
                    self.env._(
                        "%(customer)s is judged otherwise by %(scorecard)s now. Close this form "
                        "and judge anew.",
                        customer=customer.name,
                        scorecard=line.scorecard_id.name,
                    )
                )
            judgement.run._apply_anew(customer, judgement.found, reason)
        return {"type": "ir.actions.act_window_close"}

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

ENOUGH_DATA = 50  # percent of a scorecard's weight that has to be known before its score says much


class KeqingStrategy(models.Model):
    """What we do when an evaluation finds something: a rule that proposes an action.

    It looks at the latest confirmed run of its scorecard; what it finds becomes a proposal that a
    manager accepts or dismisses.
    """

    _name = "keqing.strategy"
    _description = "Strategy"
    _inherit = ["keqing.catalogue.mixin"]
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    # When
    scorecard_id = fields.Many2one(
        comodel_name="keqing.scorecard",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    scale_id = fields.Many2one(related="scorecard_id.scale_id")
    condition = fields.Selection(
        selection=[
            ("below", "Score is below"),
            ("drops", "Score drops by"),
            ("fell", "Grade has fallen"),
            ("reached", "Grade is reached"),
            ("grade", "Grade is"),
        ],
        default="below",
        required=True,
        help="Score drops by: at least so many points less than in the period before.\n"
        "Grade is reached: the customer has come to one of the grades, from above or below or as "
        "its first.\n"
        "Grade is: the customer has one of the grades, in every period anew.\n"
        "A score that rests on less than half of its scorecard's weight is left alone.",
    )
    points = fields.Float(default=50.0, digits=(16, 2))
    grade_ids = fields.Many2many(
        comodel_name="keqing.grade", string="Grades", domain="[('scale_id', '=', scale_id)]"
    )
    customer_type_ids = fields.Many2many(
        comodel_name="keqing.customer.type",
        string="Customer Types",
        help="Only these types and the types below them; empty means all.",
    )

    # What is proposed
    activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.ref("mail.mail_activity_data_todo", False),
        domain="['|', ('res_model', '=', False), ('res_model', '=', 'res.partner')]",
    )
    summary = fields.Char(required=True, translate=True)
    note = fields.Html(translate=True)
    days = fields.Integer(
        string="Due in Days", default=7, help="Days from accepting to the deadline."
    )
    proposal_count = fields.Integer(string="Waiting", compute="_compute_proposal_count")

    _days_not_negative = models.Constraint(
        "CHECK (days >= 0)", "A deadline cannot lie before today; use zero for the same day."
    )

    @api.depends_context("uid")
    def _compute_proposal_count(self):
        counts = dict(
            self.env["keqing.strategy.proposal"]._read_group(
                [("strategy_id", "in", self.ids), ("state", "=", "proposed")],
                ["strategy_id"],
                ["__count"],
            )
        )
        for strategy in self:
            strategy.proposal_count = counts.get(strategy, 0)

    @api.constrains("condition", "points", "grade_ids", "scorecard_id")
    def _check_condition(self):
        for strategy in self:
            if problem := strategy._problem():
                raise ValidationError(
                    self.env._(
                        "Strategy “%(strategy)s”: %(problem)s",
                        strategy=strategy.name,
                        problem=problem,
                    )
                )

    def _problem(self):
        """What makes the rule senseless, as a sentence; None if nothing does."""
        self.ensure_one()
        if self.condition in ("below", "drops") and not 0 < self.points <= 100:
            return self.env._("scores go from 0 to 100; write points in between.")
        if self.condition in ("reached", "grade"):
            if not self.grade_ids:
                return self.env._("choose the grades it is about.")
            for grade in self.grade_ids:
                if grade.scale_id != self.scale_id:
                    return self.env._(
                        "grade %(grade)s is not on the scale %(scale)s of the scorecard; "
                        "choose another.",
                        grade=grade.name,
                        scale=self.scale_id.name,
                    )
        return None

    def action_view_proposals(self):
        """Open what the strategy proposes."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_strategy_proposal_action"
        )
        return {**action, "domain": [("strategy_id", "=", self.id)]}


class KeqingScorecard(models.Model):
    """Matching strategies, for all customers at once."""

    _inherit = "keqing.scorecard"

    def _propose_actions(self):
        """Have the strategies of these scorecards propose what their latest runs call for.

        What was proposed once, whatever became of it, is not proposed again for the same verdict.
        What waits since an earlier verdict makes way.

        :return: how many are new
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """WITH run AS (%(runs)s),
                   gone AS (
                       DELETE FROM keqing_strategy_proposal proposal
                             USING keqing_evaluation verdict, run
                             WHERE verdict.id = proposal.evaluation_id
                               AND run.scorecard_id = verdict.scorecard_id AND run.age = 1
                               AND (verdict.run_id != run.id OR verdict.is_superseded)
                               AND proposal.state = 'proposed')
                   INSERT INTO keqing_strategy_proposal
                               (strategy_id, evaluation_id, partner_id, company_id, state,
                                condition, points, previous_score, create_uid, create_date,
                                write_uid, write_date)
                        SELECT strategy.id, verdict.id, verdict.partner_id, strategy.company_id,
                               'proposed', strategy.condition, strategy.points, earlier.score,
                               %(user)s, %(now)s, %(user)s, %(now)s
                          FROM run
                          JOIN keqing_strategy strategy
                            ON strategy.scorecard_id = run.scorecard_id AND strategy.active
                          JOIN keqing_evaluation verdict
                            ON verdict.run_id = run.id AND verdict.is_superseded IS NOT TRUE
                          JOIN res_partner customer ON customer.id = verdict.partner_id
                     LEFT JOIN run before ON before.scorecard_id = run.scorecard_id
                                         AND before.age = 2
                     LEFT JOIN keqing_evaluation earlier
                            ON earlier.run_id = before.id
                           AND earlier.partner_id = verdict.partner_id
                           AND earlier.is_superseded IS NOT TRUE
                           AND earlier.coverage >= %(enough)s
                         WHERE run.age = 1 AND customer.active
                           AND %(matches)s AND %(is_of_type)s
                   ON CONFLICT (strategy_id, evaluation_id) DO NOTHING""",
                runs=self._latest_runs_sql(),
                matches=self._matches_sql(),
                is_of_type=self._is_of_type_sql(),
                enough=ENOUGH_DATA,
                user=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        count = self.env.cr.rowcount
        self.env["keqing.strategy.proposal"].invalidate_model()
        return count

    def _latest_runs_sql(self):
        """The last two confirmed runs of each: ``id, scorecard_id, age``, the latest of age 1.

        Those of single candidates do not make what is proposed to customers out of date.
        """
        return SQL(
            """SELECT id, scorecard_id, age
                 FROM (SELECT id, scorecard_id,
                              row_number() OVER (PARTITION BY scorecard_id
                                                 ORDER BY date_to DESC, id DESC) AS age
                         FROM keqing_evaluation_run
                        WHERE state = 'confirmed' AND partner_id IS NULL
                          AND scorecard_id = ANY(%s)) numbered
                WHERE age <= 2""",
            self.ids,
        )

    def _matches_sql(self):
        """Whether a strategy's condition holds for a verdict."""
        has_grade = SQL(
            """EXISTS (SELECT FROM keqing_grade_keqing_strategy_rel chosen
                        WHERE chosen.keqing_strategy_id = strategy.id
                          AND chosen.keqing_grade_id = verdict.grade_id)"""
        )
        return SQL(
            """CASE strategy.condition
                    WHEN 'below' THEN verdict.coverage >= %(enough)s
                                      AND verdict.score < strategy.points
                    WHEN 'drops' THEN verdict.coverage >= %(enough)s
                                      AND earlier.score - verdict.score >= strategy.points
                    WHEN 'fell' THEN verdict.movement = 'down'
                    WHEN 'reached' THEN verdict.movement != 'same' AND %(has_grade)s
                    WHEN 'grade' THEN %(has_grade)s END""",
            has_grade=has_grade,
            enough=ENOUGH_DATA,
        )

    def _is_of_type_sql(self):
        """Whether a customer is of the types that a strategy is for, or of one below them."""
        return SQL(
            """(NOT EXISTS (SELECT FROM keqing_customer_type_keqing_strategy_rel chosen
                             WHERE chosen.keqing_strategy_id = strategy.id)
                OR EXISTS (SELECT FROM keqing_customer_type_keqing_strategy_rel chosen
                             JOIN keqing_customer_type above
                               ON above.id = chosen.keqing_customer_type_id
                             JOIN keqing_customer_type own
                               ON own.parent_path LIKE above.parent_path || '%%'
                            WHERE chosen.keqing_strategy_id = strategy.id
                              AND own.id = customer.keqing_customer_type_id))"""
        )


class KeqingEvaluationRun(models.Model):
    """Verdicts that count call for action, also those that were corrected since."""

    _inherit = "keqing.evaluation.run"

    def _apply_verdicts(self, evaluations=None):
        applied = super()._apply_verdicts(evaluations)
        self.scorecard_id._propose_actions()
        return applied

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...measure import Measure


class KeqingIndicator(models.Model):
    """The grade by another scorecard, as a fact: what one judgement found counts in the next.

    The value is the place of the grade on its scale from below: 1 is the last one.
    """

    _inherit = "keqing.indicator"

    measure = fields.Selection(selection_add=[("scorecard_grade", "Grade by another scorecard")])
    scorecard_id = fields.Many2one(
        comodel_name="keqing.scorecard",
        index="btree_not_null",
        ondelete="restrict",
        help="Whose last confirmed verdict in the window counts.",
    )

    @api.constrains("measure", "scorecard_id", "unit")
    def _check_scorecard_id(self):
        for indicator in self:
            asks = indicator.measure == "scorecard_grade"
            if asks != bool(indicator.scorecard_id) or asks != (indicator.unit == "grade"):
                raise ValidationError(
                    self.env._(
                        "“%s”: the grade by another scorecard takes that scorecard and the unit "
                        "“Grade”; other indicators have neither.",
                        indicator.name,
                    )
                )

    @api.onchange("measure")
    def _onchange_measure(self):
        """A grade is told as a grade."""
        if self.measure == "scorecard_grade":
            self.unit, self.better = "grade", "higher"
        else:
            self.scorecard_id = False
            self.unit = "count" if self.unit == "grade" else self.unit

    def _grade_at(self, place):
        """The grade at a place from below; none beyond the scale, and between two."""
        grades = self.sudo().scorecard_id.scale_id.grade_ids  # a word beside a number
        if place != int(place) or not 1 <= place <= len(grades):
            return grades.browse()
        return grades[-int(place)]

    def _format_value(self, value, currency):
        if self.unit == "grade" and value is not None and (grade := self._grade_at(value)):
            return grade.name
        return super()._format_value(value, currency)

    def _shown_digits(self, currency):
        return 0 if self.unit == "grade" else super()._shown_digits(currency)

    def _can_be(self, value):
        if self.unit == "grade":
            return bool(self._grade_at(value))
        return super()._can_be(value)

    def _measure_scorecard_grade(self, company, date_from, date_to):
        """The grade of the last period that ended in the window."""
        mine = SQL(
            "fact.scorecard_id = %s AND %s",
            self.scorecard_id.id,
            self._in_window(date_from, date_to),
        )
        value = SQL(
            "(array_agg(fact.place ORDER BY fact.date DESC, fact.id DESC) FILTER (WHERE %s))[1]",
            mine,
        )
        return Measure(
            "verdict", value, date_from, Domain("scorecard_id", "=", self.scorecard_id.id)
        )

    def _source_verdict(self, company, since, until):
        """Confirmed verdicts with a grade, the corrected ones left out:
        ``partner_id, id, scorecard_id, date, place``.
        """
        return SQL(
            """SELECT verdict.partner_id, verdict.id, verdict.scorecard_id,
                      verdict.date_to AS date, grade.place
                 FROM keqing_evaluation verdict
                 JOIN keqing_evaluation_run run ON run.id = verdict.run_id
                 JOIN (SELECT id, row_number() OVER (PARTITION BY scale_id
                                                     ORDER BY sequence DESC, id DESC) AS place
                         FROM keqing_grade) grade ON grade.id = verdict.grade_id
                WHERE verdict.company_id = %s
                  AND run.state = 'confirmed'
                  AND verdict.is_superseded IS NOT TRUE
                  AND %s""",
            company.id,
            SQL("verdict.date_to <= %s", until)
            if since is None
            else SQL("verdict.date_to BETWEEN %s AND %s", since, until),
        )

    def _check_source_verdict(self, run, since):
        """Refuse while what the other scorecard found of the same days waits to be confirmed.

        :raise UserError: naming the run that waits
        """
        others = self.scorecard_id - run.scorecard_id
        waiting = self.env["keqing.evaluation.run"].search(
            [
                ("scorecard_id", "in", others.ids),
                ("state", "in", ("draft", "computing", "computed")),
                ("is_simulation", "=", False),
                ("partner_id", "=", False),
                ("date_to", ">=", since),
                ("date_to", "<=", run.date_to),
            ],
            order="date_to",
            limit=1,
        )
        if waiting:
            raise UserError(
                self.env._(
                    "%(run)s counts the grades of %(other)s, which is not confirmed yet. Confirm "
                    "or void that one first.",
                    run=run.name,
                    other=waiting.name,
                )
            )

    def _documents_verdict(self, company, customers, since, until):
        return "keqing.evaluation", (
            Domain("company_id", "=", company.id)
            & Domain("partner_id", "in", customers.ids)
            & Domain("run_id.state", "=", "confirmed")
            & Domain("is_superseded", "=", False)
            & self._dated("date_to", (since, until))
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KeqingScorecardLine(models.Model):
    """One indicator of a scorecard: its weight, and how a value turns into points (0 to 100)."""

    _name = "keqing.scorecard.line"
    _description = "Scorecard Indicator"
    _order = "scorecard_id, sequence, id"
    _rec_name = "indicator_id"

    scorecard_id = fields.Many2one(
        comodel_name="keqing.scorecard", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    indicator_id = fields.Many2one(
        comodel_name="keqing.indicator", required=True, index=True, ondelete="restrict"
    )
    better = fields.Selection(related="indicator_id.better")
    weight = fields.Float(digits=(16, 2), default=10.0)
    curve = fields.Selection(
        selection=[
            ("linear", "From floor to target"),
            ("steps", "By steps"),
            ("percentile", "By rank among all"),
        ],
        default="linear",
        required=True,
        help="From floor to target: 0 points at the floor, 100 at the target, in proportion "
        "between.\n"
        "By steps: so many points from such a value on.\n"
        "By rank: the share of customers with a worse value, those with the same counted half.",
    )
    value_floor = fields.Float(string="0 Points At")
    value_target = fields.Float(string="100 Points At")
    step_ids = fields.One2many(
        comodel_name="keqing.scorecard.step", inverse_name="line_id", string="Steps", copy=True
    )

    _indicator_uniq = models.Constraint(
        "UNIQUE (scorecard_id, indicator_id)",
        "An indicator can stand only once on a scorecard; add up the weights instead.",
    )
    _weight_not_negative = models.Constraint("CHECK (weight >= 0)", "A weight cannot be negative.")

    def _problems(self):
        """What makes this line unusable.

        :return: list of sentences, empty if all is well
        """
        self.ensure_one()
        if self.curve == "linear":
            return self._linear_problems()
        if self.curve == "steps":
            return self._step_problems()
        return []

    def _linear_problems(self):
        rises = self.value_target > self.value_floor
        if self.value_target == self.value_floor:
            return [
                self.env._(
                    "%s: 0 and 100 points are at the same value; set them apart.",
                    self.indicator_id.name,
                )
            ]
        if rises != (self.better == "higher"):
            return [
                self.env._(
                    "%s: 0 and 100 points are the wrong way round for this indicator.",
                    self.indicator_id.name,
                )
            ]
        return []

    def _step_problems(self):
        bounds = self.step_ids.filtered(lambda step: not step.is_lowest).mapped("value_from")
        problems = []
        if len(self.step_ids) - len(bounds) != 1:
            problems.append(
                self.env._(
                    "%s: the steps leave a gap; exactly one must be marked as the lowest.",
                    self.indicator_id.name,
                )
            )
        if len(set(bounds)) < len(bounds):
            problems.append(
                self.env._(
                    "%s: two steps overlap, as they begin at the same value.",
                    self.indicator_id.name,
                )
            )
        return problems

    def _get_definition(self):
        """The line as plain data, see :meth:`KeqingScorecard._get_definition`."""
        self.ensure_one()
        definition = {
            "indicator_id": self.indicator_id.id,
            "weight": self.weight,
            "curve": self.curve,
        }
        if self.curve == "linear":
            definition |= {"floor": self.value_floor, "target": self.value_target}
        elif self.curve == "steps":
            lowest = self.step_ids.filtered("is_lowest")
            higher = (self.step_ids - lowest).sorted("value_from", reverse=True)
            definition["steps"] = [[step.value_from, step.points] for step in higher]
            definition["lowest_points"] = lowest.points
        return definition


class KeqingScorecardStep(models.Model):
    """From such a value on, so many points; up to where the next step begins."""

    _name = "keqing.scorecard.step"
    _description = "Scorecard Step"
    _order = "line_id, is_lowest desc, value_from, id"
    _rec_name = "value_from"

    line_id = fields.Many2one(
        comodel_name="keqing.scorecard.line", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    is_lowest = fields.Boolean(string="Lowest", help="Holds for every value below the other steps.")
    value_from = fields.Float(string="From")
    points = fields.Float(digits=(16, 2))

    _points_in_range = models.Constraint(
        "CHECK (points BETWEEN 0 AND 100)", "Points lie between 0 and 100."
    )


class KeqingScorecardBand(models.Model):
    """What a grade takes, in the terms of the scorecard's cut method.

    The lower bound belongs to the band; the last grade has none and takes everybody else.
    """

    _name = "keqing.scorecard.band"
    _description = "Scorecard Grade"
    _order = "scorecard_id, grade_sequence, id"
    _rec_name = "grade_id"

    scorecard_id = fields.Many2one(
        comodel_name="keqing.scorecard", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True, index=True)
    cut_method = fields.Selection(related="scorecard_id.cut_method")
    grade_id = fields.Many2one(
        comodel_name="keqing.grade", required=True, index=True, ondelete="restrict"
    )
    grade_sequence = fields.Integer(related="grade_id.sequence", store=True)
    threshold = fields.Float(
        digits=(16, 2),
        help="By score: the least points. By share: the least percent of the territory. "
        "By quota: percent of the customers. By cumulative share: up to this percent of the total.",
    )

    _grade_uniq = models.Constraint(
        "UNIQUE (scorecard_id, grade_id)", "A grade can stand only once on a scorecard."
    )

    @api.constrains("grade_id", "scorecard_id")
    def _check_grade_id(self):
        for band in self:
            if band.grade_id.scale_id != band.scorecard_id.scale_id:
                raise ValidationError(
                    self.env._(
                        "Grade %(grade)s is not on the scale %(scale)s of this scorecard.",
                        grade=band.grade_id.name,
                        scale=band.scorecard_id.scale_id.name,
                    )
                )

    def _problems(self):
        """Gaps and overlaps between the bands of one scorecard.

        :return: list of sentences, empty if all is well
        """
        if not self:
            return [self.env._("It has no grades. Choose a scale.")]
        if self.scorecard_id.cut_method == "quota":
            return self._quota_problems()
        if self.scorecard_id.cut_method == "cumulative":
            return self._cumulative_problems()
        return self._lower_bound_problems()

    def _lower_bound_problems(self):
        """By score or share: falling lower bounds, the last one at zero."""
        problems = []
        for better, worse in zip(self[:-1], self[1:], strict=True):
            if better.threshold <= worse.threshold:
                problems.append(
                    self.env._(
                        "%(better)s and %(worse)s overlap: %(better)s must begin above %(limit)g.",
                        better=better.grade_id.name,
                        worse=worse.grade_id.name,
                        limit=worse.threshold,
                    )
                )
        if self[-1].threshold:
            problems.append(
                self.env._(
                    "Below %(limit)g there is no grade: %(grade)s must begin at 0.",
                    limit=self[-1].threshold,
                    grade=self[-1].grade_id.name,
                )
            )
        return problems

    def _quota_problems(self):
        total = sum(self.mapped("threshold"))
        if any(band.threshold < 0 for band in self):
            return [self.env._("A quota cannot be negative.")]
        if round(total, 2) != 100:
            return [
                self.env._("The quotas add up to %g %%; change them until they make 100 %%.", total)
            ]
        return []

    def _cumulative_problems(self):
        problems = []
        for better, worse in zip(self[:-1], self[1:], strict=True):
            if better.threshold >= worse.threshold:
                problems.append(
                    self.env._(
                        "%(better)s and %(worse)s overlap: %(worse)s must reach beyond %(limit)g %%.",
                        better=better.grade_id.name,
                        worse=worse.grade_id.name,
                        limit=better.threshold,
                    )
                )
        if round(self[-1].threshold, 2) != 100:
            problems.append(
                self.env._(
                    "%(grade)s must reach to 100 %%, or the smallest customers get no grade.",
                    grade=self[-1].grade_id.name,
                )
            )
        return problems

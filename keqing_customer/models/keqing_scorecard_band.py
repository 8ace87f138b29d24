# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
                        "%(better)s and %(worse)s overlap: %(worse)s must go beyond %(limit)g %%.",
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

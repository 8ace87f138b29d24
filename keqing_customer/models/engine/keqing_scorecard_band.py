# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...fields import BoundedFloat, BoundedMonetary


class KeqingScorecardBand(models.Model):
    """What a grade takes, in the terms of the scorecard's cut method.

    The lower bound belongs to the band; the last grade has none and takes everybody else.
    """

    _name = "keqing.scorecard.band"
    _inherit = ["keqing.guard.mixin"]
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
    threshold = BoundedFloat(
        low=0,
        high=100,
        digits=(16, 2),
        help="By score: the least points. By share: the least percent of the territory. "
        "By quota: percent of the customers. By cumulative share: up to this percent of the total.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    least_purchase = BoundedMonetary(
        low=0,
        help="What the customer must have bought in the period beside the share. "
        "Zero asks for nothing.",
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

    def _ask_least_purchase(self):
        """Whether a grade by share takes a purchase as well; the last one takes everybody else."""
        return self.scorecard_id.cut_method == "share" and any(
            band.least_purchase for band in self[:-1]
        )

    def _problems(self):
        """What is wrong with the limits of one scorecard, as a list of sentences."""
        if not self:
            return [self.env._("It has no grades. Choose a scale.")]
        limits = [(band.grade_id.name, band.threshold) for band in self]
        return self._limit_problems(self.scorecard_id.cut_method, limits)

    @api.model
    def _limit_problems(self, cut_method, limits):
        """Gaps and overlaps.

        :param list limits: ``(name of the grade, threshold)``, best grade first
        :return: list of sentences, empty if all is well
        """
        if cut_method == "quota":
            return self._quota_problems(limits)
        if cut_method == "cumulative":
            return self._cumulative_problems(limits)
        return self._lower_bound_problems(limits)

    def _lower_bound_problems(self, limits):
        """By score or share: falling lower bounds, the last one at zero."""
        problems = []
        for (better, bound), (worse, limit) in pairwise(limits):
            if bound <= limit:
                problems.append(
                    self.env._(
                        "%(better)s and %(worse)s overlap: %(better)s must begin above %(limit)g.",
                        better=better,
                        worse=worse,
                        limit=limit,
                    )
                )
        last, limit = limits[-1]
        if limit:
            problems.append(
                self.env._(
                    "Below %(limit)g there is no grade: %(grade)s must begin at 0.",
                    limit=limit,
                    grade=last,
                )
            )
        return problems

    def _quota_problems(self, limits):
        quotas = [quota for __, quota in limits]
        if round(sum(quotas), 2) != 100:
            return [
                self.env._(
                    "The quotas add up to %g %%; change them until they make 100 %%.", sum(quotas)
                )
            ]
        return []

    def _cumulative_problems(self, limits):
        """By cumulative share: rising limits, the last one at 100 percent."""
        problems = []
        for (better, limit), (worse, beyond) in pairwise(limits):
            if limit >= beyond:
                problems.append(
                    self.env._(
                        "%(better)s and %(worse)s overlap: %(worse)s must go beyond %(limit)g %%.",
                        better=better,
                        worse=worse,
                        limit=limit,
                    )
                )
        last, limit = limits[-1]
        if round(limit, 2) != 100:
            problems.append(
                self.env._(
                    "%(grade)s must reach to 100 %%, or the smallest customers get no grade.",
                    grade=last,
                )
            )
        return problems

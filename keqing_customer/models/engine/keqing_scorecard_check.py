# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .keqing_scorecard import INDICATOR_CUTS


class KeqingScorecard(models.Model):
    """What makes a scorecard unfit to judge by."""

    _inherit = "keqing.scorecard"

    caution = fields.Text(
        string="Cannot Be Used Yet",
        compute="_compute_caution",
        help="What is still to be put right before anybody can be judged by it.",
    )

    @api.depends(
        "line_ids.value_floor",
        "line_ids.value_target",
        "line_ids.curve",
        "weight_total",
        "band_ids.threshold",
        "band_ids.least_purchase",
        "scale_id",
        "cut_method",
        "cut_indicator_id",
        "provisional_days",
        "provisional_grade_id",
    )
    @api.depends_context("lang")
    def _compute_caution(self):
        """Of those that are saved: a new one is not blamed while it is filled in."""
        for scorecard in self:
            problems = scorecard._problems() if scorecard._origin else []
            scorecard.caution = "\n".join(problems)

    def _check_definition(self):
        """Refuse to judge anybody by a scorecard that contradicts itself.

        :raise ValidationError: with every problem found, one a line, naming scorecard and line
        """
        self.ensure_one()
        if problems := self._problems():
            raise ValidationError(
                self.env._("Scorecard “%s” cannot be used yet:", self.name)
                + "".join(f"\n• {problem}" for problem in problems)
            )

    def _problems(self):
        """:return: list of sentences, empty if all is well"""
        problems = (
            self._weight_problems()
            + self.band_ids._problems()
            + self._cut_problems()
            + self._provisional_problems()
        )
        for line in self.line_ids:
            problems += line._problems()
        return problems

    def _weight_problems(self):
        if not self.line_ids:
            return [self.env._("It has no indicator. Add at least one.")]
        if round(self.weight_total, 2) != 100:
            return [
                self.env._(
                    "The weights add up to %(total)g; change them until they add up to 100.",
                    total=self.weight_total,
                )
            ]
        return []

    def _provisional_problems(self):
        if self.provisional_days and not self.provisional_grade_id:
            return [self.env._("Choose the provisional grade of new customers.")]
        if self.provisional_grade_id and self.provisional_grade_id.scale_id != self.scale_id:
            return [
                self.env._(
                    "The provisional grade %(grade)s is not on the scale %(scale)s; change it.",
                    grade=self.provisional_grade_id.name,
                    scale=self.scale_id.name,
                )
            ]
        return []

    def _cut_problems(self):
        if self.cut_method in INDICATOR_CUTS and not self.cut_indicator_id:
            return [self.env._("Choose the figure to cut by.")]
        if self.cut_method in INDICATOR_CUTS and self.cut_indicator_id._is_gone():
            return [
                self.env._(
                    "Nothing here can measure “%s” any more; choose another figure to cut by.",
                    self.cut_indicator_id.name,
                )
            ]
        if self.band_ids._ask_least_purchase() and not self._get_purchase_indicator():
            return [
                self.env._(
                    "A least purchase is asked for, and no indicator measures the purchase amount "
                    "of the period. Unarchive it, or ask for none."
                )
            ]
        return []

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...fields import BoundedFloat, BoundedInteger


class KeqingScorecardLine(models.Model):
    """One indicator of a scorecard: its weight, and how a value turns into points (0 to 100)."""

    _name = "keqing.scorecard.line"
    _inherit = ["keqing.guard.mixin"]
    _description = "Scorecard Indicator"
    _order = "scorecard_id, sequence, id"
    _rec_name = "indicator_id"
    _policy_key = ("scorecard_id", "indicator_id")  # of a company, as its scorecard is
    _policy_per_company = True
    _policy_key_is_own = True

    scorecard_id = fields.Many2one(
        comodel_name="keqing.scorecard", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True, index=True)
    sequence = BoundedInteger(default=10)
    indicator_id = fields.Many2one(
        comodel_name="keqing.indicator", required=True, index=True, ondelete="restrict"
    )
    replaced_id = fields.Many2one(
        comodel_name="keqing.indicator",
        string="Stands In For",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="What people had to assess before a module could measure it.",
    )
    better = fields.Selection(related="indicator_id.better")
    weight = BoundedFloat(low=0, high=100000, digits=(16, 2), default=10.0)
    curve = fields.Selection(
        selection=[
            ("linear", "From floor to target"),
            ("points", "Along a line of points"),
            ("steps", "By steps"),
            ("best", "In percent of the best"),
            ("percentile", "By rank among all"),
            ("quintile", "By fifths of all"),
        ],
        default="linear",
        required=True,
        help="From floor to target: 0 points at the floor, 100 at the target, in proportion "
        "between.\n"
        "Along a line: so many points at such values, in proportion between each two.\n"
        "By steps: so many points from such a value on.\n"
        "In percent of the best: 100 points for the highest value of all who are judged.\n"
        "By rank: the share of customers with a worse value, those with the same counted half.\n"
        "By fifths: 20, 40, 60, 80 or 100 points, ties in the better fifth.",
    )
    value_floor = BoundedFloat(string="0 Points At")
    value_target = BoundedFloat(string="100 Points At")
    step_ids = fields.One2many(
        comodel_name="keqing.scorecard.step", inverse_name="line_id", string="Steps", copy=True
    )
    steps_begin = fields.Selection(
        selection=[("from", "From the value on"), ("above", "Above the value")],
        default="from",
        required=True,
        help="Whether the value of a step is inside it, or the last of the step below.",
    )

    curve_summary = fields.Char(
        string="How Points Are Earned", compute="_compute_curve_summary", help="The curve in words."
    )

    _indicator_uniq = models.Constraint(
        "UNIQUE (scorecard_id, indicator_id)",
        "An indicator can stand only once on a scorecard; add up the weights instead.",
    )

    @api.depends_context("lang")
    def _compute_curve_summary(self):
        for line in self:
            currency = line.company_id.currency_id or self.env.company.currency_id
            line.curve_summary = self._describe_curve(
                line._get_definition(), line.indicator_id, currency
            )

    @api.model_create_multi
    def create(self, vals_list):
        """One that stands in for another takes over its place and weight; it counts for nothing
        where somebody has taken the other out."""
        lines = super().create(vals_list)
        for line in lines.filtered("replaced_id"):
            before = line.scorecard_id.line_ids.filtered(
                lambda other, line=line: other.indicator_id == line.replaced_id
            )
            line.write({"weight": before.weight, "sequence": before.sequence or line.sequence})
            before.unlink()
        return lines

    def _problems(self):
        """What makes this line unusable.

        :return: list of sentences, empty if all is well
        """
        self.ensure_one()
        if self.curve == "linear":
            return self._linear_problems()
        if self.curve == "steps":
            return self._step_problems()
        if self.curve == "points":
            return self._point_problems()
        if self.curve == "best" and self.better != "higher":
            return [
                self.env._(
                    "%s: lower is better, and nobody is measured by the highest. Choose another "
                    "way to earn points.",
                    self.indicator_id.name,
                )
            ]
        return []

    def _point_problems(self):
        values = self.step_ids.mapped("value_from")
        if len(set(values)) < 2 or len(set(values)) < len(values):
            return [
                self.env._(
                    "%s: a line takes two points or more, each at another value.",
                    self.indicator_id.name,
                )
            ]
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
            definition["above"] = self.steps_begin == "above"
        elif self.curve == "points":
            definition["points"] = [
                [step.value_from, step.points] for step in self.step_ids.sorted("value_from")
            ]
        return definition

    @api.model
    def _describe_curve(self, definition, indicator, currency):
        """How a value turns into points, in words.

        :param dict definition: see :meth:`_get_definition`
        :param currency: the company's, for amounts
        """
        if not indicator:
            return ""
        match definition["curve"]:
            case "linear" if definition["floor"] == definition["target"]:
                return self.env._("Say which value earns 0 points, and which 100")
            case "linear":
                return self.env._(
                    "0 points at %(floor)s, 100 at %(target)s",
                    floor=indicator._format_value(definition["floor"], currency),
                    target=indicator._format_value(definition["target"], currency),
                )
            case "percentile":
                return self.env._("by rank among all who are judged")
            case "quintile":
                return self.env._("by fifths of all who are judged")
            case "best":
                return self.env._("in percent of the best who is judged")
            case "steps":
                return self._describe_steps(definition, indicator, currency)
            case "points":
                return " · ".join(
                    self.env._(
                        "at %(value)s: %(points)g",
                        value=indicator._format_value(value, currency),
                        points=points,
                    )
                    for value, points in definition["points"]
                )
        return ""

    def _describe_steps(self, definition, indicator, currency):
        above = definition.get("above")
        texts = []
        for start, points in reversed(definition["steps"]):
            said = {"value": indicator._format_value(start, currency), "points": points}
            texts.append(
                self.env._("above %(value)s: %(points)g", **said)
                if above
                else self.env._("from %(value)s: %(points)g", **said)
            )
        if definition["steps"]:
            first, __ = definition["steps"][-1]
            said = {
                "value": indicator._format_value(first, currency),
                "points": definition["lowest_points"],
            }
            lowest = (
                self.env._("up to %(value)s: %(points)g", **said)
                if above
                else self.env._("below %(value)s: %(points)g", **said)
            )
            texts.insert(0, lowest)
        return " · ".join(texts)

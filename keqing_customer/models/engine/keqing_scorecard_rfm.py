# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...chosen import for_one

# What RFM asks: recency, frequency and monetary value, by the measures of the indicators
RFM = ("recency", "purchase_frequency", "purchase_amount")
RFM_WEIGHTS = (34, 33, 33)


class KeqingScorecard(models.Model):
    """Segments by name, and the proposal to begin with: RFM."""

    _inherit = "keqing.scorecard"

    segment_ids = fields.One2many(
        comodel_name="keqing.scorecard.segment",
        inverse_name="scorecard_id",
        string="Segments",
        copy=True,
    )

    @for_one("write")
    def action_propose_rfm(self):
        """Begin with RFM by fifths: three indicators, and the usual segments of their points.

        :raise UserError: if it has indicators or segments already, or these three are archived
        """
        if self.line_ids or self.segment_ids:
            raise UserError(
                self.env._(
                    "“%s” has indicators or segments already. Take them out, or make another "
                    "scorecard.",
                    self.name,
                )
            )
        found = self.env["keqing.indicator"].search([("measure", "in", RFM)], order="sequence, id")
        indicators = [
            found.filtered(lambda each, name=name: each.measure == name)[:1] for name in RFM
        ]
        if not all(indicators):
            raise UserError(
                self.env._(
                    "RFM takes the indicators of the last purchase, the number of invoices and the "
                    "purchase amount. Unarchive them first."
                )
            )
        recency, frequency, money = (each.id for each in indicators)
        self.line_ids = [
            Command.create({"indicator_id": indicator.id, "weight": weight, "curve": "quintile"})
            for indicator, weight in zip(indicators, RFM_WEIGHTS, strict=True)
        ]
        segments = [
            (self.env._("Champions"), {recency: (80, 0), frequency: (80, 0), money: (80, 0)}),
            (self.env._("Loyal"), {recency: (60, 0), frequency: (60, 0)}),
            (self.env._("Newcomers"), {recency: (80, 0), frequency: (0, 60)}),
            (self.env._("Promising"), {recency: (60, 80), frequency: (0, 60)}),
            (self.env._("Cannot be lost"), {recency: (0, 40), frequency: (80, 0), money: (80, 0)}),
            (self.env._("At risk"), {recency: (0, 60), frequency: (60, 0)}),
            (self.env._("Asleep"), {recency: (40, 60), frequency: (0, 60)}),
            (self.env._("Lost"), {}),
        ]
        self.segment_ids = [
            Command.create(
                {
                    "sequence": 10 * number,
                    "name": name,
                    "rule_ids": [
                        Command.create(
                            {"indicator_id": each, "points_from": least, "points_below": limit}
                        )
                        for each, (least, limit) in rules.items()
                    ],
                }
            )
            for number, (name, rules) in enumerate(segments, start=1)
        ]

    def _get_definition(self):
        definition = super()._get_definition()
        positions = {each: at for at, each in enumerate(self.line_ids.indicator_id.ids)}
        definition["segments"] = [
            segment._get_definition(positions) for segment in self.segment_ids.filtered("active")
        ]
        return definition

    @api.depends(
        "line_ids.indicator_id",
        "segment_ids.active",
        "segment_ids.rule_ids.indicator_id",
        "segment_ids.rule_ids.points_from",
        "segment_ids.rule_ids.points_below",
    )
    def _compute_caution(self):
        return super()._compute_caution()

    def _problems(self):
        return super()._problems() + self._segment_problems()

    def _segment_problems(self):
        """Rules that ask for points which nobody can have."""
        segments = self.segment_ids.filtered("active")
        problems = [
            self.env._(
                "Segment “%(segment)s” asks for points of “%(indicator)s”, which is not on the "
                "scorecard. Add it, or take the rule out.",
                segment=rule.segment_id.name,
                indicator=rule.indicator_id.name,
            )
            for rule in segments.rule_ids
            if rule.indicator_id - self.line_ids.indicator_id
        ]
        problems += [
            self.env._(
                "Segment “%(segment)s”: nobody fulfils “%(rule)s”; the limit must be above the "
                "least.",
                segment=rule.segment_id.name,
                rule=rule._describe(),
            )
            for rule in segments.rule_ids
            if rule.points_below and rule.points_below <= rule.points_from
        ]
        return problems

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain

# No outlet yet, or none any more
NOT_OPEN = ("prospect", "lost")


class KeqingScorecard(models.Model):
    """What is particular to selecting outlets: a candidate alone, then all outlets."""

    _inherit = "keqing.scorecard"

    def _population_domain(self):
        """For a selection, the outlets that are open: candidates have runs of their own."""
        domain = super()._population_domain()
        if self.purpose == "selection":
            domain &= Domain("keqing_lifecycle", "not in", NOT_OPEN)
        return domain

    def _cut_problems(self):
        """A candidate is judged when nobody else is, so it cannot be compared with others."""
        problems = super()._cut_problems()
        if self.purpose != "selection":
            return problems
        if self.cut_method != "score":
            problems.append(
                self.env._("A candidate is judged alone: have the selection cut by score.")
            )
        ranked = self.line_ids.filtered(lambda line: line.curve == "percentile")
        if ranked:
            problems.append(
                self.env._(
                    "A candidate is judged alone and has no rank: choose other points for %s.",
                    ", ".join(ranked.indicator_id.mapped("name")),
                )
            )
        if self.provisional_days:
            problems.append(
                self.env._("No candidate has an invoice: a selection has no provisional grade.")
            )
        return problems

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from ...timeline import Source


class ResPartner(models.Model):
    """What the customer was judged to be, and how that was corrected."""

    _inherit = "res.partner"

    @api.model
    def _timeline_kinds(self):
        return {**super()._timeline_kinds(), "grade": (self.env._("Grades"), "fa-trophy")}

    def _timeline_sources(self):
        confirmed = (
            Domain("partner_id", "in", self.ids)
            & Domain("run_id.state", "=", "confirmed")
            & Domain("grade_id", "!=", False)
        )

        def tell(verdict):
            texts = [
                verdict.movement in ("up", "down") and self._label_of(verdict, "movement"),
                verdict.run_id.period_name,
                verdict.override_reason,
            ]
            return {
                "title": self.env._(
                    "%(scorecard)s: %(grade)s",
                    scorecard=verdict.scorecard_id.name,
                    grade=verdict.grade_id.name,
                ),
                "text": " · ".join(filter(None, texts)),
                "who": (verdict.override_user_id or verdict.run_id.confirmed_by_id).name,
            }

        is_correction = Domain("corrects_id", "!=", False)
        return [
            *super()._timeline_sources(),
            Source("grade", "keqing.evaluation", confirmed & ~is_correction, "confirmed_on", tell),
            Source("grade", "keqing.evaluation", confirmed & is_correction, "override_date", tell),
        ]

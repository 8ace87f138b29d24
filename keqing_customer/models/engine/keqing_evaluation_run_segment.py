# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class KeqingEvaluationRun(models.Model):
    """In which segment of the scorecard each customer is, and what the card then says."""

    _inherit = "keqing.evaluation.run"

    def _segment_sql(self):
        """The first segment whose rules hold for the verdict; NULL for none."""
        segments = self.definition.get("segments") or []
        conditions = [
            SQL(
                "WHEN %s THEN %s",
                SQL(" AND ").join([SQL("TRUE"), *map(self._rule_sql, segment["rules"])]),
                segment["id"],
            )
            for segment in segments
        ]
        if not conditions:
            return SQL("NULL::int")
        return SQL("CASE WHEN coverage > 0 THEN CASE %s END END", SQL(" ").join(conditions))

    def _rule_sql(self, rule):
        """Whether a rule holds; points that are unknown fulfil none."""
        position, least, limit = rule
        points = SQL("score") if position is None else SQL("(lines->%s->>1)::numeric", position)
        if limit is None:
            return SQL("%s >= %s::numeric", points, str(least))
        return SQL(
            "%(points)s >= %(least)s::numeric AND %(points)s < %(limit)s::numeric",
            points=points,
            least=str(least),
            limit=str(limit),
        )

    def _apply_verdicts(self, evaluations=None):
        applied = super()._apply_verdicts(evaluations)
        if self.definition.get("segments"):
            self._write_segments(evaluations)
        return applied

    def _write_segments(self, evaluations):
        """Write the segment on the customers who have another, in one statement.

        A later confirmed run that knows segments is not overruled, by whichever scorecard.
        """
        later = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "confirmed"),
                ("date_to", ">", self.date_to),
            ]
        ).filtered(lambda run: run.definition.get("segments"))
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner partner
                      SET keqing_segment_id = COALESCE(partner.keqing_segment_id, '{}')
                              || jsonb_build_object(%(company)s::text, verdict.segment_id)
                     FROM keqing_evaluation verdict
                    WHERE verdict.run_id = %(run)s
                      AND verdict.partner_id = partner.id
                      AND verdict.is_superseded IS NOT TRUE
                      AND partner.keqing_segment_id->>%(company)s
                          IS DISTINCT FROM verdict.segment_id::text
                      AND %(only)s
                      AND partner.id NOT IN (
                          SELECT later.partner_id FROM keqing_evaluation later
                           WHERE later.run_id = ANY(%(later)s) AND later.partner_id IS NOT NULL)""",
                company=str(self.company_id.id),
                run=self.id,
                only=SQL("TRUE")
                if evaluations is None
                else SQL("verdict.id = ANY(%s)", evaluations.ids),
                later=later.ids,
            )
        )
        self.env["res.partner"].invalidate_model(["keqing_segment_id"])

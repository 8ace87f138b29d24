# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .keqing_evaluation_run_score import AMONG_ALL

# What the judge says of a customer, as columns of a verdict
FOUND = [
    "partner_id",
    "territory_id",
    "user_id",
    "score",
    "coverage",
    "cut_value",
    "lines",
    "computed_grade_id",
    "previous_grade_id",
    "grade_id",
    "movement",
    "below_count",
    "is_held",
    "is_provisional",
]


class KeqingEvaluationRun(models.Model):
    """One customer judged anew, by the statement that judges all, by the documents of now.

    Where the others decide, they are those of the last run, as they were judged in it. Nothing is
    written until a manager decides.
    """

    _inherit = "keqing.evaluation.run"

    def _compares(self):
        """Whether what one customer gets depends on what the others have."""
        return self.definition["cut_method"] in ("quota", "cumulative") or any(
            line["curve"] in AMONG_ALL for line in self.definition["lines"]
        )

    def _standing_verdict(self, customer):
        """The verdict of the run on a customer that stands, empty if there is none."""
        return self.evaluation_ids.search(
            [
                ("run_id", "=", self.id),
                ("partner_id", "=", customer.id),
                ("is_superseded", "=", False),
            ]
        )

    def _judge_one(self, customer, others):
        """What the judge says of one customer, in the period and by the definition of ``self``.

        :param others: the run whose other customers it is compared with; empty where it is with
            nobody
        :return: dict of the columns of ``keqing_evaluation``
        :raise UserError: if the documents cannot answer, with the remedy
        """
        self._check_sources()
        indicators = self._indicators()
        if indicators._needing("territory") and not customer.keqing_territory_id:
            raise UserError(self.env._("“%s” has no territory to be compared in.", customer.name))
        everybody = SQL(
            "SELECT * FROM (%s) own",
            indicators._facts_sql(
                SQL("SELECT %s AS partner_id", customer.id),
                self.company_id,
                self.date_from,
                self.date_to,
            ),
        )
        if others:
            values = others._judged_values_sql(len(indicators), without=customer)
            everybody = SQL("%s UNION ALL %s", everybody, values)
        facts = SQL(
            "SELECT * FROM (%s) ranked WHERE partner_id = %s",
            self._ranked_sql(everybody),
            customer.id,
        )
        scored = self._scored_sql(facts)
        boundaries = others and self._find_boundaries(
            SQL(
                "%s UNION ALL SELECT partner_id, score, cut_value FROM (%s) own",
                others._judged_sql(without=customer),
                scored,
            )
        )
        self.env.cr.execute(
            SQL(
                "SELECT %s, %s AS segment_id FROM (%s) verdict",
                SQL(", ").join(map(SQL.identifier, FOUND)),
                self._segment_sql(),
                self._verdicts_sql(scored, boundaries),
            )
        )
        [verdict] = self.env.cr.dictfetchall()
        return {
            **verdict,
            "scorecard_id": self.scorecard_id.id,
            "company_id": self.company_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
        }

    def _judged_values_sql(self, count, without):
        """SELECT of what the others had: ``partner_id, value_0, …``, as :meth:`_facts_sql`."""
        values = [
            SQL("(lines->%s->>0)::numeric AS %s", position, SQL.identifier(f"value_{position}"))
            for position in range(count)
        ]
        return SQL(
            """SELECT partner_id, %s FROM keqing_evaluation
                WHERE run_id = %s AND corrects_id IS NULL AND partner_id != %s""",
            SQL(", ").join(values),
            self.id,
            without.id,
        )

    def _apply_anew(self, customer, found, reason):
        """Let what was found anew count, in the run that judged the customer's period.

        A verdict that waits is replaced; a confirmed one stays in the history, and the new one
        corrects it. Who was not judged in the run then is now. Who may, is for the caller to check.

        :param dict found: see :meth:`_judge_one`
        """
        self.ensure_one()
        self._lock_alone(self)
        decided = self.env["keqing.evaluation"].sudo()  # nobody writes verdicts by hand: a door
        standing = self.sudo()._standing_verdict(customer)  # likewise
        vals = {
            **found,
            "run_id": self.id,
            "changes": False,
            "is_anew": True,
            "is_overridden": False,
            "override_reason": reason,
            "override_user_id": self.env.uid,
            "override_date": fields.Datetime.now(),
        }
        if standing and self.state == "computed":
            standing.write(vals)
            return standing
        if standing:
            standing.is_superseded = True
            vals["corrects_id"] = standing.id
        else:
            engine = self.sudo()  # fields that nobody may write by hand
            engine.total_count += 1
            engine.done_count += 1
        verdict = decided.create(vals)
        if self.state == "confirmed":
            verdict.run_id._apply_verdicts(verdict)
        return verdict

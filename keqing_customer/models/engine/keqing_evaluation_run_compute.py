# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .keqing_evaluation_run_score import AMONG_ALL

BATCH_SIZE = 20_000  # customers judged per transaction
WORK_MEMORY = 32768  # kB, for each sort or grouping: 100,000 customers without spilling to disk
FACT_DIGITS = 12  # more than any document has: what is equal in the books is equal here
NAMED = 5  # records named in a message before "and n more"


class KeqingEvaluationRun(models.Model):
    """The computation: facts once for everybody, then verdicts batch by batch.

    Every step is one transaction and picks up from what is in the database, so it may be killed at
    any moment and started again; the run's row is locked meanwhile, so two never do the same step.
    """

    _inherit = "keqing.evaluation.run"

    def _get_batch_size(self):
        return BATCH_SIZE

    def _cron_compute(self):
        """Carry every run that is computing to its end, as far as time allows."""
        self._work_through(
            self.search([("state", "=", "computing")], order="id"),
            lambda run: run._compute_step(),
            when=lambda run: run.state == "computing",
        )

    def _start(self):
        """Freeze the scorecard and refuse what cannot be judged, before anything is computed.

        :raise UserError: naming the scorecard, customer or document, with the remedy
        """
        self.ensure_one()
        self.check_access("write")
        self._lock_alone(self)
        if self.state != "draft":
            raise UserError(self.env._("%s has been computed already.", self.name))
        if not self.definition:
            self.scorecard_id._check_definition()
        self._check_period_is_over()
        total = self._check_population()
        engine = self.sudo()  # fields that nobody may write by hand
        engine.write(
            {
                "state": "computing",
                "total_count": total,
                "definition": self.definition or self.scorecard_id._get_definition(),
            }
        )
        self._check_facts()

    def _compute_to_end(self):
        while self.state == "computing":
            self._compute_step()

    def _compute_step(self):
        """One transaction's worth of work.

        :return: whether there is another step
        """
        self.ensure_one()
        self.env.flush_all()
        engine = self.sudo()  # fields that nobody may write by hand
        if not self.is_measured:
            self._ask_for_memory()
            engine.total_count = self._measure()
            engine.regions = self._find_regions()
            engine.boundaries = self._find_boundaries(self._scored_sql(self._facts_of(SQL("TRUE"))))
            engine.is_measured = True
            return True
        judged = self._judge_batch()
        engine.done_count += judged
        if self.done_count >= self.total_count or not judged:
            self._finish()
        return self.state == "computing"

    def _ask_for_memory(self):
        """Have the database group by customer in memory, until the end of the transaction."""
        self.env.cr.execute(
            SQL(
                """SELECT set_config(name, GREATEST(setting::int, %s)::text, TRUE)
                     FROM pg_settings WHERE name = 'work_mem'""",
                WORK_MEMORY,
            )
        )

    def _finish_measuring(self):
        self.env.cr.execute(SQL("DELETE FROM keqing_evaluation_fact WHERE run_id = %s", self.id))

    def _finish(self):
        self._finish_measuring()
        self.sudo().state = "computed"  # engine field

    def _reset(self):
        """Back to draft, without results."""
        self._delete_results()
        engine = self.sudo()  # fields that nobody may write by hand
        engine.write(
            {
                "state": "draft",
                "done_count": 0,
                "is_measured": False,
                "boundaries": False,
                "regions": False,
            }
        )
        engine.filtered(lambda run: not run.is_simulation).definition = False

    def _delete_results(self):
        if not self:
            return
        for table in ("keqing_evaluation", "keqing_evaluation_fact"):
            self.env.cr.execute(
                SQL("DELETE FROM %s WHERE run_id IN %s", SQL.identifier(table), tuple(self.ids))
            )
        self.env["keqing.evaluation"].invalidate_model()

    # What can be judged at all

    def _check_period_is_over(self):
        if not self.is_simulation and self.date_to >= self.company_id._get_keqing_today():
            raise UserError(
                self.env._(
                    "%(run)s: the period ends on %(day)s; wait for it, or simulate.",
                    run=self.name,
                    day=self.date_to,
                )
            )

    def _check_population(self):
        """:return: number of customers to judge"""
        # sudo: a run judges everybody, whoever the user may see
        total = self._population().search_count(self._population_domain())
        if not total:
            raise UserError(
                self.env._(
                    "No customer is judged by “%s”: nobody has its customer types and "
                    "territories. Change them, or give customers a type.",
                    self.scorecard_id.name,
                )
            )
        return total

    def _population(self):
        # sudo: a run judges everybody, whoever the user may see
        return self.env["res.partner"].sudo().with_company(self.company_id)

    def _population_domain(self):
        return self.scorecard_id._population_domain()

    def _indicators(self):
        ids = [line["indicator_id"] for line in self.definition["lines"]]
        level = self.definition.get("region_level", 0)
        return self.env["keqing.indicator"].with_context(keqing_region_level=level).browse(ids)

    def _check_facts(self):
        """Refuse when the documents cannot answer what the scorecard asks.

        A source ``x`` whose documents can fall short says so in ``_check_source_x(run, since)``.
        """
        self._check_sources()
        if self._indicators()._needing("territory"):
            self._check_territories()

    def _check_sources(self):
        self.env.flush_all()
        indicators = self._indicators()
        sources = indicators._measured_sources(self.company_id, self.date_from, self.date_to)
        for name, measures in sources.items():
            if check := getattr(indicators, f"_check_source_{name}", None):
                check(self, min(measure.since or self.date_from for __, measure in measures))

    def _check_territories(self):
        domain = [*self._population_domain(), ("keqing_territory_id", "=", False)]
        missing = self._population().search(domain, limit=NAMED)
        if missing:
            raise UserError(
                self.env._(
                    "“%(scorecard)s” compares customers with their territory, but %(count)s of "
                    "them have none: %(customers)s. Give them a territory.",
                    scorecard=self.scorecard_id.name,
                    count=self._population().search_count(domain),
                    customers=", ".join(missing.mapped("name")),
                )
            )

    # Facts

    def _measure(self):
        """Write down the facts of everybody, in one statement.

        :return: number of customers
        """
        indicators = self._indicators()
        population = (
            self._population()
            ._search(self._population_domain())
            .select(SQL("%s AS partner_id", SQL.identifier("res_partner", "id")))
        )
        facts = indicators._facts_sql(population, self.company_id, self.date_from, self.date_to)
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_evaluation_fact (run_id, partner_id, facts, ranks)
                        SELECT %s, partner_id, facts, ranks FROM (%s) ranked""",
                self.id,
                self._ranked_sql(facts),
            )
        )
        return self.env.cr.rowcount

    def _ranked_sql(self, facts):
        """SELECT as :meth:`_facts_of`: the facts of everybody, with the points among all.

        :param SQL facts: SELECT as :meth:`_facts_sql` of the indicators
        """
        indicators = self._indicators()
        values = [
            SQL("round(%s, %s)", SQL.identifier(f"value_{position}"), FACT_DIGITS)
            for position in range(len(indicators))
        ]
        ranks = [
            self._among_all_sql(position, indicator, line["curve"])
            if line.get("curve") in AMONG_ALL
            else SQL("NULL")
            for position, (line, indicator) in enumerate(
                zip(self.definition["lines"], indicators, strict=True)
            )
        ]
        has_ranks = any(line.get("curve") in AMONG_ALL for line in self.definition["lines"])
        return SQL(
            "SELECT partner_id, ARRAY[%s] AS facts, %s AS ranks FROM (%s) facts",
            SQL(", ").join(values),
            SQL("ARRAY[%s]", SQL(", ").join(ranks)) if has_ranks else SQL("NULL::numeric[]"),
            facts,
        )

    def _find_regions(self):
        """What the totals of shares are made of: ``{position of the line: {region: amounts}}``."""
        judged = SQL("SELECT partner_id FROM keqing_evaluation_fact WHERE run_id = %s", self.id)
        period = self.company_id, self.date_from, self.date_to
        return {
            position: indicator._find_regions(*period, judged)
            for position, indicator in enumerate(self._indicators())
            if indicator._get_measure(*period).is_share
        }

    def _among_all_sql(self, position, indicator, curve):
        """Points that depend on the values of all the others; unknown values take no part."""
        value = SQL.identifier(f"value_{position}")
        if curve == "percentile":
            return self._rank_sql(position, indicator)
        if curve == "best":
            return SQL(
                """CASE WHEN %(value)s IS NOT NULL THEN
                       COALESCE(GREATEST(%(value)s, 0) * 100 / NULLIF(GREATEST(
                           max(%(value)s) OVER (), 0), 0), 0) END""",
                value=value,
            )
        return SQL(
            """CASE WHEN %(value)s IS NOT NULL THEN
                   100 - 20 * ((rank() OVER (PARTITION BY %(value)s IS NULL
                                             ORDER BY %(value)s %(best_first)s) - 1) * 5
                               / count(*) OVER (PARTITION BY %(value)s IS NULL)) END""",
            value=value,
            best_first=SQL("DESC" if indicator.better == "higher" else "ASC"),
        )

    def _rank_sql(self, position, indicator):
        """Points by rank: the percentage of customers with a worse value, equal ones counted half.

        The textbook percentile rank; unknown values take no part.
        """
        return SQL(
            """CASE WHEN %(value)s IS NOT NULL THEN 50 * (
                   (rank() OVER %(worse_first)s - 1)::numeric / count(*) OVER %(known)s
                   + (cume_dist() OVER %(worse_first)s)::numeric) END""",
            value=SQL.identifier(f"value_{position}"),
            known=SQL("(PARTITION BY %s IS NULL)", SQL.identifier(f"value_{position}")),
            worse_first=SQL(
                "(PARTITION BY %(value)s IS NULL ORDER BY %(value)s %(direction)s)",
                value=SQL.identifier(f"value_{position}"),
                direction=SQL("ASC" if indicator.better == "higher" else "DESC"),
            ),
        )

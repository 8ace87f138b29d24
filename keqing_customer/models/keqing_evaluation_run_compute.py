# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from ..tools.apportion import largest_remainder
from .keqing_indicator_sale import SALE_MOVE_TYPES, TERRITORY_MEASURES
from .keqing_scorecard import VERDICT_FIELDS

_logger = logging.getLogger(__name__)

BATCH_SIZE = 20_000  # customers judged per transaction
WORK_MEMORY = 32768  # kB, for each sort or grouping: 100,000 customers without spilling to disk
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
        IrCron = self.env["ir.cron"]
        runs = self.search([("state", "=", "computing")], order="id")
        IrCron._commit_progress(remaining=sum(run.total_count - run.done_count + 1 for run in runs))
        for run in runs:
            while run._take_over():
                done = run._compute_step()
                if not IrCron._commit_progress(done):
                    return

    def _take_over(self):
        """Lock the run for this transaction, unless another process is at it or it is done.

        What was cached before the lock may be old: the other process may have gone on meanwhile.
        """
        if not self.try_lock_for_update():
            return False
        self.invalidate_recordset()
        return self.state == "computing"

    def _start(self):
        """Freeze the scorecard and refuse what cannot be judged, before anything is computed.

        :raise UserError: naming the scorecard, customer or document, with the remedy
        """
        self.ensure_one()
        self.check_access("write")
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("%s is being computed by somebody else just now.", self.name)
            ) from error
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

        :return: int, customers judged (and one for the measuring), to report progress
        """
        self.ensure_one()
        self.env.flush_all()
        engine = self.sudo()  # fields that nobody may write by hand
        if not self.is_measured:
            self._ask_for_memory()
            engine.total_count = self._measure()
            engine.boundaries = self._find_boundaries()
            engine.is_measured = True
            return 1
        judged = self._judge_batch()
        engine.done_count += judged
        if self.done_count >= self.total_count or not judged:
            self._finish()
        return judged

    def _ask_for_memory(self):
        """Have the database group by customer in memory, until the end of the transaction."""
        self.env.cr.execute(
            SQL(
                """SELECT set_config(name, GREATEST(setting::int, %s)::text, TRUE)
                     FROM pg_settings WHERE name = 'work_mem'""",
                WORK_MEMORY,
            )
        )

    def _finish(self):
        self.env.cr.execute(SQL("DELETE FROM keqing_evaluation_fact WHERE run_id = %s", self.id))
        self.sudo().state = "computed"  # engine field

    def _reset(self):
        """Back to draft, without results."""
        self._delete_results()
        engine = self.sudo()  # fields that nobody may write by hand
        engine.write({"state": "draft", "done_count": 0, "is_measured": False, "boundaries": False})
        engine.filtered(lambda run: not run.is_simulation).definition = False

    def _delete_results(self):
        for table in ("keqing_evaluation", "keqing_evaluation_fact"):
            self.env.cr.execute(
                SQL("DELETE FROM %s WHERE run_id IN %s", SQL.identifier(table), tuple(self.ids))
            )
        self.env["keqing.evaluation"].invalidate_model()

    # What can be judged at all

    def _check_period_is_over(self):
        today = fields.Date.context_today(self)
        if not self.is_simulation and self.date_to >= today:
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
        total = self._population().search_count(self.scorecard_id._population_domain())
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

    def _indicators(self):
        ids = [line["indicator_id"] for line in self.definition["lines"]]
        return self.env["keqing.indicator"].browse(ids)

    def _check_facts(self):
        """Refuse when the documents cannot answer what the scorecard asks."""
        self.env.flush_all()
        sources = self._indicators()._measured_sources(
            self.company_id, self.date_from, self.date_to
        )
        invoice_measures = [
            measure for name in ("invoice", "invoice_line") for __, measure in sources.get(name, ())
        ]
        if invoice_measures:
            self._check_invoices()
            starts = (measure.since or self.date_from for measure in invoice_measures)
            self._check_currencies(min(starts))
        if TERRITORY_MEASURES & set(self._indicators().mapped("measure")):
            self._check_territories()

    def _check_invoices(self):
        [[found]] = self.env.execute_query(
            SQL(
                "SELECT EXISTS (SELECT FROM account_move move WHERE %s)",
                self._posted_sales(self.date_from),
            )
        )
        if not found:
            raise UserError(
                self.env._(
                    "%(company)s has no posted customer invoice in %(period)s. "
                    "Post the invoices first, or choose another period.",
                    company=self.company_id.name,
                    period=self.period_name,
                )
            )

    def _check_currencies(self, since):
        """Refuse documents booked one to one because their currency has no rate.

        :param since: first day whose documents count; who asks for all history gets the period
        """
        without_rate = self.env.execute_query(
            SQL(
                """SELECT currency.name, min(move.name)
                     FROM account_move move
                     JOIN res_currency currency ON currency.id = move.currency_id
                    WHERE move.currency_id != %(company_currency)s
                      AND COALESCE(move.invoice_currency_rate, 1) = 1
                      AND %(posted_sales)s
                      AND NOT EXISTS (
                          SELECT FROM res_currency_rate rate
                           WHERE rate.currency_id = move.currency_id
                             AND (rate.company_id IS NULL OR rate.company_id = %(root_company)s))
                 GROUP BY currency.name ORDER BY currency.name""",
                company_currency=self.company_id.currency_id.id,
                root_company=self.company_id.root_id.id,
                posted_sales=self._posted_sales(since),
            )
        )
        for currency, invoice in without_rate:
            raise UserError(
                self.env._(
                    "Invoice %(invoice)s is in %(currency)s, which has no rate in %(company)s: it "
                    "was booked one to one. Enter the rate, correct the invoice, compute again.",
                    invoice=invoice,
                    currency=currency,
                    company=self.company_id.name,
                )
            )

    def _posted_sales(self, since):
        """Condition on ``move``: see ``_posted_sale`` of the indicators, up to the period's end."""
        return self.env["keqing.indicator"]._posted_sale(self.company_id, since, self.date_to)

    def _check_territories(self):
        domain = [*self.scorecard_id._population_domain(), ("keqing_territory_id", "=", False)]
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
            ._search(self.scorecard_id._population_domain())
            .select(SQL("%s AS partner_id", SQL.identifier("res_partner", "id")))
        )
        facts = indicators._facts_sql(population, self.company_id, self.date_from, self.date_to)
        values = [
            SQL("round(%s, 6)", SQL.identifier(f"value_{position}"))
            for position in range(len(indicators))
        ]
        ranks = [
            self._rank_sql(position, indicator)
            if line.get("curve") == "percentile"
            else SQL("NULL")
            for position, (line, indicator) in enumerate(
                zip(self.definition["lines"], indicators, strict=True)
            )
        ]
        has_ranks = any(line.get("curve") == "percentile" for line in self.definition["lines"])
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_evaluation_fact (run_id, partner_id, facts, ranks)
                        SELECT %s, partner_id, ARRAY[%s], %s
                          FROM (%s) facts""",
                self.id,
                SQL(", ").join(values),
                SQL("ARRAY[%s]", SQL(", ").join(ranks)) if has_ranks else SQL("NULL"),
                facts,
            )
        )
        return self.env.cr.rowcount

    def _rank_sql(self, position, indicator):
        """Points by rank: the percentage of customers with a worse value, equal ones counted half.

        The textbook percentile rank; unknown values take no part.
        """
        return SQL(
            """CASE WHEN %(value)s IS NOT NULL THEN round(50 * (
                   (rank() OVER %(worse_first)s - 1)::numeric / count(*) OVER %(known)s
                   + (cume_dist() OVER %(worse_first)s)::numeric), 4) END""",
            value=SQL.identifier(f"value_{position}"),
            known=SQL("(PARTITION BY %s IS NULL)", SQL.identifier(f"value_{position}")),
            worse_first=SQL(
                "(PARTITION BY %(value)s IS NULL ORDER BY %(value)s %(direction)s)",
                value=SQL.identifier(f"value_{position}"),
                direction=SQL("ASC" if indicator.better == "higher" else "DESC"),
            ),
        )

    # Score

    def _points_sql(self, position, line):
        """Points (0 to 100) of one line from ``value_<position>``; NULL for an unknown value."""
        value = SQL.identifier(f"value_{position}")
        if line["curve"] == "percentile":
            return SQL("ranks[%s]", position + 1)
        if line["curve"] == "steps":
            steps = [
                SQL("WHEN %s >= %s::numeric THEN %s::numeric", value, str(start), str(points))
                for start, points in line["steps"]
            ]
            return SQL(
                "CASE WHEN %s IS NULL THEN NULL %s ELSE %s::numeric END",
                value,
                SQL(" ").join(steps),
                str(line["lowest_points"]),
            )
        return SQL(  # LEAST and GREATEST skip NULL, so the unknown needs a word of its own
            """CASE WHEN %(value)s IS NOT NULL THEN round(LEAST(GREATEST(
                   (%(value)s - %(floor)s::numeric) * 100 / %(span)s::numeric, 0), 100), 4) END""",
            value=value,
            floor=str(line["floor"]),
            span=str(line["target"] - line["floor"]),
        )

    def _scored_sql(self, condition):
        """SELECT of scored facts: ``partner_id, lines, score, coverage, cut_value``.

        The score is rounded before it is cut, so that what people read is what was judged. The
        points are MATERIALIZED, else they would be reckoned anew wherever they are used.

        :param SQL condition: which rows of keqing_evaluation_fact, and how many
        """
        lines = self.definition["lines"]
        positions = range(len(lines))
        weighed = [position for position in positions if lines[position]["curve"]]
        values = [
            SQL("facts[%s] AS %s", position + 1, SQL.identifier(f"value_{position}"))
            for position in positions
        ]
        points = [
            SQL(
                "%s AS %s",
                self._points_sql(position, lines[position]),
                SQL.identifier(f"points_{position}"),
            )
            for position in weighed
        ]
        weights = {
            position: SQL("%s::numeric", str(lines[position]["weight"])) for position in weighed
        }
        total = SQL(" + ").join(
            SQL("COALESCE(%s * %s, 0)", weights[position], SQL.identifier(f"points_{position}"))
            for position in weighed
        )
        known = SQL(" + ").join(
            SQL(
                "CASE WHEN %s IS NULL THEN 0 ELSE %s END",
                SQL.identifier(f"points_{position}"),
                weights[position],
            )
            for position in weighed
        )
        pairs = [
            SQL(
                "ARRAY[%s, %s]",
                SQL.identifier(f"value_{position}"),
                SQL.identifier(f"points_{position}") if position in weighed else SQL("NULL"),
            )
            for position in positions
        ]
        cut_position = self.definition["cut_position"]
        return SQL(
            """WITH measured AS (
                   SELECT partner_id, ranks, %(values)s
                     FROM keqing_evaluation_fact
                    WHERE run_id = %(run)s AND %(condition)s),
               pointed AS MATERIALIZED (SELECT *, %(points)s FROM measured)
               SELECT partner_id,
                      to_jsonb(ARRAY[%(pairs)s]) AS lines,
                      round((%(total)s) / NULLIF(%(known)s, 0), 2) AS score,
                      round((%(known)s) * 100 / (%(weights)s), 2) AS coverage,
                      %(cut_value)s AS cut_value
                 FROM pointed""",
            pairs=SQL(", ").join(pairs),
            total=total,
            known=known,
            weights=SQL(" + ").join(weights.values()),
            cut_value=SQL("NULL::numeric")
            if cut_position is False
            else SQL.identifier(f"value_{cut_position}"),
            points=SQL(", ").join(points),
            values=SQL(", ").join(values),
            run=self.id,
            condition=condition,
        )

    # Cut

    def _find_boundaries(self):
        """What it takes for each grade but the last, where the population decides.

        :return: for a quota ``[least score, …]``, for a cumulative share ``[[least amount, highest
            customer id], …]``, None for a grade that nobody gets; False for the other methods
        """
        if self.definition["cut_method"] == "quota":
            return self._quota_boundaries()
        if self.definition["cut_method"] == "cumulative":
            return self._cumulative_boundaries()
        return False

    def _quota_boundaries(self):
        """The score of the last customer inside each quota; those with the same share the grade."""
        scored = self._scored_sql(SQL("TRUE"))
        [[count]] = self.env.execute_query(SQL("SELECT count(score) FROM (%s) scored", scored))
        sizes = largest_remainder(count, [band["threshold"] for band in self.definition["bands"]])
        places = [sum(sizes[: index + 1]) for index in range(len(sizes) - 1)]
        if not places:
            return []
        at_place = dict(
            self.env.execute_query(
                SQL(
                    """SELECT place, score::text
                         FROM (SELECT score, row_number() OVER (ORDER BY score DESC) AS place
                                 FROM (%s) scored WHERE score IS NOT NULL) placed
                        WHERE place IN %s""",
                    scored,
                    tuple(places),
                )
            )
        )
        return [at_place.get(place) for place in places]

    def _cumulative_boundaries(self):
        """The last customer of each class: by what came *before* it, so who crosses stays inside.

        Only positive amounts add up, and only who has one can be above the last class.
        """
        thresholds = [band["threshold"] for band in self.definition["bands"][:-1]]
        boundaries = []
        for threshold in thresholds:
            rows = self.env.execute_query(
                SQL(
                    """WITH ranked AS (
                           SELECT partner_id, cut_value,
                                  sum(cut_value) OVER (ORDER BY cut_value DESC, partner_id)
                                      - cut_value AS before,
                                  sum(cut_value) OVER () AS total
                             FROM (%s) scored
                            WHERE cut_value > 0)
                       SELECT cut_value::text AS least, partner_id
                         FROM ranked
                        WHERE before * 100 < total * %s::numeric
                     ORDER BY cut_value, partner_id DESC
                        LIMIT 1""",
                    self._scored_sql(SQL("TRUE")),
                    str(threshold),
                )
            )
            boundaries.append(list(rows[0]) if rows else None)
        return boundaries

    def _cut_bounds(self):
        """The least figure for each grade but the last, None for a grade that nobody gets.

        :return: list of float
        """
        if self.definition["cut_method"] in ("score", "share"):
            return [band["threshold"] for band in self.definition["bands"][:-1]]
        amounts = [
            bound[0] if isinstance(bound, list) else bound for bound in self.boundaries or []
        ]
        return [None if amount is None else float(amount) for amount in amounts]

    def _cut_sql(self):
        """Position of the computed grade on the scale, NULL where nothing is known."""
        method = self.definition["cut_method"]
        bands = self.definition["bands"]
        judged = SQL.identifier("cut_value" if method in ("share", "cumulative") else "score")
        if method in ("score", "share"):
            bounds = [str(band["threshold"]) for band in bands[:-1]]
        else:
            bounds = self.boundaries
        conditions = []
        for position, bound in enumerate(bounds):
            if bound is None:
                continue
            reached = (
                SQL("(%s, -partner_id) >= (%s::numeric, %s)", judged, bound[0], -bound[1])
                if method == "cumulative"
                else SQL("%s >= %s::numeric", judged, bound)
            )
            conditions.append(SQL("WHEN %s THEN %s", reached, position))
        return SQL(
            "CASE WHEN %s IS NULL THEN NULL %s ELSE %s END",
            judged,
            SQL(" ").join(conditions),
            len(bands) - 1,
        )

    # Verdict

    def _judge_batch(self):
        """Turn the next facts into verdicts.

        :return: number of customers judged; 0 when all are
        """
        batch = SQL(
            """partner_id > COALESCE(
                   (SELECT max(partner_id) FROM keqing_evaluation WHERE run_id = %s), 0)
               ORDER BY partner_id LIMIT %s""",
            self.id,
            self._get_batch_size(),
        )
        self.env.cr.execute(
            SQL(
                """WITH grade (position, id) AS (VALUES %(grades)s),
                        scored AS MATERIALIZED (%(scored)s),
                        judged AS MATERIALIZED (
                            SELECT scored.*,
                                   partner.user_id,
                                   partner.keqing_territory_id AS territory_id,
                                   %(previous_grade)s AS previous_grade_id,
                                   %(previous_below)s AS previous_below,
                                   %(is_provisional)s AS is_provisional,
                                   %(cut)s AS computed_position
                              FROM scored
                              JOIN res_partner partner ON partner.id = scored.partner_id
                              %(last_verdict)s),
                        placed AS (
                            SELECT judged.*,
                                   previous.position AS previous_position,
                                   CASE WHEN computed_position > previous.position
                                        THEN previous_below + 1 ELSE 0 END AS below_count
                              FROM judged
                         LEFT JOIN grade previous ON previous.id = judged.previous_grade_id),
                        decided AS (
                            SELECT placed.*,
                                   NOT is_provisional AND below_count > 0
                                       AND below_count < %(downgrade_after)s AS is_held
                              FROM placed),
                        settled AS (
                            SELECT decided.*,
                                   CASE WHEN is_provisional THEN %(provisional_position)s
                                        WHEN is_held OR computed_position IS NULL
                                        THEN previous_position
                                        ELSE computed_position END AS final_position
                              FROM decided)
                   INSERT INTO keqing_evaluation (
                        run_id, scorecard_id, company_id, date_from, date_to,
                        partner_id, territory_id, user_id, score, coverage, cut_value, lines,
                        computed_grade_id, previous_grade_id, grade_id, movement,
                        below_count, is_held, is_provisional)
                   SELECT %(run)s, %(scorecard)s, %(company)s, %(date_from)s, %(date_to)s,
                          settled.partner_id, territory_id, user_id, score, coverage, cut_value,
                          lines, computed.id, previous_grade_id, final.id,
                          CASE WHEN final_position IS NULL THEN NULL
                               WHEN previous_position IS NULL THEN 'new'
                               WHEN final_position < previous_position THEN 'up'
                               WHEN final_position > previous_position THEN 'down'
                               ELSE 'same' END,
                          below_count, is_held, is_provisional
                     FROM settled
                LEFT JOIN grade computed ON computed.position = computed_position
                LEFT JOIN grade final ON final.position = final_position""",
                grades=SQL(", ").join(
                    SQL("(%s, %s)", position, band["grade_id"])
                    for position, band in enumerate(self.definition["bands"])
                ),
                scored=self._scored_sql(batch),
                previous_grade=self._previous_grade_sql(),
                previous_below=SQL("COALESCE(last_verdict.below_count, 0)")
                if self._needs_last_verdict()
                else SQL("0"),
                is_provisional=self._is_provisional_sql(),
                cut=self._cut_sql(),
                last_verdict=self._last_verdict_sql(),
                downgrade_after=self.definition["downgrade_after"],
                provisional_position=self._provisional_position(),
                run=self.id,
                scorecard=self.scorecard_id.id,
                company=self.company_id.id,
                date_from=self.date_from,
                date_to=self.date_to,
            )
        )
        judged = self.env.cr.rowcount
        self.env["keqing.evaluation"].invalidate_model()
        return judged

    def _previous_grade_sql(self):
        """Today's grade of ``partner``: what the customer's badge shows, else the last verdict."""
        if field := VERDICT_FIELDS.get(self.purpose):
            return SQL("(%s->>%s)::int", SQL.identifier("partner", field), str(self.company_id.id))
        return SQL("last_verdict.grade_id")

    def _needs_last_verdict(self):
        return self.purpose not in VERDICT_FIELDS or self.definition["downgrade_after"] > 1

    def _last_verdict_sql(self):
        """Join to the customer's last confirmed verdict by this scorecard before this period.

        Who went down has a new present grade, and the periods below it count from the start.
        """
        if not self._needs_last_verdict():
            return SQL()
        return SQL(
            """LEFT JOIN LATERAL (
                   SELECT verdict.grade_id,
                          CASE WHEN verdict.movement = 'same' THEN verdict.below_count END
                              AS below_count
                     FROM keqing_evaluation verdict
                     JOIN keqing_evaluation_run run ON run.id = verdict.run_id
                    WHERE verdict.partner_id = scored.partner_id
                      AND verdict.scorecard_id = %s
                      AND verdict.date_to < %s
                      AND verdict.is_superseded IS NOT TRUE
                      AND run.state = 'confirmed'
                 ORDER BY verdict.date_to DESC
                    LIMIT 1) last_verdict ON TRUE""",
            self.scorecard_id.id,
            self.date_to,
        )

    def _is_provisional_sql(self):
        """Whether the first invoice is less than the provisional days before the period's end."""
        days = self.definition["provisional_days"]
        if not days:
            return SQL("FALSE")
        return SQL(
            """NOT EXISTS (
                   SELECT FROM account_move move
                    WHERE move.commercial_partner_id = scored.partner_id
                      AND move.company_id = %s
                      AND move.state = 'posted'
                      AND move.move_type IN %s
                      AND move.invoice_date <= %s::date - %s)""",
            self.company_id.id,
            SALE_MOVE_TYPES,
            self.date_to,
            days,
        )

    def _provisional_position(self):
        ids = [band["grade_id"] for band in self.definition["bands"]]
        grade_id = self.definition["provisional_grade_id"]
        return ids.index(grade_id) if grade_id in ids else SQL("previous_position")

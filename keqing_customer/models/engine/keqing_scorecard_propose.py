# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from itertools import pairwise

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_round

from ...chosen import for_one
from ...tools.period import last_finished_period
from ...tools.spread import apart, best_shares, pareto_shares, plain

LOW, HIGH = 0.1, 0.9  # of the customers are below 0 points' and 100 points' values


class KeqingScorecard(models.Model):
    """Curves and limits to begin with, read off what customers really were in the last period."""

    _inherit = "keqing.scorecard"

    @for_one("write")
    def action_propose(self):
        """Replace linear curves and the limits of the grades, and show what that would do.

        :return: a simulation of the last period from today's grades; True, with the curves alone
            set, while the weights do not add up or of an indicator nothing is known
        :raise UserError: if there is nothing to propose for
        """
        if not self.line_ids:
            raise UserError(self.env._("%s: say first what counts.", self.name))
        period = last_finished_period(
            today=self.company_id._get_keqing_today(), **self._period_rule()
        )
        self._propose_curves(*period)
        problems = [problem for line in self.line_ids for problem in line._problems()]
        if problems or round(self.weight_total, 2) != 100 or not self.band_ids:
            return True  # somebody has to say more before anybody can be judged
        run = (
            self.env["keqing.evaluation.run"]
            .sudo()  # the engine's fields; who may write a scorecard may try it
            .create(
                {
                    "scorecard_id": self.id,
                    "date_from": period[0],
                    "date_to": period[1],
                    "is_simulation": True,
                    "definition": self._get_definition(),
                }
            )
        )
        self._propose_limits(run)
        self._check_definition()
        run.definition = self._get_definition()
        run = run.sudo(False)
        run.action_compute()
        return run.get_formview_action()

    def _propose_curves(self, date_from, date_to):
        """0 points for what one in ten does not reach, 100 for what one in ten goes beyond."""
        lines = self.line_ids.filtered(lambda line: line.curve == "linear")
        spreads = self._find_spreads(lines.indicator_id, date_from, date_to)
        for line in lines:
            indicator = line.indicator_id
            if indicator.kind == "assessed":
                low, high = indicator.mark_min, indicator.mark_max
            elif indicator.unit == "flag":
                low, high = 0, 1
            else:
                low, high = apart(*map(plain, spreads[indicator.id]))
            if low != high:  # else nothing is known, or all are alike
                rises = indicator.better == "higher"
                line.value_floor, line.value_target = (low, high) if rises else (high, low)

    def _find_spreads(self, indicators, date_from, date_to):
        """:return: ``{indicator's id: [low, high]}`` among who is judged; 0 where unknown"""
        if not indicators:
            return {}
        self.env.flush_all()
        # sudo: a scorecard judges everybody, and only two figures of all are told
        customers = self.env["res.partner"].sudo().with_company(self.company_id)
        population = customers._search(self._population_domain()).select(
            SQL("%s AS partner_id", SQL.identifier("res_partner", "id"))
        )
        facts = indicators._facts_sql(population, self.company_id, date_from, date_to)
        columns = [
            SQL(
                "percentile_cont(%s) WITHIN GROUP (ORDER BY %s::double precision)",
                [LOW, HIGH],
                SQL.identifier(f"value_{position}"),
            )
            for position in range(len(indicators))
        ]
        [found] = self.env.execute_query(
            SQL("SELECT %s FROM (%s) facts", SQL(", ").join(columns), facts)
        )
        return {
            indicator.id: spread or [0, 0]
            for indicator, spread in zip(indicators, found, strict=True)
        }

    def _propose_limits(self, run):
        """Few get the best grade, more each of those below it.

        :param run: with the definition of this scorecard, for what its customers would score
        """
        count = len(self.band_ids)
        match self.cut_method:
            case "quota":
                ends = [round(100 * share) for share in best_shares(count)]
                limits = [end - start for start, end in pairwise([0, *ends])]
            case "cumulative":
                limits = [round(100 * share) for share in pareto_shares(count)]
            case _:
                limits = self._find_limits(run, best_shares(count)[:-1])
        for band, limit in zip(self.band_ids, limits, strict=True):
            band.threshold = limit

    def _find_limits(self, run, shares):
        """What the best so many reach: points, or percent of the territory.

        :return: falling numbers, 0 at the end
        """
        digits, column = (0, "score") if self.cut_method == "score" else (2, "cut_value")
        run._measure()
        scored = run._scored_sql(run._facts_of(SQL("TRUE")))
        [[found]] = self.env.execute_query(
            SQL(
                """SELECT percentile_cont(%s) WITHIN GROUP (ORDER BY %s::double precision)
                     FROM (%s) scored""",
                [1 - share for share in shares],
                SQL.identifier(column),
                scored,
            )
        )
        run._finish_measuring()
        step = 10**-digits
        limits, last = [], 100 + step
        for place, value in enumerate(found or [100 * (1 - share) for share in shares]):
            least = (len(shares) - place) * step  # so that there is room for those below
            last = float_round(min(last - step, max(value, least)), precision_digits=digits)
            limits.append(last)
        return [*limits, 0]

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.rebate import exact
from .keqing_rebate_program_standing import Sums
from .keqing_rebate_statement import GRANTED


class KeqingRebateProgram(models.Model):
    """Programmes of which the best counts: what a customer buys in a period counts in one of them.

    The one that brings the customer most comes first, then that which brings most of what is left,
    and so on; of two alike the older. What was confirmed stays first. So it does not matter which
    of them is stated when.
    """

    _inherit = "keqing.rebate.program"

    best_of = fields.Char(
        index="btree_not_null",
        help="Programmes with the same word here do not add up: an invoice line of a customer "
        "counts in the best of them alone. Empty: it counts beside all others.",
    )

    @api.constrains(
        "best_of", "period", "date_from", "date_to", "claim_period", "is_shared", "basis"
    )
    def _check_best_of(self):
        """They are decided at once, over the same days, for each customer by itself."""
        for program in self.filtered("best_of"):
            if program.claim_period or program.is_shared or program.basis == "mix":
                raise ValidationError(
                    self.env._(
                        "%s: of programmes of which the best counts, each is stated once, after "
                        "its period, for each customer by itself, and not by a number of products.",
                        program.display_name,
                    )
                )
            for other in program._get_rivals():
                is_alike = other.period == program.period and (
                    program.period != "custom"
                    or (other.date_from, other.date_to) == (program.date_from, program.date_to)
                )
                if not is_alike:
                    raise ValidationError(
                        self.env._(
                            "%(program)s and %(other)s add up over other days, so that neither can "
                            "be the better one. Choose the same period.",
                            program=program.display_name,
                            other=other.display_name,
                        )
                    )

    def _get_rivals(self):
        """The others of which, with this one, the best counts."""
        self.ensure_one()
        return self.with_context(active_test=False).search(
            Domain("best_of", "=", self.best_of)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("id", "not in", self._get_chain().ids)
        )

    def _hold_rivals(self):
        """Have those who state programmes of which the best counts do so one after the other.

        The row is written, so that who waited for it is tried again, and sees what came of it.
        """
        if self.best_of:
            first = min((self + self._get_rivals()).ids)
            self.env.cr.execute(
                SQL("UPDATE keqing_rebate_program SET best_of = best_of WHERE id = %s", first)
            )

    def _give_way(self, sums, until, since, period_from, partner_ids):
        """Take from sums what counts in a better programme.

        :param sums: see :meth:`_get_sums`; of programmes of which the best counts, changed
        :return: ``{(programme's id, first day, partner id): {better programme's id: amount}}``
        """
        given = {}
        for program in self.filtered("best_of"):
            rivals = program._get_rivals().filtered(lambda each: each.state != "draft")
            if not rivals:
                continue
            everyone = self.filtered(lambda each, word=program.best_of: each.best_of == word)
            everyone |= rivals
            counted = everyone._counted_sql(until, period_from, partner_ids)
            parts = everyone._get_parts(counted, since)
            granted = everyone._get_granted()
            against = everyone._get_all_against(parts, until, since, counted)
            judges = {each.id: each._get_judge() for each in everyone}
            for key, by_program in parts.items():
                if program.id in by_program:
                    had = best_first(by_program, judges, granted[key], against[key])
                    sums[program.id][key], given[(program.id, *key)] = had[program.id]
        return given

    def _get_parts(self, counted, since):
        """What counts in these programmes, by which of them the same lines count in.

        What was brought along is of no line, and counts in its programme alone.

        :return: ``{(first day, partner id): {programme's id: {frozenset of ids: Sums}}}``
        """
        rows = self.env.execute_query(
            SQL(
                """WITH line AS (
                       SELECT counted.program_id, counted.period_from, counted.partner_id,
                              COALESCE(counted.move_line_id, -counted.program_id) AS line_id,
                              sum(counted.amount) AS amount,
                              sum(counted.quantity) AS quantity,
                              sum(counted.amount) FILTER (WHERE counted.day < %(since)s)
                                  AS amount_before,
                              sum(counted.quantity) FILTER (WHERE counted.day < %(since)s)
                                  AS quantity_before,
                              sum(counted.amount) FILTER (WHERE move.move_type = 'out_refund')
                                  AS credited
                         FROM (%(counted)s) counted
                    LEFT JOIN account_move move ON move.id = counted.move_id
                     GROUP BY counted.program_id, counted.period_from, counted.partner_id, line_id
                       HAVING sum(counted.amount) != 0 OR sum(counted.quantity) != 0),
                    signed AS (
                       SELECT period_from, partner_id, line_id,
                              array_agg(program_id ORDER BY program_id) AS programs
                         FROM line GROUP BY period_from, partner_id, line_id)
                   SELECT line.period_from, line.partner_id, line.program_id, signed.programs,
                          COALESCE(sum(line.amount), 0)::text,
                          COALESCE(sum(line.quantity), 0)::text,
                          COALESCE(sum(line.amount_before), 0)::text,
                          COALESCE(sum(line.quantity_before), 0)::text,
                          COALESCE(sum(line.credited), 0)::text
                     FROM line JOIN signed USING (period_from, partner_id, line_id)
                 GROUP BY line.period_from, line.partner_id, line.program_id, signed.programs""",
                counted=counted,
                since=since,
            )
        )
        parts = defaultdict(lambda: defaultdict(dict))
        for day, partner_id, program_id, programs, *numbers in rows:
            parts[day, partner_id][program_id][frozenset(programs)] = Sums(*map(exact, numbers))
        return parts

    def _get_granted(self):
        """What was confirmed already: ``{(first day, partner id): {programme's id: amount}}``"""
        self.env["keqing.rebate.statement"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT period_from, partner_id, program_id, sum(payable)::text
                     FROM keqing_rebate_statement
                    WHERE program_id = ANY(%s) AND state = ANY(%s) AND payable > 0
                 GROUP BY period_from, partner_id, program_id""",
                self.ids,
                list(GRANTED),
            )
        )
        granted = defaultdict(dict)
        for day, partner_id, program_id, amount in rows:
            granted[day, partner_id][program_id] = exact(amount)
        return granted

    def _get_all_against(self, parts, until, since, counted):
        """:return: ``{(first day, partner id): {programme's id: number}}``, see `_get_against`"""
        found = defaultdict(dict)
        for program in self:
            units = defaultdict(dict)
            for (day, partner_id), by_program in parts.items():
                if program.id in by_program:
                    units[day][partner_id] = [partner_id]
            if units:
                for key, (now, __) in program._get_against(units, until, since, counted).items():
                    found[key][program.id] = now
        return found


def best_first(parts, judges, granted, against):
    """Let the best of some programmes have what counts in it, then the best of what is left.

    :param parts: ``{programme's id: {frozenset of ids: Sums}}`` of one customer in one period
    :return: ``{programme's id: (Sums it has, {better programme's id: amount it has not})}``
    """
    taken, had = [], {}
    while waiting := sorted(parts.keys() - had.keys()):
        chances = {}
        for program_id in waiting:
            kept, lost = Sums(), defaultdict(lambda: exact(0))
            for programs, sums in parts[program_id].items():
                better = next((each for each in taken if each in programs), None)
                if better is None:
                    kept = kept.plus(sums)
                else:
                    lost[better] += sums.amount
            worth = judges[program_id].entitle(kept.amount, kept.quantity, against.get(program_id))
            chances[program_id] = (granted.get(program_id, 0), worth, -program_id, kept, lost)
        best = max(chances, key=lambda each: chances[each][:3])
        granted_amount, worth, __, kept, lost = chances[best]
        had[best] = (kept, dict(lost))
        if granted_amount or worth:
            taken.append(best)
    return had

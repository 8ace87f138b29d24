# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from types import MappingProxyType
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ...tools.rebate import Outlook, cents, exact, shared


class Sums(NamedTuple):
    """What the ledger has added up of a customer's purchases in a period."""

    amount: object = exact(0)
    quantity: object = exact(0)
    amount_before: object = exact(0)
    """Of it what is on earlier statements"""
    quantity_before: object = exact(0)
    credited: object = exact(0)

    def plus(self, other):
        return Sums(*(one + more for one, more in zip(self, other, strict=True)))


class Standing(NamedTuple):
    """Where a customer stands in a period of a programme: its own sums, and what they come to.

    Of a group that is judged as one, base, tier and outlook are the group's.
    """

    sums: Sums
    base: object
    base_before: object
    against: object
    """Last year's amount, the target, the number of what was bought, or the value of an indicator;
    None if there is none"""
    tier_id: int | None
    earned: object
    """Decimal, to the cent: of a group the customer's share"""
    coming: Outlook | None
    elsewhere: dict = MappingProxyType({})
    """What counts in a better programme instead: ``{its id: amount}``"""


class KeqingRebateProgram(models.Model):
    """What has added up and what it comes to: for statements, accruals and simulations alike."""

    _inherit = "keqing.rebate.program"

    def _get_standings(self, until, since=None, period_from=None, customers=None, expects=False):
        """Where customers stand by the ledger, in all periods.

        A query for all of them, and another for each programme whose base is set against something.

        :param until: the last day that counts
        :param since: the day before which everything is on earlier statements
        :param period_from: the first day of the last period; all periods if None
        :param customers: only theirs; everybody's if None
        :param bool expects: whether programmes that say so follow the tier that is expected
        :return: ``{partner id: {(programme's id, first day of the period): Standing}}``
        """
        groups = self._get_groups(customers)
        asked = None if customers is None else set(customers.ids)
        heard = None if asked is None else sorted(asked | {who for __, who, __ in groups})
        counted = self._counted_sql(until, period_from, heard)
        sums = self._get_sums(counted, since)
        for program_id, key in self._get_measured(until, period_from, heard):
            sums[program_id].setdefault(key, Sums())
        elsewhere = self._give_way(sums, until, since, period_from, heard)
        standings = defaultdict(dict)
        for program in self:
            found = program._judge_all(sums[program.id], groups, until, since, counted, expects)
            for (day, partner_id), standing in found.items():
                if asked is None or partner_id in asked:
                    given = elsewhere.get((program.id, day, partner_id), {})
                    standings[partner_id][program.id, day] = standing._replace(elsewhere=given)
        return standings

    def _counted_sql(self, until, period_from=None, partner_ids=None):
        """The rows of the ledger that count up to a day."""
        return SQL(
            """SELECT * FROM keqing_rebate_ledger ledger
                WHERE ledger.program_id = ANY(%s) AND ledger.day <= %s AND %s AND %s""",
            self.ids,
            until,
            SQL("ledger.period_from <= %s", period_from) if period_from else SQL("TRUE"),
            SQL("TRUE") if partner_ids is None else SQL("ledger.partner_id = ANY(%s)", partner_ids),
        )

    def _get_sums(self, counted, since):
        """:return: ``{programme's id: {(first day of the period, partner id): Sums}}``"""
        self.env["keqing.rebate.ledger"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT counted.program_id, counted.period_from, counted.partner_id,
                          COALESCE(sum(counted.amount), 0)::text,
                          COALESCE(sum(counted.quantity), 0)::text,
                          COALESCE(sum(counted.amount)
                                   FILTER (WHERE counted.day < %(since)s), 0)::text,
                          COALESCE(sum(counted.quantity)
                                   FILTER (WHERE counted.day < %(since)s), 0)::text,
                          COALESCE(sum(counted.amount)
                                   FILTER (WHERE move.move_type = 'out_refund'), 0)::text
                     FROM (%(counted)s) counted
                LEFT JOIN account_move move ON move.id = counted.move_id
                 GROUP BY counted.program_id, counted.period_from, counted.partner_id""",
                counted=counted,
                since=since,
            )
        )
        sums = defaultdict(dict)
        for program_id, day, partner_id, *numbers in rows:
            sums[program_id][day, partner_id] = Sums(*map(exact, numbers))
        return sums

    def _judge_all(self, sums, groups, until, since, counted, expects=False, judge=None):
        """Judge what has added up, by the programme's own judge if no other one is given.

        :param sums: ``{(first day of the period, partner id): Sums}``
        :param groups: see :meth:`_get_groups`
        :return: ``{(first day of the period, partner id): Standing}``
        """
        self.ensure_one()
        if not sums:
            return {}
        units = defaultdict(lambda: defaultdict(list))
        for day, partner_id in sorted(sums):
            units[day][groups.get((self.id, partner_id, day), partner_id)].append(partner_id)
        against = self._get_against(units, until, since, counted)
        expected = self._get_expected(units, against, until) if expects else {}
        judge = judge or self._get_judge()
        standings = {}
        for day, by_unit in units.items():
            for unit, partner_ids in by_unit.items():
                own = [sums[day, partner_id] for partner_id in partner_ids]
                for partner_id, standing in zip(
                    partner_ids,
                    self._judge_unit(
                        judge, own, against.get((day, unit)), expected.get((day, unit))
                    ),
                    strict=True,
                ):
                    standings[day, partner_id] = standing
        return standings

    def _judge_unit(self, judge, own, against, expected):
        """Judge a customer, or the companies of a group by what they bought together.

        :param list own: Sums of each
        :return: list of Standing, in the same order; what is earned adds up to the cent
        """
        together = own[0]
        for sums in own[1:]:
            together = together.plus(sums)
        now, before = against or (None, None)
        bought = (together.amount, together.quantity, now)
        digits = self.currency_id.decimal_places
        earned = judge.entitle(*bought) if expected is None else judge.expect(*bought, expected)
        earned = cents(earned, digits)
        shares = [earned]
        if len(own) > 1:
            weights = [judge.weight(sums.amount, sums.quantity) for sums in own]
            shares = shared(earned, weights, digits)
        base_before = judge.judged(together.amount_before, together.quantity_before, before)
        return [
            Standing(
                sums=sums,
                base=judge.judged(*bought) or exact(0),
                base_before=base_before or exact(0),
                against=now,
                tier_id=judge.tier(*bought),
                earned=share,
                coming=judge.look_out(*bought),
            )
            for sums, share in zip(own, shares, strict=True)
        ]

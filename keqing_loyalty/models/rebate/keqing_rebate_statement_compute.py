# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import json
from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.rebate import balance, cents, exact
from .keqing_rebate_program_standing import Standing, Sums

# What a statement is reckoned to, with the types that PostgreSQL reads them as
RECKONED = {
    "partner_id": "int",
    "base_before": "numeric",
    "base": "numeric",
    "against": "numeric",
    "amount": "numeric",
    "credited": "numeric",
    "quantity": "numeric",
    "tier_id": "int",
    "entitlement": "numeric",
    "brought_forward": "numeric",
    "stated_before": "numeric",
    "balance": "numeric",
    "payable": "numeric",
    "forfeited": "numeric",
    "held": "numeric",
    "stopped": "jsonb",
    "carried_forward": "numeric",
    "next_bound": "numeric",
    "next_missing": "numeric",
    "next_worth": "numeric",
}

# Where a customer stands of whom nothing counts in the period
NOTHING = Standing(Sums(), exact(0), exact(0), None, None, exact(0), None)


class KeqingRebateStatement(models.Model):
    """How statements are reckoned: a few statements of SQL for all customers, however many."""

    _inherit = "keqing.rebate.statement"

    @api.model
    def _compute_statements(self, program, window, customers=None):
        """State what the customers of a programme are owed up to the end of a window.

        Statements that somebody confirmed stay as they are. Two at once leave what one would.

        :param window: see :meth:`keqing.rebate.program._get_windows`
        :param customers: only theirs; everybody's if None
        """
        self.env["keqing.rebate.ledger"]._follow_noted()
        self.env.flush_all()
        program._hold_rivals()
        program._check_measured()
        if customers is None:
            program._enrol_measured(window.period_from, window.counted_to)
        chain = program._get_chain()
        standings = chain._get_standings(
            window.counted_to, window.date_from, window.period_from, customers
        )
        stated = self._get_stated(chain, window)
        rows = []
        for partner_id, periods in standings.items():
            row = self._reckon(program, window, periods, stated[partner_id])
            if row:
                rows.append({"partner_id": partner_id, **row})
        program.condition_ids._apply(window, rows)
        self._write_statements(program, window, rows)
        self._forget_others(program, window, rows, customers)

    @api.model
    def _get_stated(self, chain, window):
        """What was stated up to an earlier day, which is confirmed first if it is not yet.

        :return: ``{partner id: {first day of the period: (paid, forfeited)}}``
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, period_from, COALESCE(sum(payable), 0)::text,
                          COALESCE(sum(forfeited), 0)::text
                     FROM keqing_rebate_statement
                    WHERE program_id = ANY(%s) AND date_to < %s
                 GROUP BY partner_id, period_from""",
                chain.ids,
                window.date_to,
            )
        )
        stated = defaultdict(dict)
        for partner_id, period_from, paid, forfeited in rows:
            stated[partner_id][period_from] = exact(paid), exact(forfeited)
        return stated

    def _reckon(self, program, window, periods, stated):
        """What one customer is owed: values of a statement, or None if there is nothing to say."""
        now = (program.id, window.period_from)
        earlier = exact(sum(standing.earned for key, standing in periods.items() if key != now))
        stated_earlier = sum(
            sum(amounts)
            for period_from, amounts in stated.items()
            if period_from != window.period_from
        )
        brought = earlier - stated_earlier
        standing = periods.get(now)
        if not standing:
            if not brought:
                return None
            standing = NOTHING
        owed = exact(standing.earned)
        before = sum(stated.get(window.period_from, ()), exact(0))
        paid = sum((each for each, __ in stated.values()), exact(0))
        forfeited = sum((each for __, each in stated.values()), exact(0))
        owing = balance(earlier + owed, paid, forfeited)
        coming = standing.coming
        return {
            "base_before": standing.base_before,
            "base": standing.base,
            "against": standing.against,
            "amount": standing.sums.amount,
            "credited": standing.sums.credited,
            "quantity": standing.sums.quantity,
            "tier_id": standing.tier_id,
            "entitlement": owed,
            "brought_forward": brought,
            "stated_before": before,
            "balance": owed + brought - before,
            "payable": max(owing, exact(0)),
            "forfeited": exact(0),
            "held": exact(0),
            "stopped": [
                {"instead": program_id, "amount": float(amount)}
                for program_id, amount in standing.elsewhere.items()
            ],
            "carried_forward": exact(cents(min(owing, 0), program.currency_id.decimal_places)),
            "next_bound": coming and coming.bound,
            "next_missing": coming and coming.missing,
            "next_worth": coming and coming.worth,
        }

    @api.model
    def _write_statements(self, program, window, rows):
        """Write the statements of a window by one statement; those confirmed are left alone."""
        names = SQL(", ").join(map(SQL.identifier, RECKONED))
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_rebate_statement AS kept
                              (program_id, origin_id, company_id, state, period_from, date_from,
                               date_to, counted_to, computed_at, create_uid, create_date,
                               write_uid, write_date, %(names)s)
                   SELECT %(program)s, %(origin)s, %(company)s, 'computed', %(period_from)s,
                          %(date_from)s, %(date_to)s, %(counted_to)s, %(now)s,
                          %(uid)s, %(now)s, %(uid)s, %(now)s, %(names)s
                     FROM jsonb_to_recordset(%(rows)s::jsonb) AS reckoned(%(types)s)
                 ORDER BY partner_id
              ON CONFLICT (origin_id, partner_id, date_to) WHERE partner_id IS NOT NULL
                DO UPDATE SET (program_id, date_from, period_from, counted_to, computed_at,
                               write_uid, write_date, %(names)s)
                            = (EXCLUDED.program_id, EXCLUDED.date_from, EXCLUDED.period_from,
                               EXCLUDED.counted_to, EXCLUDED.computed_at,
                               EXCLUDED.write_uid, EXCLUDED.write_date, %(new)s)
                        WHERE kept.state = 'computed'""",
                names=names,
                types=SQL(", ").join(
                    SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in RECKONED.items()
                ),
                new=SQL(", ").join(SQL.identifier("excluded", name) for name in RECKONED),
                program=program.id,
                origin=(program.origin_id or program).id,
                company=program.company_id.id,
                period_from=window.period_from,
                date_from=window.date_from,
                date_to=window.date_to,
                counted_to=window.counted_to,
                now=self.env.cr.now(),
                uid=self.env.uid,
                rows=json.dumps(rows, default=_written),
            )
        )
        self.invalidate_model()

    @api.model
    def _forget_others(self, program, window, rows, customers):
        """Statements by which nothing is owed any more go, unless somebody confirmed them."""
        domain = (
            Domain("origin_id", "=", (program.origin_id or program).id)
            & Domain("date_to", "=", window.date_to)
            & Domain("state", "=", "computed")
            & Domain("partner_id", "not in", [row["partner_id"] for row in rows])
        )
        if customers is not None:
            domain &= Domain("partner_id", "in", customers.ids)
        self.search(domain).unlink()


def _written(number):
    """An exact number as PostgreSQL reads it, with six decimals."""
    return str(cents(number, 6))

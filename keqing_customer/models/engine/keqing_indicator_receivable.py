# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...measure import Measure


class KeqingIndicator(models.Model):
    """Facts read off receivables and their settlements, as they stood at the window's end.

    A run over a past quarter gives the same answer whenever it is made.
    """

    _inherit = "keqing.indicator"

    measure = fields.Selection(
        selection_add=[
            ("overdue_amount", "Overdue amount"),
            ("days_late", "Weighted days late"),
        ]
    )

    def _source_receivable(self, company, since, until, customers=None):
        """What was open at the end of ``until``, and the debts settled since ``since``.

        One row per open item: ``partner_id, due, open_amount`` (company currency; debts positive,
        credits negative). One row per settlement of a debt: ``partner_id, due, settled_on,
        settled_amount``. Where a measure asks for it, one row per booking: see
        :meth:`_receivable_bookings`.

        Open then is what is open now with the settlements since undone, so that only few of all
        items need looking at.

        :param customers: only theirs, found by index; everybody's if None
        """
        # The planner estimates well what is booked on accounts that it is told by number.
        # sudo: chart of accounts, of which nothing is shown
        Account = self.env["account.account"].sudo().with_context(active_test=False)
        accounts = Account.search([("account_type", "=", "asset_receivable")], order="id")
        item = SQL(
            """line.company_id IN %s AND line.parent_state = 'posted' AND line.date <= %s
               AND line.account_id = ANY(%s)""",
            company._get_keqing_branch_ids(),
            until,
            accounts.ids,
        )

        def whose(column):
            return self._of_customers(SQL(column), customers)

        return SQL(
            """WITH undone (line_id, amount) AS (
                   SELECT line.id, 0
                     FROM account_move_line line
                    WHERE %(is_open)s AND line.account_id = ANY(%(accounts)s)
                      AND %(open)s
                UNION ALL
                   SELECT debit_move_id, amount
                     FROM account_partial_reconcile WHERE max_date > %(until)s AND %(debit)s
                UNION ALL
                   SELECT credit_move_id, -amount
                     FROM account_partial_reconcile WHERE max_date > %(until)s AND %(credit)s
                UNION ALL
                   SELECT line_id, amount
                     FROM (%(by_drafts)s) unsettled WHERE max_date <= %(until)s)
               SELECT partner.commercial_partner_id AS partner_id,
                      %(due)s AS due,
                      line.amount_residual + undone.amount AS open_amount,
                      NULL::date AS settled_on,
                      NULL::numeric AS settled_amount,
                      NULL::date AS booked_on,
                      NULL::numeric AS booked_amount,
                      NULL::boolean AS is_sale
                 FROM (SELECT line_id, sum(amount) AS amount FROM undone GROUP BY line_id) undone
                 JOIN account_move_line line ON line.id = undone.line_id
                 JOIN res_partner partner ON partner.id = line.partner_id
                WHERE %(item)s
            UNION ALL
               SELECT partner.commercial_partner_id,
                      %(due)s,
                      NULL,
                      settlement.max_date,
                      settlement.amount,
                      NULL, NULL, NULL
                 FROM account_partial_reconcile settlement
                 JOIN account_move_line line ON line.id = settlement.debit_move_id
                 JOIN res_partner partner ON partner.id = line.partner_id
                WHERE settlement.max_date <= %(until)s AND %(since)s AND %(settled)s AND %(item)s
            %(bookings)s""",
            open=whose("line.id"),
            debit=whose("debit_move_id"),
            credit=whose("credit_move_id"),
            by_drafts=self._settled_by_drafts_sql(),
            settled=whose("settlement.debit_move_id"),
            until=until,
            accounts=accounts.ids,
            is_open=self._is_open_sql(),
            due=self._due_sql(),
            since=SQL("settlement.max_date >= %s", since) if since else SQL("TRUE"),
            item=item,
            bookings=self._receivable_bookings(item, since),
        )

    def _of_customers(self, line_id, customers):
        """Condition that a journal item is one of some customers; of anybody's if None."""
        if customers is None:
            return SQL("TRUE")
        return SQL(
            """%s IN (SELECT id FROM account_move_line WHERE partner_id IN (
                   SELECT id FROM res_partner WHERE commercial_partner_id IN %s))""",
            line_id,
            customers._ids,
        )

    def _receivable_bookings(self, item, since):
        """What was booked on receivables since ``since``, where a measure needs ``bookings``.

        One row per line: ``partner_id, booked_on, booked_amount`` (debts positive), ``is_sale``
        for those of customer invoices and credit notes, tax included.

        :param SQL item: condition on ``line``
        :return: the end of a SELECT, or nothing
        """
        if not self._needing("bookings"):
            return SQL()
        return SQL(
            """UNION ALL
               SELECT partner.commercial_partner_id,
                      NULL, NULL, NULL, NULL,
                      line.date,
                      line.balance,
                      line.display_type = 'payment_term'
                 FROM account_move_line line
                 JOIN res_partner partner ON partner.id = line.partner_id
                WHERE %s AND %s""",
            SQL("line.date >= %s", since) if since else SQL("TRUE"),
            item,
        )

    def _measure_overdue_amount(self, company, date_from, date_to):
        """What was due before the window's end and not paid by then, less open credits.

        In company currency, never negative; a debt due on the last day is not overdue yet.
        """
        value = SQL("GREATEST(sum(fact.open_amount) FILTER (WHERE fact.due < %s), 0)", date_to)
        # no settlement counts
        return Measure("receivable", value, date_to, self._overdue_at(date_to))

    def _measure_days_late(self, company, date_from, date_to):
        """Days after the due date, weighted by amount; early payment is negative.

        Over the debts settled in the window *and* those open and overdue at its end, so that an
        unpaid invoice counts against the customer and is never left out.
        """
        value = SQL(
            """(COALESCE(sum(fact.settled_amount * (fact.settled_on - fact.due))
                         FILTER (WHERE %(settled)s), 0)
                + COALESCE(sum(fact.open_amount * (%(until)s::date - fact.due))
                           FILTER (WHERE %(overdue)s), 0))
               / NULLIF(COALESCE(sum(fact.settled_amount) FILTER (WHERE %(settled)s), 0)
                        + COALESCE(sum(fact.open_amount) FILTER (WHERE %(overdue)s), 0), 0)""",
            until=date_to,
            settled=SQL("fact.settled_on >= %s", date_from) if date_from else SQL("TRUE"),
            overdue=SQL("fact.open_amount > 0 AND fact.due < %s", date_to),
        )
        settled = [("max_date", "<=", date_to)]
        settled += [("max_date", ">=", date_from)] if date_from else []
        debts = Domain("balance", ">", 0) & self._overdue_at(date_to)
        debts |= Domain("matched_credit_ids", "any", settled)
        return Measure("receivable", value, date_from, debts)

    def _documents_receivable(self, company, customers, since, until):
        """Every booking on receivables up to the last day; which of them count says the measure.

        ``until`` is None for those to come as well, and ``customers`` for everybody's.
        """
        of_customers = (
            Domain.TRUE
            if customers is None
            else Domain("partner_id.commercial_partner_id", "in", customers.ids)
        )
        return "account.move.line", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & of_customers
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & self._dated("date", (None, until))
        )

    # What is open, and when it is due: in SQL on ``line``, and as domains

    def _is_open_sql(self):
        return SQL("line.reconciled IS NOT TRUE AND line.amount_residual != 0")

    def _settled_by_drafts_sql(self):
        """Posted items that are settled by what is not posted, and may never be.

        :return: SELECT with ``line_id``, ``amount``, ``amount_currency`` (debts positive) and
            ``max_date``
        """
        return SQL(
            """SELECT settled.*, settlement.max_date
                 FROM account_move_line unposted
                 JOIN account_partial_reconcile settlement
                   ON settlement.debit_move_id = unposted.id
                   OR settlement.credit_move_id = unposted.id
         JOIN LATERAL (
                   SELECT settlement.debit_move_id AS line_id,
                          settlement.amount,
                          settlement.debit_amount_currency AS amount_currency
                    WHERE settlement.credit_move_id = unposted.id
                UNION ALL
                   SELECT settlement.credit_move_id,
                          -settlement.amount,
                          -settlement.credit_amount_currency
                    WHERE settlement.debit_move_id = unposted.id) settled ON TRUE
                WHERE unposted.parent_state != 'posted' AND unposted.matching_number IS NOT NULL"""
        )

    def _due_sql(self):
        return SQL("COALESCE(line.date_maturity, line.date)")

    def _open_now(self):
        """Domain: a booking on receivables that is not settled in full."""
        return Domain("reconciled", "=", False) & Domain("amount_residual", "!=", 0)

    def _due_before(self, day):
        """Domain: a booking that was due before a day; what is due on it is not overdue yet."""
        due = Domain("date_maturity", "<", day)
        return due | Domain("date_maturity", "=", False) & Domain("date", "<", day)

    def _open_at(self, until):
        """Domain: a booking on receivables that was not settled in full at the end of a day."""
        return (
            self._open_now()
            | Domain("matched_debit_ids.max_date", ">", until)
            | Domain("matched_credit_ids.max_date", ">", until)
        )

    def _overdue_at(self, until):
        """Domain: open at the end of a day, and due before it."""
        return self._open_at(until) & self._due_before(until)

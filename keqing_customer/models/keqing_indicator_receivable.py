# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from .keqing_indicator import Measure


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

    def _source_receivable(self, company, since, until):
        """Receivable items dated up to ``until``, and what was settled of each by then.

        ``partner_id, due``; ``open_amount`` (company currency; debts positive, credits negative);
        ``settled_amount`` and ``settled_days`` = sum(amount x days after the due date, early is
        negative) of the debts settled since ``since``.
        """
        in_window = SQL("max_date >= %s", since) if since else SQL("TRUE")
        return SQL(
            """SELECT line.partner_id,
                      COALESCE(line.date_maturity, line.date) AS due,
                      line.balance - COALESCE(debt.amount, 0) + COALESCE(credit.amount, 0)
                          AS open_amount,
                      debt.window_amount AS settled_amount,
                      debt.window_days - debt.window_amount
                          * (COALESCE(line.date_maturity, line.date) - DATE '2000-01-01')
                          AS settled_days
                 FROM account_move_line line
                 JOIN account_account account
                   ON account.id = line.account_id
                  AND account.account_type = 'asset_receivable'
            LEFT JOIN (SELECT debit_move_id,
                              sum(amount) AS amount,
                              sum(amount) FILTER (WHERE %(in_window)s) AS window_amount,
                              sum(amount * (max_date - DATE '2000-01-01'))
                                  FILTER (WHERE %(in_window)s) AS window_days
                         FROM account_partial_reconcile
                        WHERE company_id = %(company)s AND max_date <= %(until)s
                     GROUP BY debit_move_id) debt
                   ON debt.debit_move_id = line.id
            LEFT JOIN (SELECT credit_move_id, sum(amount) AS amount
                         FROM account_partial_reconcile
                        WHERE company_id = %(company)s AND max_date <= %(until)s
                     GROUP BY credit_move_id) credit
                   ON credit.credit_move_id = line.id
                WHERE line.company_id = %(company)s
                  AND line.parent_state = 'posted'
                  AND line.date <= %(until)s
                  AND line.partner_id IS NOT NULL""",
            company=company.id,
            until=until,
            in_window=in_window,
        )

    def _measure_overdue_amount(self, company, date_from, date_to):
        """What was due before the window's end and not paid by then, less open credits.

        In company currency, never negative; a debt due on the last day is not overdue yet.
        """
        value = SQL("GREATEST(sum(fact.open_amount) FILTER (WHERE fact.due < %s), 0)", date_to)
        return Measure("receivable", value, date_from)

    def _measure_days_late(self, company, date_from, date_to):
        """Days after the due date, weighted by amount; early payment is negative.

        Over the debts settled in the window *and* those open and overdue at its end, so that an
        unpaid invoice counts against the customer and is never left out.
        """
        value = SQL(
            """(COALESCE(sum(fact.settled_days), 0)
                + COALESCE(sum(fact.open_amount * (%(until)s::date - fact.due))
                           FILTER (WHERE %(overdue)s), 0))
               / NULLIF(COALESCE(sum(fact.settled_amount), 0)
                        + COALESCE(sum(fact.open_amount) FILTER (WHERE %(overdue)s), 0), 0)""",
            until=date_to,
            overdue=SQL("fact.open_amount > 0 AND fact.due < %s", date_to),
        )
        return Measure("receivable", value, date_from)

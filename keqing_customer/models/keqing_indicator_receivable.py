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
        """Receivable items dated up to ``until``, and the settlements since ``since``.

        One row per item: ``partner_id, due, open_amount`` at the end of ``until`` (company
        currency; debts positive, credits negative). One row per settlement of a debt:
        ``partner_id, due, settled_on, settled_amount``.
        """
        return SQL(
            """WITH item AS (
                   SELECT line.id,
                          partner.commercial_partner_id AS partner_id,
                          COALESCE(line.date_maturity, line.date) AS due,
                          line.balance
                     FROM account_move_line line
                     JOIN account_account account
                       ON account.id = line.account_id
                      AND account.account_type = 'asset_receivable'
                     JOIN res_partner partner ON partner.id = line.partner_id
                    WHERE line.company_id = %(company)s
                      AND line.parent_state = 'posted'
                      AND line.date <= %(until)s),
               settlement AS (
                   SELECT debit_move_id, credit_move_id, amount, max_date
                     FROM account_partial_reconcile
                    WHERE company_id = %(company)s AND max_date <= %(until)s)
               SELECT partner_id,
                      due,
                      balance - COALESCE(debt.amount, 0) + COALESCE(credit.amount, 0)
                          AS open_amount,
                      NULL::date AS settled_on,
                      NULL::numeric AS settled_amount
                 FROM item
            LEFT JOIN (SELECT debit_move_id, sum(amount) AS amount
                         FROM settlement GROUP BY debit_move_id) debt
                   ON debt.debit_move_id = item.id
            LEFT JOIN (SELECT credit_move_id, sum(amount) AS amount
                         FROM settlement GROUP BY credit_move_id) credit
                   ON credit.credit_move_id = item.id
            UNION ALL
               SELECT partner_id, due, NULL, max_date, amount
                 FROM settlement
                 JOIN item ON item.id = debit_move_id
                WHERE %(since)s""",
            company=company.id,
            until=until,
            since=SQL("max_date >= %s", since) if since else SQL("TRUE"),
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
        return Measure("receivable", value, date_from)

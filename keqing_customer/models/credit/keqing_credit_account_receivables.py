# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from itertools import pairwise

from odoo import api, models
from odoo.tools import SQL

from .keqing_credit_account import AGEING


class KeqingCreditAccount(models.Model):
    """What is posted and open, and how old it is."""

    _inherit = "keqing.credit.account"

    @api.model
    def _ageing_sql(self, digits):
        """The receivable by the days since it was due, in the order of ``AGEING``."""
        bounds = (None, 0, 30, 60, 90, None)
        sums = []
        for name, (after, until) in zip(AGEING, pairwise(bounds), strict=True):
            days = [SQL("TRUE")]
            days += [] if after is None else [SQL("days_late > %s", after)]
            days += [] if until is None else [SQL("days_late <= %s", until)]
            sums.append(
                SQL(
                    "round(COALESCE(sum(receivable) FILTER (WHERE %s), 0), %s) AS %s",
                    SQL(" AND ").join(days),
                    digits,
                    SQL.identifier(name),
                )
            )
        return SQL(", ").join(sums)

    @api.model
    def _receivable_accounts_sql(self, customers):
        """The accounts of what customers owe, as an array."""
        accounts = SQL("SELECT id FROM account_account WHERE account_type = 'asset_receivable'")
        if customers is None:
            # The planner estimates well what is booked on accounts that it is told by number.
            return SQL("%s", [each for (each,) in self.env.execute_query(accounts)])
        return SQL("ARRAY(%s)", accounts)

    @api.model
    def _receivables_sql(self, company, customers):
        """What is posted and open, credits included, one row each.

        What only a draft settles is open: Odoo keeps entries matched that are posted no more.
        """
        accounts = self._receivable_accounts_sql(customers)
        return SQL(
            """SELECT partner_id,
                      amount AS receivable,
                      0 AS uninvoiced,
                      0 AS drafted,
                      CASE WHEN day < %(today)s THEN amount ELSE 0 END AS overdue,
                      CASE WHEN day < %(today)s AND amount > 0 THEN day END AS due,
                      %(today)s::date - day AS days_late
                 FROM (SELECT contact.customer_id AS partner_id,
                              %(due)s AS day,
                              %(amount)s AS amount
                         FROM account_move_line line
                         JOIN contact ON contact.id = line.partner_id
                        WHERE %(is_posted)s AND %(is_open)s
                    UNION ALL
                       SELECT contact.customer_id, %(due)s, %(unsettled)s
                         FROM (%(by_drafts)s) unsettled
                         JOIN account_move_line line ON line.id = unsettled.line_id
                         JOIN contact ON contact.id = line.partner_id
                        WHERE %(is_posted)s) item""",
            is_posted=SQL(
                """line.company_id = %s AND line.parent_state = 'posted'
                   AND line.account_id = ANY(%s)""",
                company.id,
                accounts,
            ),
            unsettled=self._owed_sql(company, "amount", "amount_currency", "unsettled"),
            by_drafts=self.env["keqing.indicator"]._settled_by_drafts_sql(),
            amount=self._owed_sql(company, "amount_residual", "amount_residual_currency"),
            due=self.env["keqing.indicator"]._due_sql(),
            is_open=self.env["keqing.indicator"]._is_open_sql(),
            today=company._get_keqing_today(),
        )

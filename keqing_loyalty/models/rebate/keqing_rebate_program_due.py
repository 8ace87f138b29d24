# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from odoo.addons.keqing_customer.tools.period import MONTHS


class KeqingRebateProgram(models.Model):
    """What each invoice line is worth now in a programme: nothing of a draft, nothing out of scope.

    What was written in the ledger before plays no part in it. So following a document, undoing it
    and building the ledger anew are the same: the difference is written.
    """

    _inherit = "keqing.rebate.program"

    def _document_sql(self, among, span=None):
        """The posted documents of the programme's term, of its company and the branches.

        A credit note is of the customer whose invoice it reverses, whoever is credited.

        :param SQL among: condition on ``move``
        :param span: (first day, last day) instead of the programme's own, such as last year's
        :return: SELECT with ``move_id, partner_id, day, sign, base_id`` (the invoice to which it
            belongs, itself if it reverses none), ``base_day, period_from, period_to``
        """
        self.ensure_one()
        Indicator = self.env["keqing.indicator"]
        since, until = span or (self.date_from, self.date_to)
        return SQL(
            """SELECT document.*, %(period_from)s AS period_from, %(period_to)s AS period_to
                 FROM (SELECT move.id AS move_id,
                              COALESCE(base.commercial_partner_id, move.commercial_partner_id)
                                  AS partner_id,
                              move.invoice_date AS day,
                              CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign,
                              COALESCE(base.id, move.id) AS base_id,
                              COALESCE(base.invoice_date, move.invoice_date) AS base_day
                         FROM account_move move
                    LEFT JOIN account_move base
                           ON base.id = move.reversed_entry_id
                          AND base.state = 'posted'
                          AND base.move_type IN %(types)s
                        WHERE move.company_id IN %(companies)s AND %(is_sale)s AND %(among)s
                      ) document
                WHERE document.base_day BETWEEN %(since)s AND %(until)s""",
            period_from=self._period_from_sql(),
            period_to=self._period_to_sql(),
            types=tuple(Indicator._sale_types()),
            companies=self.company_id._get_keqing_branch_ids(),
            is_sale=Indicator._is_sale(),
            among=among,
            since=since,
            until=until or SQL("'infinity'::date"),
        )

    def _period_from_sql(self):
        """The first day of the period of ``document``."""
        match self.period:
            case "custom":
                return SQL("%s::date", self.date_from)
            case "half":
                return SQL(
                    """make_date(extract(year FROM document.base_day)::int,
                                 CASE WHEN extract(month FROM document.base_day) < 7
                                      THEN 1 ELSE 7 END, 1)"""
                )
        return SQL("date_trunc(%s, document.base_day)::date", self.period)

    def _period_to_sql(self):
        """The last day of the period of ``document``."""
        if self.period == "custom":
            return SQL("%s::date", self.date_to)
        return SQL(
            "(%s + make_interval(months => %s) - interval '1 day')::date",
            self._period_from_sql(),
            MONTHS[self.period],
        )

    def _enrolled_sql(self, among):
        """Who takes part by these documents: SELECT with the columns of a participant."""
        return SQL(
            """SELECT %s::int AS program_id, %s::int AS company_id,
                      enrolled.partner_id, enrolled.period_from, %s AS group_id
                 FROM (SELECT DISTINCT document.partner_id, document.period_from
                         FROM (%s) document
                        WHERE %s) enrolled""",
            self.id,
            self.company_id.id,
            self._group_sql(SQL("enrolled.partner_id")) if self.is_shared else SQL("NULL::int"),
            self._document_sql(among),
            self._is_in_scope(),
        )

    def _due_sql(self, among, who=None, span=None):
        """What the lines of these documents are worth: SELECT with the columns of the ledger.

        A line at a negative price takes money off, and no goods.

        Amounts are in company currency to the cent, credit notes negative. What is shared is
        multiplied first and divided last: then PostgreSQL rounds as people do.

        :param SQL who: condition on ``document``: whose lines; those who take part if None
        :param span: as for :meth:`_document_sql`
        """
        lines = SQL(
            """SELECT document.*, line.id AS move_line_id, -line.balance AS amount,
                      CASE WHEN line.price_unit < 0 THEN 0 ELSE document.sign END
                          * line.quantity * uom.factor AS quantity,
                      split_part(uom.parent_path, '/', 1) AS kind
                 FROM (%s) document
                 JOIN account_move_line line
                   ON line.move_id = document.move_id AND line.display_type = 'product'
            LEFT JOIN uom_uom uom ON uom.id = line.product_uom_id
                WHERE %s AND %s""",
            self._document_sql(among, span),
            self._takes_part() if who is None else who,
            self._is_of_products(),
        )
        due = self._paid_sql(lines) if self.basis == "collected" else self._invoiced_sql(lines)
        return SQL(
            """SELECT %s::int AS program_id, %s::int AS company_id, due.partner_id, due.period_from,
                      due.move_id, due.move_line_id, due.day, due.amount, due.quantity
                 FROM (%s) due""",
            self.id,
            self.company_id.id,
            due,
        )

    def _takes_part(self):
        """Condition on ``document``: of a customer that takes part in its period."""
        return SQL(
            """EXISTS (SELECT FROM keqing_rebate_member member
                        WHERE member.program_id = %s
                          AND member.partner_id = document.partner_id
                          AND member.period_from = document.period_from)""",
            self.id,
        )

    def _invoiced_sql(self, lines):
        """Lines as they were invoiced; quantities in the programme's unit, none of another kind."""
        uom = self.uom_id
        return SQL(
            """SELECT line.partner_id, line.period_from, line.move_id, line.move_line_id, line.day,
                      line.amount,
                      CASE WHEN line.kind = %(kind)s
                           THEN round(line.quantity / %(factor)s, 6) ELSE 0 END AS quantity
                 FROM (%(lines)s) line
                WHERE %(counts)s""",
            kind=(uom.parent_path or "").split("/")[0],
            factor=SQL("(SELECT factor FROM uom_uom WHERE id = %s)", uom.id or 0),
            lines=lines,
            counts=SQL("line.kind = %s", (uom.parent_path or "").split("/")[0])
            if self.basis == "quantity"
            else SQL("TRUE"),
        )

    def _paid_sql(self, lines):
        """Lines as far as they were paid by money within the period and its days of grace.

        A part of an invoice that was paid is that part of each line, weighed by how soon it was. A
        credit note takes back what was paid beyond what is left of its invoice: of an invoice and
        its full credit note nothing is left, whichever of the two was paid or netted.
        """
        return SQL(
            """WITH line AS MATERIALIZED (%(lines)s),
                    base AS (
                       SELECT DISTINCT line.base_id, line.base_day, line.period_to,
                              NULLIF(move.amount_total, 0) AS amount
                         FROM line JOIN account_move move ON move.id = line.base_id),
                    payment AS (%(payments)s),
                    paid AS (SELECT base_id, sum(paid) AS amount, sum(weighed) AS weighed
                               FROM payment GROUP BY base_id),
                    credited AS (
                       SELECT reversed_entry_id AS base_id, sum(amount_total) AS amount
                         FROM account_move
                        WHERE reversed_entry_id IN (SELECT base_id FROM base)
                          AND state = 'posted' AND move_type = 'out_refund'
                          AND keqing_rebate_statement_id IS NULL
                     GROUP BY reversed_entry_id)
               SELECT line.partner_id, line.period_from, line.move_id, line.move_line_id,
                      payment.day,
                      round(line.amount * sum(payment.weighed) OVER so_far / base.amount,
                            %(digits)s)
                      - round(line.amount * (sum(payment.weighed) OVER so_far - payment.weighed)
                              / base.amount, %(digits)s) AS amount,
                      0 AS quantity
                 FROM line
                 JOIN base ON base.base_id = line.base_id
                 JOIN payment ON payment.base_id = line.base_id
                WHERE line.base_id = line.move_id
               WINDOW so_far AS (PARTITION BY line.move_line_id ORDER BY payment.day)
            UNION ALL
               SELECT line.partner_id, line.period_from, line.move_id, line.move_line_id, line.day,
                      round(line.amount * paid.weighed
                            * LEAST(GREATEST(paid.amount + credited.amount - base.amount, 0),
                                    credited.amount)
                            / (paid.amount * NULLIF(credited.amount, 0)), %(digits)s),
                      0
                 FROM line
                 JOIN base ON base.base_id = line.base_id
                 JOIN paid ON paid.base_id = line.base_id AND paid.amount != 0
                 JOIN credited ON credited.base_id = line.base_id
                WHERE line.base_id != line.move_id""",
            lines=lines,
            payments=self._payment_sql(),
            digits=self.currency_id.decimal_places,
        )

    def _payment_sql(self):
        """How much of ``base`` was paid on which day, as it is, and weighed by its factor.

        Of what a payment settles it counts the money: a discount, a fee or a loss that is written
        off with it was not paid.
        """
        return SQL(
            """SELECT base.base_id, settled.day,
                      sum(settled.amount) AS paid,
                      sum(settled.amount * COALESCE(
                          (SELECT factor.percent::numeric / 100
                             FROM keqing_rebate_factor factor
                            WHERE factor.program_id = %s
                              AND factor.days_from <= settled.day - base.base_day
                         ORDER BY factor.days_from DESC LIMIT 1), 1)) AS weighed
                 FROM base
                 JOIN LATERAL (
                   SELECT partial.max_date AS day,
                          CASE WHEN partial.debit_move_id = item.id
                               THEN partial.debit_amount_currency
                               ELSE partial.credit_amount_currency END * part.paid AS amount
                     FROM account_move_line item
                     JOIN account_partial_reconcile partial
                       ON item.id IN (partial.debit_move_id, partial.credit_move_id)
                     JOIN account_move_line money
                       ON money.id = CASE WHEN partial.debit_move_id = item.id
                                          THEN partial.credit_move_id
                                          ELSE partial.debit_move_id END
                     JOIN account_move entry ON entry.id = money.move_id
                     JOIN account_journal journal ON journal.id = entry.journal_id
                     JOIN LATERAL (%s) part ON TRUE
                    WHERE item.move_id = base.base_id AND item.display_type = 'payment_term'
                      AND entry.state = 'posted'
                      AND (entry.origin_payment_id IS NOT NULL
                           OR entry.statement_line_id IS NOT NULL
                           OR journal.type IN ('bank', 'cash', 'credit'))
                 ) settled ON settled.day <= base.period_to + %s
             GROUP BY base.base_id, settled.day""",
            self.id,
            self._money_sql(),
            self.grace_days,
        )

    def _money_sql(self):
        """Which part of what ``entry`` settles is money: SELECT with ``paid``, from 0 to 1"""
        return SQL(
            """SELECT LEAST(GREATEST(1 + COALESCE(sum(balance) FILTER (WHERE is_lost)
                          / NULLIF(sum(balance) FILTER (WHERE is_owed), 0), 0), 0), 1) AS paid
                 FROM (SELECT line.balance,
                              account.account_type IN ('asset_receivable', 'liability_payable')
                                  AS is_owed,
                              line.tax_line_id IS NOT NULL
                              OR account.account_type LIKE 'income%%'
                              OR account.account_type LIKE 'expense%%' AS is_lost
                         FROM account_move_line line
                         JOIN account_account account ON account.id = line.account_id
                        WHERE line.move_id = entry.id) share"""
        )

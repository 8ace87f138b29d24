# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...measure import Measure, needs
from ...tools.period import previous_period


class KeqingIndicator(models.Model):
    """Facts that a credit rating asks for besides weighted days late.

    What is paid, credited or reconciled after the window's end was still open then.
    """

    _inherit = "keqing.indicator"

    measure = fields.Selection(
        selection_add=[
            ("overdue_share", "Overdue share of the receivables"),
            ("overdue_days", "Days overdue of the oldest open invoice"),
            ("dso", "Days sales outstanding"),
            ("dso_trend", "Change of the days sales outstanding"),
            ("dso_best", "Best possible days sales outstanding"),
            ("days_delinquent", "Average days delinquent"),
            ("returned_share", "Share of the purchases returned"),
            ("licence_valid", "Licence valid"),
            ("compliance", "Compliance"),
        ]
    )

    # Overdue

    def _overdue_amount(self, date_to):
        """Due before the last day and open, less open credits; NULL for neither."""
        return SQL("sum(fact.open_amount) FILTER (WHERE fact.due < %s)", date_to)

    def _measure_overdue_share(self, company, date_from, date_to):
        """What is overdue in percent of all that is open, 0 to 100.

        Unknown for who owes nothing: that is no proof of paying in time.
        """
        value = SQL(
            """CASE WHEN sum(fact.open_amount) > 0
                    THEN LEAST(GREATEST(COALESCE(%s, 0), 0) * 100 / sum(fact.open_amount), 100)
               END""",
            self._overdue_amount(date_to),
        )
        return Measure("receivable", value, date_to, self._open_at(date_to))

    def _measure_overdue_days(self, company, date_from, date_to):
        """Days from the due date of the oldest open overdue debt to the window's end.

        0 where nothing is overdue or open credits cover it; unknown for who owes nothing.
        """
        value = SQL(
            """CASE WHEN %(overdue)s > 0
                    THEN %(until)s::date - min(fact.due) FILTER (WHERE fact.open_amount > 0)
                    WHEN sum(fact.open_amount) > 0 THEN 0
               END""",
            overdue=self._overdue_amount(date_to),
            until=date_to,
        )
        return Measure("receivable", value, date_to, self._overdue_at(date_to))

    # Days sales outstanding

    def _booked_in(self, date_from, date_to, condition="TRUE"):
        """Balance of what was booked on receivables in a window, 0 for nothing."""
        return SQL(
            """COALESCE(sum(fact.booked_amount)
                        FILTER (WHERE fact.booked_on BETWEEN %s AND %s AND %s), 0)""",
            date_from,
            date_to,
            SQL(condition),
        )

    def _sales_outstanding(self, receivable, date_from, date_to):
        """``receivable`` in days of a window's sales; NULL where those are not positive."""
        sold = self._booked_in(date_from, date_to, "fact.is_sale")
        days = (date_to - date_from).days + 1
        return SQL("CASE WHEN %s > 0 THEN %s * %s / %s END", sold, receivable, days, sold)

    @needs("first_day", "bookings")
    def _measure_dso(self, company, date_from, date_to):
        """Days sales outstanding: receivables / credit sales x days of the window.

        Receivables are less open credits, negative for who has paid in advance. Credit sales are
        invoices less credit notes as booked on receivables: both with tax. No sales: unknown.
        """
        receivable = SQL("COALESCE(sum(fact.open_amount), 0)")
        value = self._sales_outstanding(receivable, date_from, date_to)
        booked = self._open_at(date_to) | self._dated("date", (date_from, date_to))
        return Measure("receivable", value, date_from, booked)

    @needs("first_day", "bookings")
    def _measure_dso_best(self, company, date_from, date_to):
        """Best possible DSO: receivables not yet due / credit sales x days of the window."""
        current = SQL("COALESCE(sum(fact.open_amount) FILTER (WHERE fact.due >= %s), 0)", date_to)
        value = self._sales_outstanding(current, date_from, date_to)
        booked = self._open_at(date_to) | self._dated("date", (date_from, date_to))
        return Measure("receivable", value, date_from, booked)

    @needs("first_day", "bookings")
    def _measure_days_delinquent(self, company, date_from, date_to):
        """Average days delinquent: DSO less best possible DSO, what is overdue in days of sales."""
        overdue = SQL("COALESCE(%s, 0)", self._overdue_amount(date_to))
        value = self._sales_outstanding(overdue, date_from, date_to)
        booked = self._open_at(date_to) | self._dated("date", (date_from, date_to))
        return Measure("receivable", value, date_from, booked)

    @needs("first_day", "bookings")
    def _measure_dso_trend(self, company, date_from, date_to):
        """Days sales outstanding less those of the window before; unknown unless both are known.

        Open before is open now less what has been booked since, as settling one item by another
        does not change what a customer owes in all.
        """
        before = previous_period(date_from, date_to)
        receivable = SQL("COALESCE(sum(fact.open_amount), 0)")
        receivable_before = SQL("(%s - %s)", receivable, self._booked_in(date_from, date_to))
        value = SQL(
            "%s - %s",
            self._sales_outstanding(receivable, date_from, date_to),
            self._sales_outstanding(receivable_before, *before),
        )
        booked = self._open_at(date_to) | self._dated("date", (before[0], date_to))
        return Measure("receivable", value, before[0], booked)

    # Returned

    def _measure_returned_share(self, company, date_from, date_to):
        """Credit notes in percent of invoices, untaxed; unknown for who was not invoiced."""
        in_window = self._in_window(date_from, date_to)
        value = SQL(
            """-100 * COALESCE(sum(fact.amount) FILTER (WHERE fact.is_refund AND %(in_window)s), 0)
               / NULLIF(GREATEST(sum(fact.amount)
                                 FILTER (WHERE NOT fact.is_refund AND %(in_window)s), 0), 0)""",
            in_window=in_window,
        )
        return Measure("invoice", value, date_from)

    # On the card

    def _source_standing(self, company, since, until):
        """What the cards say of a customer's standing: ``partner_id, licence_expiry, compliance``.

        A card keeps no history: an evaluation of a past period sees it as it is today.
        """
        return SQL(
            """SELECT id AS partner_id,
                      keqing_licence_expiry AS licence_expiry,
                      keqing_compliance AS compliance
                 FROM res_partner
                WHERE keqing_licence_expiry IS NOT NULL OR keqing_compliance IS NOT NULL"""
        )

    def _documents_standing(self, company, customers, since, until):
        return "res.partner", Domain("id", "in", customers.ids)

    def _measure_licence_valid(self, company, date_from, date_to):
        """1 if the licence is valid on the window's last day, else 0; unknown without expiry."""
        value = SQL("(max(fact.licence_expiry) >= %s)::int", date_to)
        return Measure("standing", value, date_to)

    def _measure_compliance(self, company, date_from, date_to):
        """2 for law-abiding, 1 for warned, 0 in violation; unknown where nobody has said."""
        value = SQL(
            """min(CASE fact.compliance
                   WHEN 'good' THEN 2 WHEN 'warned' THEN 1 WHEN 'violation' THEN 0 END)"""
        )
        return Measure("standing", value, date_to)

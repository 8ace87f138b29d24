# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.measure import Measure


class KeqingIndicator(models.Model):
    """Facts read off store checks."""

    _inherit = "keqing.indicator"

    measure = fields.Selection(
        selection_add=[
            ("store_score", "Perfect store score"),
            ("price_breach_count", "Price breaches"),
            ("stock_out_count", "Stock-outs"),
            ("strike_rate", "Visits with an order"),
        ]
    )

    def _source_store_check(self, company, since, until):
        """One row per answered check of a visit that was done: ``partner_id, date, is_price_breach,
        is_stock_out``."""
        return SQL(
            """SELECT found.partner_id, visit.done_on AS date,
                      item.answer = 'price' AND found.verdict = 'breach' AS is_price_breach,
                      item.is_stock AND found.number = 0 AS is_stock_out
                 FROM keqing_store_check found
                 JOIN keqing_visit visit ON visit.id = found.visit_id
                 JOIN keqing_check_item item ON item.id = found.item_id
                WHERE found.is_answered AND visit.company_id IN %s AND visit.state = 'done'
                  AND visit.done_on <= %s AND %s""",
            company._get_keqing_branch_ids(),
            until,
            SQL("TRUE") if since is None else SQL("visit.done_on >= %s", since),
        )

    def _documents_store_check(self, company, customers, since, until):
        done = self._dated("visit_id.done_on", (since, until))
        return "keqing.store.check", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & Domain("partner_id", "in", customers.ids)
            & Domain("is_answered", "=", True)
            & Domain("visit_id.state", "=", "done")
            & done
        )

    def _measure_price_breach_count(self, company, date_from, date_to):
        """Prices found outside their band."""
        counted = SQL("fact.is_price_breach AND %s", self._in_window(date_from, date_to))
        only = Domain("item_id.answer", "=", "price") & Domain("verdict", "=", "breach")
        return Measure("store_check", SQL("count(*) FILTER (WHERE %s)", counted), date_from, only)

    def _measure_stock_out_count(self, company, date_from, date_to):
        """Products of which nothing was left in the shop."""
        counted = SQL("fact.is_stock_out AND %s", self._in_window(date_from, date_to))
        only = Domain("item_id.is_stock", "=", True) & Domain("number", "=", 0)
        return Measure("store_check", SQL("count(*) FILTER (WHERE %s)", counted), date_from, only)

    def _source_visit(self, company, since, until):
        """Besides: ``store_score`` in percent, null where nothing was judged, ``has_order``."""
        return SQL(
            """SELECT fact.*, CASE WHEN visit.has_store_score THEN visit.store_score END
                              AS store_score,
                      EXISTS (SELECT FROM sale_order taken
                               WHERE taken.keqing_visit_id = visit.id AND taken.state = 'sale')
                              AS has_order
                 FROM (%s) fact
                 JOIN keqing_visit visit ON visit.id = fact.visit_id""",
            super()._source_visit(company, since, until),
        )

    def _measure_store_score(self, company, date_from, date_to):
        """Average of the visits in which something was judged, in percent."""
        value = SQL(
            "avg(fact.store_score) FILTER (WHERE fact.is_done AND %s)",
            self._in_window(date_from, date_to),
        )
        only = Domain("state", "=", "done") & Domain("has_store_score", "=", True)
        return Measure("visit", value, date_from, only)

    def _measure_strike_rate(self, company, date_from, date_to):
        """Visits done on which an order was taken that was confirmed, in percent of those done.

        Unknown where none was done.
        """
        done = SQL("fact.is_done AND %s", self._in_window(date_from, date_to))
        value = SQL(
            """count(*) FILTER (WHERE %(done)s AND fact.has_order) * 100.0
               / NULLIF(count(*) FILTER (WHERE %(done)s), 0)""",
            done=done,
        )
        return Measure("visit", value, date_from, Domain("state", "=", "done"))

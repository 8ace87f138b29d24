# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import tagged, warmup
from odoo.tools import SQL

from odoo.addons.keqing_customer.models.account_move_credit import AccountMove
from odoo.addons.keqing_customer.models.sale_order_credit import SaleOrder

from .credit import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditBudget(CreditCommon):
    """What asking for credit costs, in queries, beside documents that ask nobody."""

    def _count(self, documents, method):
        """Queries that a method of each of these documents takes, with empty caches of records."""
        counts = []
        for document in documents.with_context(tracking_disable=False):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            getattr(document, method)()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        return min(counts)

    def _orders(self):
        return self.env["sale.order"].concat(*(self._create_order(10) for __ in range(2)))

    def _invoices(self):
        return self.env["account.move"].concat(
            *(self._create_invoice(self.customer, 10, Date.today(), post=False) for __ in range(2))
        )

    @warmup
    def test_confirming_costs_three_queries_more(self):
        def write(order, vals):
            return super(SaleOrder, order).write(vals)

        with patch.object(SaleOrder, "write", write):
            stock = self._count(self._orders(), "action_confirm")
        self.assertEqual(self._count(self._orders(), "action_confirm"), stock + 3)
        self._set_limit(self.customer, 0)  # who has none cannot be held, so nobody looks further
        self.assertEqual(self._count(self._orders(), "action_confirm"), stock + 1)

    @warmup
    def test_posting_costs_four_queries_more(self):
        """One of them to see whether the invoice is of an order, which asked already."""

        def post(move, soft=True):
            return super(AccountMove, move)._post(soft)

        with patch.object(AccountMove, "_post", post):
            stock = self._count(self._invoices(), "action_post")
        self.assertEqual(self._count(self._invoices(), "action_post"), stock + 4)
        self._set_limit(self.customer, 0)
        self.assertEqual(self._count(self._invoices(), "action_post"), stock + 2)

    @warmup
    def test_counting_invoices_reads_what_is_tracked_at_once(self):
        """Odoo counts them with nothing read ahead, see ``_increase_rank``."""
        customer = self.customer.with_context(tracking_disable=False, prefetch_fields=False)
        self.assertGreater(len(customer._track_get_fields()), 15)
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            customer.customer_rank += 1

    def test_who_is_over_is_found_by_the_index(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for name, index in (("keqing_is_over_limit", "over"), ("keqing_is_on_hold", "hold")):
            query = self.env["res.partner"]._search([(name, "=", True)], limit=80)
            plan = str(self.env.execute_query(SQL("EXPLAIN %s", query.select())))
            self.assertIn(f"keqing_credit_account_{index}_idx", plan)

    def test_sorting_and_grouping_by_rating_look_no_grade_up(self):
        self._rate(self.customer, "approve")
        rating = self.env["res.partner"]._field_to_sql("res_partner", "keqing_credit_grade_id")
        self.assertNotIn("SELECT", rating.code)
        with self.assertRaises(UserError):  # so none is found that was deleted
            self.credit_grades["approve"].unlink()

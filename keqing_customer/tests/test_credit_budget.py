# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.sql_db import Cursor
from odoo.tests import tagged, warmup
from odoo.tools import SQL

from odoo.addons.keqing_customer.models.credit.account_move import AccountMove
from odoo.addons.keqing_customer.models.credit.sale_order import SaleOrder

from .credit import CreditCommon

MEASUREMENTS = 3  # the first fills the caches of the registry


def without_us(model_class, name):
    """A method as it is without what a class of ours adds."""
    return lambda record, *args, **named: getattr(super(model_class, record), name)(*args, **named)


@tagged("post_install", "-at_install")
class TestCreditBudget(CreditCommon):
    """What asking for credit costs, in queries, beside documents that ask nobody.

    Odoo by itself does not always ask the same: posting costs it 33 queries or 34. So what it asks
    at any time is compared, and not how often it asks.
    """

    def _statements(self, documents, method):
        """The queries of a method of some documents, with empty caches of records: a Counter."""
        documents = documents.with_context(tracking_disable=False)
        self.env.flush_all()
        self.env.invalidate_all()
        documents.company_id._get_keqing_today()  # the zone of the company is read once a request
        with patch.object(Cursor, "execute", autospec=True, side_effect=Cursor.execute) as execute:
            getattr(documents, method)()
            self.env.flush_all()
        queries = (call.args[1] for call in execute.call_args_list)
        return Counter(query.code if isinstance(query, SQL) else query for query in queries)

    def _cost_of_confirming(self, *customers):
        # Confirming writes the moment, in another statement unless it was made within that second
        day = Date.subtract(Date.today(), days=1)
        return self._cost(
            lambda: self.env["sale.order"].concat(
                *(self._create_order(10, customer, date_order=day) for customer in customers)
            ),
            "action_confirm",
            patch.object(SaleOrder, "write", without_us(SaleOrder, "write")),
        )

    def _cost_of_posting(self, customer):
        return self._cost(
            lambda: self._create_invoice(customer, 10, Date.today(), post=False),
            "action_post",
            patch.object(AccountMove, "write", without_us(AccountMove, "write")),
        )

    def _cost(self, make, method, stock):
        """:return: how many queries more than Odoo alone ever asks"""
        ours, theirs = [], Counter()
        for __ in range(MEASUREMENTS):
            ours.append(self._statements(make(), method))
            with stock:
                theirs |= self._statements(make(), method)
        return min((each - theirs).total() for each in ours)

    def test_confirming_costs_three_queries(self):
        self.assertEqual(self._cost_of_confirming(self.customer), 3)
        free = self._create_customer("Hu Tao")  # nobody looks further, as it cannot be held
        self.assertEqual(self._cost_of_confirming(free), 1)

    def test_a_cap_costs_two_more(self):
        """What was supplied in the period, and the day on which the order begins to count."""
        self._post_invoice(500, Date.subtract(Date.today(), months=2))
        self._account()._refresh()
        self._rate(self.customer, "cap", credit_overdue_days=100)
        self.assertEqual(self._cost_of_confirming(self.customer), 5)

    def test_confirming_many_costs_no_more_than_one(self):
        customers = self._create_customers(4)
        for customer in customers:
            self._set_limit(customer, 1000)
        self.assertEqual(self._cost_of_confirming(*customers), 3)

    def test_posting_costs_four_queries_at_most(self):
        """One of them to see whether the invoice is of an order, which asked already.

        Odoo mostly asks that itself afterwards.
        """
        self.assertLessEqual(self._cost_of_posting(self.customer), 4)
        self.assertLessEqual(self._cost_of_posting(self._create_customer("Hu Tao")), 2)

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
        # Of so few accounts any index is as good
        for other in ("_company_id_index", "exposure_idx"):
            self.env.cr.execute(f"DROP INDEX keqing_credit_account_{other}")
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

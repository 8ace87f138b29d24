# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import CustomerCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-04-02")
class TestFirstPurchase(CustomerCommon):
    """A first invoice or receipt that is not credited in full makes a customer new, won, …"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.referrer = cls._create_customer("Zhongli")
        cls.customer = cls._create_customer("Ganyu", keqing_referrer_id=cls.referrer.id)
        cls.target = cls.env["keqing.development.target"].create(
            {
                "company_id": cls.company.id,
                "territory_id": cls.country.id,
                "date_from": "2024-01-01",
                "date_to": "2024-03-31",
                "customer_count_planned": 1,
            }
        )
        cls.quarter = cls._create_run(
            cls._create_scorecard(
                provisional_days=60, provisional_grade_id=cls.grade_b.id, period="quarter"
            )
        )

    def _credit(self, invoice, amount=None):
        """Credit an invoice, in full or in part."""
        credit = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
        if amount:
            credit.invoice_line_ids.price_unit = amount
        credit.action_post()

    def _where_it_counts(self):
        """:return: as what the customer counts, of ``won``, ``referred`` and ``active``"""
        self.env.flush_all()
        self.target.invalidate_recordset()
        self.customer._update_lifecycle(self.customer._lifecycle_changes())
        [[__, referred]] = self.env.execute_query(
            self.indicators["referrals"]._facts_sql(
                SQL("SELECT %s::int AS partner_id", self.referrer.id),
                self.company,
                self.quarter.date_from,
                self.quarter.date_to,
            )
        )
        found = {
            "won": self.target.customer_count,
            "referred": referred,
            "active": self.customer.keqing_lifecycle == "active",
        }
        return {name for name, counts in found.items() if counts}

    def test_credited_in_full_is_no_purchase(self):
        self._credit(self._create_invoice(self.customer, 500, "2024-02-01"))
        self.assertEqual(self._where_it_counts(), set())

    def test_credited_in_part_is_a_purchase(self):
        self._credit(self._create_invoice(self.customer, 500, "2024-02-01"), 100)
        self.assertEqual(self._where_it_counts(), {"won", "referred", "active"})

    def test_paid_and_then_credited_in_full_is_no_purchase(self):
        invoice = self._create_invoice(self.customer, 500, "2024-02-01")
        self._pay(invoice, 500, "2024-02-03")
        self._credit(invoice)
        self.assertEqual(self._where_it_counts(), set())

    def test_a_receipt_is_a_purchase(self):
        self._create_invoice(self.customer, 500, "2024-02-01", move_type="out_receipt")
        self.assertEqual(self._where_it_counts(), {"won", "referred", "active"})

    def test_a_credit_note_alone_is_none(self):
        self._create_invoice(self.customer, 500, "2024-02-01", refund=True)
        self.assertEqual(self._where_it_counts(), set())

    def test_the_first_that_stands_is_the_first(self):
        self._credit(self._create_invoice(self.customer, 500, "2023-06-01"))
        self._create_invoice(self.customer, 500, "2024-02-01")
        self.assertEqual(self._where_it_counts(), {"won", "referred", "active"})
        self.quarter.action_compute()  # bought two months before the end: still provisional
        self.assertTrue(self._evaluation(self.quarter, self.customer).is_provisional)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-01 03:00:00")
class TestPromiseToPay(VisitCommon):
    """On 1 June 2024 a customer that owes 1,000 promises 500 by 10 June."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_customer("Ganyu", user_id=cls.salesperson.id)
        cls.invoice = cls._create_invoice(cls.debtor, 1000, "2024-04-01", due="2024-05-01")
        cls.promise = cls._promise("2024-06-10", 500)

    @classmethod
    def _promise(cls, due_on, amount):
        return cls.env["keqing.payment.promise"].create(
            {
                "partner_id": cls.debtor.id,
                "user_id": cls.salesperson.id,
                "amount": amount,
                "promised_on": "2024-06-01",
                "due_on": due_on,
            }
        )

    def _night(self, day, job="keqing_visit.ir_cron_promise"):
        with freeze_time(f"{day} 03:00:00"), self.enter_registry_test_mode():
            self.env.ref(job).method_direct_trigger()
        self.env.invalidate_all()

    def _matters(self, day):
        customer = self.debtor.with_user(self.salesperson)
        with freeze_time(f"{day} 05:00:00"):
            return [
                (each["level"], each["text"].replace("\xa0", " "))
                for each in customer._get_matters().get(customer, [])
                if "promised" in each["text"].lower()
            ]

    def test_payments_keep_it(self):
        self._pay(self.invoice, 499.99, "2024-06-05")
        self._night("2024-06-06")
        self.assertEqual(self.promise.state, "open")
        self._pay(self.invoice, 0.01, "2024-06-10")
        self._night("2024-06-11")
        self.assertEqual(self.promise.state, "kept")

    def test_what_is_not_paid_by_its_day_is_broken_and_matters_now(self):
        self._pay(self.invoice, 300, "2024-05-31")  # before the promise
        self._night("2024-06-10")
        self.assertEqual(self.promise.state, "open")
        self._night("2024-06-11")
        self.assertEqual(self.promise.state, "broken")
        [(level, text)] = self._matters("2024-06-11")
        self.assertEqual(level, "now")
        self.assertRegex(text, r"Did not pay .*500.00.* by Jun 10, 2024 as promised")
        self._pay(self.invoice, 500, "2024-06-20")
        self._night("2024-06-21")
        self.assertEqual(self.promise.state, "late")
        self.assertEqual(self._matters("2024-06-21"), [])

    def test_one_payment_keeps_one_promise(self):
        second = self._promise("2024-06-12", 500)
        self._pay(self.invoice, 600, "2024-06-09")
        self._night("2024-06-13")
        self.assertEqual((self.promise.state, second.state), ("kept", "broken"))
        self._pay(self.invoice, 400, "2024-06-14")
        self._night("2024-06-15")
        self.assertEqual((self.promise.state, second.state), ("kept", "late"))

    def test_a_credit_note_is_no_payment(self):
        self._create_invoice(self.debtor, 500, "2024-06-05", refund=True)
        self._night("2024-06-11")
        self.assertEqual(self.promise.state, "broken")

    def test_whoever_promised_is_left_alone_until_then(self):
        self.env["keqing.collection.level"].create({"name": "Call", "days": 1})
        job = "keqing_customer.ir_cron_collection"
        mine = [("partner_id", "=", self.debtor.id)]
        self._night("2024-06-10", job)
        self.assertFalse(self.env["keqing.collection"].search(mine))
        self._night("2024-06-11", job)
        self.assertEqual(self.env["keqing.collection"].search(mine).days, 41)

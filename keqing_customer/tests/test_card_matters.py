# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15")
class TestMatters(CustomerCommon):
    """What matters about a customer now."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies = cls.company + cls.other_company
        cls.accountant = cls._create_user("accountant", "all", company_ids=cls.companies.ids)
        cls.accountant.group_ids += cls.env.ref("account.group_account_readonly")
        cls.customer = cls._create_customer(user_id=cls.salesperson.id)
        cls.customer.sudo().keqing_verified_on = "2024-06-01"

    def _matters(self, user=None):
        self.env.invalidate_all()
        user = user or self.salesperson
        own = self.companies & user.company_ids  # all of them ticked, the first in use
        customer = self.customer.with_user(user).with_context(allowed_company_ids=own.ids)
        matters = customer.get_keqing_matters()
        return [
            {**matter, "text": matter["text"].replace("\N{NO-BREAK SPACE}", " ")}
            for matter in matters
        ]

    def _texts(self, user=None):
        return [(matter["level"], matter["text"]) for matter in self._matters(user)]

    def test_nothing(self):
        self.assertEqual(self._matters(self.accountant), [])

    # Overdue

    def test_overdue_amount_and_days_for_who_sees_the_books(self):
        late = self._create_invoice(self.customer, 800, "2024-05-01", due="2024-06-03")
        later = self._create_invoice(self.customer, 100, "2024-05-01", due="2024-06-14")
        self._create_invoice(self.customer, 50, "2024-05-01", due="2024-06-15")  # due today
        self._create_invoice(self.customer, 70, "2024-05-01", company=self.other_company)
        self._pay(late, 300, "2024-06-01")
        (matter,) = self._matters(self.accountant)
        self.assertEqual(matter["text"], "$ 600.00 overdue, 12 day(s) late")
        self.assertEqual(matter["level"], "now")
        shown = self.env[matter["action"]["res_model"]].search(matter["action"]["domain"])
        self.assertEqual(shown, late + later)
        self.assertEqual(sum(shown.mapped("amount_residual")), 600)
        self.assertEqual(self._matters(self.salesperson), [])
        self.assertEqual(self._matters(self.director), [])

    def test_a_salesperson_is_told_of_own_invoices(self):
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman")
        self._create_invoice(self.customer, 800, "2024-05-01", invoice_user_id=self.salesperson.id)
        self._create_invoice(self.customer, 90, "2024-05-01", invoice_user_id=self.manager.id)
        self.assertEqual(self._texts(), [("now", "$ 800.00 overdue, 45 day(s) late")])

    def test_credits_count_against_debts(self):
        self._create_invoice(self.customer, 800, "2024-05-01")
        self._create_invoice(self.customer, 300, "2024-04-01", refund=True)
        self.assertEqual(
            self._texts(self.accountant), [("now", "$ 500.00 overdue, 45 day(s) late")]
        )
        self._create_invoice(self.customer, 500, "2024-06-01", refund=True)
        self.assertEqual(self._texts(self.accountant), [])

    def test_the_debt_of_a_contact_is_its_companys(self):
        person = self.env["res.partner"].create({"name": "Xiao", "parent_id": self.customer.id})
        self._create_invoice(person, 800, "2024-06-14")
        self.assertEqual(self._texts(self.accountant), [("now", "$ 800.00 overdue, 1 day(s) late")])

    # The file

    def test_licence(self):
        for expiry, expected in (
            ("2024-06-14", [("now", "Licence expired on Jun 14, 2024")]),
            ("2024-06-15", [("soon", "Licence ends on Jun 15, 2024")]),
            ("2024-07-15", [("soon", "Licence ends on Jul 15, 2024")]),
            ("2024-07-16", []),
        ):
            with self.subTest(expiry=expiry):
                self.customer.keqing_licence_expiry = expiry
                self.assertEqual(self._texts(), expected)

    def test_card_not_checked_for_longer_than_its_type_allows(self):
        self.outlet.verify_months = 3
        self.customer.sudo().keqing_verified_on = "2024-03-15"
        self.assertEqual(self._texts(), [])
        self.customer.sudo().keqing_verified_on = "2024-03-14"
        (matter,) = self._matters()
        self.assertEqual(matter["text"], "Card not checked since Mar 14, 2024")
        self.assertEqual(matter["level"], "info")
        self.assertEqual(matter["action"]["res_model"], "keqing.verification")
        self.customer.sudo().keqing_verified_on = False
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2024-01-01' WHERE id = %s", [self.customer.id]
        )
        self.assertEqual(self._texts(), [("info", "Card never checked")])
        self.company.partner_id.tz = "America/Los_Angeles"
        [matter] = self.customer._find_verification_matters()
        self.assertEqual(matter["due"], Date.to_date("2023-12-31"), "the company's day")

    # The grade

    def test_a_fall_at_the_last_evaluation(self):
        scorecard = self._create_scorecard()
        for day, amount in (("2023-11-10", 9_000), ("2024-02-10", 4_500), ("2024-05-10", 4_500)):
            self._create_invoice(self.customer, amount, day)
        self._confirm_run(scorecard, "2023-12-31")
        self.assertEqual(self._texts(), [])
        run = self._confirm_run(scorecard)
        (matter,) = self._matters()
        self.assertEqual((matter["level"], matter["text"]), ("soon", "Fell from A to B"))
        self.assertEqual(matter["action"]["res_id"], self._evaluation(run, self.customer).id)
        with freeze_time("2024-07-01"):
            self._confirm_run(scorecard, "2024-06-30")
            self.assertEqual(self._texts(), [])  # as before

    def test_a_fall_of_the_credit_grade(self):
        scorecard = self._create_scorecard(purpose="credit")
        for day, amount in (("2023-11-10", 9_000), ("2024-02-10", 450)):
            self._create_invoice(self.customer, amount, day)
        self._confirm_run(scorecard, "2023-12-31")
        self._confirm_run(scorecard)
        self.assertEqual(self._texts(), [("soon", "Credit fell from A to C")])

    def test_a_relationship_that_is_not_what_it_was(self):
        warmth = self._create_indicator("warmth", mark_max=10)
        scorecard = self._create_scorecard(
            lines=[self._line(warmth, target=10)], name="Closeness", purpose="relationship"
        )
        for day, mark in (("2023-12-31", 8), ("2024-03-31", 4.5)):
            self.assertEqual(self._texts(), [])
            self._assess(warmth, self.customer, mark, day)
            run = self._confirm_run(scorecard, day)
        (matter,) = self._matters()
        self.assertEqual((matter["level"], matter["text"]), ("soon", "Closeness fell from A to B"))
        self.assertEqual(matter["action"]["res_id"], self._evaluation(run, self.customer).id)

    # All together

    def _with(self, *matters):
        """Let other modules add their own, which each extend the list of those before."""
        Partner = self.env.registry["res.partner"]
        before = Partner._find_matters

        def find(customers):
            for level, due, text in matters:
                due = Date.to_date(due)
                for each in customers:
                    yield {"customer": each, "level": level, "due": due, "text": text, "action": {}}

        return patch.object(Partner, "_find_matters", lambda self: [*before(self), *find(self)])

    def test_three_at_most_the_most_urgent_first(self):
        self.customer.keqing_licence_expiry = "2024-06-10"
        with self._with(
            ("info", "2020-01-01", "Long ago"),
            ("soon", "2024-06-20", "Birthday"),
            ("soon", "2024-06-17", "Sample promised"),
            ("now", "2024-06-09", "Complaint"),
        ):
            self.assertEqual(
                self._texts(),
                [
                    ("now", "Complaint"),
                    ("now", "Licence expired on Jun 10, 2024"),
                    ("soon", "Sample promised"),
                ],
            )
            self.assertEqual({*self._matters()[0]}, {"text", "level", "action"})

    def test_own_customers_only(self):
        self.customer.write({"user_id": False, "keqing_territory_id": self.south.id})
        with self.assertRaises(AccessError):
            self._matters()
        clerk = self._create_user("clerk")
        clerk.group_ids += self.env.ref("account.group_account_readonly")
        with self.assertRaises(AccessError):
            self._matters(clerk)

    def test_many_customers_cost_no_more_than_one(self):
        """Each has a fallen grade, debts, a licence that ended and a card nobody checked."""
        self.outlet.verify_months = 1
        scorecard = self._create_scorecard()
        customers = self.customer + self._create_customers(49)
        customers.sudo().write(
            {"keqing_verified_on": "2024-01-01", "keqing_licence_expiry": "2024-06-10"}
        )
        for customer in customers:
            for day, amount in (("2023-11-10", 9_000), ("2024-02-10", 4_500)):
                self._create_invoice(customer, amount, day)
        for day in ("2023-12-31", "2024-03-31"):
            self._confirm_run(scorecard, day)
        customers = customers.with_user(self.accountant).with_context(
            allowed_company_ids=self.company.ids
        )

        def ask(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            matters = some._get_matters()
            return self.env.cr.sql_log_count - before, matters

        ask(customers)  # warms the caches of the registry
        few, __ = ask(customers[:1])
        many, matters = ask(customers)
        self.assertEqual(many, few)
        self.assertLessEqual(few, 20)
        self.assertEqual(set(matters), set(customers))
        for customer, found in matters.items():
            self.assertEqual([each["level"] for each in found], ["now", "now", "soon", "info"])
            self.assertEqual(found[1]["action"]["res_id"], customer.id)
        self.customer.keqing_licence_expiry = False
        self.assertEqual(len(ask(customers)[1][customers[0]]), 3)
        self.assertFalse(self.env["res.partner"]._get_matters())

    def test_more_to_tell_costs_no_more_queries(self):
        def queries():
            for __ in range(2):  # the first time warms the caches of the registry
                self._matters(self.accountant)
                before = self.env.cr.sql_log_count
                self._matters(self.accountant)
            return self.env.cr.sql_log_count - before

        self.customer.keqing_licence_expiry = "2024-06-10"
        scorecard = self._create_scorecard()
        for day, amount in (("2023-11-10", 9_000), ("2024-02-10", 4_500)):
            self._create_invoice(self.customer, amount, day)
        self._confirm_run(scorecard, "2023-12-31")
        self._confirm_run(scorecard)
        few = queries()
        for number in range(1, 9):
            self._create_invoice(self.customer, 100, f"2024-05-0{number}")
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, 20)

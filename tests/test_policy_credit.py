# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""The credit and agreement clauses of the policies: S0-12, S0-38..40, S1-30, S2-09, S4-21, S4-66.

Each pack rates by how a customer pays; what follows from the rating is the same for all.
"""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .policy import PolicyCommon


class CreditClauses:
    """A customer that pays and one that does not, by the pack's own scorecard."""

    kind = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payer, cls.debtor = cls._create_customers(2, kind=cls.kind)
        cls.controller = cls._create_user("controller")
        cls.controller.group_ids += cls.env.ref("keqing_customer.group_customer_credit")
        first = {"date": "2023-06-01", "due": "2023-07-01"}
        for customer, paid_on in ((cls.payer, "2023-06-20"), (cls.debtor, None)):
            # customers for more than half a year, so that no newcomer's rating is capped
            invoice = cls._create_invoice(customer, 12_000, first["date"], due=first["due"])
            if paid_on:
                cls._pay(invoice, 12_000, paid_on)
        cls._create_invoice(cls.debtor, 6_000, "2024-01-10", due="2024-02-10")
        recent = cls._create_invoice(cls.payer, 6_000, "2024-01-10", due="2024-02-10")
        cls._pay(recent, 6_000, "2024-01-20")
        for customer, mark in ((cls.payer, 5), (cls.debtor, 1)):
            cls._assess(cls.indicators["reputation"], customer, mark)
        cls.payer.write({"keqing_licence_expiry": "2030-01-01", "keqing_compliance": "good"})
        cls.debtor.write({"keqing_licence_expiry": "2023-12-31", "keqing_compliance": "violation"})
        cls._confirm_run(cls._scorecard("_credit"))

    def test_it_asks_for_approval_and_says_so_before(self):
        """Once: who goes back to a warning stays with it."""
        company = self.env["res.company"].create({"name": "Wangshu Inn"})
        Policy = self.env["keqing.policy"]
        [said] = Policy._changes(self.pack, company)
        self.assertIn("ask for approval", said)
        Policy._load(self.pack, company)
        self.assertEqual(company.keqing_credit_constraint, "approve")
        company.keqing_credit_constraint = "warn"
        self.assertFalse(Policy._changes(self.pack, company))
        Policy._load(self.pack, company)
        self.assertEqual(company.keqing_credit_constraint, "warn")

    def test_rated_by_how_they_pay(self):
        """Who pays early has full points; who pays nothing has next to none.

        The debtor: no points for days late, overdue share, days overdue (274 days), receivables'
        days, licence, conduct and reputation; 5 of 100 for nothing returned at best.
        """
        in_company = (self.payer + self.debtor).with_company(self.company)
        self.assertEqual(in_company.mapped("keqing_credit_grade_id.code"), ["AAA", "C"])

    def test_a_limit_is_proposed_and_decided_by_the_controller(self):
        """The average month with invoices, times one month's term, times 1.5 for AAA."""
        Proposal = self.env["keqing.credit.proposal"].with_user(self.controller)
        proposal = Proposal.search([("partner_id", "=", self.payer.id)])
        # 12,000 in one month and 6,000 in another, within a year: 9,000 a month
        self.assertEqual(proposal.proposed_limit, 14_000, "13,500, rounded up")

    def test_who_does_not_pay_gets_nothing_more_on_credit(self):
        """Bad credit: supply is suspended until somebody answers for it."""
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": customer.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "product_uom_qty": 1,
                                "price_unit": 100,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
                for customer in (self.payer, self.debtor)
            ]
        )
        orders[0].action_confirm()
        self.assertEqual(orders[0].state, "sale")
        with self.assertRaises(UserError):
            orders[1].action_confirm()
        self.assertEqual(orders[1].state, "draft")


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestLiquorCredit(CreditClauses, PolicyCommon):
    """S0-39 rating, S0-40 consequences."""

    pack, kind = "liquor", "distributor"

    def test_s0_12_s0_38_an_agreement_says_who_owes_what(self):
        Type = self.env["keqing.agreement.type"]
        self.assertLessEqual(
            {"distribution", "outlet", "display", "group_purchase"},
            set(Type.search([]).mapped("code")),
        )


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestLiquorCreditGrades(PolicyCommon):
    """S0-39: how late somebody may pay for each grade."""

    pack = "liquor"

    def test_s0_39_the_later_the_payment_the_lower_the_grade(self):
        """Known are days late (30), receivables' days (10) and returns (5), the latter two at best.

        Nothing is open; a month late has no points. So the score of who pays ``days`` late is
        (30 x (100 - 100 / 30 x days) + 10 x 100 + 5 x 100) / 45 = 100 - 100 / 45 x days.
        """
        expected = {
            0: ("AAA", 100),
            4: ("AAA", 91.11),
            5: ("AA", 88.89),
            9: ("AA", 80),  # the threshold is inside
            10: ("A", 77.78),
            15: ("A", 66.67),
            16: ("B", 64.44),
            24: ("B", 46.67),
            25: ("C", 44.44),
        }
        customers = {
            days: self._create_customer(f"{days} days late", kind="outlet") for days in expected
        }
        for days, customer in customers.items():
            for invoiced_on, due in (("2023-06-01", "2023-07-01"), ("2024-01-10", "2024-02-10")):
                invoice = self._create_invoice(customer, 9_000, invoiced_on, due=due)
                self._pay(invoice, 9_000, Date.to_date(due) + timedelta(days))
        run = self._compute_run(self._scorecard("_credit"))
        found = {
            days: (verdict.grade_id.code, round(verdict.score, 2))
            for days, customer in customers.items()
            for verdict in self._evaluation(run, customer)
        }
        self.assertEqual(found, expected)


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestTobaccoCredit(CreditClauses, PolicyCommon):
    """S1-30."""

    pack, kind = "tobacco", "retailer"


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestApparelCredit(CreditClauses, PolicyCommon):
    pack, kind = "apparel", "clothing_shop"


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestRegionalCredit(CreditClauses, PolicyCommon):
    pack, kind = "regional", "business"


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestFmcgCredit(CreditClauses, PolicyCommon):
    """S4-21 reputation of dealers, S4-66 collection."""

    pack, kind = "fmcg", "distributor"

    def _night(self, day):
        """What the jobs do on a day: promises first, as they put collection off."""
        with freeze_time(f"{day} 03:00:00"), self.enter_registry_test_mode():
            for job in ("keqing_visit.ir_cron_promise", "keqing_customer.ir_cron_collection"):
                self.env.ref(job).method_direct_trigger()
        self.env.invalidate_all()

    def _matters(self, day):
        customer = self.payer.with_user(self.salesperson)
        with freeze_time(f"{day} 05:00:00"):
            return [each["text"] for each in customer._get_matters().get(customer, [])]

    def _sections(self, user, day):
        with freeze_time(f"{day} 05:00:00"):
            Today = self.env["keqing.today"].with_user(user)
            answer = Today.with_context(allowed_company_ids=self.company.ids).get_today()
        return {
            section["name"]: [line["text"] for line in section["lines"]]
            for section in answer["sections"]
        }

    def test_from_overdue_to_a_task_a_promise_and_a_letter(self):
        """S4-66: called on the first day, promised, not paid, written to on the thirtieth."""
        self.payer.user_id = self.salesperson
        invoice = self._create_invoice(self.payer, 900, "2024-05-01", due="2024-05-31")
        self._night("2024-06-01")
        [call] = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.payer.id)]
        )
        self.assertEqual((call.summary, call.user_id), ("Call about the payment", self.salesperson))
        told = "Call about the payment: 1 days overdue"
        self.assertEqual(self._sections(self.salesperson, "2024-06-01")["collect"], [told])
        self.assertIn(told, self._sections(self.controller, "2024-06-01")["collections"])
        self.assertIn("Call about the payment since Jun 1, 2024", self._matters("2024-06-01"))
        promise = self.env["keqing.payment.promise"].create(
            {
                "partner_id": self.payer.id,
                "user_id": self.salesperson.id,
                "amount": 900,
                "promised_on": "2024-06-01",
                "due_on": "2024-06-20",
            }
        )
        self._night("2024-06-15")  # no second call while the promise holds
        Collection = self.env["keqing.collection"]
        mine = [("partner_id", "=", self.payer.id)]
        self.assertEqual(Collection.search(mine).mapped("name"), ["Call about the payment"])
        self._night("2024-06-21")
        self.assertEqual(promise.state, "broken")
        self.assertTrue([each for each in self._matters("2024-06-21") if "Did not pay" in each])
        self.assertEqual(Collection.search(mine)[0].name, "Reconcile and agree on a day")
        self._night("2024-06-30")
        letter = Collection.search(mine)[0]
        self.assertEqual((letter.name, letter.days), ("Written reminder", 30))
        draft = letter.with_user(self.salesperson).action_write_letter()["context"]
        self.assertIn("900", draft["default_body"])
        self._pay(invoice, 900, "2024-07-01")
        self._night("2024-07-02")
        self.assertEqual(promise.state, "late")
        self.assertEqual(set(Collection.search(mine).mapped("state")), {"settled"})
        self.assertFalse([each for each in self._matters("2024-07-02") if "pay" in each.lower()])

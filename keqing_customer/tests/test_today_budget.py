# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, tagged

from ..models.mixins.keqing_job_mixin import FAILED_ACTIVITY
from .today import TodayCommon

MOST = 25  # queries of a screen with all sections, those of visits and care as well
MANY = 8  # of what is not made for each customer: more than are shown


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15 03:00:00")
class TestTodayBudget(TodayCommon):
    """All sections together take a number of queries that nothing makes larger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everybody.group_ids += cls.env.ref("account.group_account_readonly")
        cls.everybody.group_ids += cls.env.ref("account.group_account_invoice")
        cls._create_strategy(cls.scorecard)

    def _fill(self, count):
        """Something in each section, about so many customers."""
        me = self.everybody
        customers = self._create_customers(
            count, user_id=me.id, keqing_licence_expiry="2024-06-20", credit_limit=100_000
        )
        rating = self._create_scorecard(purpose="credit", limit_term_days=30)
        for grade in self.scale.grade_ids:
            grade.credit_coefficient = 1
        scorecard = self._create_scorecard()
        self._create_strategy(scorecard)
        self._fall(dict.fromkeys(customers, 4_500), scorecard)
        self._confirm_run(rating)
        for customer in customers:
            self._promise(customer, me, "2024-06-14")
            order = self._create_order(10, customer)
            self._ask_release(order, self.salesperson)
            self._create_lead("Wanmin", me, "2024-05-01 00:00:00", partner_id=customer.id)
            self._create_agreement(customer, me, "review", "2024-12-31")
            self._create_agreement(customer, me, "active", "2024-06-20")
            self._account(customer).write(
                {
                    "temporary_limit": 500,
                    "temporary_until": "2024-06-20",
                    "temporary_reason": "Feast",
                }
            )
            person = self._create_person(customer)
            consent = self.env["keqing.consent"].create(
                {"partner_id": person.id, "purpose": "profile"}
            )
            self.env["keqing.personal.profile"].create(
                {"partner_id": person.id, "gender": "female"}
            )
            consent.action_withdraw()
            self.env["keqing.export.log"].sudo().create(
                {
                    "model": "res.partner",
                    "model_name": "Contact",
                    "form": "csv",
                    "record_count": 1,
                    "field_names": "Name",
                }
            )
            self.env["mail.activity"].create(
                {
                    "activity_type_id": self.env.ref(FAILED_ACTIVITY).id,
                    "summary": "Open runs",
                    "user_id": me.id,
                }
            )
        for customer in customers[:MANY]:
            colleague = self._create_user(f"colleague_{customer.id}", "user")
            self._promise(customer, colleague, "2024-06-14")
            territory = self._create_territory(customer.name, parent_id=self.harbour.id)
            self.env["keqing.development.target"].create(
                {
                    "territory_id": territory.id,
                    "date_from": "2024-01-01",
                    "date_to": "2024-12-31",
                    "customer_count_planned": 4,
                    "company_id": self.company.id,
                    "user_id": self.manager.id,
                }
            )
            self._compute_run(self._create_scorecard(name=f"Of {customer.name}"))

    def _count(self):
        for __ in range(2):  # the first time warms the caches of the registry
            before = self.env.cr.sql_log_count
            today = self._today(self.everybody)
        return self.env.cr.sql_log_count - before, today

    def test_fifty_customers_cost_no_more_than_five(self):
        self._fill(5)
        few, today = self._count()
        empty = [name for name, each in today.items() if not each["lines"]]
        self.assertEqual(empty, ["setup"])
        self._fill(45)
        many, today = self._count()
        self.assertEqual(many, few)
        self.assertLessEqual(many, MOST)
        self.assertGreaterEqual(today["releases"]["count"], 50)

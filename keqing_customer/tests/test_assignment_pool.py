# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .today import TodayCommon


@tagged("post_install", "-at_install")
class TestPublicPool(TodayCommon):
    """Outlets nobody sees to for 90 days go back, 14 days after a warning; those of grade A never.

    Everybody has bought last on 1 March 2024: warned from 16 May on, back on 30 May.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Rule = cls.env["keqing.pool.rule"]
        Rule.create({"name": "Best", "grade_id": cls.grade_a.id, "days": 0, "sequence": 1})
        cls.rule = Rule.create(
            {"name": "Outlets", "customer_type_id": cls.seller.id, "days": 90, "warning_days": 14}
        )
        cls.colleague = cls._create_user("colleague", "user")
        cls.colleague.group_ids += cls.env.ref("sales_team.group_sale_salesman")
        cls.harbour.member_ids = [Command.link(cls.colleague.id)]
        cls.customer = cls._left_alone("Ganyu")

    @classmethod
    def _left_alone(cls, name, **values):
        """A customer of the salesperson who bought last on 1 March 2024."""
        customer = cls._create_customer(name, user_id=cls.salesperson.id, **values)
        cls._create_invoice(customer, 100, "2024-03-01")
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = '2023-01-01' WHERE id = %s", [customer.id]
        )
        return customer

    def _night(self, day):
        with freeze_time(f"{day} 03:00:00"), self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_pool").method_direct_trigger()
        self.env.invalidate_all()

    def _warned(self, customer=None):
        return [
            (each.user_id, Date.to_string(each.idle_since), Date.to_string(each.returns_on))
            for each in self.env["keqing.pool.warning"].search(
                [("partner_id", "=", (customer or self.customer).id)]
            )
        ]

    def _claim(self, user, day, customers=None):
        with freeze_time(f"{day} 03:00:00"):
            self.env.flush_all()
            return (customers or self.customer).with_user(user).action_keqing_claim()

    # Going back

    def test_the_owner_is_warned_once_and_then_loses_the_customer(self):
        self._night("2024-05-15")
        self.assertEqual(self._warned(), [])
        self._night("2024-05-16")
        warned = [(self.salesperson, "2024-03-01", "2024-05-30")]
        self.assertEqual(self._warned(), warned)
        with freeze_time("2024-05-16 06:00:00"):
            self.assertEqual(
                self._lines(self.salesperson, "pool"),
                [("Ganyu", "Goes back on May 30, 2024 unless you get in touch")],
            )
            self.assertNotIn("pool", self._today(self.colleague))
        self._night("2024-05-29")
        self.assertEqual(self._warned(), warned)
        self.assertEqual(self.customer.user_id, self.salesperson)
        self._night("2024-05-30")
        self.assertEqual(self._warned(), [])
        self.assertFalse(self.customer.user_id)
        self.assertEqual(self.customer.keqing_territory_id, self.harbour)

    def test_a_rule_that_is_new_warns_before_anybody_loses_anything(self):
        self._night("2024-12-01")
        self.assertEqual(self._warned(), [(self.salesperson, "2024-03-01", "2024-12-15")])
        self.assertEqual(self.customer.user_id, self.salesperson)
        self._night("2024-12-15")
        self.assertFalse(self.customer.user_id)

    def test_a_contact_or_a_sale_takes_the_warning_back(self):
        bought = self._left_alone("Xiao")
        self._night("2024-05-20")
        self.assertTrue(self._warned() and self._warned(bought))
        with freeze_time("2024-05-21 08:00:00"):
            self.env["calendar.event"].create(
                {
                    "name": "Tea",
                    "start": "2024-05-21 06:00:00",
                    "stop": "2024-05-21 07:00:00",
                    "partner_ids": [Command.set(self.customer.ids)],
                }
            )
        self._create_invoice(bought, 50, "2024-05-20")
        self._night("2024-06-03")
        self.assertEqual(self._warned(), [])
        self.assertEqual((self.customer + bought).user_id, self.salesperson)
        # and 90 days after that it begins anew: 21 May + 76 = 5 August
        self._night("2024-08-05")
        self.assertEqual(self._warned(), [(self.salesperson, "2024-05-21", "2024-08-19")])

    def test_a_contact_on_the_last_day_counts(self):
        self._night("2024-05-16")
        self._create_invoice(self.customer, 50, "2024-05-30")
        self._night("2024-05-30")
        self.assertEqual(self.customer.user_id, self.salesperson)

    def test_what_is_open_keeps_a_customer(self):
        ordered, offered, agreed = map(self._left_alone, ("Xiao", "Qiqi", "Yanfei"))
        self._create_order(10, ordered).action_confirm()
        self._create_order(10, offered).validity_date = "2024-07-01"
        self._create_agreement(agreed, self.salesperson, "active", "2024-12-31")
        self._night("2024-05-16")
        self._night("2024-05-30")
        self.assertFalse(self.customer.user_id)
        self.assertEqual((ordered + offered + agreed).user_id, self.salesperson)
        # the offer ends on 1 July, the agreement with the year
        self._night("2024-07-01")
        self.assertFalse(self._warned(offered))
        self._night("2024-07-02")
        self.assertEqual(self._warned(offered), [(self.salesperson, "2024-03-01", "2024-07-16")])
        self.assertFalse(self._warned(ordered) or self._warned(agreed))

    def test_the_first_rule_that_fits_counts(self):
        self.customer.keqing_grade_id = self.grade_a
        middle = self._left_alone("Xiao", keqing_grade_id=self.grade_b.id)
        other_type = self.env["keqing.customer.type"].create({"name": "Other"})
        other = self._left_alone("Qiqi", keqing_customer_type_id=other_type.id)
        nowhere = self._left_alone("Yanfei", keqing_territory_id=False)
        self._night("2025-05-16")
        self.assertTrue(self._warned(middle))
        for kept in (self.customer, other, nowhere):
            self.assertFalse(self._warned(kept), kept.name)

    def test_without_a_rule_nothing_happens(self):
        self.env["keqing.pool.rule"].search([]).active = False
        self._night("2025-05-16")
        self._night("2025-06-16")
        self.assertEqual(self.customer.user_id, self.salesperson)
        self.customer.user_id = False
        self.assertFalse(self.customer.keqing_is_in_pool)
        with self.assertRaisesRegex(UserError, "has no public pool"):
            self._claim(self.colleague, "2025-06-17")
        self.customer.with_user(self.colleague).user_id = self.colleague

    def test_archived_rules_take_warnings_back(self):
        self._night("2024-05-16")
        self.env["keqing.pool.rule"].search([]).active = False
        self._night("2024-05-30")
        self.assertEqual(self._warned(), [])
        self.assertEqual(self.customer.user_id, self.salesperson)

    def test_a_new_owner_has_all_the_time(self):
        self._night("2024-05-16")
        with freeze_time("2024-05-20 03:00:00"):
            self.customer.user_id = self.colleague
            self.env.flush_all()
        self._night("2024-05-30")
        self.assertEqual(self._warned(), [])
        self.assertEqual(self.customer.user_id, self.colleague)

    def test_many_cost_no_more_than_one(self):
        Rule = self.env["keqing.pool.rule"]
        with freeze_time("2024-05-20 03:00:00"):
            Rule._find_idle(self.company)  # warms the caches
            for number in range(5):
                self._left_alone(f"Customer {number}")
            self.env.flush_all()
            with self.assertQueryCount(1):
                idle = Rule._find_idle(self.company)
        self.assertEqual(len([row for row in idle.values() if row["due_on"]]), 6)

    # Claiming

    def _give_back(self):
        self._night("2024-05-16")
        self._night("2024-05-30")

    def test_others_claim_and_it_is_written_down_who_held_when(self):
        self._give_back()
        pool = self.env["res.partner"].with_user(self.colleague)
        self.assertIn(self.customer, pool.search([("keqing_is_in_pool", "=", True)]))
        self._claim(self.colleague, "2024-06-03")
        self.assertEqual(self.customer.user_id, self.colleague)
        self.assertNotIn(self.customer, pool.search([("keqing_is_in_pool", "=", True)]))
        history = self.env["keqing.assignment"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(
            [
                (each.user_id, each.date_from and str(each.date_from), each.reassignment_id.kind)
                for each in history
            ],
            [
                (self.colleague, "2024-06-03", "claim"),
                (self.env["res.users"], "2024-05-30", "return"),
                (self.salesperson, False, False),
            ],
        )
        self.assertEqual(
            history.with_user(self.colleague).mapped("reason"),
            ["Claimed from the public pool", "Too long without a contact or a sale", False],
        )
        self.assertEqual(history[0].changed_by_id, self.colleague)
        self.assertIn("public pool", self.customer.message_ids.mapped("body")[1])

    def test_the_former_owner_waits(self):
        self._give_back()  # held until 29 May, and rests 30 days: until 28 June
        self.assertEqual(self.company.keqing_pool_rest_days, 30)
        with self.assertRaisesRegex(UserError, "until May 29, 2024.*after Jun 28, 2024"):
            self._claim(self.salesperson, "2024-06-28")
        self._claim(self.salesperson, "2024-06-29")
        self.assertEqual(self.customer.user_id, self.salesperson)

    def test_nobody_claims_where_one_does_not_work(self):
        stranger = self._create_user("stranger", "user")
        self._give_back()
        self.south.member_ids = [Command.link(stranger.id)]
        self.env["keqing.account.team.member"].create(
            {
                "partner_id": self.customer.id,
                "user_id": stranger.id,
                "duty_id": self.env.ref("keqing_customer.account_duty_marketing").id,
            }
        )
        with self.assertRaisesRegex(UserError, "do not work in the territory of: Ganyu"):
            self._claim(stranger, "2024-06-03")
        self._claim(self.director, "2024-06-03")
        self.assertEqual(self.customer.user_id, self.director)

    def test_the_cap(self):
        others = self._left_alone("Xiao") + self._left_alone("Qiqi")
        self._give_back()
        self.company.keqing_pool_cap = 2
        self._create_customer("Own", user_id=self.colleague.id)
        with self.assertRaisesRegex(UserError, "hold 1 customers and may hold 2: claim 1"):
            self._claim(self.colleague, "2024-06-03", others)
        self.assertFalse(others.user_id)
        self._claim(self.colleague, "2024-06-03", others[0])
        with self.assertRaisesRegex(UserError, "claim 0 at most"):
            self._claim(self.colleague, "2024-06-03", others[1])
        self.company.keqing_pool_cap = 0
        self._claim(self.colleague, "2024-06-03", others[1] + self.customer)
        self.assertEqual((others + self.customer).user_id, self.colleague)

    def test_whoever_comes_second_is_told_who_was_first(self):
        self._give_back()
        self._claim(self.colleague, "2024-06-03")
        with self.assertRaisesRegex(UserError, "Ganyu is free no more: Colleague looks after it"):
            self._claim(self.manager, "2024-06-03")

    def test_nobody_takes_by_hand_but_managers_assign(self):
        self._give_back()
        self.company.keqing_pool_cap = 0
        with self.assertRaisesRegex(UserError, "claim it there"):
            self.customer.with_user(self.salesperson).user_id = self.salesperson
        self.customer.with_user(self.salesperson).phone = "555"
        self.customer.with_user(self.manager).user_id = self.salesperson
        self.assertEqual(self.customer.user_id, self.salesperson)

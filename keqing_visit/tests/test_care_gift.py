# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged, users

from .care import CareCommon

SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 04:00:00")
class TestCareGift(CareCommon):
    """Gifts: asked for, decided by somebody else within the budget, handed over with a receipt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.keqing_territory_id = cls.harbour
        cls.grade_a.with_company(cls.company).gift_budget = 500
        cls.company.keqing_gift_cap = 300

    def _ask(self, amount=100, user=None, **values):
        return (
            self.env["keqing.gift"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "partner_id": self.customer.id,
                    "recipient_id": self.person.id,
                    "item": "Tea",
                    "amount": amount,
                    "reason": "New Year",
                    **values,
                }
            )
        )

    def _approve(self, gift, user=None):
        gift.with_user(user or self.manager).action_approve()

    def _budget(self, year=2026):
        rows = self.env["keqing.gift.budget"].search(
            [("partner_id", "=", self.customer.id), ("year", "=", year)]
        )
        return rows.spent

    def test_asked_approved_handed_over(self):
        gift = self._ask()
        self._approve(gift)
        self.assertEqual((gift.state, gift.decided_by_id), ("approved", self.manager))
        self.assertEqual(self._budget(), 100)
        with self.assertRaisesRegex(UserError, "sign"):
            gift.action_give()
        gift.write({"signed_by": "Hu Tao", "signature": SIGNATURE})
        gift.action_give()
        self.assertEqual((gift.state, gift.given_by_id), ("given", self.salesperson))
        with self.assertRaisesRegex(UserError, "stays as it is"):
            gift.write({"signed_by": "Somebody"})

    def test_whoever_asks_does_not_decide(self):
        own = self._ask(user=self.manager)
        with self.assertRaisesRegex(AccessError, "oneself"):
            self._approve(own)
        with self.assertRaisesRegex(AccessError, "managers"):
            self._approve(self._ask(), self.salesperson)
        self._approve(own, self.director)

    def test_whoever_receives_does_not_decide(self):
        self.director.partner_id.parent_id = self.customer
        gift = self._ask(recipient_id=self.director.partner_id.id, user=self.salesperson)
        with self.assertRaisesRegex(AccessError, "oneself"):
            self._approve(gift, self.director)

    def test_a_manager_decides_for_own_territories(self):
        self.customer.write({"keqing_territory_id": self.south.id})
        gift = self._ask()
        with self.assertRaises(AccessError):
            self._approve(gift)

    def test_only_who_asked_says_what_and_only_who_decides_why(self):
        gift = self._ask()
        for values in ({"amount": 200}, {"item": "Gold"}, {"recipient_id": self.customer.id}):
            with self.subTest(values=values), self.assertRaisesRegex(AccessError, "who asked"):
                gift.with_user(self.manager).write(values)
        with self.assertRaisesRegex(AccessError, "who may decide"):
            gift.decision_note = "The manager thinks so"
        with self.assertRaisesRegex(AccessError, "who may decide"):
            self._ask(decision_note="The manager thinks so")

    def test_above_the_cap_the_reason_is_that_of_who_decides(self):
        gift = self._ask(400)
        gift.with_user(self.director).decision_note = "The director thinks so"
        with self.assertRaisesRegex(UserError, "Say why"):
            self._approve(gift)
        gift.with_user(self.manager).decision_note = "Wedding"
        self._approve(gift)

    def test_whose_request_is_copied_does_not_decide(self):
        own = self._ask(user=self.manager)
        copied = own.with_user(self.salesperson).copy()
        self.assertEqual(copied.user_id, self.salesperson)
        with self.assertRaisesRegex(AccessError, "oneself"):
            self._approve(copied)
        with self.assertRaisesRegex(AccessError, "oneself"):
            self._approve(copied.copy())
        self._approve(copied, self.director)

    def test_budgets_of_other_years_are_not_given_today(self):
        for day in ("2026-02-06", "2027-03-11", "0001-01-01", "9999-12-31"):
            with self.subTest(day=day), self.assertRaisesRegex(ValidationError, "choose a day"):
                self._ask(give_on=day)
        self._ask(give_on="2026-02-07")
        gift = self._ask(give_on="2027-03-10")
        self._approve(gift)
        gift.receipt_note = "By post"
        with self.assertRaisesRegex(UserError, "the budget of 2027"):
            gift.action_give()
        with freeze_time("2027-01-02 04:00:00"):
            gift.action_give()

    def test_the_budget_holds(self):
        self._approve(self._ask(200, recipient_id=self.customer.id))
        self._approve(self._ask(250))
        with self.assertRaisesRegex(UserError, r"50\.00 are left"):
            self._approve(self._ask(51, recipient_id=self.customer.id))
        self._approve(self._ask(50))
        self.assertEqual(self._budget(), 500)
        self._approve(self._ask(300, give_on="2027-01-01", recipient_id=self.customer.id))

    def test_no_budget_is_not_one_that_is_spent(self):
        gift = self._ask()
        self.assertFalse(gift.budget_note)
        self.grade_a.with_company(self.company).gift_budget = 0
        gift.invalidate_recordset(["budget_note"])
        self.assertIn("has no gift budget yet", gift.budget_note)
        self.customer.with_company(self.company).sudo().keqing_grade_id = False
        gift.invalidate_recordset(["budget_note"])
        self.assertIn("has no grade yet", gift.budget_note)
        with self.assertRaisesRegex(UserError, "has no grade yet"):
            gift.with_user(self.manager).action_approve()

    def test_the_budget_is_of_the_grade_in_the_company(self):
        self.grade_a.with_company(self.other_company).gift_budget = 10_000
        gift = self._ask(600, recipient_id=self.customer.id)
        gift.with_user(self.manager).decision_note = "Jubilee"
        with self.assertRaisesRegex(UserError, "budget of the grade"):
            self._approve(gift)
        self.customer.with_company(self.company).keqing_grade_id = False
        with self.assertRaisesRegex(UserError, "has no grade yet"):
            self._approve(self._ask(1))

    def test_what_is_cancelled_is_free_again(self):
        gift = self._ask(200)
        self._approve(gift)
        gift.action_cancel()
        self.assertEqual(self._budget(), 0)
        with self.assertRaisesRegex(UserError, "cannot be cancelled"):
            gift.action_cancel()

    def test_above_the_cap_a_reason_is_needed(self):
        self._approve(self._ask(250))
        gift = self._ask(100)
        self.assertIn("350.00", gift.caution)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._approve(gift)
        gift.with_user(self.manager).decision_note = "Wedding"
        self._approve(gift)
        self.assertTrue(gift.is_over_cap)

    def test_the_cap_is_a_hundred_yuan_unless_said(self):
        self.company.keqing_gift_cap = 0
        self.env.ref("base.CNY").write(
            {
                "active": True,
                "rate_ids": [
                    Command.clear(),
                    Command.create(
                        {"name": "2026-01-01", "rate": 4, "company_id": self.company.id}
                    ),
                ],
            }
        )
        self.assertEqual(self.company._get_keqing_gift_cap(), 25)

    def test_no_gifts_to_officials_and_state_companies(self):
        gift = self._ask()
        self.person.keqing_gift_ban = "official"
        with self.assertRaisesRegex(UserError, "Hu Tao: Public official"):
            self._ask()
        with self.assertRaisesRegex(UserError, "Public official"):
            self._approve(gift)
        self.person.keqing_gift_ban = False
        self._approve(gift)
        gift.receipt_note = "By post"
        self.customer.keqing_gift_ban = "state"
        with self.assertRaisesRegex(UserError, "State-owned"):
            gift.action_give()

    def test_a_ban_holds_below_and_for_copies(self):
        department = self._create_person("Purchasing")
        clerk = self._create_person("Amber", department)
        department.keqing_gift_ban = "state"
        with self.assertRaisesRegex(UserError, "Purchasing: State-owned"):
            self._ask(recipient_id=clerk.id)
        self.assertEqual(department.copy().keqing_gift_ban, "state")
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaisesRegex(AccessError, "by managers"):
            department.with_user(self.salesperson).keqing_gift_ban = False
        self.manager.group_ids += self.env.ref("base.group_partner_manager")
        department.with_user(self.manager).keqing_gift_ban = False
        self._ask(recipient_id=clerk.id)

    def test_blanks_are_no_receipt(self):
        gift = self._ask()
        self._approve(gift)
        gift.receipt_note = " "
        with self.assertRaisesRegex(UserError, "sign"):
            gift.action_give()

    def test_what_is_decided_stays(self):
        gift = self._ask()
        self._approve(gift)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            gift.amount = 1
        with self.assertRaisesRegex(UserError, "stays on record"):
            gift.unlink()
        with self.assertRaises(AccessError):
            gift.write({"state": "requested"})

    def test_nonsense_is_refused(self):
        for values in ({"amount": 0}, {"recipient_id": self.manager.partner_id.id}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._ask(**values)

    def test_of_two_customers_merged_both_budgets_count(self):
        twin = self._create_owned("Twin")
        for customer in (self.customer, twin):
            gift = self._ask(partner_id=customer.id, recipient_id=customer.id)
            self._approve(gift, self.director)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + twin).ids, self.customer)
        self.env.invalidate_all()
        self.assertEqual(self._budget(), 200)

    def test_who_was_erased_signed_nothing(self):
        gift = self._ask()
        self._approve(gift)
        gift.write({"signed_by": "Hu Tao", "signature": SIGNATURE})
        gift.action_give()
        officer = self._create_user("officer", "data_officer")
        self.person.with_user(officer)._keqing_erase("Asked for it")
        self.assertFalse(gift.sudo().signed_by or gift.sudo().signature)
        self.assertEqual(gift.amount, 100)

    def test_for_an_occasion(self):
        """It tells of no birthday, and what was handed over is done."""
        self._entitle(self.salesperson)
        self._born("1980-03-12")
        self._create_rule("birthday", "gift", lead_days=3, gift_amount=80)
        self._care()
        task = self._tasks().with_user(self.salesperson)
        task.action_ask_for_gift()
        gift = task.gift_id
        self.assertEqual((gift.recipient_id, gift.amount), (self.person, 80))
        self.assertEqual((gift.reason, str(gift.give_on)), ("Care", "2026-03-10"))
        self._approve(gift)
        gift.receipt_note = "By post"
        gift.action_give()
        self.assertEqual(task.state, "done")

    @users("manager")
    def test_today(self):
        gift = self._ask()
        sections = {each["name"]: each for each in self.env["keqing.today"].get_today()["sections"]}
        [line] = sections["gifts"]["lines"]
        self.assertIn("Tea", line["text"])
        self._approve(gift)
        today = self.env["keqing.today"].with_user(self.salesperson).get_today()
        sections = {each["name"]: each["count"] for each in today["sections"]}
        self.assertEqual(sections["gifts_to_give"], 1)
        self.assertNotIn("gifts", sections)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .care import CareCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 04:00:00")
class TestCareTask(CareCommon):
    """Each occasion fires once, for whom the rules name, whatever happens to the job."""

    def test_a_festival_is_a_task_of_the_owner_some_days_ahead(self):
        self._create_rule("women", "gift", lead_days=3)
        with freeze_time("2026-03-04 04:00:00"):
            self._care()
            self.assertFalse(self._tasks())
        with freeze_time("2026-03-05 04:00:00"):
            self._care()
        task = self._tasks()
        self.assertEqual(str(task.date), "2026-03-08")
        self.assertEqual((task.partner_id, task.user_id), (self.customer, self.salesperson))
        self.assertFalse(task.person_id)

    def test_the_days_of_the_company_count(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self._create_rule("women", "gift", lead_days=0)
        with freeze_time("2026-03-07 15:00:00"):
            self._care()
            self.assertFalse(self._tasks())
        with freeze_time("2026-03-07 17:00:00"):  # the 8th in Shanghai
            self._care()
            self.assertTrue(self._tasks())

    def test_lunar_festivals(self):
        self._create_rule("spring", "gift", lead_days=10)
        with freeze_time("2026-02-10 04:00:00"):
            self._care()
        self.assertEqual(str(self._tasks().date), "2026-02-17")
        self.assertEqual(self._tasks().year, 2026)

    def test_grades_and_types(self):
        other = self._create_owned("Other", self.grade_b)
        self._create_rule("women", "gift", grades=self.grade_a, lead_days=3)
        self._create_rule(
            "labour", "gift", customer_type_ids=[Command.set(self.seller.ids)], lead_days=90
        )
        other.keqing_customer_type_id = self.outlet
        self.customer.keqing_customer_type_id = self.env["keqing.customer.type"].create(
            {"name": "Apart"}
        )
        with freeze_time("2026-03-06 04:00:00"):
            self._care()
        done = {(task.partner_id, task.occasion_id.code) for task in self._tasks()}
        self.assertEqual(done, {(self.customer, "women"), (other, "labour")})

    def test_once_whatever_happens_to_the_job(self):
        self._entitle(self.salesperson)
        self._born("1980-03-12")
        self._create_rule("birthday", "call", lead_days=3)
        self._create_rule("birthday", "call", lead_days=5)  # asks for the same
        self._care()
        self._care()
        task = self._tasks()
        self.assertEqual(len(task), 1)
        task.action_done()
        with freeze_time("2026-03-15 04:00:00"):
            self._care()
        self.assertEqual(self._tasks(), task)
        with freeze_time("2027-03-12 04:00:00"):
            self._care()
        self.assertEqual(self._tasks().mapped("year"), [2026, 2027])

    def test_a_missed_night_is_made_up_for(self):
        self._create_rule("women", "gift", lead_days=0)
        with freeze_time("2026-03-13 04:00:00"):
            self._care()
        self.assertEqual(self._tasks().state, "planned")
        with freeze_time("2026-03-16 04:00:00"):
            self._care()
        self.assertEqual((self._tasks().state, self._tasks().why), ("missed", "late"))

    def test_what_was_before_the_rule_is_left_alone(self):
        self._create_rule("women", "gift", date_from="2026-03-09")
        self._care()
        self.assertFalse(self._tasks())

    def test_leap_years_and_lunar_birthdays(self):
        self._entitle(self.salesperson)
        self._create_rule("birthday", "gift", lead_days=0)
        leap = self._create_person("Leap")
        self._agree(leap, "profile", "care")
        self._born("2000-02-29", leap)
        self._born("1976-10-01", self.person, "lunar")  # the 8th of the leap eighth month
        for year, days in ((2026, ("02-28", "09-18")), (2028, ("02-29", "09-26"))):
            for day in days:
                with freeze_time(f"{year}-{day} 04:00:00"):
                    self._care()
        days = [(task.person_id, str(task.date)) for task in self._tasks()]
        self.assertEqual(
            days,
            [
                (leap, "2026-02-28"),
                (self.person, "2026-09-18"),
                (leap, "2028-02-29"),
                (self.person, "2028-09-26"),
            ],
        )

    def test_a_person_of_whom_no_birthday_is_known(self):
        self._entitle(self.salesperson)
        self._born(False)
        self._create_rule("birthday", "call", lead_days=90)
        self._care()
        self.assertFalse(self._tasks())

    def test_a_birthday_that_was_put_right(self):
        self._entitle(self.salesperson)
        profile = self._born("1980-03-12")
        self._create_rule("birthday", "gift", lead_days=10)
        self._care()
        profile.birthday = "1980-03-14"
        self._care()
        self.assertEqual([str(day) for day in self._tasks().mapped("date")], ["2026-03-14"])
        profile.birthday = "1980-08-14"
        self._care()
        self.assertFalse(self._tasks())

    def test_anniversaries(self):
        self._create_rule("customer", "gift", lead_days=5)
        self._create_rule("agreement", "gift", lead_days=5)
        self._create_invoice(self.customer, 100, "2024-03-12")
        agreement = self.env["keqing.agreement"].create(
            {
                "partner_id": self.customer.id,
                "type_id": self.env["keqing.agreement.type"].search([], limit=1).id,
                "user_id": self.salesperson.id,
                "date_from": "2025-03-14",
                "date_to": "2027-03-13",
                "stage": "active",
            }
        )
        self._care()
        found = {
            (task.occasion_id.code, str(task.date), task.agreement_id) for task in self._tasks()
        }
        self.assertEqual(
            found,
            {
                ("customer", "2026-03-12", self.env["keqing.agreement"]),
                ("agreement", "2026-03-14", agreement),
            },
        )

    def test_news_go_to_who_bought_the_like(self):
        self._agree(self.person, "marketing")
        category = self.env["product.category"].create({"name": "Yellow wine"})
        self.product.categ_id = category
        new = self._create_product(name="New Vintage", categ_id=category.id)
        buyer, other = self.customer, self._create_owned("Other")
        self._create_invoice(buyer, 100, "2026-01-12")
        self._create_rule("new_product", "call", lead_days=0)
        self._create_rule("restock", "call", lead_days=0)
        notices = self.env["keqing.care.notice"].create(
            [
                {
                    "occasion_id": self.env.ref(f"keqing_visit.care_occasion_{kind}").id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                }
                for kind, product in (("new_product", new), ("restock", self.product))
            ]
        )
        self._care()
        self.assertEqual(
            sorted(self._tasks().occasion_id.mapped("code")), ["new_product", "restock"]
        )
        self.assertEqual(self._tasks().partner_id, buyer)
        self.assertFalse(self._tasks(partner_id=other.id))
        self._tasks().action_done()
        with self.assertRaisesRegex(UserError, "archive it instead"):
            notices.unlink()
        notices.active = False
        later = notices[1].copy({"active": False, "date": "2026-03-09"})
        self._care()
        self.assertFalse(later.task_ids)
        later.unlink()

    def _tell(self, kind, product):
        return self.env["keqing.care.notice"].create(
            {
                "occasion_id": self.env.ref(f"keqing_visit.care_occasion_{kind}").id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "date": "2026-03-08",
            }
        )

    def test_what_one_has_already_is_no_news(self):
        """Neither that it is new to who has bought it, nor that it is back to who has it again;
        and who buys the like of it afterwards knows the shelf as it is."""
        category = self.env["product.category"].create({"name": "Yellow wine"})
        self.product.categ_id = category
        new = self._create_product(name="New Vintage", categ_id=category.id)
        for occasion in ("new_product", "restock"):
            self._create_rule(occasion, "call", lead_days=0)
        welcome, has_it, again, later = (
            self._create_owned(name) for name in ("Welcome", "Has It", "Again", "Later")
        )
        for buyer, product, day in (
            (welcome, self.product, "2026-01-12"),
            (has_it, self.product, "2026-01-12"),
            (has_it, new, "2026-02-12"),
            (again, self.product, "2026-01-12"),
            (again, self.product, "2026-03-08"),
            (later, self.product, "2026-03-09"),
        ):
            self._create_invoice(buyer, 100, day, product=product)
        self._tell("new_product", new)
        self._tell("restock", self.product)
        self._care()
        told = {}
        for task in self._tasks():
            told.setdefault(task.occasion_id.code, self.env["res.partner"])
            told[task.occasion_id.code] += task.partner_id
        self.assertEqual(told["new_product"], welcome + again)
        self.assertEqual(told["restock"], welcome + has_it)

    def test_calls_and_visits_are_planned(self):
        """On the last working day up to the occasion, which is a Sunday."""
        self._create_rule("women", "visit", lead_days=3)
        with freeze_time("2026-03-05 04:00:00"):
            self._care()
        task = self._tasks()
        visit = task.visit_id
        self.assertEqual((str(visit.planned_on), visit.state), ("2026-03-06", "planned"))
        self.assertEqual((visit.origin, visit.user_id), ("care", self.salesperson))
        visit.result = "Flowers"
        visit.step_ids.is_done = True
        visit.with_user(self.salesperson).action_done()
        self.assertEqual(task.state, "done")

    def test_handed_over_and_nobody(self):
        colleague = self._create_user("colleague", "user")
        self._create_rule("women", "gift", lead_days=9)
        with freeze_time("2026-03-05 04:00:00"):
            self._care()
            self._tasks().user_id = False
            self.customer.user_id = colleague
            self._care()
            self.assertEqual(self._tasks().user_id, colleague)
            colleague.active = False
            self._care()
        self.assertEqual(self._tasks().user_id, self.manager)  # of the territory

    def test_the_rule_says_who_does_it(self):
        self._create_rule("women", "gift", lead_days=9, doer="manager")
        with freeze_time("2026-03-05 04:00:00"):
            self._care()
        self.assertEqual(self._tasks().user_id, self.manager)

    def test_merged_persons_and_customers(self):
        self._entitle(self.salesperson)
        twin = self._create_person("Hutao")
        self._agree(twin, "profile", "care")
        self._born("1980-03-12")
        self._born("1980-03-12", twin)
        self._create_rule("birthday", "gift", lead_days=3)
        self._care()
        done = self._tasks(person_id=twin.id)
        done.action_done()
        self.assertEqual(len(self._tasks()), 2)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.person + twin).ids, self.person)
        self._care()
        self.assertEqual(self._tasks(), done)
        self.assertEqual(done.person_id, self.person)

    def test_whoever_is_gone_is_left_alone(self):
        self._create_rule("women", "gift", lead_days=9)
        with freeze_time("2026-03-05 04:00:00"):
            self._care()
            self.customer.keqing_lifecycle = "lost"
            self._care()
        self.assertEqual((self._tasks().state, self._tasks().why), ("cancelled", "gone"))

    def test_who_went_to_another_customer_is_thought_of_there(self):
        self._entitle(self.salesperson)
        self._born("1980-03-12")
        other = self._create_owned("Other")
        self._create_rule("birthday", "gift", lead_days=3)
        self._care()
        self.person.parent_id = other
        self._care()
        self._care()
        found = [(task.partner_id, task.state) for task in self._tasks().sorted("id")]
        self.assertEqual(found, [(self.customer, "cancelled"), (other, "planned")])
        self._tasks(state="planned").action_done()
        self.person.parent_id = self.customer
        self._care()
        self.assertEqual(len(self._tasks()), 2)

    def test_what_is_over_is_over(self):
        self._create_rule("women", "gift", lead_days=9)
        with freeze_time("2026-03-05 04:00:00"):
            self._care()
        task = self._tasks().with_user(self.salesperson)
        task.action_leave_out()
        with self.assertRaises(UserError):
            task.action_done()
        self._care()
        self.assertEqual(task.state, "cancelled")

    def test_other_companies_have_their_own_rules(self):
        self._create_rule("women", "gift", lead_days=9, company_id=self.other_company.id)
        with freeze_time("2026-03-05 04:00:00"):
            self._care()
        self.assertFalse(self._tasks())

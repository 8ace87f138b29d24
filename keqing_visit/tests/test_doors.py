# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged, users

from .care import CareCommon
from .day import DayCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestDoors(DayCommon):
    """Ways from a customer to its visits, and whom else one sees today."""

    def test_from_the_customer_to_its_visits_and_gifts(self):
        other = self._create_owned("Somebody else")
        visit = self._create_visit()
        self._create_visit(partner_id=other.id)
        for action in (
            self.customer.action_view_keqing_visits(),
            self.customer.child_ids.create(
                {"name": "Xiangling", "parent_id": self.customer.id}
            ).action_view_keqing_visits(),
        ):
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, visit)
            self.assertEqual(action["context"], {"default_partner_id": self.customer.id})
        action = self.customer.action_view_keqing_gifts()
        self.assertEqual(action["res_model"], "keqing.gift")
        self.assertEqual(action["domain"], [("partner_id", "=", self.customer.id)])

    def _matter(self, user):
        self._created_on(self.customer, "2026-02-01 03:00:00")
        self._refresh()
        customer = self.customer.with_user(user)
        matters = customer._get_matters()[customer]
        return next(each for each in matters if "ontact due" in each["text"])

    def test_who_is_due_opens_in_the_owners_day(self):
        action = self._matter(self.salesperson)["action"]
        self.assertEqual(action["tag"], "keqing_visit_day")
        self.assertEqual(
            action["params"], {"customer": {"id": self.customer.id, "name": self.customer.name}}
        )

    def test_who_is_due_opens_the_visits_for_others(self):
        action = self._matter(self.manager)["action"]
        self.assertEqual(action["res_model"], "keqing.visit")

    def test_another_grade_is_due_by_it_at_once(self):
        self._created_on(self.customer, "2026-03-01 03:00:00")
        self._refresh()
        self.assertEqual(self._due().due_on, Date.to_date("2026-04-01"))
        self.grade_b.write({"contact_interval": 1, "contact_interval_unit": "week"})
        self.customer.with_company(self.company).keqing_grade_id = self.grade_b
        run = self.env["keqing.evaluation.run"].new(
            {"company_id": self.company.id, "purpose": "grade"}
        )
        changes = {self.customer.id: (self.grade_a.id, self.grade_b.id)}
        self.customer._keqing_grade_changed(run, changes)
        self.assertEqual(self._due().due_on, Date.to_date("2026-03-08"))

    def test_a_contact_of_a_customer_is_not_to_choose(self):
        person = self.env["res.partner"].create({"name": "Bo", "parent_id": self.customer.id})
        supplier = self.env["res.partner"].create({"name": "Supplier", "is_company": True})
        for model in ("keqing.visit", "keqing.gift", "keqing.route.stop"):
            with self.subTest(model=model):
                domain = self.env[model]._fields["partner_id"].domain
                found = self.env["res.partner"].search(domain)
                self.assertIn(self.customer, found)
                self.assertFalse(found & (person + supplier))

    # Whom else one sees today

    @users("salesperson")
    def test_a_stop_is_found_by_a_part_of_its_name(self):
        Visit = self.env["keqing.visit"]
        found = Visit.find_stops("wanmin")
        self.assertEqual([each["id"] for each in found], self.customer.ids)
        self.assertEqual(Visit.find_stops("  "), [])
        self.assertEqual(Visit.find_stops(False), [])

    @users("salesperson")
    def test_a_stop_that_nobody_planned(self):
        Visit = self.env["keqing.visit"]
        visit = Visit.browse(Visit.add_stop(self.customer.id))
        self.assertRecordValues(
            visit,
            [
                {
                    "partner_id": self.customer.id,
                    "user_id": self.salesperson.id,
                    "planned_on": Date.to_date("2026-03-31"),
                    "origin": "hand",
                    "state": "planned",
                }
            ],
        )
        self.assertTrue(visit.step_ids)
        self.assertEqual(Visit.add_stop(self.customer.id), visit.id, "it is one already")
        [stop] = Visit.get_day()["stops"]
        self.assertEqual(stop["id"], visit.id)

    @users("salesperson")
    def test_what_is_planned_about_now_is_made_now(self):
        Visit = self.env["keqing.visit"]
        near = self._create_visit(planned_on="2026-04-02")
        self.assertEqual(Visit.add_stop(self.customer.id), near.id)
        self.assertEqual(near.planned_on, Date.to_date("2026-03-31"))
        near.action_cancel("Not today")
        far = self._create_visit(planned_on="2026-04-20")
        self.assertNotEqual(Visit.add_stop(self.customer.id), far.id)
        self.assertEqual(far.planned_on, Date.to_date("2026-04-20"))

    def test_whom_one_does_not_see_is_no_stop(self):
        Visit = self.env["keqing.visit"].with_user(self.salesperson)
        theirs = self._create_customer("Theirs", company_id=self.other_company.id)
        for nonsense in (theirs.id, 0, -1, 2**40, False, "1", [1]):
            with self.subTest(customer=nonsense), self.assertRaises(UserError):
                Visit.add_stop(nonsense)
        with self.assertRaises(AccessError):
            self.env["keqing.visit"].with_user(self.env.ref("base.public_user")).add_stop(1)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestBirthdayOnToday(CareCommon):
    def _lines(self):
        sections = self.env["keqing.today"].with_user(self.salesperson).get_today()["sections"]
        return [
            line["text"] for section in sections for line in section["lines"] if section["lines"]
        ]

    def test_a_birthday_with_a_task_is_told_once(self):
        self._entitle(self.salesperson)
        self._born("1990-04-02")
        told = [text for text in self._lines() if "irthday" in text]
        self.assertEqual(len(told), 1, "what matters")
        self._create_rule("birthday", "call", lead_days=3)
        self._care()
        self.assertTrue(self._tasks())
        self._tasks().visit_id.unlink()  # a call is planned as well
        told = [text for text in self._lines() if "irthday" in text]
        self.assertEqual(len(told), 1, told)
        self.assertNotIn("Birthday of", told[0])

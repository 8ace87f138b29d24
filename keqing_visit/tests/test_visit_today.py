# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import Form, freeze_time, tagged, users

from .common import VisitCommon
from .lists import ListsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestVisitToday(ListsCommon, VisitCommon):
    """What Today and the timeline say of visits."""

    def _section(self, name):
        sections = self.env["keqing.today"].get_today()["sections"]
        return {each["name"]: each for each in sections}.get(name)

    @users("salesperson")
    def test_my_day(self):
        self._create_visit(planned_on="2026-03-30", purpose="Late")
        self._create_visit(planned_on="2026-03-31", purpose="Due")
        self._create_visit(planned_on="2026-04-01", purpose="To come")
        lines = self._section("visits")["lines"]
        self.assertEqual([line["text"] for line in lines], ["Late", "Due"])
        self.assertEqual([line["level"] for line in lines], ["now", "info"])
        self.assertEqual(lines[0]["customer"]["name"], "Wanmin Restaurant")

    @users("salesperson")
    def test_a_visit_opens_in_my_day_and_a_call_its_form(self):
        visit = self._create_visit()
        call = self._create_visit(contact_kind="phone")
        actions = [line["action"] for line in self._section("visits")["lines"]]
        self.assertEqual(actions[0]["tag"], "keqing_visit_day")
        self.assertEqual(actions[0]["params"], {"visit_id": visit.id})
        self.assertEqual(actions[0], visit.action_open_day())
        self.assertEqual(actions[1]["res_id"], call.id)

    def test_a_contact_that_has_just_been(self):
        person = self.env["res.partner"].create(
            {"name": "Hu Tao", "parent_id": self.customer.id, "type": "contact"}
        )
        action = person.with_user(self.salesperson).action_keqing_log_contact()
        Visit = self.env["keqing.visit"].with_user(self.salesperson)
        with Form(Visit.with_context(**action["context"]), action["views"][0][0]) as form:
            form.result = "They want six cases"
        visit = form.record
        visit.action_done()
        self.assertRecordValues(
            visit,
            [
                {
                    "partner_id": self.customer.id,
                    "met_ids": person.ids,
                    "contact_kind": "phone",
                    "user_id": self.salesperson.id,
                    "state": "done",
                }
            ],
        )

    def test_lists_open_on_what_concerns_one(self):
        """A manager's on the territories, a salesperson's on what is the salesperson's own."""
        self._created_on(self.customer, "2026-02-01 03:00:00")
        self._refresh()
        mine = self._create_visit()
        south = self._create_customer("Elsewhere", keqing_territory_id=self.south.id)
        elsewhere = self._create_visit(partner_id=south.id, user_id=self.director.id)
        own = self._create_visit(user_id=self.manager.id)
        for user, visits, dues in (
            (self.salesperson, mine, 1),
            (self.manager, mine + own, 1),
            (self.director, mine + own + elsewhere, 1),
            (self._create_user("other", "user"), mine.browse(), 0),
        ):
            with self.subTest(user.login):
                self.assertEqual(self._opened("keqing_visit_action", user), visits)
                self.assertEqual(len(self._opened("keqing_contact_due_action", user)), dues)

    def test_whom_nobody_saw_is_the_managers(self):
        self._created_on(self.customer, "2026-02-01 03:00:00")  # due on the 1st of March
        self._refresh()
        with self.subTest("manager"):
            today = self.env["keqing.today"].with_user(self.manager)
            [section] = [
                each for each in today.get_today()["sections"] if each["name"] == "contacts_overdue"
            ]
            self.assertEqual([line["text"] for line in section["lines"]], ["Contact 30 days late"])
        with self.subTest("salesperson"):
            today = self.env["keqing.today"].with_user(self.salesperson).get_today()
            self.assertNotIn("contacts_overdue", [each["name"] for each in today["sections"]])

    @users("salesperson")
    def test_the_timeline_tells_of_it(self):
        self._create_visit(result="They want six cases").action_done()
        told = self.customer.with_env(self.env)._timeline_sources()
        self.assertIn("visit", [source.kind for source in told])

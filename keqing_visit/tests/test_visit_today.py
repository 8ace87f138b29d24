# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, tagged, users

from .common import VisitCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestVisitToday(VisitCommon):
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

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged, users

from .day import DayCommon

MOST = 25  # queries of the screen


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestDay(DayCommon):
    """What a salesperson's phone is told in the morning."""

    @users("salesperson")
    def test_todays_stops_and_what_is_open_from_before(self):
        early, late, other, done = (
            self._create_visit(planned_on=day, result="Fine")
            for day in ("2026-03-31", "2026-03-20", "2026-04-01", "2026-03-31")
        )
        done.step_ids.is_done = True
        done.action_done()
        theirs = (
            self.env["keqing.visit"]
            .sudo()
            .create({"partner_id": self.customer.id, "user_id": self.manager.id})
        )
        stops = {stop["id"]: stop for stop in self.env["keqing.visit"].get_day()["stops"]}
        self.assertEqual(set(stops), {early.id, late.id, done.id})
        self.assertNotIn(theirs.id, stops)
        self.assertNotIn(other.id, stops)
        self.assertTrue(stops[late.id]["is_late"])
        self.assertEqual(stops[done.id]["state"], "done")

    @users("salesperson")
    def test_what_is_under_way_is_there_whenever_it_was_planned(self):
        visit = self._create_visit(planned_on="2026-04-01")
        visit.check_in()
        stops = self.env["keqing.visit"].get_day()["stops"]
        self.assertEqual([stop["id"] for stop in stops], visit.ids)
        sections = self.env["keqing.today"].get_today()["sections"]
        [mine] = [section for section in sections if section["name"] == "visits"]
        self.assertEqual(mine["count"], 1)

    @users("salesperson")
    def test_a_stop_is_whole_before_it_begins(self):
        """The job plans without steps and lines; a phone needs them where there is no network."""
        visit = self._create_visit()
        self._as_planned_by_the_job()
        self.env["mail.activity"].search([]).unlink()
        for record, summary in ((self.customer, "Send samples"), (visit, "Bring a pen")):
            record.activity_schedule(
                summary=summary, date_deadline="2026-04-02", user_id=self.env.uid
            )
        person = (
            self.env["res.partner"]
            .sudo()
            .create({"name": "Xiangling", "parent_id": self.customer.id, "function": "Cook"})
        )
        (stop,) = self.env["keqing.visit"].get_day()["stops"]
        self.assertEqual(
            [(step["stage"], step["is_mandatory"]) for step in stop["steps"]],
            [("prepare", True), ("action", False)],
        )
        self.assertEqual([line["answer"] for line in stop["checks"]], ["number", "price", "photo"])
        self.assertIn("90", stop["checks"][1]["band"])
        self.assertEqual(stop["demands"], ["result"])
        customer = stop["customer"]
        self.assertEqual(customer["grade"]["code"], "A")
        self.assertEqual(customer["promises"], [{"text": "Send samples", "on": "2026-04-02"}])
        self.assertEqual(stop["promises"], [{"text": "Bring a pen", "on": "2026-04-02"}])
        self.assertEqual([each["id"] for each in customer["people"]], person.ids)

    @users("salesperson")
    def test_what_was_found_before_stands_beside(self):
        before = self._create_visit(planned_on="2026-03-01", result="Fine")
        before.step_ids.is_done = True
        self._line(before, self.stock).number = 12
        with freeze_time("2026-03-01 04:00:00"):
            before.action_done()
        self._create_visit()
        (stop,) = self.env["keqing.visit"].get_day()["stops"]
        self.assertEqual(stop["checks"][0]["previous"], "12")
        self.assertEqual(stop["customer"]["last_checks"], [{"on": "03-01", "score": 100}])

    def test_who_owes_is_told_to_who_sees_the_books(self):
        self._create_invoice(self.customer, 500, "2026-01-01", due="2026-03-19")
        self._create_visit()
        Visit = self.env["keqing.visit"].with_user(self.salesperson)
        self.assertFalse(Visit.get_day()["stops"][0]["customer"]["owed"])
        self.salesperson.group_ids += self.env.ref("account.group_account_readonly")
        self.env.invalidate_all()
        owed = Visit.get_day()["stops"][0]["customer"]["owed"]
        self.assertIn("500", owed["amount"])
        self.assertEqual([invoice["days"] for invoice in owed["invoices"]], [12])

    def test_without_a_role_there_is_no_day(self):
        with self.assertRaises(AccessError):
            self.env["keqing.visit"].with_user(self._create_user("clerk")).get_day()

    def test_the_day_is_read_by_few_queries_however_many_stops(self):
        self.salesperson.group_ids += self.env.ref("account.group_account_readonly")
        Visit = self.env["keqing.visit"].with_user(self.salesperson)
        self._fill(5)
        self.env.invalidate_all()
        Visit.get_day()  # what Odoo remembers of rules and the like
        counts = {}
        for more in (0, 45):
            self._fill(more)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            stops = Visit.get_day()["stops"]
            counts[len(stops)] = self.cr.sql_log_count - before
        self.assertEqual(set(counts), {5, 50})
        self.assertEqual(counts[5], counts[50])
        self.assertLessEqual(counts[50], MOST)

    def test_what_the_job_planned_is_made_ready_together(self):
        Visit = self.env["keqing.visit"].with_user(self.salesperson)
        self._fill(5)
        Visit.get_day()
        counts = []
        for more in (5, 15):
            self._fill(more)
            self._as_planned_by_the_job()
            before = self.cr.sql_log_count
            stops = Visit.get_day()["stops"]
            counts.append(self.cr.sql_log_count - before)
            self.assertTrue(all(len(stop["checks"]) == 3 for stop in stops))
        self.assertLessEqual(counts[1], counts[0])

    def _as_planned_by_the_job(self):
        planned = self.env["keqing.visit"].sudo().search([("state", "=", "planned")])
        planned.step_ids.unlink()
        planned.check_ids.unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE keqing_visit SET template_id = NULL WHERE id IN %s", [tuple(planned.ids)]
        )
        self.env.invalidate_all()

    def _fill(self, count):
        """So many stops with all that can be told of one."""
        for number in range(count):
            customer = self._create_owned(f"Shop {number}", phone="1")
            self.env["res.partner"].create({"name": "Cook", "parent_id": customer.id})
            self._create_invoice(customer, 500, "2026-01-01", due="2026-03-19")
            before = self._create_visit(
                partner_id=customer.id, planned_on="2026-03-01", result="Fine"
            )
            before.step_ids.is_done = True
            self._line(before, self.stock).number = 12
            self._line(before, self.price).price = 200
            with freeze_time("2026-03-01 04:00:00"):
                before.action_done()
            visit = self._create_visit(partner_id=customer.id)
            visit.activity_schedule(summary="Send samples", user_id=self.salesperson.id)
            self.env["sale.order"].create(
                {
                    "partner_id": customer.id,
                    "user_id": self.salesperson.id,
                    "order_line": [(0, 0, {"product_id": self.product.id})],
                }
            ).sudo().keqing_visit_id = visit
        self.env.flush_all()

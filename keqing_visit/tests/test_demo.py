# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import base64
from datetime import date, timedelta

from odoo.modules import Manifest
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import convert_file
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.keqing_customer.tests.test_demo import DEMO_DAY

from ..demo.visit.keqing_demo import DAYS_BACK, SALESPEOPLE

TODAY = date(2024, 2, 29)


@tagged("post_install", "-at_install")
@freeze_time(DEMO_DAY)
class TestVisitDemo(TransactionCase):
    """The demo company has been visiting for two weeks, whenever its data are loaded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for module, name in (("keqing_customer", "company_demo"), ("keqing_visit", "route_zunyi")):
            if not cls.env.ref(f"{module}.{name}", raise_if_not_found=False):
                with freeze_time(DEMO_DAY):
                    for file in Manifest.for_addon(module)["demo"]:
                        convert_file(cls.env, module, file, {}, "init", noupdate=True)
        cls.company = cls.env.ref("keqing_customer.company_demo")
        cls.ours = [("company_id", "=", cls.company.id)]
        cls.visits = cls.env["keqing.visit"].search(cls.ours)

    def _user(self, name):
        return self.env.ref(f"keqing_customer.{name}")

    def test_two_weeks_of_four_salespeople(self):
        done = self.visits.filtered(lambda visit: visit.state == "done")
        for name in SALESPEOPLE:
            days = set(
                done.filtered(lambda visit, name=name: visit.user_id == self._user(name)).mapped(
                    "done_on"
                )
            )
            self.assertGreater(len(days - {TODAY}), 7)
            self.assertGreaterEqual(min(days), TODAY - timedelta(DAYS_BACK))
        self.assertEqual(
            set(self.visits.mapped("state")),
            {"planned", "under_way", "done", "missed", "cancelled"},
        )
        self.assertTrue(all(done.mapped("result")))
        self.assertTrue(all(0 < minutes < 60 for minutes in done.mapped("minutes")))
        self.assertFalse(done.filtered(lambda visit: visit.done_on > TODAY))

    def test_today_and_days_to_come(self):
        for name in SALESPEOPLE:
            theirs = self.visits.filtered(
                lambda visit, name=name: visit.user_id == self._user(name)
            )
            self.assertGreaterEqual(
                len(theirs.filtered(lambda visit: visit.planned_on == TODAY)), 5
            )
            coming = theirs.filtered(lambda visit: visit.planned_on > TODAY)
            self.assertGreater(len(coming), 5)
        of_routes = self.visits.filtered("route_id")
        self.assertEqual(len(of_routes.route_id), 2)
        self.assertEqual(set(of_routes.mapped("state")), {"planned"})

    def test_shops_were_looked_at(self):
        checks = self.visits.check_ids
        photos = checks.filtered(lambda check: check.answer == "photo" and check.is_answered)
        self.assertGreater(len(photos), 20)
        content = base64.b64decode(photos[0].photo)
        self.assertEqual(guess_mimetype(content), "image/jpeg")
        self.assertLess(len(content), 30_000)
        self.assertTrue(checks.filtered(lambda check: check.previous_id and check.is_answered))

    def test_what_customers_said_and_promised(self):
        self.assertGreater(len(self.visits.talk_ids.topic_id), 3)
        self.assertTrue(self.visits.sample_ids)
        promises = self.visits.payment_promise_ids
        self.assertGreater(len(promises), 3)
        self.assertTrue(
            all(TODAY - timedelta(DAYS_BACK) < day for day in promises.mapped("due_on"))
        )

    def test_wrong_prices_are_tasks(self):
        wrong = self.visits.check_ids.filtered(
            lambda check: check.answer == "price" and check.verdict == "breach"
        )
        self.assertGreater(len(wrong), 3)
        self.assertTrue(all(check.task_id for check in wrong))
        self.assertEqual(wrong[0].task_id.user_id, wrong[0].partner_id.user_id)

    def test_gifts_wait(self):
        gifts = self.env["keqing.gift"].search(self.ours)
        self.assertEqual(sorted(gifts.mapped("state")), ["given", "refused"] + ["requested"] * 3)
        waiting = gifts.filtered(lambda gift: gift.state == "requested")
        manager = self._user("user_demo_regional_manager")
        self.assertTrue(all(waiting.with_user(manager).mapped("may_decide")))
        self.assertTrue(all(gift.amount <= gift.budget_left for gift in waiting))

    def test_festival_is_ahead(self):
        tasks = self.env["keqing.care.task"].search(
            [*self.ours, ("state", "=", "planned"), ("occasion_id.kind", "=", "festival")]
        )
        self.assertGreater(len(tasks), 5)
        self.assertTrue(all(TODAY < day < TODAY + timedelta(120) for day in tasks.mapped("date")))

    def test_somebody_stands_in(self):
        stood_in_for = self.visits.filtered("stand_in_id")
        self.assertTrue(stood_in_for)
        self.assertEqual(stood_in_for.user_id, self._user("user_salesperson_new_town"))
        self.assertEqual(stood_in_for.stand_in_id, self._user("user_demo_salesperson"))

    def test_reports_were_written(self):
        reports = self.env["keqing.work.report"].search(self.ours)
        self.assertEqual(set(reports.mapped("state")), {"draft", "missing", "submitted"})
        told = reports.filtered(lambda report: report.state == "submitted")
        self.assertTrue(sum(told.mapped("visits_done")))

    def test_surveys_and_tasting(self):
        asked, each = self.env["keqing.survey.round"].search(self.ours)  # the later one first
        self.assertTrue(asked.is_asked_in_person)
        self.assertGreater(asked.customer_count, asked.answered_count)
        self.assertGreater(asked.answered_count, 2)
        self.assertTrue(self.env["keqing.customer.need"].search(self.ours))
        self.assertGreater(each.invited_count, each.answered_count)
        self.assertGreater(each.answered_count, 2)
        tasting = self.env["event.event"].search(self.ours)
        self.assertTrue(tasting.registration_ids)
        self.assertGreater(tasting.date_begin.date(), TODAY)

    def test_loaded_again_nothing_is_doubled(self):
        counted = self.env["keqing.visit"].search_count(self.ours)
        Demo = self.env["keqing.demo"]
        for load in (Demo._load_visits, Demo._load_care, Demo._load_work_reports):
            load()
        self.assertEqual(self.env["keqing.visit"].search_count(self.ours), counted)

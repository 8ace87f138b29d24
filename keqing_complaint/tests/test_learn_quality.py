# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..tools.sampling import draw
from .common import ComplaintCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-04-01 03:00:00")
class TestQuality(ComplaintCommon):
    """Twelve complaints were closed in March, by the calendar of Shanghai, and one in April."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.company.keqing_sample_size = 4
        vals = {
            "partner_id": cls.customer.id,
            "description": "It leaks.",
            "type_id": cls.leak.id,
            "user_id": cls.handler.id,
            "received_at": "2026-02-20 03:00:00",
        }
        cls.cases = cls.env["keqing.complaint"].create([dict(vals) for __ in range(12)])
        outside = cls.env["keqing.complaint"].create([dict(vals) for __ in range(3)])
        (cls.cases + outside)._enter("closed")
        cls.cases.closed_at = "2026-03-10 08:00:00"
        cls.cases[0].closed_at = "2026-02-28 16:00:00"  # midnight in Shanghai
        cls.cases[1].closed_at = "2026-03-31 15:59:59"
        outside[0].closed_at = "2026-03-31 16:00:00"
        outside[1].closed_at = "2025-11-15 08:00:00"  # long ago
        outside[2].write({"closed_at": "2026-03-10 08:00:00", "user_id": False})
        cls.Sample = cls.env["keqing.quality.sample"]

    def _run(self, xml_id="ir_cron_quality_sample"):
        with self.enter_registry_test_mode():
            self.env.ref(f"keqing_complaint.{xml_id}").method_direct_trigger()
        self.env.invalidate_all()
        return self.Sample.search([("company_id", "=", self.company.id)])

    def _mark(self, check, *marks):
        for each, mark in zip(check.mark_ids, marks, strict=True):
            each.mark = mark

    def test_drawn_once_and_again_by_anybody(self):
        """Also by a job that comes twice, and by one that was away until the 20th."""
        sample = self._run()
        self.assertEqual(sample.date_from, date(2026, 3, 1))
        self.assertEqual(sample.case_ids, self.cases)
        drawn = sample.check_ids.complaint_id
        self.assertEqual((len(drawn), len(sample.check_ids)), (4, 4))
        self.assertLessEqual(drawn, self.cases)
        self.assertEqual(set(draw(self.cases.ids[::-1], sample.seed, 4)), set(drawn.ids))
        with freeze_time("2026-04-20 03:00:00"):
            self.assertEqual(self._run(), sample)
        self.assertEqual(len(sample.check_ids), 4)

    def test_a_month_that_was_missed_is_drawn_all_the_same(self):
        with freeze_time("2026-06-02 03:00:00"):
            self.assertEqual(
                [str(each.date_from) for each in self._run()], ["2026-04-01", "2026-03-01"]
            )

    def test_each_is_as_likely_as_the_others(self):
        """Of ten, three in each of 2,000 draws: 600 times each, within four deviations of 20.5."""
        often = Counter(each for seed in range(2000) for each in draw(range(10), seed, 3))
        self.assertEqual(sum(often.values()), 6000)
        self.assertTrue(all(abs(count - 600) < 82 for count in often.values()), often)

    def test_none_is_drawn_where_none_is_wanted(self):
        self.company.keqing_sample_size = 0
        self.assertFalse(self._run())

    def test_marks_by_their_weights(self):
        """All at best is 100, at worst 0; 2, 1, 2, 3, 1, 1 weigh ten together."""
        check = self._run().check_ids[0]
        self.assertEqual(check.mark_ids.mapped("criterion_id.weight"), [2, 1, 2, 3, 1, 1])
        self._mark(check, *"555555")
        self.assertEqual(check.score, 100)
        self._mark(check, *"111111")
        self.assertEqual(check.score, 0)
        self._mark(check, *"513352")
        # 25 x (2x4 + 0 + 2x2 + 3x2 + 1x4 + 1x1) / 10
        self.assertEqual(check.score, 57.5)

    def test_the_manager_hears_of_it(self):
        """Of what is checked in full, by somebody else than the handler; then it stays."""
        self.team.user_id = self.manager
        check = self._run().check_ids[0]
        own = check.with_user(self.director)
        with self.assertRaisesRegex(UserError, "give a mark for “Taken up at once”"):
            own.action_done()
        self._mark(own, *"555555")
        own.action_done()
        self.assertEqual((check.state, check.checked_by_id), ("done", self.director))
        self.assertEqual(check.activity_ids.user_id, self.manager)
        self.assertIn("100 of 100", check.activity_ids.summary)
        [(average,)] = check._read_group(
            [("sample_id", "=", check.sample_id.id)], [], ["score:avg"]
        )
        self.assertEqual(average, 100, "three are not checked yet")
        with self.assertRaisesRegex(UserError, "stays as it is"):
            own.remark = "Better"
        with self.assertRaisesRegex(UserError, "stays as it is"):
            own.mark_ids[0].mark = "1"
        with self.assertRaisesRegex(UserError, "stays as it is"):
            own.action_done()

    def test_nobody_checks_oneself(self):
        self.cases.sudo().user_id = self.manager
        check = self._run().check_ids[0]
        with self.assertRaises(AccessError):
            check.with_user(self.manager).read(["score"])
        self.director.group_ids += self.env.ref("keqing_customer.group_customer_all")
        check.sudo().user_id = self.director
        self._mark(check, *"555555")
        with self.assertRaisesRegex(AccessError, "somebody else than its handler"):
            check.with_user(self.director).action_done()

    def test_who_sees_it(self):
        check = self._run().check_ids[0]
        for user in (self.salesperson, self.handler):
            with self.assertRaises(AccessError):
                check.with_user(user).read(["score"])
        abroad = self._create_user("abroad", "manager")
        with self.assertRaises(AccessError):
            check.with_user(abroad).read(["score"])
        self.assertEqual(check.with_user(self.manager).state, "open")
        with self.assertRaises(AccessError):
            check.with_user(self.manager).sample_id.seed = 5

    # Preventive actions

    def _prevent(self, **values):
        action = self.env["keqing.preventive.action"].create(
            {
                "name": "Test the corks",
                "complaint_id": self._create_complaint(user_id=self.salesperson.id).id,
                "user_id": self.handler.id,
                "due_on": "2026-03-20",
                "check_on": "2026-04-01",
                **values,
            }
        )
        action.with_user(self.handler).action_done()
        return action

    def test_somebody_is_asked_whether_it_worked_once(self):
        due, later = self._prevent(), self._prevent(check_on="2026-04-02")
        for __ in range(2):
            self._run("ir_cron_preventive_action")
        self.assertEqual(due.activity_ids.mapped("user_id"), self.salesperson)
        self.assertEqual(len(due.activity_ids), 1)
        self.assertIn("Has it worked?", due.activity_ids.summary)
        self.assertFalse(later.activity_ids)
        due.with_user(self.salesperson).write({"evidence": "No leaks since."})
        due.with_user(self.salesperson).action_worked()
        self.assertFalse(due.activity_ids)

    def test_not_its_owner_and_again_on_another_day(self):
        action = self._prevent()
        action.complaint_id.user_id = self.handler
        self.team.user_id = self.manager
        self._run("ir_cron_preventive_action")
        self.assertEqual(action.activity_ids.user_id, self.manager)
        action.with_user(self.manager).check_on = "2026-04-10"
        with freeze_time("2026-04-10 03:00:00"):
            self._run("ir_cron_preventive_action")
        self.assertEqual(len(action.activity_ids), 2)

    # Eight disciplines

    def test_8d_has_all_eight(self):
        complaint = self._create_complaint(
            user_id=self.handler.id,
            containment="The lot is off the shelves.",
            cause_id=self.env.ref("keqing_complaint.complaint_cause_transport_handling").id,
            why_ids=[
                Command.create({"answer": "The boxes were thrown"}),
                Command.create({"answer": "Nobody looks at arrival", "is_escape": True}),
            ],
            line_ids=[Command.create({"product_id": self.product.id, "defect": "Leaks"})],
        )
        html = self._print_8d(complaint)
        for text in (
            "No remedy was chosen for the customer.",
            "Nothing is planned so that it does not happen again.",
            "Not known yet.",
            "The customer has not said yet.",
            "Still open.",
        ):
            self.assertIn(text, html)
        self._prevent(complaint_id=complaint.id)
        html = self._print_8d(complaint)
        self.assertNotIn("Nothing is planned", html)
        for number in range(1, 9):
            self.assertIn(f"D{number} ", html)
        for text in (
            *("The lot is off the shelves.", "The boxes were thrown", "Nobody looks at arrival"),
            *("Test the corks", "Leaks", complaint.name),
        ):
            self.assertIn(text, html)

    def _print_8d(self, complaint):
        report = self.env.ref("keqing_complaint.eight_d_report_action")
        report = report.with_user(self.handler)
        return report._render_qweb_html(report.id, complaint.ids)[0].decode()

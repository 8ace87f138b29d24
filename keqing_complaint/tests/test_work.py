# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import tagged
from odoo.tools import SQL

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestWork(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._create_user("second", "user")
        cls.harbour.member_ids += cls.second
        cls.abroad = cls._create_user("abroad", "user")
        cls.team.member_ids += cls.second + cls.abroad
        cls.quality = cls.env["keqing.complaint.team"].create(
            {"name": "Quality", "department": "quality", "user_id": cls.second.id}
        )

    def _ask(self, complaint, **values):
        return self.env["keqing.complaint.inquiry"].create(
            {
                "complaint_id": complaint.id,
                "team_id": self.quality.id,
                "question": "Was the cork tested?",
                **values,
            }
        )

    def test_who_has_least_to_do_gets_the_next_one(self):
        """And nobody who does not see the customer."""
        self._create_complaint(user_id=self.handler.id)
        self.team.shares_work = True
        shared = self.env["keqing.complaint"].union(*(self._create_complaint() for __ in range(3)))
        self.assertEqual(shared.mapped("user_id.login"), [self.second.login, self.handler.login])
        loads = self.team._get_workload()
        self.assertEqual(loads[self.handler.id] + loads[self.second.id], 4)
        self.assertEqual(loads[self.abroad.id], 0)

    def test_assigning_says_when_nobody_can(self):
        complaint = self._create_complaint()
        self.team.member_ids = self.abroad
        with self.assertRaisesRegex(UserError, "nobody of its team sees the customer"):
            complaint.with_user(self.manager).action_assign()

    def test_a_department_answers_with_findings(self):
        complaint = self._create_complaint()
        inquiry = self._ask(complaint)
        self.assertEqual(inquiry.user_id, self.second)
        self.assertEqual(inquiry.activity_ids.user_id, self.second)
        own = inquiry.with_user(self.second)
        with self.assertRaisesRegex(UserError, "write down what was found"):
            own.action_done()
        own.findings = "It was not."
        own.action_done()
        self.assertEqual((inquiry.state, inquiry.done_by_id), ("done", self.second))
        self.assertFalse(inquiry.activity_ids)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            own.findings = "It was."
        with self.assertRaisesRegex(UserError, "stay on record"):
            own.unlink()

    def test_who_is_asked_finds_it_on_today(self):
        inquiry = self.env["keqing.complaint.inquiry"].create(
            {
                "complaint_id": self._create_complaint().id,
                "team_id": self.team.id,
                "user_id": self.salesperson.id,
                "question": "Whose corks?",
            }
        )
        Today = self.env["keqing.today"].with_user(self.salesperson)

        def asked():
            sections = Today.get_today()["sections"]
            return [
                line["text"]
                for each in sections
                if each["name"] == "complaint_inquiries"
                for line in each["lines"]
            ]

        self.assertEqual(asked(), ["Whose corks?"])
        inquiry.state = "done"
        self.assertEqual(asked(), [])

    def test_the_customer_hears_how_far_we_are(self):
        person = self.env["res.partner"].create(
            {
                "name": "Xiangling",
                "parent_id": self.customer.id,
                "email": "xiangling@example.com",
                "lang": "en_US",
            }
        )
        complaint = self._create_complaint(contact_id=person.id)
        complaint.with_user(self.handler).action_investigate()
        message = complaint.message_ids.filtered(lambda each: each.partner_ids == person)
        self.assertIn("looking into your complaint", message.body)
        self.assertEqual(message.author_id, self.company.partner_id)
        self.assertFalse(message.is_internal)
        self.leak.tells_progress = False
        count = len(complaint.message_ids)
        complaint._enter("executing")
        self.assertEqual(len(complaint.message_ids), count)


@tagged("post_install", "-at_install")
class TestLearn(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cause = cls.env.ref("keqing_complaint.complaint_cause_transport_handling")
        cls.escape = cls.env.ref("keqing_complaint.complaint_cause_control_missing")

    def _put_right(self, **values):
        complaint = self._create_complaint(user_id=self.handler.id, **values)
        complaint._enter("follow_up")
        return complaint

    def test_the_customer_is_called_some_days_later(self):
        self.company.keqing_follow_up_days = 4
        visit = self._put_right().follow_up_ids
        self.assertEqual((visit.user_id, visit.contact_kind), (self.handler, "phone"))
        self.assertEqual(visit.planned_on, Date.add(self.company._get_keqing_today(), days=4))

    def test_it_is_closed_when_the_customer_was_asked(self):
        complaint = self._put_right()
        own = complaint.with_user(self.handler)
        with self.assertRaisesRegex(UserError, "Nobody has asked the customer"):
            own.action_close()
        complaint._rate(self.customer, "4", words="Well done")
        own.action_close()
        self.assertEqual(complaint.state, "closed")
        self.assertTrue(complaint.closed_at)

    def test_a_call_of_the_cycle_before_is_no_call_of_this_one(self):
        complaint = self._put_right()
        complaint.follow_up_ids.sudo().state = "done"
        complaint._rate(self.customer, "1", words="Still leaks")
        complaint._enter("follow_up")
        self.assertEqual(len(complaint.follow_up_ids), 2)
        with self.assertRaisesRegex(UserError, "Nobody has asked the customer"):
            complaint.with_user(self.handler).action_close()
        complaint.follow_up_ids.sudo().state = "done"
        complaint.with_user(self.handler).action_close()
        self.assertEqual(complaint.state, "closed")

    def test_it_goes_on_within_the_grace(self):
        """Later it is a new complaint; who says so on the portal all the same is listened to."""
        self.company.keqing_reopen_days = 30
        first, second, third = (self._put_right() for __ in range(3))
        for complaint in first + second + third:
            complaint._enter("closed")
        complaints = first + second + third
        first.closed_at -= timedelta(days=29)
        second.closed_at -= timedelta(days=31)
        third.closed_at -= timedelta(days=31)
        first.with_user(self.handler).action_reopen()
        self.assertEqual((first.state, first.cycle), ("investigating", 2))
        with self.assertRaisesRegex(UserError, "too long ago"):
            second.with_user(self.handler).action_reopen()
        third._rate(self.customer, "1", words="It leaks again", by_customer=True)
        self.assertEqual((third.state, third.cycle, third.outcome_mark), ("closed", 1, "1"))
        self.assertEqual(third.sudo().activity_ids.user_id, self.handler)
        self.assertFalse((complaints - third).sudo().activity_ids)

    def test_a_critical_one_teaches_something(self):
        complaint = self._put_right(severity="2")
        complaint._rate(self.customer, "5")
        own = complaint.with_user(self.handler)
        with self.assertRaises(UserError) as refusal:
            own.action_close()
        for text in ("why it happened", "not caught", "does not happen again"):
            self.assertIn(text, str(refusal.exception))
        own.write(
            {
                "cause_id": self.cause.id,
                "escape_cause_id": self.escape.id,
                "action_ids": [
                    Command.create({"name": "Train the drivers", "due_on": "2030-01-01"})
                ],
            }
        )
        own.action_close()
        self.assertEqual(complaint.state, "closed")

    def test_who_is_not_content_is_listened_to_again(self):
        complaint = self._put_right()
        complaint._rate(self.customer, "1", words="Still leaks")
        self.assertEqual((complaint.state, complaint.cycle), ("investigating", 2))
        self.assertFalse(complaint.outcome_mark)
        rating = self.env["rating.rating"].search([("res_id", "=", complaint.id)])
        self.assertEqual((rating.rating, rating.feedback), (1.0, "Still leaks"))

    def test_the_mark_is_of_who_put_it_right(self):
        """Who hands it over in the follow-up neither marks it nor has another one marked for it."""
        complaint = self._put_right()
        complaint.with_user(self.handler).user_id = self.salesperson
        rating = self.env["keqing.complaint.rating"].with_user(self.handler)
        with self.assertRaisesRegex(UserError, "one's own work"):
            rating.create({"complaint_id": complaint.id, "outcome": "5"}).action_rate()
        complaint._rate(self.customer, "3", "1", "Rude", by_customer=True)
        marks = self.env["rating.rating"].search([("res_id", "=", complaint.id)])
        self.assertEqual(marks.rated_partner_id, self.handler.partner_id)

    def test_nobody_writes_down_the_marks_of_ones_own_work(self):
        """Nor who made the proposal, and then had somebody else handle it."""
        complaint = self._put_right()
        wizard = self.env["keqing.complaint.rating"].with_user(self.handler)
        rating = wizard.create({"complaint_id": complaint.id, "outcome": "4", "handling": "5"})
        with self.assertRaisesRegex(UserError, "one's own work"):
            complaint.with_user(self.handler).action_rate()
        with self.assertRaisesRegex(UserError, "one's own work"):
            rating.action_rate()
        complaint.sudo().write({"user_id": self.salesperson.id, "proposed_by_id": self.handler.id})
        with self.assertRaisesRegex(UserError, "one's own work"):
            rating.action_rate()
        self.assertFalse(complaint.outcome_mark)
        other = self._put_right()
        wizard.with_user(self.salesperson).create(
            {"complaint_id": other.id, "outcome": "3", "handling": "5"}
        ).action_rate()
        self.assertEqual(other.handling_mark, "5")
        marks = self.env["rating.rating"].search([("res_id", "=", other.id)])
        self.assertEqual(marks.rated_partner_id, self.handler.partner_id)
        self.assertEqual(other.rated_with_id, self.salesperson)
        with self.assertRaisesRegex(UserError, "said so already"):
            other._rate(self.customer, "5")

    def test_what_happens_again_is_a_case_of_its_own(self):
        lines = [Command.create({"product_id": self.product.id})]
        first = self._create_complaint(received_at="2026-03-01 08:00:00", line_ids=lines)
        again = self._create_complaint(received_at="2026-03-31 08:00:00", line_ids=lines)
        late = self._create_complaint(received_at="2026-05-01 08:00:01", line_ids=lines)
        (first + late).cause_id = self.cause
        self.assertFalse((first + late).action_ids)
        again.with_user(self.handler).cause_id = self.cause
        self.assertTrue(again.action_ids.is_repeat)
        self.assertEqual(again.repeat_of_ids, first)
        self.assertFalse(late.repeat_of_ids)
        self.assertIn(first.name, again.action_ids.name)

    def test_it_happened_again_though_the_first_cause_is_found_last(self):
        lines = [Command.create({"product_id": self.product.id})]
        first = self._create_complaint(received_at="2026-03-01 08:00:00", line_ids=lines)
        again = self._create_complaint(received_at="2026-03-31 08:00:00", line_ids=lines)
        again.cause_id = self.cause
        self.assertFalse(again.action_ids)
        first.cause_id = self.cause
        self.assertTrue(again.action_ids.is_repeat)
        self.assertFalse(first.action_ids)

    def test_what_is_known_to_happen_again_at_once_opens_one_case(self):
        """With its cause from the start; a third time, or the same cause again, opens no other."""
        lines = [Command.create({"product_id": self.product.id})]
        vals = {"line_ids": lines, "cause_id": self.cause.id}
        first = self._create_complaint(received_at="2026-03-01 08:00:00", **vals)
        again = self._create_complaint(received_at="2026-03-10 08:00:00", **vals)
        third = self._create_complaint(received_at="2026-03-11 08:00:00", **vals)
        again.cause_id = self.cause
        self.assertEqual(len((first + again + third).action_ids), 1)
        self.assertTrue(again.action_ids.is_repeat)

    def test_who_did_it_does_not_say_whether_it_worked(self):
        action = self.env["keqing.preventive.action"].create(
            {
                "name": "Train the drivers",
                "complaint_id": self._create_complaint().id,
                "user_id": self.handler.id,
                "due_on": "2030-01-01",
                "evidence": "No breakage in March",
            }
        )
        own = action.with_user(self.handler)
        with self.assertRaisesRegex(UserError, "is “Open”"):
            own.action_worked()
        own.action_done()
        with self.assertRaisesRegex(UserError, "somebody else than its owner"):
            own.action_worked()
        action.with_user(self.salesperson).action_failed()
        self.assertEqual((action.state, action.checked_by_id), ("failed", self.salesperson))

    def test_how_often_an_answer_helped(self):
        answer = self.env["keqing.standard.answer"].create(
            {"name": "Leaks", "body": "We exchange leaking bottles."}
        )
        pleased, other = (self._put_right(answer_id=answer.id) for __ in range(2))
        pleased._rate(self.customer, "5")
        other._rate(self.customer, "3")
        self.assertEqual((answer.use_count, answer.success_count), (2, 1))
        opened = self.env["keqing.complaint"].search(answer.action_view_uses()["domain"])
        self.assertEqual(len(opened), 2)


@tagged("post_install", "-at_install")
class TestComplaintIndicators(ComplaintCommon):
    """In March two complaints, one of them late, a suggestion and one from before; four orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        idea = cls.env["keqing.complaint.type"].create({"name": "Idea", "is_suggestion": True})
        Complaint = cls.env["keqing.complaint"]
        vals = {
            "partner_id": cls.customer.id,
            "subject": "Leaks",
            "description": "It leaks.",
            "type_id": cls.leak.id,
        }
        # Midnight in Shanghai: the last is in March there
        cls.company.partner_id.tz = "Asia/Shanghai"
        days = ("2026-02-20 08:00:00", "2026-03-10 08:00:00", "2026-02-28 16:00:00")
        before, late, __, __ = Complaint.create(
            [
                *({**vals, "received_at": day} for day in days),
                {**vals, "received_at": days[1], "type_id": idea.id},
            ]
        )
        late.is_breached = True
        before._enter("closed")
        before.closed_at = "2026-04-01 08:00:00"
        orders = cls.env["sale.order"].create(
            [
                {
                    "partner_id": cls.customer.id,
                    "order_line": [Command.create({"product_id": cls.product.id})],
                }
                for __ in range(5)
            ]
        )
        orders.action_confirm()
        orders[:4].effective_date = "2026-03-05 08:00:00"

    def _value(self, code):
        Indicator = self.env["keqing.indicator"]
        first, last = date(2026, 3, 1), date(2026, 3, 31)
        measure = getattr(Indicator, f"_measure_{code}")(self.company, first, last)
        source = Indicator._source_complaint(self.company, measure.since, last)
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT partner_id, %s FROM (%s) fact GROUP BY partner_id", measure.value, source)
        )
        return dict(self.env.cr.fetchall())[self.customer.id]

    def test_what_was_closed_then_stays_so_once_it_is_reopened(self):
        """Closed in March and reopened in April, it was not unresolved at the end of March."""
        self.company.keqing_reopen_days = 3650
        before = self.env["keqing.complaint"].search([("state", "=", "closed")])
        before.closed_at = "2026-03-20 08:00:00"
        self.assertEqual(self._value("complaint_unresolved"), 2)
        before.action_reopen()
        self.assertEqual(str(before.closed_before_at), "2026-03-20 08:00:00")
        before.reopened_at = "2026-04-02 08:00:00"
        self.assertEqual(self._value("complaint_unresolved"), 2)
        before.reopened_at = "2026-03-30 08:00:00"
        self.assertEqual(self._value("complaint_unresolved"), 3)

    def test_values(self):
        for code, expected in (
            ("complaint_count", 2),
            ("complaint_rate", 50),
            ("complaint_in_time", 50),
            ("complaint_unresolved", 3),
        ):
            with self.subTest(code=code):
                self.assertEqual(self._value(code), expected)

    def test_satisfaction_is_what_they_say_of_the_outcome(self):
        """The mark of whoever handled it is for that person alone: 4 and 2 are 3, whatever an
        employee makes up beside."""
        handled = {"user_id": self.handler.id, "received_at": "2026-03-10 08:00:00"}
        for outcome in ("4", "2"):
            complaint = self._create_complaint(**handled)
            complaint._enter("follow_up")
            complaint._rate(self.customer, outcome, "1")
        made_up = {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.customer.id,
            "partner_id": self.customer.id,
            "rating": 5,
            "consumed": True,
        }
        Rating = self.env["rating.rating"].with_user(self.handler)
        Rating.create(made_up)
        said = self.env["rating.rating"].search([("res_id", "=", complaint.id)], limit=1)
        of_complaints = {"res_model_id": said.res_model_id.id, "res_id": complaint.id}
        with self.assertRaises(AccessError):
            Rating.create({**made_up, **of_complaints})
        with self.assertRaises(AccessError):
            said.with_user(self.handler).rating = 5
        with self.assertRaises(AccessError):
            Rating.create(made_up).write(of_complaints)
        Indicator = self.env["keqing.indicator"]
        today = self.company._get_keqing_today()
        measure = Indicator._measure_satisfaction(self.company, today, today)
        source = Indicator._source_satisfaction(self.company, measure.since, today)
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT partner_id, %s FROM (%s) fact GROUP BY partner_id", measure.value, source)
        )
        self.assertEqual(dict(self.env.cr.fetchall()), {self.customer.id: 3})

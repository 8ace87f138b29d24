# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta
from random import Random

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..tools.working_time import WorkingTime
from .common import ComplaintCommon

MONDAY = "2026-03-02 01:00:00"  # nine o'clock in Shanghai
HOUR = timedelta(hours=1)


class ClockCommon(ComplaintCommon):
    """A company in Shanghai that works from nine to twelve and from one to six."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Nine to six",
                "tz": "Asia/Shanghai",
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": f"{day} {start}",
                                "dayofweek": str(day),
                                "hour_from": start,
                                "hour_to": end,
                                "day_period": "morning" if start == 9 else "afternoon",
                            }
                        )
                        for day in range(5)
                        for start, end in ((9, 12), (13, 18))
                    ),
                ],
            }
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.team.user_id = cls._create_user("leader", "user")
        cls.harbour.member_ids += cls.team.user_id
        cls.level = cls.env["keqing.sla.policy"].create(
            {
                "name": "Usual",
                "acknowledge_hours": 4,
                "propose_hours": 16,
                "resolve_hours": 80,
            }
        )

    def _clock(self, complaint, kind, cycle=1):
        return complaint.clock_ids.filtered(
            lambda clock: (clock.kind, clock.cycle) == (kind, cycle)
        )

    def _escalate(self, at):
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref("keqing_complaint.ir_cron_escalate").method_direct_trigger()
        self.env.invalidate_all()

    def _told(self, complaint):
        kind = self.env.ref("keqing_complaint.mail_activity_type_clock")
        activities = complaint.with_context(active_test=False).activity_ids
        told = activities.filtered(lambda each: each.activity_type_id == kind)
        return sorted(told.mapped("user_id.login"))


@tagged("post_install", "-at_install")
class TestClock(ClockCommon):
    def _deadlines(self, complaint):
        return {
            clock.kind: str(clock.deadline)
            for clock in complaint.clock_ids
            if clock.cycle == complaint.cycle
        }

    @freeze_time(MONDAY)
    def test_deadlines_are_counted_in_working_hours(self):
        complaint = self._create_complaint()
        self.assertEqual(
            self._deadlines(complaint),
            {
                "acknowledge": "2026-03-02 06:00:00",  # 14:00, with an hour of lunch
                "propose": "2026-03-03 10:00:00",  # Tuesday 18:00
                "resolve": "2026-03-13 10:00:00",  # ten days of eight hours
            },
        )
        self.assertEqual(complaint.due_kind, "acknowledge")
        self.assertEqual(str(complaint.due_at), "2026-03-02 06:00:00")

    @freeze_time("2026-03-06 09:30:00")  # Friday 17:30
    def test_holidays_and_worked_weekends_are_heeded(self):
        Special = self.env["keqing.special.day"]
        Special.create({"name": "Worked", "date": "2026-03-07", "is_working": True})
        Special.create({"name": "Free", "date": "2026-03-09"})
        complaint = self._create_complaint()
        # Half an hour on Friday, three and a half on Saturday: 9 to 12 and 13 to 13:30
        self.assertEqual(self._deadlines(complaint)["acknowledge"], "2026-03-07 05:30:00")
        # 0.5 + 8 + 7.5 on Tuesday, for Monday is free
        self.assertEqual(self._deadlines(complaint)["propose"], "2026-03-10 09:30:00")

    @freeze_time("2026-03-05 09:30:00")  # Thursday 17:30
    def test_a_weekend_is_worked_after_a_day_of_rest(self):
        Special = self.env["keqing.special.day"]
        Special.create({"name": "Free", "date": "2026-03-06"})
        Special.create({"name": "Worked", "date": "2026-03-07", "is_working": True})
        # Half an hour on Thursday, three and a half on Saturday
        self.assertEqual(
            self._deadlines(self._create_complaint())["acknowledge"], "2026-03-07 05:30:00"
        )

    @freeze_time(MONDAY)
    def test_a_receipt_acknowledges_where_that_is_enough(self):
        self.customer.email = "wanmin@example.com"
        for is_enough, state in ((False, "running"), (True, "stopped")):
            self.level.is_receipt_enough = is_enough
            complaint = self._create_complaint()
            complaint._send_receipt()
            self.assertEqual(self._clock(complaint, "acknowledge").state, state)
            self.assertFalse(complaint.acknowledged_at)

    @freeze_time(MONDAY)
    def test_the_first_level_that_fits_is_for_it(self):
        other = self._create_customer("Angel's Share")
        self.env["keqing.sla.policy"].create(
            [
                {
                    "name": "A at once",
                    "sequence": 1,
                    "grade_ids": self.grade_a.ids,
                    "acknowledge_hours": 1,
                },
                {"name": "Critical", "sequence": 2, "severity": "2", "acknowledge_hours": 2},
            ]
        )
        named = {
            complaint: complaint.clock_ids.policy_id.name
            for complaint in (
                self._create_complaint(),
                self._create_complaint(other, severity="2"),
                self._create_complaint(other),
            )
        }
        self.assertEqual(list(named.values()), ["A at once", "Critical", "Usual"])

    @freeze_time(MONDAY)
    def test_telling_many_takes_no_more_statements(self):
        def climb(number):
            complaints = self.env["keqing.complaint"].union(
                *(self._create_complaint(user_id=self.handler.id) for __ in range(number))
            )
            with freeze_time("2026-06-01 05:00:00"):
                self.env.flush_all()
                self.env.invalidate_all()
                clocks = complaints.clock_ids
                before = self.env.cr.sql_log_count
                clocks._climb()
                self.env.flush_all()
            self.assertEqual(set(complaints.mapped("is_breached")), {True})
            self.assertTrue(complaints.activity_ids)
            return self.env.cr.sql_log_count - before

        climb(1)
        few = climb(2)
        self.assertLessEqual(climb(12), few + 10)

    @freeze_time(MONDAY)
    def test_waiting_for_the_customer_takes_no_time(self):
        complaint = self._create_complaint()
        with freeze_time("2026-03-02 05:00:00"):  # 13:00, three hours later
            own = complaint.with_user(self.handler)
            asked = own.action_wait()
            self.assertFalse(own.waits_for_customer)
            Waiting = self.env[asked["res_model"]].with_user(self.handler)
            wizard = Waiting.with_context(**asked["context"]).create({"reason": " Photographs "})
            wizard.action_wait()
        self.assertEqual(own.wait_reason, "Photographs")
        self.assertEqual(self._clock(complaint, "acknowledge").state, "running")
        self.assertEqual(self._clock(complaint, "propose").state, "paused")
        self.assertEqual(str(complaint.due_at), "2026-03-02 06:00:00")
        with freeze_time("2026-03-05 01:00:00"):  # Thursday, nine o'clock
            own.action_go_on()
        # 16 less 3 hours from there: eight on Thursday, five on Friday
        self.assertEqual(self._deadlines(complaint)["propose"], "2026-03-06 07:00:00")
        events = self._clock(complaint, "propose").event_ids
        self.assertEqual(events.mapped("event"), ["start", "pause", "resume"])
        self.assertEqual(events[1].reason, "Photographs")
        self.assertEqual(events[1].user_id, self.handler)

    @freeze_time(MONDAY)
    def test_a_letter_of_the_customer_ends_the_wait(self):
        complaint = self._create_complaint()
        complaint.action_wait("Photographs")
        with freeze_time("2026-03-03 01:00:00"):
            complaint.with_user(self.handler).message_post(body="We wait for photographs.")
            self.assertTrue(complaint.waits_for_customer)
            complaint.message_post(
                body="Here they are.",
                author_id=self.customer.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertFalse(complaint.waits_for_customer)
        self.assertEqual(
            str(self._clock(complaint, "propose").running_since), "2026-03-03 01:00:00"
        )

    @freeze_time(MONDAY)
    def test_more_severe_is_planned_anew(self):
        self.env["keqing.sla.policy"].create(
            {"name": "Critical", "sequence": 1, "severity": "2", "propose_hours": 8}
        )
        complaint = self._create_complaint()
        with freeze_time("2026-03-02 07:00:00"):
            complaint.severity = "2"
        propose = self._clock(complaint, "propose")
        self.assertEqual(str(propose.deadline), "2026-03-02 10:00:00")  # from its receipt
        self.assertEqual(propose.policy_id.name, "Critical")
        self.assertEqual(propose.event_ids.mapped("event"), ["start", "plan"])

    @freeze_time(MONDAY)
    def test_late_stays_late(self):
        complaint = self._create_complaint()
        with freeze_time("2026-03-04 01:00:00"):
            complaint._enter("proposed")
        propose = self._clock(complaint, "propose")
        self.assertTrue(propose.is_breached)
        self.assertEqual(propose.spent_seconds, 16 * 3600)
        self.level.propose_hours = 80
        with freeze_time("2026-03-04 02:00:00"):
            complaint.severity = "0"
        self.assertTrue(propose.is_breached)
        self.assertEqual(propose.target_seconds, 16 * 3600)
        self.assertTrue(complaint.is_breached)

    @freeze_time(MONDAY)
    def test_the_customers_answer_is_waited_for(self):
        complaint = self._create_complaint()
        with freeze_time("2026-03-02 02:00:00"):
            complaint._enter("proposed")
        self.assertTrue(complaint.waits_for_customer)
        self.assertEqual(self._clock(complaint, "resolve").state, "paused")
        with freeze_time("2026-03-09 01:00:00"):
            complaint._enter("agreed")
        self.assertFalse(complaint.waits_for_customer)
        # 79 hours are left of 80: nine days of eight hours and seven hours, from a Monday
        self.assertEqual(self._deadlines(complaint)["resolve"], "2026-03-20 09:00:00")

    @freeze_time(MONDAY)
    def test_reopening_begins_a_cycle_and_keeps_the_old_one(self):
        complaint = self._create_complaint()
        with freeze_time("2026-03-20 01:00:00"):
            complaint._enter("closed")
        with freeze_time("2026-03-23 01:00:00"):
            complaint.action_reopen()
        self.assertTrue(all(self._clock(complaint, kind).is_breached for kind in ("propose",)))
        self.assertEqual(
            str(self._clock(complaint, "acknowledge", 2).deadline), "2026-03-23 06:00:00"
        )
        self.assertEqual(self._clock(complaint, "propose").state, "stopped")
        self.assertEqual(len(complaint.clock_ids), 6)

    @freeze_time(MONDAY)
    def test_who_is_not_content_has_clocks_again(self):
        complaint = self._create_complaint(user_id=self.handler.id)
        complaint.action_acknowledge()
        complaint._enter("follow_up")
        with freeze_time("2026-03-23 01:00:00"):
            complaint._rate(self.customer, "1", words="Still leaks")
        self.assertEqual(self._deadlines(complaint)["acknowledge"], "2026-03-23 06:00:00")
        self.assertEqual(complaint.due_kind, "acknowledge")
        with freeze_time("2026-03-23 02:00:00"):
            complaint.action_acknowledge()
        self.assertEqual(self._clock(complaint, "acknowledge", 2).state, "stopped")

    @freeze_time(MONDAY)
    def test_another_level_begins_what_the_old_one_lacked(self):
        """From the receipt on; not what was done already, and not while the customer is asked."""
        self.env["keqing.sla.policy"].create(
            {
                "name": "Mild",
                "sequence": 1,
                "severity": "0",
                "acknowledge_hours": 0,
                "propose_hours": 0,
                "resolve_hours": 80,
            }
        )
        first, second = (
            self._create_complaint(severity="0", user_id=self.handler.id) for __ in range(2)
        )
        self.assertEqual(first.clock_ids.mapped("kind"), ["resolve"])
        second.action_acknowledge()
        second.action_wait("Photos")
        with freeze_time("2026-03-02 02:00:00"):
            (first + second).severity = "1"
        self.assertEqual(self._deadlines(first)["acknowledge"], "2026-03-02 06:00:00")
        self.assertEqual(set(second.clock_ids.mapped("kind")), {"propose", "resolve"})
        self.assertEqual(set(second.clock_ids.mapped("state")), {"paused"})

    @freeze_time(MONDAY)
    def test_what_is_late_stays_so_though_no_job_has_seen_it(self):
        self.env["keqing.sla.policy"].create(
            {"name": "Mild", "sequence": 1, "severity": "0", "propose_hours": 80}
        )
        complaint = self._create_complaint()
        with freeze_time("2026-03-04 01:00:01"):
            complaint.with_user(self.handler).severity = "0"
        propose = self._clock(complaint, "propose")
        self.assertTrue(propose.is_breached)
        self.assertEqual(propose.event_ids.mapped("event"), ["start", "breach", "plan"])
        self.assertTrue(complaint.is_breached)

    @freeze_time("2026-03-04 01:00:00")
    def test_it_did_not_come_later_than_was_said(self):
        complaint = self._create_complaint(received_at="2026-03-02 01:00:00")
        own = complaint.with_user(self.handler)
        with self.assertRaisesRegex(UserError, "earlier one only"):
            own.received_at = "2026-03-03 01:00:00"
        own.received_at = "2026-02-27 01:00:00"
        self.assertEqual(self._deadlines(complaint)["acknowledge"], "2026-02-27 06:00:00")

    @freeze_time(MONDAY)
    def test_no_order_of_levels_and_no_new_name_changes_a_verdict(self):
        """What was late by its level stays late, and what was in time stays so."""
        late, fine = self._create_complaint(), self._create_complaint()
        with freeze_time("2026-03-30 01:00:00"):
            late._get_clocks(["acknowledge"])._stop(Datetime.now())
        fine._get_clocks(["acknowledge"])._stop(Datetime.now())
        kept = ("deadline", "stopped_at", "is_breached", "target_seconds", "policy_id")
        clocks = (late + fine)._get_clocks(["acknowledge"])
        before = clocks.read(kept), clocks.event_ids.read(["event", "at", "deadline"])
        self.assertEqual(clocks.mapped("is_breached"), [True, False])
        other = self.env["keqing.sla.policy"].create(
            {"name": "First", "sequence": -1, "acknowledge_hours": 500}
        )
        self.level.write({"name": "Another", "sequence": 99, "acknowledge_hours": 1000})
        (late + fine).write({"severity": "2"})
        self.assertEqual(self.env["keqing.sla.policy"]._find_policies(late)[late], other)
        after = clocks.read(kept), clocks.event_ids.read(["event", "at", "deadline"])
        for row in before[0] + after[0]:
            row["policy_id"] = row["policy_id"][0]
        self.assertEqual(after, before)

    def test_hours_in_which_nobody_works_are_refused(self):
        never = self.env["resource.calendar"].create(
            {"name": "Never", "attendance_ids": [Command.clear()], "company_id": self.company.id}
        )
        with self.assertRaisesRegex(ValidationError, "fewer than 80 hours are worked by “Never”"):
            self.level.calendar_id = never

    def test_hours_that_were_taken_away_stop_nobody_from_complaining(self):
        self.level._get_calendar().attendance_ids.unlink()
        complaint = self._create_complaint()
        self.assertEqual(len(complaint.clock_ids), 3)
        self.assertFalse(complaint.due_at)
        complaint._enter("closed")

    @freeze_time(MONDAY)
    def test_says_for_which_year_special_days_are_unknown(self):
        self.env["keqing.special.day"].create({"name": "Free", "date": "2026-05-01"})
        self.assertIn("for 2027:", self.level.notice)

    @freeze_time(MONDAY)
    def test_suggestions_have_no_clock_unless_a_level_names_them(self):
        idea = self.env["keqing.complaint.type"].create({"name": "Idea", "is_suggestion": True})
        self.assertFalse(self._create_complaint(type_id=idea.id).clock_ids)
        self.level.type_ids = idea
        self.assertEqual(len(self._create_complaint(type_id=idea.id).clock_ids), 3)

    def test_working_time_against_counting_minutes(self):
        """A thousand questions of random tapes, in whole minutes."""
        rng = Random(20260302)
        start = datetime(2026, 3, 2)
        for __ in range(50):
            minutes = sorted(rng.sample(range(600), 10))
            stretches = [
                (start + timedelta(minutes=first), start + timedelta(minutes=last))
                for first, last in zip(minutes[::2], minutes[1::2], strict=True)
            ]
            tape = WorkingTime(stretches)
            worked = [
                any(first <= start + timedelta(minutes=each) < last for first, last in stretches)
                for each in range(600)
            ]
            for __ in range(20):
                begin, end = sorted(rng.sample(range(600), 2))
                moment = start + timedelta(minutes=begin)
                between = tape.between(moment, start + timedelta(minutes=end))
                self.assertEqual(between / 60, sum(worked[begin:end]))
                wanted = rng.randrange(1, 300)
                counted, minute = 0, begin
                while minute < 600 and counted < wanted:
                    counted += worked[minute]
                    minute += 1
                over = start + timedelta(minutes=minute) if counted == wanted else None
                self.assertEqual(tape.after(moment, wanted * 60), over)


@tagged("post_install", "-at_install")
class TestLadder(ClockCommon):
    def setUp(self):
        super().setUp()
        with freeze_time(MONDAY):
            self.complaint = self._create_complaint(user_id=self.handler.id)
            self._clock(self.complaint, "acknowledge")._stop(datetime(2026, 3, 2, 1, 5))

    def test_each_rung_is_told_once(self):
        """16 hours: half is over on Monday at 18:00, 80 % on Tuesday at 14:48, all at 18:00."""
        for at, told in (
            ("2026-03-02 09:59:00", []),
            ("2026-03-02 10:00:00", ["handler"]),
            ("2026-03-03 06:47:00", ["handler"]),
            ("2026-03-03 06:48:00", ["handler", "leader"]),
            ("2026-03-03 10:00:00", ["handler", "leader", "manager"]),
            ("2026-03-03 10:15:00", ["handler", "leader", "manager"]),
            ("2026-03-04 10:00:00", ["director", "handler", "leader", "manager"]),
        ):
            self._escalate(at)
            with self.subTest(at=at):
                self.assertEqual(self._told(self.complaint), told)

    def test_a_night_that_was_missed(self):
        self._escalate("2026-03-05 02:00:00")
        self._escalate("2026-03-05 02:15:00")
        self.assertEqual(self._told(self.complaint), ["director", "handler", "leader", "manager"])
        propose = self._clock(self.complaint, "propose")
        self.assertTrue(propose.is_breached)
        self.assertEqual(propose.event_ids.mapped("event"), ["start", "breach", "told"])

    def test_nobody_is_told_of_what_is_not_theirs_to_see(self):
        self.harbour.member_ids -= self.team.user_id
        self._escalate("2026-03-05 02:00:00")
        self.assertEqual(self._told(self.complaint), ["director", "handler", "manager"])

    def test_costs_the_same_for_one_as_for_many(self):
        with freeze_time(MONDAY):
            for __ in range(2):
                self._create_complaint()
        self.env.flush_all()
        Clock = self.env["keqing.complaint.clock"]
        counts = []
        with freeze_time("2026-03-05 02:00:00"):
            for size in (1, 4):
                due = Clock.search([("next_rung_at", "<=", "2026-03-05 02:00:00")], limit=size)
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                due._climb()
                self.env.flush_all()
                counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 4)

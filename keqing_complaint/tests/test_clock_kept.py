# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from .test_clock import MONDAY, ClockCommon


@tagged("post_install", "-at_install")
class TestClockKept(ClockCommon):
    """Nobody gains time by calling a complaint another name, nor by doing something twice."""

    def setUp(self):
        super().setUp()
        with freeze_time(MONDAY):
            self.complaint = self._create_complaint(user_id=self.handler.id)
        self.own = self.complaint.with_user(self.handler)

    def _states(self, complaint=None):
        clocks = (complaint or self.complaint).clock_ids
        return {clock.kind: clock.state for clock in clocks}

    def _deadline(self, kind, complaint=None):
        return str(self._clock(complaint or self.complaint, kind).deadline)

    def test_a_suggestion_that_is_a_complaint_after_all_is_as_late_as_it_was(self):
        idea = self.env["keqing.complaint.type"].create({"name": "Idea", "is_suggestion": True})
        with freeze_time("2026-03-02 05:00:00"):
            self.own.action_acknowledge()
            self.own.type_id = idea
            self.assertEqual(set(self._states().values()), {"stopped"})
            self.assertTrue(self._clock(self.complaint, "propose").is_given_up)
        with freeze_time("2026-03-03 05:00:00"):
            self.own.type_id = self.leak
        self.assertEqual(
            self._states(), {"acknowledge": "stopped", "propose": "running", "resolve": "running"}
        )
        self.assertEqual(self._deadline("propose"), "2026-03-03 10:00:00")
        self._escalate("2026-06-02 05:00:00")
        self.assertTrue(self.complaint.is_breached)
        self.assertIn("director", self._told(self.complaint))

    def test_what_was_cancelled_goes_on_as_if_it_had_never_been(self):
        with freeze_time("2026-03-02 05:59:00"):
            self.own.action_cancel("x")
            self.assertTrue(self._clock(self.complaint, "resolve").is_given_up)
            self.own.action_reopen()
        self.assertEqual(self.complaint.cycle, 1)
        self.assertEqual(set(self._states().values()), {"running"})
        self.assertEqual(self._deadline("acknowledge"), "2026-03-02 06:00:00")
        self.assertEqual(self._deadline("propose"), "2026-03-03 10:00:00")
        with freeze_time("2026-03-02 06:00:01"):
            self.own.action_cancel("x")
        self.assertTrue(self.complaint.is_breached)

    def test_a_proposal_that_is_taken_back_is_still_owed(self):
        """While the customer thought it over no time passed."""
        with freeze_time("2026-03-03 09:59:00"):
            self.own.action_investigate()
            self.own.proposal = "."
            self.own.action_propose()
        self.assertEqual(self._states()["propose"], "stopped")
        with freeze_time("2026-03-05 01:00:00"):
            self.own.action_take_back()
        self.assertEqual(self._deadline("propose"), "2026-03-05 01:01:00")
        self.assertEqual(self._states()["resolve"], "running")

    def test_the_earlier_receipt_is_kept_and_late_stays_late(self):
        with freeze_time("2026-03-12 05:59:00"):
            fresh = self._create_complaint().with_user(self.handler)
            self.own._merge_into(fresh)
        self.assertEqual(str(fresh.received_at), "2026-03-02 01:00:00")
        self.assertTrue(fresh.is_breached)
        self.assertEqual(self._deadline("resolve", fresh), "2026-03-13 10:00:00")
        events = self._clock(fresh.sudo(), "propose").event_ids.mapped("event")
        self.assertIn("breach", events)

    def test_what_was_promised_sooner_stays_so(self):
        """By another service level, and also while the kept one waits for the customer."""
        quick = self.env["keqing.complaint.type"].create({"name": "Quick", "severity": "1"})
        self.env["keqing.sla.policy"].create(
            {
                "name": "Quick",
                "sequence": 1,
                "type_ids": quick.ids,
                "acknowledge_hours": 0,
                "propose_hours": 8,
                "resolve_hours": 40,
            }
        )
        with freeze_time(MONDAY):
            other = self._create_complaint(type_id=quick.id).with_user(self.handler)
            self.own.action_wait("Photographs")
        with freeze_time("2026-03-02 02:00:00"):
            other._merge_into(self.own)
            propose = self._clock(self.complaint, "propose")
            self.assertEqual((propose.state, propose.policy_id.name), ("paused", "Quick"))
            self.own.action_go_on()
        self.assertEqual(self._deadline("propose"), "2026-03-02 10:00:00")
        self.assertEqual(self._deadline("resolve"), "2026-03-06 10:00:00")
        self.assertEqual(self._deadline("acknowledge"), "2026-03-02 06:00:00")

    def test_a_level_that_only_the_merged_one_had_goes_along(self):
        named = self.env["keqing.complaint.type"].create({"name": "Named"})
        self.level.type_ids = named
        with freeze_time(MONDAY):
            without = self._create_complaint().with_user(self.handler)
            other = self._create_complaint(type_id=named.id).with_user(self.handler)
        self.assertFalse(without.clock_ids)
        with freeze_time("2026-03-02 02:00:00"):
            other._merge_into(without)
        self.assertEqual(self._deadline("propose", without), "2026-03-03 10:00:00")

    def test_a_long_wait_is_told_again_and_again(self):
        self.level.wait_end_days = 0
        with freeze_time(MONDAY):
            self.own.action_acknowledge()
            self.own.action_wait("Photographs")
        self._escalate("2026-03-09 00:59:00")
        self.assertFalse(self._told(self.complaint))
        self._escalate("2026-03-09 01:00:00")
        self._escalate("2026-03-09 01:15:00")
        self.assertEqual(self._told(self.complaint), ["handler", "leader"])
        self._escalate("2026-03-16 01:00:00")
        reminders = self.complaint.activity_ids
        self.assertEqual(len(reminders), 4)
        self.assertIn("has not answered", reminders[0].summary)
        self.assertFalse(self.complaint.is_breached)

    def test_a_wait_is_over_by_itself(self):
        """After 14 days the time runs again from that moment, though the job came three days
        later; a second run, or one beside it, changes nothing."""
        with freeze_time(MONDAY):
            self.own.action_acknowledge()
            self.own.action_wait("Photographs")
        self.assertEqual(
            str(self._clock(self.complaint, "propose").waits_until), "2026-03-16 01:00:00"
        )
        self.assertEqual(str(self.complaint.waits_until), "2026-03-16 01:00:00")
        self._escalate("2026-03-09 01:00:00")
        self._escalate("2026-03-16 00:59:00")
        self.assertTrue(self.complaint.waits_for_customer)
        self.assertEqual(len(self.complaint.activity_ids), 2)
        self._escalate("2026-03-19 01:00:00")
        self.assertFalse(self.complaint.waits_for_customer or self.complaint.wait_reason)
        propose = self._clock(self.complaint, "propose")
        self.assertEqual((propose.state, propose.waits_until), ("running", False))
        self.assertEqual(str(propose.running_since), "2026-03-16 01:00:00")
        resumed = propose.event_ids.filtered(lambda each: each.event == "resume")
        self.assertIn("waited for as long as the service level says", resumed.reason)
        self.assertEqual(str(resumed.at), "2026-03-16 01:00:00")
        told = self.complaint.activity_ids.filtered(lambda each: "runs again" in each.summary)
        self.assertEqual(told.user_id, self.handler | self.complaint.team_id.user_id)
        self._escalate("2026-03-19 01:00:00")
        again = self.complaint.activity_ids.filtered(lambda each: "runs again" in each.summary)
        self.assertEqual(again, told)
        self.assertEqual(propose.event_ids.mapped("event").count("resume"), 1)

    def test_who_answers_in_time_ends_the_wait_itself(self):
        with freeze_time(MONDAY):
            self.own.action_wait("Photographs")
        with freeze_time("2026-03-10 01:00:00"):
            self.own.action_go_on()
        self._escalate("2026-03-16 01:00:00")
        reasons = self._clock(self.complaint, "propose").event_ids.mapped("reason")
        self.assertEqual(reasons.count("Went on by hand"), 1)
        self.assertFalse(
            self.complaint.activity_ids.filtered(lambda each: "runs again" in each.summary)
        )

    def test_the_answer_to_a_proposal_is_not_waited_for_without_end_either(self):
        with freeze_time(MONDAY):
            self.own.action_investigate()
            self.own.proposal = "."
            self.own.action_propose()
        self._escalate("2026-03-16 01:00:00")
        self.assertEqual(self.complaint.state, "proposed")
        self.assertEqual(self._states()["resolve"], "running")

    def test_stays_with_its_company(self):
        self.handler.company_ids += self.other_company
        with self.assertRaisesRegex(UserError, "stays with"):
            self.own.company_id = self.other_company

    @freeze_time(MONDAY)
    def test_few_working_hours_have_a_deadline_all_the_same(self):
        """An hour a week: 30 of them are over 30 weeks later."""
        self.calendar.attendance_ids = [
            Command.clear(),
            Command.create({"name": "A", "dayofweek": "0", "hour_from": 9, "hour_to": 10}),
        ]
        self.level.write({"acknowledge_hours": 1, "propose_hours": 30, "resolve_hours": 80})
        complaint = self._create_complaint()
        self.assertEqual(self._deadline("acknowledge", complaint), "2026-03-02 02:00:00")
        self.assertEqual(self._deadline("propose", complaint), "2026-09-21 02:00:00")
        self.assertEqual(self._deadline("resolve", complaint), "2027-09-06 02:00:00")
        with self.assertRaisesRegex(ValidationError, "fewer than 500 hours are worked"):
            self.level.resolve_hours = 500

    def test_late_is_what_is_done_a_second_after(self):
        late = self.complaint
        with freeze_time(MONDAY):
            fine = self._create_complaint()
        clocks = [self._clock(each, "acknowledge") for each in (fine, late)]
        with freeze_time("2026-03-02 06:00:00"):
            fine.acknowledged_at = Datetime.now()
        with freeze_time("2026-03-02 06:00:01"):
            late.acknowledged_at = Datetime.now()
        self.assertEqual([clock.is_breached for clock in clocks], [False, True])

    def test_a_breach_of_the_cycle_before_stays(self):
        with freeze_time("2026-03-20 01:00:00"):
            self.complaint._enter("closed")
        with freeze_time("2026-03-23 01:00:00"):
            self.own.action_reopen()
            self.own.action_acknowledge()
            self.complaint._enter("closed")
        second = self.complaint.clock_ids.filtered(lambda clock: clock.cycle == 2)
        self.assertEqual(second.mapped("is_breached"), [False] * 3)
        self.assertTrue(self.complaint.is_breached)

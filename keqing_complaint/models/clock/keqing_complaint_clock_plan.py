# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models

from .keqing_sla_policy import HORIZON


class KeqingComplaintClock(models.Model):
    """Starting, pausing, planning and stopping clocks, of any number of complaints at once."""

    _inherit = "keqing.complaint.clock"

    def _pause(self, at, reasons):
        running = self.filtered(lambda clock: clock.state == "running")
        for tape, clocks in running._tapes():
            for clock in clocks:
                days = clock.policy_id.wait_end_days
                until = bool(days) and at + timedelta(days=days)
                clock.write(
                    {
                        "state": "paused",
                        "spent_seconds": clock._get_spent(tape, at),
                        "is_breached": clock._is_late(at),
                        "running_since": False,
                        "deadline": False,
                        "waits_until": until,
                        "next_rung_at": clock._find_next_reminder(at, until),
                    }
                )
        running._remember("pause", at, reasons)

    def _find_next_reminder(self, at, until):
        """
        :param until: when the wait is over; False for never
        :return: the moment at which somebody is told next that the customer is still waited for
        """
        days = self.policy_id.wait_days
        moments = (days and at + timedelta(days=days), until)
        return min(filter(None, moments), default=False)

    def _resume(self, at, reasons):
        paused = self.filtered(lambda clock: clock.state == "paused")
        paused.write({"state": "running", "running_since": at, "waits_until": False})
        paused._plan()
        paused._remember("resume", at, reasons)

    def _stop(self, at, reasons=None, *, is_given_up=False):
        """Late is what is stopped after its deadline, or was late before.

        :param is_given_up: whether what it is for was not done
        """
        open_clocks = self.filtered(lambda clock: clock.state != "stopped")
        for tape, clocks in open_clocks._tapes():
            for clock in clocks:
                clock.write(
                    {
                        "state": "stopped",
                        "spent_seconds": clock._get_spent(tape, at),
                        "is_breached": clock._is_late(at),
                        "running_since": False,
                        "next_rung_at": False,
                        "waits_until": False,
                        "stopped_at": at,
                        "is_given_up": is_given_up,
                    }
                )
        open_clocks._remember("stop", at, reasons)

    def _take_up(self, reasons, since=None):
        """Go on with what was stopped: as if it had never been, unless it counts from ``since``."""
        stopped = self.filtered(lambda clock: clock.state == "stopped")
        for clock in stopped:
            clock.write(
                {
                    "state": "running",
                    "running_since": since or clock.stopped_at,
                    "stopped_at": False,
                    "is_given_up": False,
                }
            )
        stopped._plan()
        stopped._remember("resume", fields.Datetime.now(), reasons)

    def _plan(self):
        """When the time of each will be over, and when somebody is told next.

        What is late already stays late. Without enough working hours there is no deadline, and the
        form says so.
        """
        for tape, clocks in self.filtered(lambda clock: clock.state == "running")._tapes():
            for clock in clocks:
                left = clock.target_seconds - clock.spent_seconds
                clock.write(
                    {
                        "deadline": tape.after(clock.running_since, left),
                        "next_rung_at": clock._find_next_rung(tape, clock.rung),
                    }
                )

    def _find_next_rung(self, tape, rung):
        """:return: the moment at which the next share of the time after ``rung`` is over"""
        share = min((each for each in self._get_shares() if each > rung), default=None)
        if share is None:
            return False
        seconds = self.target_seconds * share / 100 - self.spent_seconds
        return tape.after(self.running_since, seconds) or False

    def _get_shares(self):
        """Those at which somebody is told; at the deadline it is noted in any case."""
        return {100, *self.policy_id.rung_ids.mapped("share")}

    def _get_left(self, at):
        """:return: ``{clock: working seconds that are left}``, below zero if it is late"""
        return {
            clock: clock.target_seconds - clock._get_spent(tape, at)
            for tape, clocks in self._tapes()
            for clock in clocks
        }

    def _get_spent(self, tape, at):
        """Working seconds until a moment."""
        spent = self.spent_seconds
        if self.state == "running":
            spent += round(tape.between(self.running_since, at))
        return spent

    def _is_late(self, at):
        return self.is_breached or bool(self.deadline and at > self.deadline)

    def _tapes(self):
        """The working time that each of these is measured by, once per calendar.

        :return: iterable of (WorkingTime, clocks)
        """
        now = fields.Datetime.now()
        for (company, calendar), clocks in self.grouped(
            lambda clock: (clock.company_id, clock.policy_id._get_calendar())
        ).items():
            begun = [clock.running_since for clock in clocks if clock.running_since] or [now]
            since, latest = min(begun), max(begun)
            longest = max(clocks.mapped("target_seconds")) or 1
            # As if four hours a week were worked, and no less than a month
            until = now + min(HORIZON, max(HORIZON / 24, HORIZON * (longest / (160 * 3600))))
            tape = company._get_keqing_working_time(calendar, since, until)
            if tape.after(latest, longest) is None:
                tape = company._get_keqing_working_time(calendar, since, now + HORIZON)
            yield tape, clocks

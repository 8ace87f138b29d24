# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

ACTIVITY = "keqing_complaint.mail_activity_type_clock"
BATCH = 500


class KeqingComplaintClock(models.Model):
    """Telling people, rung by rung, whose time is running out; each once."""

    _inherit = "keqing.complaint.clock"

    @api.model
    def _cron_escalate(self):
        """Climb the ladder with what is due for it, however late the job is."""
        now = fields.Datetime.now()
        self._work_through(
            self.search(
                [("state", "!=", "stopped"), ("next_rung_at", "<=", now)],
                order="next_rung_at, id",
            ),
            lambda clocks: clocks._climb(),
            when=lambda clock: (
                clock.state != "stopped" and clock.next_rung_at and clock.next_rung_at <= now
            ),
            size=BATCH,
        )

    def _climb(self):
        """Tell whoever stands on the rungs that were reached since the last time, and who waits
        for a customer for long."""
        now = fields.Datetime.now()
        waiting = self.filtered(lambda clock: clock.state == "paused")
        running = self - waiting
        over = waiting.filtered(lambda clock: clock.waits_until and clock.waits_until <= now)
        running._climb_on(now)
        over._end_wait(now)
        (waiting - over)._remind(now)

    def _climb_on(self, now):
        late, reached = self.browse(), {}
        for tape, clocks in self._tapes():
            for clock in clocks:
                share = clock._get_reached(tape, now)
                reached[clock] = clock.policy_id.rung_ids.filtered(
                    lambda rung, clock=clock, share=share: clock.rung < rung.share <= share
                )
                if clock._is_late(now) and not clock.is_breached:
                    late += clock
                clock.write(
                    {
                        "rung": share,
                        "is_breached": clock._is_late(now),
                        "next_rung_at": clock._find_next_rung(tape, share),
                    }
                )
        late._remember("breach", now)
        self._tell({clock: clock._find_people(rungs) for clock, rungs in reached.items()}, now)
        self.complaint_id._refresh_due()

    def _remind(self, now):
        """While a wait goes on handlers and leaders hear of it, again and again."""
        for clock in self:
            clock.next_rung_at = clock._find_next_reminder(now, clock.waits_until)
        self._tell_waiting(
            now, lambda env: env._("The customer has not answered: ask again, or go on")
        )

    def _end_wait(self, now):
        """Run again from the moment at which the wait was over, however late the job is."""
        for until, clocks in self.grouped("waits_until").items():
            clocks.complaint_id._go_on(
                self.env._("The customer was waited for as long as the service level says"), until
            )
        self._tell_waiting(
            now,
            lambda env: env._("The customer has not answered, and our time runs again: decide"),
        )

    def _tell_waiting(self, now, say):
        """
        :param say: function of an environment, in the language of whom it is told to
        """
        firsts = [clocks[0] for clocks in self.grouped("complaint_id").values()]
        self._tell(
            {
                clock: clock.complaint_id._find_rung("handler")
                | clock.complaint_id._find_rung("leader")
                for clock in firsts
            },
            now,
            say,
        )

    def _get_reached(self, tape, now):
        """:return: the highest share of the time, of those of the ladder, that is over"""
        shares = sorted(self._get_shares())
        next_one = next(share for share in shares if share > self.rung)
        over = 100 * self._get_spent(tape, now) / max(self.target_seconds, 1)
        # By the plan the next one is reached, whatever a second of rounding says
        return max([next_one, *(share for share in shares if share <= over)])

    def _find_people(self, rungs):
        people = self.env["res.users"]
        for who in rungs.mapped("who"):
            people |= self.complaint_id._find_rung(who)
        return people.filtered("active")

    def _tell(self, people, now, say=None):
        """Those of them who may look at the complaint, each by one activity for a clock.

        :param people: ``{clock: users}``
        :param say: what else than how much time is left, function of an environment
        """
        seen = {
            user: self.complaint_id.with_user(user)._filtered_access("read")
            for user in self.env["res.users"].union(*people.values())
        }
        told = [
            (clock, user)
            for clock, users in people.items()
            for user in users
            if clock.complaint_id in seen[user]
        ]
        common = {
            "activity_type_id": self.env["ir.model.data"]._xmlid_to_res_id(ACTIVITY),
            "res_model_id": self.env["ir.model"]._get_id(self.complaint_id._name),
        }
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [{**common, **clock._prepare_activity_vals(user, now, say)} for clock, user in told]
        )
        self.browse().union(*(clock for clock, __ in told))._remember("told", now)

    def _prepare_activity_vals(self, user, now, say=None):
        complaint = self.complaint_id
        env = self.with_context(lang=user.lang).env
        kind = dict(self._fields["kind"]._description_selection(env))[self.kind]
        if say:
            text = say(env)
        elif self._is_late(now):
            text = env._("%s: the time is over", kind)
        else:
            text = env._("%s: the time is running out", kind)
        return {
            "res_id": complaint.id,
            "user_id": user.id,
            "summary": text,
            "date_deadline": complaint.company_id._get_keqing_today(),
        }

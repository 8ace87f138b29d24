# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .keqing_sla_policy import CLOCKS


class KeqingComplaint(models.Model):
    """Nobody gains time by merging: what is due first stays so, and what is late stays late."""

    _inherit = "keqing.complaint"

    def _merge_into(self, kept):
        now = fields.Datetime.now()
        theirs = self._get_clocks(CLOCKS)
        open_ones = theirs.filtered(lambda clock: clock.state != "stopped")
        late = theirs.filtered(lambda clock: clock._is_late(now))
        left = open_ones._get_left(now)
        merged = super()._merge_into(kept)
        reasons = {kept: self.env._("%s goes on here", ", ".join(self.mapped("name")))}
        for clock in open_ones:
            kept._take_over(clock, left[clock], now)
        mine = kept._get_clocks(CLOCKS)
        mine.filtered(lambda clock: clock.state == "running")._plan()
        mine.filtered(lambda clock: clock.state != "stopped")._remember("plan", now, reasons)
        kept._be_late_as(late, now, reasons)
        kept._refresh_due()
        return merged

    def _take_over(self, clock, left, now):
        """Have what another promised sooner, by its service level.

        :param left: working seconds that the other had left
        """
        own = self._get_clocks([clock.kind])
        rest = {
            "policy_id": clock.policy_id.id,
            "target_seconds": clock.target_seconds,
            "spent_seconds": clock.target_seconds - left,
            "rung": max(own.rung, clock.rung),
        }
        if not own:
            running = {"started_at": clock.started_at, "running_since": now}
            mine = {"complaint_id": self.id, "company_id": self.company_id.id, "kind": clock.kind}
            own.create({**rest, **running, **mine, "cycle": self.cycle})
        elif own.state != "stopped" and left < own._get_left(now)[own]:
            own.write(rest)
            if own.state == "running":
                own.running_since = now

    def _be_late_as(self, clocks, now, reasons):
        """A breach of what is part of this now is a breach of this."""
        own = self._get_clocks(clocks.mapped("kind")).filtered(lambda each: not each.is_breached)
        own.is_breached = True
        own._remember("breach", now, reasons)

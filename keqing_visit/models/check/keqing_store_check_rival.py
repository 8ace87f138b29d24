# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import models

# Where an activity is known from, by where the check is
SOURCES = {"visit": "visit", "purchaser": "customer", "clerk": "customer"}
NONE = "keqing_visit.check_choice_rival_none"


class KeqingStoreCheck(models.Model):
    """What was seen of competitors is what is known of them at the customer."""

    _inherit = "keqing.store.check"

    def _note_rivals(self):
        """Of visits that are done: what is another than last time ends there, and what there is now
        begins. What goes on as it was is not noted again."""
        changed = self.filtered(
            lambda check: (
                check.rival_id and check.is_answered and check.found != check.previous_id.found
            )
        ).sudo()  # what was seen is seen
        if not changed:
            return
        Activity = self.env["keqing.competitor.activity"].sudo()
        known = Activity.search(
            [
                ("partner_id", "in", changed.partner_id.ids),
                ("check_id", "!=", False),
                ("until", "=", False),
            ]
        ).grouped(lambda activity: (activity.partner_id, *activity.check_id._get_thing()))
        for check in changed:
            over = known.get((check.partner_id, *check._get_thing()), Activity)
            for activity in over:
                last = check.visit_id.done_on - timedelta(days=1)
                activity.until = max(last, activity.since or last)
        Activity.create(
            [
                check._prepare_competitor_activity_vals()
                for check in changed
                if not check._is_nothing()
            ]
        )

    def _is_nothing(self):
        """Whether the answer is that there is none of it."""
        if self.answer == "number":
            return not self.number
        return self.answer == "choice" and self.choice_id == self.env.ref(NONE, False)

    def _prepare_competitor_activity_vals(self):
        told = {"item": self.item_id.name, "product": self.rival_id.name, "found": self.found}
        return {
            "partner_id": self.partner_id.id,
            "competitor_id": self.rival_id.competitor_id.id,
            "kind": self.item_id.activity_kind or "other",
            "what": self.env._(
                "%(item)s, %(product)s: %(found)s (%(note)s)", note=self.note, **told
            )
            if self.note
            else self.env._("%(item)s, %(product)s: %(found)s", **told),
            "since": self.promotion_from or self.visit_id.done_on,
            "until": self.promotion_to,
            "date": self.visit_id.done_on,
            "user_id": self.visit_id.user_id.id,
            "source": SOURCES.get(self.source, "others"),
            "certainty": self.certainty or "sure",
            "check_id": self.id,
        }

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from odoo.addons.keqing_customer.chosen import MANAGERS, for_one

TODO = "mail.mail_activity_data_todo"


class KeqingHonour(models.Model):
    """From the draft to what is published."""

    _inherit = "keqing.honour"

    @for_one("write")
    def action_open(self):
        """Look for candidates: the terms and the jury stay as they are from now on."""
        self._check_state("draft")
        for missing, words in (
            (not self.prize_ids, self.env._("%s: enter what can be won.", self.display_name)),
            (not self.jury_ids, self.env._("%s: say who decides.", self.display_name)),
            (
                not (self.scorecard_id or self.takes_nominations),
                self.env._(
                    "%s: choose a scorecard or take nominations, else nobody is a candidate.",
                    self.display_name,
                ),
            ),
            (
                self.votes_needed > len(self.jury_ids),
                self.env._("%s: the jury has fewer members than votes.", self.display_name),
            ),
            (
                self.scorecard_id and self.chosen_by == "grade" and not self.grade_ids,
                self.env._("%s: say which grades are candidates.", self.display_name),
            ),
        ):
            if missing:
                raise UserError(words)
        self.sudo().state = "open"  # read-only for people

    @for_one("write")
    def action_back(self):
        """Change the terms or the jury, as long as nobody has decided anything."""
        self._check_state("open")
        self.sudo().state = "draft"  # read-only for people

    @for_one("write")
    def action_ask_jury(self):
        """Take no more candidates, and ask the jury."""
        self._check_state("open")
        self._lock_alone(self)
        if not self.sudo().candidate_ids:  # also those that the user does not see
            raise UserError(self.env._("%s has no candidates yet.", self.display_name))
        self.sudo().state = "jury"  # read-only for people
        for user in self.jury_ids:
            local = self.with_context(lang=user.lang or self.env.lang)
            self.sudo().activity_schedule(  # also for who may not write to colleagues
                TODO,
                user_id=user.id,
                date_deadline=self.decide_by or self.company_id._get_keqing_today(),
                summary=local.env._("Decide on the candidates"),
            )

    @for_one("write")
    def action_publish(self):
        """Tell who is honoured: on the customers, on their portal, on certificates."""
        self._check_manager()
        self._check_state("jury")
        self._lock_alone(self)
        candidates = self.sudo().candidate_ids  # also those that the user does not see
        waiting = candidates.filtered(lambda each: each.state == "proposed")
        if waiting:
            raise UserError(
                self.env._(
                    "%(honour)s: the jury has still to decide on %(count)s candidates.",
                    honour=self.display_name,
                    count=len(waiting),
                )
            )
        winners = candidates.filtered(lambda each: each.state == "awarded")
        if not winners:
            raise UserError(
                self.env._(
                    "%s: nobody is honoured. Drop it if that is what the jury wants.",
                    self.display_name,
                )
            )
        today = self.company_id._get_keqing_today()
        winners.published_on = today
        self.sudo().write(  # read-only for people
            {"state": "published", "published_on": today, "published_by_id": self.env.uid}
        )
        self.sudo().activity_unlink([TODO])  # of the whole jury

    @for_one("write")
    def action_drop(self):
        """Honour nobody; what was said stays on record."""
        self._check_manager()
        self._check_state("draft", "open", "jury")
        if not (self.drop_reason or "").strip():
            raise UserError(self.env._("%s: write down why it is dropped.", self.display_name))
        self.sudo().state = "dropped"  # read-only for people
        self.sudo().activity_unlink([TODO])  # of the whole jury

    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group(MANAGERS)):
            raise AccessError(self.env._("Managers publish honours."))

    def _get_guests(self):
        """Who is invited, as far as the reader sees them: see _group_guests"""
        return self.env["keqing.honour.candidate"]._group_guests(
            (
                winner.territory_id,
                winner.partner_id,
                winner.prize_id.name,
                winner.prize_id.value,
            )
            for winner in self.candidate_ids.filtered(lambda each: each.state == "awarded")
        )

    def _get_feast(self):
        return format_list(self.env, self.mapped("name"))

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.keqing_customer.chosen import for_one

DIRECTORS = "keqing_customer.group_customer_all"


class KeqingHonourCandidate(models.Model):
    """What the jury says, by people who have no part in it; and what is taken back later."""

    _inherit = "keqing.honour.candidate"

    may_decide = fields.Boolean(compute="_compute_may_decide")
    may_vote = fields.Boolean(compute="_compute_may_decide")

    @api.depends(
        "state",
        "honour_id.state",
        "honour_id.jury_ids",
        "nominated_by_id",
        "partner_id",
        "vote_ids",
    )
    @api.depends_context("uid")
    def _compute_may_decide(self):
        for candidate in self:
            candidate.may_decide = (
                candidate.state == "proposed"
                and candidate.honour_id.state == "jury"
                and not candidate._find_partiality()
            )
            candidate.may_vote = (
                candidate.may_decide and self.env.user not in candidate.vote_ids.user_id
            )

    def _find_partiality(self):
        """Why the user is not to decide on it; nothing if nothing is against it."""
        user = self.env.user
        if self.env.su:
            return ""
        if user not in self.honour_id.jury_ids:
            return self.env._("You are not in the jury.")
        return self._find_part()

    def _find_part(self):
        """What part the user has in it; nothing if none."""
        user = self.env.user
        if user == self.nominated_by_id:
            return self.env._("You proposed it: let somebody else decide.")
        since = self.create_date and self.create_date.date() - timedelta(days=1)
        if self.partner_id._keqing_is_or_was_of(user, since):
            return self.env._("It is your customer: let somebody else decide.")
        return ""

    def _refuse(self, why):
        """:raise AccessError: if there is a reason why"""
        if why:
            raise AccessError(
                self.env._("%(candidate)s: %(why)s", candidate=self.display_name, why=why)
            )

    def _ask(self, kind, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "keqing.honour.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_candidate_id": self.id, "default_kind": kind},
        }

    @for_one("read")
    def action_vote(self):
        """Ask for the vote of one of the jury, and its reason."""
        self._check_before_jury()
        return self._ask("vote", self.env._("Vote"))

    @for_one("read")
    def action_decide(self):
        """Ask what is decided, and why."""
        self._check_before_jury()
        return self._ask("decide", self.env._("Decide"))

    @for_one("read")
    def action_withdraw(self):
        """Ask why an honour is taken back."""
        self._check_may_withdraw()
        return self._ask("withdraw", self.env._("Withdraw"))

    def _check_before_jury(self):
        self._check_state("proposed")
        self.honour_id._check_state("jury")
        self._refuse(self._find_partiality())

    def _vote(self, vote, reason):
        """Keep what one of the jury thinks.

        :param str vote: ``for`` or ``against``
        :raise UserError: if the user voted before
        """
        self._check_before_jury()
        self._lock_alone(self)
        if self.env.user in self.sudo().vote_ids.user_id:
            raise UserError(self.env._("You have voted on %s already.", self.display_name))
        self.env["keqing.honour.vote"].sudo().create(  # by this door alone
            {
                "candidate_id": self.id,
                "user_id": self.env.uid,
                "vote": vote,
                "reason": (reason or "").strip(),
            }
        )

    def _award(self, prize, reason):
        """Give it a prize of the honour, as most of the jury want.

        :raise UserError: while votes are missing, against their majority, or if the prize has gone
        """
        self._check_verdict(reason, for_it=True)
        if prize.honour_id != self.honour_id:
            raise UserError(self.env._("%s: choose one of its prizes.", self.honour_id.name))
        if prize.places:
            given = self.sudo().search_count([("prize_id", "=", prize.id)])
            if given >= prize.places:
                raise UserError(
                    self.env._(
                        "%(prize)s of %(honour)s is given to %(count)s already.",
                        prize=prize.name,
                        honour=self.honour_id.name,
                        count=given,
                    )
                )
        self._conclude("awarded", reason, prize)

    def _decline(self, reason):
        """Honour it not, as most of the jury want."""
        self._check_verdict(reason, for_it=False)
        self._conclude("declined", reason, self.env["keqing.honour.prize"])

    def _check_verdict(self, reason, *, for_it):
        self._check_before_jury()
        self.honour_id._lock_alone(self.honour_id)  # places are counted
        self._check_reason(reason)
        candidate = self.sudo()  # votes are counted for everybody alike
        missing = candidate.honour_id.votes_needed - len(candidate.vote_ids)
        if missing > 0:
            raise UserError(
                self.env._(
                    "%(candidate)s: %(count)s more of the jury have to vote first.",
                    candidate=self.display_name,
                    count=missing,
                )
            )
        lead = candidate.votes_for - candidate.votes_against
        if lead < 0 if for_it else lead > 0:
            raise UserError(
                self.env._(
                    "%(candidate)s: the jury voted %(votes_for)s for and %(votes_against)s "
                    "against; decide as most of it want.",
                    candidate=self.display_name,
                    votes_for=candidate.votes_for,
                    votes_against=candidate.votes_against,
                )
            )

    def _check_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("%s: write down why.", self.display_name))

    def _conclude(self, state, reason, prize):
        self.sudo().write(  # read-only for people
            {
                "state": state,
                "prize_id": prize.id,
                "decision_reason": reason.strip(),
                "decided_by_id": self.env.uid,
                "decided_on": self.company_id._get_keqing_today(),
                "customer_name": self.partner_id.name,
            }
        )

    def _check_may_withdraw(self):
        self._check_state("awarded")
        self.honour_id._check_state("published")
        if not (self.env.su or self.env.user.has_group(DIRECTORS)):
            raise AccessError(self.env._("Directors withdraw what was published."))
        if not self.env.su:
            self._refuse(self._find_part())

    def _withdraw(self, reason):
        """Take it back: that it was given, by whom and when, stays on record."""
        self._check_may_withdraw()
        self._lock_alone(self)
        self._check_reason(reason)
        self.sudo().write(  # read-only for people
            {
                "state": "withdrawn",
                "withdrawal_reason": reason.strip(),
                "withdrawn_by_id": self.env.uid,
                "withdrawn_on": self.company_id._get_keqing_today(),
            }
        )

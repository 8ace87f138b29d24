# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

from ...chosen import for_chosen, for_one

REVIEWERS = "keqing_customer.group_customer_legal,keqing_customer.group_customer_manager"
REVIEW_ACTIVITY = "keqing_customer.mail_activity_type_review_agreement"
RENEW_ACTIVITY = "keqing_customer.mail_activity_type_renew_agreement"


class KeqingAgreement(models.Model):
    """Handed in by one, approved by another; ended before its time with a reason."""

    _inherit = "keqing.agreement"

    @for_chosen("write")
    def action_submit(self):
        """Hand drafts in for review; from here on their clauses are fixed.

        :raise UserError: if something is missing or an exclusive right stands in the way
        """
        for agreement in self:
            agreement._check_stage("draft")
            agreement._check_complete()
        self._check_authorisation()
        for agreement in self:
            reviewer = agreement.reviewer_id or agreement._propose_reviewer()
            # sudo: fields that code alone writes
            agreement.sudo().write(
                {
                    "stage": "review",
                    "submitted_by_id": self.env.uid,
                    "reviewer_id": reviewer.id,
                }
            )
            if reviewer:
                agreement.activity_schedule(REVIEW_ACTIVITY, user_id=reviewer.id)

    @for_chosen("write")
    def action_withdraw(self):
        """Take back what is in review, to change it."""
        self._back_to_draft()

    @for_chosen("write")
    def action_approve(self):
        """Put into force what is in review.

        :raise AccessError: if the user is no reviewer
        :raise UserError: if it is the user's own, or an exclusive right stands in the way
        """
        self._check_may_review()
        for agreement in self:
            agreement._check_stage("review")
        self._lock_authorisation()
        for agreement in self:
            agreement._check_authorisation()
            today = agreement.company_id._get_keqing_today()
            # sudo: fields that code alone writes
            agreement.sudo().write(
                {
                    "stage": "active",
                    "reviewed_by_id": self.env.uid,
                    "reviewed_on": fields.Datetime.now(),
                    "signed_on": agreement.signed_on or today,
                    # of old paper that is entered late nobody needs to be reminded
                    "reminded_on": today if agreement.date_to < today else False,
                }
            )
        self.sudo().previous_id._supersede()
        self.sudo().activity_feedback([REVIEW_ACTIVITY])

    @for_one("write")
    def action_return(self):
        """Ask why it is sent back to who handed it in."""
        return self._ask_reason("return")

    @for_one("write")
    def action_terminate(self):
        """Ask when and why it ends."""
        return self._ask_reason("terminate")

    def _ask_reason(self, decision):
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Back")
            if decision == "return"
            else self.env._("End the Agreement"),
            "res_model": "keqing.agreement.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_agreement_id": self.id, "default_decision": decision},
        }

    def _return(self, reason):
        """Send it back to who handed it in, with a reason."""
        self._check_may_review()
        self._back_to_draft()
        self.message_post(
            body=self.env._("Sent back: %s", reason),
            subtype_xmlid="mail.mt_note",
            partner_ids=(self.submitted_by_id - self.env.user).partner_id.ids,
        )

    def _terminate(self, day, reason):
        """End it before its time."""
        self._check_may_review()
        self._check_stage("active")
        if day > self.company_id._get_keqing_today() or day > self.date_to:
            raise UserError(
                self.env._(
                    "%s cannot be ended on a day to come, nor after its own end.",
                    self.display_name,
                )
            )
        # sudo: fields that code alone writes
        self.sudo().write(
            {"stage": "terminated", "terminated_on": day, "termination_reason": reason}
        )
        self.sudo().activity_unlink([RENEW_ACTIVITY])
        self.message_post(
            body=self.env._("Ended: %s", reason),
            subtype_xmlid="mail.mt_note",
            partner_ids=(self.user_id - self.env.user).partner_id.ids,
        )

    def _back_to_draft(self):
        for agreement in self:
            agreement._check_stage("review")
        self.sudo().stage = "draft"  # code alone writes it
        self.sudo().activity_unlink([REVIEW_ACTIVITY])

    def _check_stage(self, stage):
        if self.stage != stage:
            stages = dict(self._fields["stage"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(agreement)s is “%(state)s”; this is done to one that is “%(expected)s”.",
                    agreement=self.display_name,
                    state=stages[self.stage],
                    expected=stages[stage],
                )
            )

    def _check_complete(self):
        """:raise UserError: if it does not say what both sides owe each other"""
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("our_obligations", "customer_obligations")
            if is_html_empty(self[name])
        ]
        if missing:
            raise UserError(
                self.env._(
                    "%(agreement)s is not complete: fill in %(fields)s.",
                    agreement=self.display_name,
                    fields=", ".join(missing),
                )
            )

    def _check_may_review(self):
        """Whether the user reviews agreements, and these are not the user's own.

        :raise AccessError, UserError: if not
        """
        self.check_access("write")
        if self.env.su:
            return
        if not self.env.user.has_groups(REVIEWERS):
            raise AccessError(
                self.env._("Agreements are reviewed by legal reviewers and sales managers.")
            )
        for agreement in self:
            if self.env.user in agreement._get_authors():
                raise UserError(
                    self.env._(
                        "%s is your own: somebody else has to decide on it.", agreement.display_name
                    )
                )

    @api.depends("create_uid", "user_id", "submitted_by_id", "author_ids")
    @api.depends_context("uid")
    def _compute_may_review(self):
        reviews = self.env.su or self.env.user.has_groups(REVIEWERS)
        for agreement in self:
            agreement.may_review = reviews and self.env.user not in agreement._get_authors()

    def _with_evidence(self):
        """Nor does who reviews it read something else than what is approved."""
        return self.filtered(lambda agreement: agreement.stage != "draft")

    def _get_authors(self):
        """Who drew it up, wrote some of it, answers for it, attached papers or handed it in."""
        people = self.create_uid | self.user_id | self.submitted_by_id | self.sudo().author_ids
        papers = self.env["ir.attachment"].sudo()  # whose they are, not what is in them
        papers = papers.search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        return people | papers.create_uid.with_env(self.env)

    def _propose_reviewer(self):
        """The nearest manager of the customer's territory who has no part in it."""
        territory = self.partner_id.sudo().keqing_territory_id  # its managers above as well
        authors = self._get_authors() | self.env.user
        while territory:
            manager = territory.manager_id
            if manager.active and manager not in authors:
                return manager.with_env(self.env)
            territory = territory.parent_id
        return territory.manager_id

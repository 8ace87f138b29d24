# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_chosen

from .keqing_complaint_remedy import CHANGEABLE, LIVE


class KeqingComplaint(models.Model):
    """Doing what was agreed: the documents, and how far the complaint is with them."""

    _inherit = "keqing.complaint"

    @for_chosen("write")
    def action_execute(self):
        """Make the documents of what was agreed: drafts, for those who move goods and book.

        Those whose documents were all cancelled are made anew.

        :raise UserError: for more than is left of what was delivered or invoiced, closed books,
            or what is not configured
        """
        for complaint in self:
            complaint._check_state("agreed", "executing")
            self._lock_alone(complaint)
            complaint.with_company(complaint.company_id)._execute()

    def _execute(self):
        remedies = self._get_remedies(
            ("agreed", "executing")
        ).sudo()  # made for who moves and books
        remedies = remedies.filtered(
            lambda remedy: remedy.state == "agreed" or not remedy._has_documents()
        )
        if self.state == "executing" and not remedies:
            raise UserError(
                self.env._("%s: all documents have been made already.", self.display_name)
            )
        remedies._hold_origins()
        plan = remedies._plan()
        if plan.back or plan.out:
            reference = self.env["stock.reference"].sudo().create({"name": self.name})
            remedies.reference_id = reference
            remedies._make_returns(plan, reference)
            remedies._make_deliveries(plan, reference)
        day = self.credit_notes_on or self.company_id._get_keqing_today()
        remedies._make_credit_notes(plan, day)
        nobody = {"left_at_that_id": False, "leave_asked_by_id": False}
        remedies.write({"state": "executing", **nobody})
        if self.state == "agreed":
            self._enter("executing")
        self._finish_remedies()

    def _finish_remedies(self):
        """Hook: what has been carried out is done; when all is, the complaint is followed up."""
        for complaint in self.sudo():  # whoever moved or booked the last of it
            for remedy in complaint._get_remedies(("executing",)):
                if remedy._is_carried_out():
                    remedy.state = "done"
            waits = complaint._get_remedies(LIVE)
            if complaint.state == "executing" and not waits:
                complaint._enter("follow_up")

    def _unfinish_remedies(self):
        for complaint in self.sudo():  # whoever took it back
            undone = complaint._get_remedies(("done",)).filtered(
                lambda remedy: not remedy._is_carried_out()
            )
            undone.state = "executing"
            if undone and complaint.state == "follow_up":
                complaint._enter("executing")
            elif undone and complaint.state == "closed":
                complaint.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("What was put right is not done any more"),
                    user_id=(complaint.user_id or self.env.user).id,
                )

    def _enter(self, state):
        """What was not begun is given up with the complaint; what was, is ended first.

        :raise UserError: if there are documents that are not done, and if it is closed while
            something was promised and is not done
        """
        if state == "closed":
            for remedy in self._get_remedies(("agreed", "executing")):
                raise UserError(
                    self.env._(
                        "%s is not done: carry it out, or cancel it first.", remedy.display_name
                    )
                )
        if state == "cancelled":
            for remedy in self._get_remedies(LIVE).sudo():
                if remedy.state == "executing" and remedy._has_documents():
                    raise UserError(
                        self.env._(
                            "%(remedy)s: cancel its documents first: %(documents)s.",
                            remedy=remedy.display_name,
                            documents=remedy.documents,
                        )
                    )
                remedy.state = "cancelled"
        return super()._enter(state)

    def _check_may_merge(self, kept):
        """Nobody is made to accept what came along with another complaint.

        :raise UserError: if these have remedies, and ``kept`` was proposed already
        """
        checked = super()._check_may_merge(kept)
        if kept.state not in CHANGEABLE and self._get_remedies(LIVE):
            raise UserError(
                self.env._(
                    "%(kept)s is “%(state)s”: take its proposal back before more remedies come to "
                    "it.",
                    kept=kept.display_name,
                    state=kept._name_state(),
                )
            )
        return checked

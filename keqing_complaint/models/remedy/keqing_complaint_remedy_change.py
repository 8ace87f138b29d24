# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_chosen

from .keqing_complaint_remedy import CHANGEABLE, LIVE, RETURNING, TERMS


class KeqingComplaintRemedy(models.Model):
    """Who changes a remedy until when, and what the return policy says of it then."""

    _inherit = "keqing.complaint.remedy"

    @api.model_create_multi
    def create(self, vals_list):
        """With the complaint that the goods are of, so that it is not computed on the way: Odoo
        would keep what it computes with among the complaint's remedies."""
        lines = self.env["keqing.complaint.line"].sudo()  # rights are looked at afterwards
        for vals in vals_list:
            if vals.get("line_id") and not vals.get("complaint_id"):
                vals["complaint_id"] = lines.browse(vals["line_id"]).complaint_id.id
        remedies = super().create(vals_list)
        remedies._check_changeable()
        remedies._note_authors()
        remedies._judge()
        return remedies

    def write(self, vals):
        changes = not TERMS.isdisjoint(vals)
        if changes:
            self._check_changeable()
        written = super().write(vals)
        if changes:
            self._check_changeable()  # also where it came to
            self._note_authors()
            self._judge()
        return written

    @api.ondelete(at_uninstall=False)
    def _unlink_changeable(self):
        self._check_changeable()
        self._note_authors()

    def _check_changeable(self):
        """:raise UserError: what the customer was told, is not changed behind its back"""
        for remedy in self:
            complaint = remedy.complaint_id
            if not self.env.su and (complaint.state not in CHANGEABLE or remedy.state != "draft"):
                raise UserError(
                    self.env._(
                        "%(remedy)s: the complaint is “%(state)s”, and its remedies stay as they "
                        "are. Take the proposal back first.",
                        remedy=remedy.display_name,
                        state=complaint._name_state(),
                    )
                )

    def _note_authors(self):
        """Whoever had a hand in a proposal does not approve it."""
        if not self.env.su:
            self.complaint_id.sudo().remedy_author_ids |= self.env.user  # guarded

    @for_chosen("write")
    def action_cancel(self):
        """Do without these after all, as far as nothing has been done.

        :raise UserError: for what is over, while the customer thinks it over, and while there are
            documents for it
        """
        self.complaint_id._lock_alone(self.complaint_id)
        for remedy in self.sudo():  # guarded; documents are others'
            if remedy.state not in LIVE:
                raise UserError(self.env._("%s is over already.", remedy.display_name))
            if remedy.complaint_id.state == "proposed":
                raise remedy.complaint_id._told_refusal()
            if remedy._has_documents():
                raise UserError(
                    self.env._(
                        "%(remedy)s: cancel its documents first: %(documents)s.",
                        remedy=remedy.display_name,
                        documents=remedy.documents,
                    )
                )
            remedy.state = "cancelled"
        self.complaint_id._finish_remedies()

    def _judge(self):
        """Keep what the return policy says of these, as it is on the day it is asked."""
        for remedy in self.sudo():  # guarded
            policy = self.env["keqing.return.policy"]
            verdict, reason = False, False
            if remedy.kind in RETURNING:
                policy = policy._find_for(remedy.line_id)
                verdict, reason = policy._judge(remedy.line_id)
            remedy.write({"policy_id": policy.id, "verdict": verdict, "verdict_reason": reason})

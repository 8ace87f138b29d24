# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from odoo.addons.keqing_customer.chosen import MANAGERS, for_chosen

from ..intake.keqing_complaint import OPEN
from ..intake.keqing_complaint_gravest import CRITICAL
from ..intake.keqing_complaint_merge import UNPROMISED
from .keqing_complaint_inquiry import DAYS


class KeqingComplaint(models.Model):
    """A suggestion is no complaint: its department answers, and the customer hears the answer."""

    _inherit = "keqing.complaint"

    customer_answer = fields.Text(
        string="Answer to the Customer",
        copy=False,
        help="As it is sent: what the department says, until somebody finds better words.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints._hand_on()
        return complaints

    def write(self, vals):
        """
        :raise UserError: if it is rewritten what the customer was answered, and if whoever handles
            a grave complaint calls it a suggestion
        """
        if vals.get("type_id") and not self.env.su:
            self._check_may_be_suggestion(vals["type_id"])
        if "customer_answer" in vals and not self.env.su:
            self._check_state(*OPEN)
        written = super().write(vals)
        if {"type_id", "team_id"} & vals.keys():
            self._hand_on()
        return written

    def _check_may_be_suggestion(self, type_id):
        kind = self.env["keqing.complaint.type"].browse(type_id)
        for complaint in self:
            if not kind.is_suggestion or complaint.is_suggestion or not complaint._is_grave():
                continue
            if complaint.user_id == self.env.user or not self.env.user.has_group(MANAGERS):
                raise UserError(
                    self.env._(
                        "%s is safety or critical: that it is a suggestion, a territory manager "
                        "says who does not handle it.",
                        complaint.display_name,
                    )
                )

    def _split_off(self, lines, vals):
        """:raise UserError: nor is part of a grave one called a suggestion"""
        if vals.get("type_id"):
            self._check_may_be_suggestion(vals["type_id"])
        return super()._split_off(lines, vals)

    def _is_grave(self):
        return (self.gravest or self.severity) >= CRITICAL

    def _hand_on(self):
        """Ask the department what it says to a suggestion; once."""
        fresh = self.sudo().filtered(  # the department hears of it, whoever took it in
            lambda each: (
                each.is_suggestion and each.state in OPEN and each.team_id and not each.inquiry_ids
            )
        )
        self.env["keqing.complaint.inquiry"].sudo().create(
            [
                {
                    "complaint_id": each.id,
                    "team_id": each.team_id.id,
                    "question": each.subject,
                    "due_on": fields.Date.add(each.company_id._get_keqing_today(), days=DAYS),
                }
                for each in fresh
            ]
        )

    def _take_answers(self):
        """The departments have answered: somebody who knows the customer sends it."""
        for complaint in self.sudo():  # whoever in the department answered last
            if not complaint.is_suggestion or complaint.open_inquiry_count:
                continue
            if complaint.state == "received":
                complaint._enter("investigating")
            if not complaint.customer_answer:
                findings = complaint.inquiry_ids.mapped("findings")
                complaint.customer_answer = "\n\n".join(filter(None, findings))
            user = complaint.user_id or complaint.partner_id.user_id
            if user and complaint.with_user(user).has_access("read"):
                local = complaint.with_context(lang=user.lang)
                local.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=local.env._("Send the customer the answer"),
                )

    def _why_not_answer(self):
        """Hook: what is missing for the answer to a suggestion, as sentences."""
        return []

    @for_chosen("write")
    def action_send_answer(self):
        """Send the answer to whoever made the suggestion, who finds it on the portal as well; with
        that it is closed.

        :raise UserError: for a complaint, also one that was called a suggestion after something was
            proposed; and without an answer
        """
        for complaint in self:
            complaint._check_state(*UNPROMISED)
            if not complaint.is_suggestion:
                raise UserError(
                    self.env._(
                        "%s is a complaint: make a proposal instead.", complaint.display_name
                    )
                )
            if not (complaint.customer_answer or "").strip():
                raise UserError(self.env._("%s: write the answer first.", complaint.display_name))
            if missing := complaint._why_not_answer():
                raise UserError(
                    self.env._(
                        "%(complaint)s cannot be closed by an answer yet:\n%(missing)s",
                        complaint=complaint.display_name,
                        missing="\n".join(f"• {each}" for each in missing),
                    )
                )
            contact = complaint.sudo().contact_id  # whoever it is, they wrote
            complaint.message_post(
                body=plaintext2html(complaint.customer_answer),
                subject=complaint.subject,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=contact.ids if contact.email else [],
            )
        self._acknowledge()
        self.activity_feedback(["mail.mail_activity_data_todo"])
        self._enter("closed")

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, html2plaintext

from odoo.addons.keqing_customer.chosen import for_chosen

from .keqing_complaint import OPEN
from .keqing_complaint_checks import LONGEST_SUBJECT, LONGEST_WORDS

RECEIPT = "keqing_complaint.mail_template_receipt"
WRITTEN_AFTER = "keqing_complaint.mail_activity_type_written_after"
# Other machines do not answer it
AUTOMATIC = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
MOST_RECEIPTS = 3  # within an hour, for one sender
SAID = ("email", "comment")  # types of messages that somebody wrote


class KeqingComplaint(models.Model):
    """A complaint that comes by e-mail, what is answered to it, and when we first did."""

    _inherit = "keqing.complaint"

    acknowledged_at = fields.Datetime(
        string="Acknowledged",
        readonly=True,
        copy=False,
        tracking=True,
        help="When one of us first answered, in writing or by telephone; the automatic receipt is "
        "no answer.",
    )

    # What arrives

    @api.private
    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A complaint of whom the sender belongs to; else a letter from nobody known."""
        values = dict(custom_values or {})
        self = self.with_company(values.get("company_id"))
        Letter = self.env["keqing.complaint.letter"]
        sender = Letter._find_sender(msg_dict.get("email_from"))
        if not sender:
            return Letter.message_new(msg_dict, values)
        complaint = super().message_new(msg_dict, self._prepare_mail_vals(msg_dict, sender, values))
        complaint.message_subscribe(sender.ids)
        if not complaint._has_many_receipts():
            complaint._send_receipt()
        return complaint

    def _prepare_mail_vals(self, msg_dict, sender, values):
        """
        :param dict values: what the alias says
        """
        words = html2plaintext(msg_dict.get("body") or "").strip()
        subject = (msg_dict.get("subject") or "").strip()
        team = self.env["keqing.complaint.team"].browse(values.get("team_id"))
        return {
            "name": "/",  # Odoo would write the subject there
            "partner_id": sender.commercial_partner_id.id,
            "contact_id": sender.id,
            "channel": "email",
            "description": words[:LONGEST_WORDS]
            or subject
            or self.env._("(no words, see what is attached)"),
            "type_id": team._get_mail_type().id,
            "received_by_id": False,
            **({"subject": subject[:LONGEST_SUBJECT]} if subject else {}),
            **values,
        }

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """So that Odoo counts how many a sender makes in how short a time."""
        return Domain("channel", "=", "email") & Domain(
            "contact_id.email_normalized", "=", email_from_normalized
        )

    @api.model
    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["contact_id"]

    def _notify_get_reply_to_batch(self, defaults=None, author_ids=None):
        """Answers come back to the address of the team."""
        found = super()._notify_get_reply_to_batch(defaults, author_ids)
        for complaint in self.sudo():  # an address is no secret
            if address := complaint.team_id.alias_email:
                author_id = (author_ids or {}).get(complaint.id)
                found[complaint.id] = complaint._notify_get_reply_to_formatted_email(
                    address, author_id=author_id
                )
        return found

    def _is_known_sender(self, sender):
        """Whether a letter is from the customer, from one of us, or from who reads along; what
        others write to a talk that they know of is a note inside."""
        address = email_normalize(sender or "", strict=False)
        complaints = self.sudo()  # to be compared, not told
        people = complaints.message_partner_ids | complaints.contact_id
        known = {*people.mapped("email_normalized")}
        for complaint in complaints:
            known.update(complaint._mail_cc_sanitized_raw_dict(complaint.email_cc))
        Partner = self.env["res.partner"].sudo()
        customers = complaints.partner_id
        return bool(address) and (
            address in known
            or bool(
                Partner.search_count(
                    Domain("email_normalized", "=", address)
                    & (
                        Domain("commercial_partner_id", "in", customers.ids)
                        | Domain("partner_share", "=", False)
                    ),
                    limit=1,
                )
            )
        )

    def _message_post_after_hook(self, message, msg_values):
        if self.state not in OPEN and self._is_from_outside(message):
            self._tell_written_after()
        return super()._message_post_after_hook(message, msg_values)

    def _is_from_outside(self, message):
        author = message.author_id
        return (
            message.message_type in SAID
            and not message.is_internal
            and (not author or author.partner_share)
        )

    def _tell_written_after(self):
        """A closed complaint is not reopened by a “thank you”: whoever handled it reads it, and
        decides. One activity until it is done."""
        handler = self._find_handlers()[:1]
        if not handler or self.activity_search([WRITTEN_AFTER]):
            return
        local = self.with_context(lang=handler.lang)
        local.activity_schedule(
            WRITTEN_AFTER,
            user_id=handler.id,
            summary=local.env._("The customer wrote after it was over: reopen it?"),
        )

    def _find_handlers(self):
        """Who is told of one: the handler, else the leader of the team, else everybody in it."""
        team = self.sudo().team_id  # who is told, not what they may see
        for people in (self.sudo().user_id, team.user_id, team.member_ids):
            if active := people.filtered("active"):
                return active
        return self.env["res.users"]

    # What is answered

    def _send_receipt(self):
        """That we have it, under which number: in the customer's language, answered by no machine.
        Nothing if somebody deleted the template, or there is no address.

        :return: those of which one was sent
        """
        template = self.env.ref(RECEIPT, raise_if_not_found=False)
        told = self.filtered("contact_id.email") if template else self.browse()
        comment_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        for complaint in told:
            template.sudo().send_mail(  # whoever takes one in has no right on templates
                complaint.id,
                email_values={
                    "headers": repr(AUTOMATIC),
                    "message_type": "auto_comment",
                    "subtype_id": comment_id,  # so that it stands on the customer's page
                    "author_id": complaint.company_id.sudo().partner_id.id,
                    "is_notification": True,  # the letter stays when it was sent
                },
            )
        return told

    def _has_many_receipts(self):
        """Whether the sender of a letter has had some within the hour: a machine that hides what it
        is would answer each."""
        since = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        return (
            self.sudo().search_count(  # whoever sees them
                Domain("channel", "=", "email")
                & Domain("contact_id", "=", self.contact_id.id)
                & Domain("create_date", ">", since),
                limit=MOST_RECEIPTS + 1,
            )
            > MOST_RECEIPTS
        )

    @for_chosen("write")
    def action_acknowledge(self):
        """Say that one of us has answered, by telephone or otherwise."""
        self._acknowledge()

    def _acknowledge(self):
        unanswered = self.filtered(lambda each: not each.acknowledged_at and each.state in OPEN)
        unanswered.sudo().acknowledged_at = fields.Datetime.now()  # guarded

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if self and recipients and not kwargs.get("scheduled_date"):
            told = self.env["res.partner"].sudo()  # to be compared, not told
            told = told.browse(each["id"] for each in recipients if each["id"])
            if self.sudo().partner_id in told.commercial_partner_id and self._is_answer(message):
                self._acknowledge()
        return recipients

    def _is_answer(self, message):
        """Whether one of us wrote it, and no machine."""
        author = message.author_id
        return (
            message.message_type in SAID
            and not message.is_internal
            and message.subtype_id == self.env.ref("mail.mt_comment")
            and bool(author)
            and not author.partner_share
        )

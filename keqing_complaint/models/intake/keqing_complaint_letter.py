# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, html2plaintext

from odoo.addons.keqing_customer.chosen import for_chosen, for_one

from .keqing_complaint_checks import LONGEST_SUBJECT, LONGEST_WORDS


class KeqingComplaintLetter(models.Model):
    """E-mail to a complaint team from somebody who is nobody's contact, or of several customers.

    A complaint is a customer's: somebody says whose this is, and it becomes one with all there was.
    Nobody is answered by a machine who may not exist.
    """

    _name = "keqing.complaint.letter"
    _description = "Letter From Nobody Known"
    _inherit = ["keqing.guard.mixin", "mail.thread.cc"]
    _order = "create_date desc, id desc"
    _mail_post_access = "read"

    name = fields.Char(string="Subject", readonly=True, required=True)
    email_from = fields.Char(string="From", readonly=True, required=True)
    email_normalized = fields.Char(readonly=True, index="btree_not_null")
    words = fields.Text(readonly=True)
    team_id = fields.Many2one(
        comodel_name="keqing.complaint.team", readonly=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    sender_id = fields.Many2one(
        comodel_name="res.partner",
        string="Whose It Is",
        index="btree_not_null",
        ondelete="set null",
        help="The person who wrote it, with the address if that is to be known next time, or the "
        "customer.",
    )
    complaint_id = fields.Many2one(
        comodel_name="keqing.complaint",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="What it became.",
    )
    active = fields.Boolean(default=True)

    @api.model
    def _find_sender(self, address):
        """Whose contact writes from an address: of one customer, and none of us.

        :return: a partner, none if nobody is known or several customers have the address
        """
        address = email_normalize(address or "", strict=False)
        Partner = self.env["res.partner"].sudo()  # a letter comes in whoever may see the sender
        if not address:
            return Partner
        found = Partner.search(
            Domain("email_normalized", "=", address)
            & Domain("company_id", "in", [False, self.env.company.id])
            & Domain("partner_share", "=", True),
            order="is_company, id",
        )
        found = found.filtered(lambda each: not each.commercial_partner_id.ref_company_ids)
        if len(found.commercial_partner_id) > 1:
            known = found.filtered("commercial_partner_id.keqing_customer_type_id")
            found = known if len(known.commercial_partner_id) == 1 else Partner
        return found[:1]

    @api.private
    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """One letter for what the same address writes until somebody has looked."""
        said = custom_values or {}
        address = email_normalize(msg_dict.get("email_from") or "", strict=False) or False
        team_id = said.get("team_id")
        waiting = self.search(
            Domain("email_normalized", "=", address)
            & Domain("team_id", "=", team_id)
            & Domain("complaint_id", "=", False),
            limit=1,
        )
        if address and waiting:
            waiting.message_update(msg_dict)
            return waiting
        return super().message_new(
            msg_dict,
            {
                "name": (msg_dict.get("subject") or "").strip() or self.env._("(no subject)"),
                "email_from": msg_dict.get("email_from") or self.env._("(no sender)"),
                "email_normalized": address,
                "words": html2plaintext(msg_dict.get("body") or "").strip(),
                "team_id": team_id,
                "sender_id": self._find_sender(address).id,  # of a machine's, who may be known
                "company_id": said.get("company_id") or self.env.company.id,
            },
        )

    @for_one("write")
    def action_take_in(self):
        """Make it a complaint of whose it is.

        :raise UserError: if it is one already, or nobody said whose it is
        """
        if self.complaint_id:
            raise UserError(
                self.env._(
                    "%(letter)s has become %(complaint)s already.",
                    letter=self.name,
                    complaint=self.sudo().complaint_id.display_name,
                )
            )
        if not self.sender_id:
            raise UserError(self.env._("%s: say whose it is first.", self.name))
        complaint = self.env["keqing.complaint"].create(self._prepare_complaint_vals())
        self.sudo().complaint_id = complaint  # guarded, after the checks
        self._move_to(complaint)
        complaint.sudo().message_subscribe(self.sender_id.ids)  # the user sees the sender
        complaint._send_receipt()
        return complaint._get_records_action()

    def _prepare_complaint_vals(self):
        sender = self.sender_id
        return {
            "partner_id": sender.commercial_partner_id.id,
            "contact_id": sender.id,
            "company_id": self.company_id.id,
            "channel": "email",
            "received_at": self.create_date,
            "subject": self.name[:LONGEST_SUBJECT],
            "description": (self.words or self.name)[:LONGEST_WORDS],
            "email_cc": self.email_cc,
            "type_id": self.team_id._get_mail_type().id,
            "team_id": self.team_id.id,
        }

    def _move_to(self, complaint):
        there = {"res_id": complaint.id}
        self.message_ids.sudo().write({**there, "model": complaint._name})
        papers = self.env["ir.attachment"].sudo()  # all there was, after the checks
        papers.search(Domain("res_model", "=", self._name) & Domain("res_id", "=", self.id)).write(
            {**there, "res_model": complaint._name}
        )

    @for_chosen("write")
    def action_dismiss(self):
        """Nothing that concerns us; it stays among what is archived."""
        self.active = False

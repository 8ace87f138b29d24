# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_chosen, for_one

from .keqing_complaint import OPEN

# While nothing was promised, a complaint can become part of another
UNPROMISED = ("received", "investigating")


class KeqingComplaint(models.Model):
    """Several complaints about one thing become one, one about several things becomes several, and
    what was none is cancelled. Nothing is lost that was said or sent."""

    _inherit = "keqing.complaint"

    email_cc = fields.Char(copy=False)
    merged_into_id = fields.Many2one(
        comodel_name="keqing.complaint",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Goes on there; its lines, letters and papers are there, too.",
    )
    split_from_id = fields.Many2one(
        comodel_name="keqing.complaint",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Was part of it, where what was written until then still is.",
    )
    split_into_ids = fields.One2many(
        comodel_name="keqing.complaint", inverse_name="split_from_id", string="Split Off"
    )

    # What was none

    @for_chosen("write")
    def action_cancel(self, reason=None):
        """
        :param str reason: why; asked for by a small window where it is missing
        """
        for complaint in self:
            complaint._check_state(*OPEN)
        if not isinstance(reason, str) or not reason.strip():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Why is it cancelled?"),
                "res_model": "keqing.complaint.cancellation",
                "view_mode": "form",
                "target": "new",
                "context": {"default_complaint_ids": self.ids},
            }
        self._cancel(reason)

    def _cancel(self, reason):
        self._enter("cancelled")
        self.sudo().cancel_reason = reason  # guarded, after the checks

    @for_chosen("write")
    def action_reopen(self):
        """
        :raise UserError: for what became part of another
        """
        for complaint in self:
            if complaint.merged_into_id:
                raise UserError(
                    self.env._(
                        "%(complaint)s goes on as %(other)s: reopen that one, or split it.",
                        complaint=complaint.display_name,
                        other=complaint.sudo().merged_into_id.display_name,
                    )
                )
        self.sudo().cancel_reason = False  # guarded, after the checks
        return super().action_reopen()

    # Several that are one

    @for_chosen("write")
    def action_merge(self):
        """Ask which of these stays."""
        return self._ask_to_merge()

    def _ask_to_merge(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Complaints"),
            "res_model": "keqing.complaint.merge",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_ids": self.ids},
        }

    def _check_may_merge(self, kept):
        """Hook: whether these may become part of another.

        :raise UserError: naming the first that may not
        """
        kept._check_state(*(state for state in OPEN if state != "follow_up"))
        for complaint in self:
            complaint._check_state(*UNPROMISED)
            if (complaint.partner_id, complaint.company_id) != (kept.partner_id, kept.company_id):
                raise UserError(
                    self.env._(
                        "%(complaint)s is of %(customer)s, %(kept)s of %(other)s: only complaints "
                        "of one customer become one.",
                        complaint=complaint.display_name,
                        customer=complaint.partner_id.name,
                        kept=kept.display_name,
                        other=kept.partner_id.name,
                    )
                )

    def _merge_into(self, kept):
        """Hook: these become part of ``kept``, with all they have, and are cancelled.

        What changed of them stays with them; who extends it moves what else a complaint has.
        """
        self._check_may_merge(kept)
        for complaint in self:
            told = self.env._(
                "%(complaint)s (%(channel)s, %(contact)s) goes on here. It said: %(words)s",
                complaint=complaint.display_name,
                channel=dict(self._fields["channel"]._description_selection(self.env))[
                    complaint.channel
                ],
                contact=complaint.contact_id.name,
                words=complaint.description,
            )
            kept.message_post(body=told)
        kept._join_readers(self)
        merged = self.sudo()  # all they have, whoever may see it; after the checks
        merged.line_ids.complaint_id = kept
        gravest = max((merged | kept).mapped("severity"))
        is_safety = any((merged | kept).mapped("is_safety"))
        if (kept.severity, kept.is_safety) != (gravest, is_safety):
            kept.sudo().write({"severity": gravest, "is_safety": is_safety})  # after the checks
        earliest = min((merged | kept).mapped("received_at"))
        if earliest < kept.received_at:
            kept.sudo().received_at = earliest  # after the checks
        merged.activity_ids.write({"res_id": kept.id})
        self._move_papers(kept)
        self._cancel(self.env._("Goes on as %s", kept.name))
        merged.merged_into_id = kept

    def _join_readers(self, others):
        """Whoever reads along with others reads along here, and so do those who complained."""
        self.ensure_one()
        joined = self.sudo()  # who follows is not asked anew, after the checks
        raw = self._mail_cc_sanitized_raw_dict
        copied = {}
        for complaint in others + self:
            copied.update(raw(complaint.email_cc))
        joined.email_cc = ", ".join(copied.values()) or False
        for follower in others.sudo().message_follower_ids:
            joined.message_subscribe(follower.partner_id.ids, follower.subtype_ids.ids)
        more = others.contact_id - self.contact_id
        joined.message_subscribe(more.filtered("email").ids)

    def _move_papers(self, kept):
        """Letters and attachments; a reply to one of them then finds its way to ``kept``."""
        for model, name in (("mail.message", "model"), ("ir.attachment", "res_model")):
            found = Domain(name, "=", self._name) & Domain("res_id", "in", self.ids)
            if model == "mail.message":
                found &= Domain("message_type", "!=", "notification")  # what changed of which
            self.env[model].sudo().search(found).write({"res_id": kept.id})

    # One that is several

    @for_one("write")
    def action_split(self):
        """Ask which lines are another complaint."""
        self._check_state(*UNPROMISED)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split Complaint"),
            "res_model": "keqing.complaint.split",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def _split_off(self, lines, vals):
        """Hook: a new complaint about some lines of this one, of the same person and moment.

        Who reads along does so there; papers are there as well, letters stay with the old one.

        :param dict vals: what is otherwise
        """
        self.ensure_one()
        self._check_state(*UNPROMISED)
        lines = lines.with_env(self.env)
        lines.check_access("write")
        other = self.create(self._prepare_split_vals() | vals)
        # sudo: guarded fields, after the checks
        other.sudo().split_from_id = self
        if self.acknowledged_at:
            other.sudo().acknowledged_at = self.acknowledged_at
        lines.sudo().complaint_id = other
        other._join_readers(self)
        for paper in self._get_papers():
            paper.copy({"res_id": other.id})
        self.message_post(body=self.env._("%s was split off.", other.display_name))
        return other

    def _prepare_split_vals(self):
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "contact_id": self.contact_id.id,
            "channel": self.channel,
            "received_at": self.received_at,
            "subject": self.subject,
            "description": self.description,
            "type_id": self.type_id.id,
            "user_id": self.user_id.id,
            "severity": self.severity,
            "is_safety": self.is_safety,
        }

    def _get_papers(self):
        """What is attached to these, whoever attached it."""
        self.check_access("read")
        return (
            self.env["ir.attachment"]
            .sudo()  # who reads a complaint reads what is attached to it
            .search(
                Domain("res_model", "=", self._name)
                & Domain("res_id", "in", self.ids)
                & Domain("res_field", "=", False)
            )
        )

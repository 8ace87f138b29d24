# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_one

from .keqing_complaint_remedy import KINDS, LIVE

TOLD = ("proposed", "agreed", "executing", "follow_up")
ASKED = {"proposal", "partner_id"}


class KeqingComplaint(models.Model):
    """What we do about a complaint: remedies, the customer's answers, the documents."""

    _inherit = "keqing.complaint"

    remedy_ids = fields.One2many(
        comodel_name="keqing.complaint.remedy", inverse_name="complaint_id", copy=False
    )
    answer_ids = fields.One2many(
        comodel_name="keqing.complaint.answer",
        inverse_name="complaint_id",
        string="Answers",
        readonly=True,
        copy=False,
    )
    proposal = fields.Text(
        string="Proposal to the Customer",
        copy=False,
        help="As it is told to the customer, with the remedies below it.",
    )
    proposed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", copy=False
    )
    proposed_at = fields.Datetime(readonly=True, copy=False)
    credit_notes_on = fields.Date(
        string="Day of the Credit Notes",
        copy=False,
        help="Empty: the day on which they are made.",
    )
    first_received_at = fields.Datetime(
        compute="_compute_first_received_at",
        store=True,
        precompute=True,
        copy=False,
        help="As it was taken in: for return policies it is not received earlier afterwards.",
    )
    remedy_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    remedy_value = fields.Monetary(
        currency_field="remedy_currency_id",
        compute="_compute_remedy_value",
        string="Worth of the Remedies",
    )
    picking_count = fields.Integer(
        string="Transfers", compute="_compute_documents", compute_sudo=True
    )
    credit_note_count = fields.Integer(
        string="Credit Notes", compute="_compute_documents", compute_sudo=True
    )

    lacks_documents = fields.Boolean(compute="_compute_documents", compute_sudo=True)
    has_wishes = fields.Boolean(
        compute="_compute_has_wishes", help="The customer wants what no remedy is for yet."
    )

    def _compute_first_received_at(self):
        for complaint in self:
            complaint.first_received_at = complaint.received_at

    @api.depends("remedy_ids.state", "remedy_ids.kind", "remedy_ids.quantity", "remedy_ids.amount")
    def _compute_remedy_value(self):
        for complaint in self:
            complaint.remedy_value = sum(complaint._get_remedies((*LIVE, "done")).mapped("value"))

    @api.depends("remedy_ids.state")
    def _compute_documents(self):
        for complaint in self:
            remedies = complaint.remedy_ids
            complaint.picking_count = len(remedies.reference_id.move_ids.picking_id)
            complaint.credit_note_count = len(remedies.credit_ids.line_id.move_id)
            complaint.lacks_documents = any(
                not remedy._has_documents()
                for remedy in complaint._get_remedies(("agreed", "executing"))
            )

    @api.depends("line_ids.wanted", "remedy_ids.line_id", "remedy_ids.state")
    def _compute_has_wishes(self):
        for complaint in self:
            complaint.has_wishes = bool(complaint._find_wishes())

    def _find_wishes(self):
        """:return: lines of which the customer wants a remedy, and that have none"""
        kinds = dict(KINDS)
        lines = self.line_ids - self._get_remedies((*LIVE, "done")).line_id
        return lines.filtered(lambda line: line.wanted in kinds)

    def write(self, vals):
        """
        :raise UserError: if it is rewritten what the customer was told, or whom we told it
        """
        if not ASKED.isdisjoint(vals) and not self.env.su:
            for complaint in self:
                moves = complaint.partner_id.id != vals.get("partner_id", complaint.partner_id.id)
                if complaint.state in TOLD and ("proposal" in vals or moves):
                    raise complaint._told_refusal()
        written = super().write(vals)
        if "proposal" in vals and not self.env.su:
            authors = {"remedy_author_ids": [Command.link(self.env.uid)]}
            self.sudo().write(authors)  # guarded
        return written

    def _told_refusal(self):
        return UserError(
            self.env._(
                "%s: what the customer was told stays. Take the proposal back first.",
                self.display_name,
            )
        )

    def _get_remedies(self, states):
        return self.remedy_ids.filtered(lambda remedy: remedy.state in states)

    # What there is

    @for_one("read")
    def action_view_transfers(self):
        """Open the transfers of the remedies."""
        pickings = self.sudo().remedy_ids.reference_id.move_ids.picking_id  # numbers alone
        return self._view_documents(self.env._("Transfers"), pickings)

    @for_one("read")
    def action_view_credit_notes(self):
        """Open the credit notes of the remedies."""
        notes = self.sudo().remedy_ids.credit_ids.line_id.move_id  # numbers alone
        return self._view_documents(self.env._("Credit Notes"), notes)

    def _view_documents(self, name, documents):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": documents._name,
            "view_mode": "list,form",
            "domain": [("id", "in", documents.ids)],
            "context": {"create": False},
        }

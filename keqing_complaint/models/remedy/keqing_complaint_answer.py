# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.keqing_customer.models.mixins.keqing_reader_mixin import check_told


class KeqingComplaintAnswer(models.Model):
    """What a customer said to a proposal: who, when, and how we know. It stays as it was said.

    Entered for a complaint that is proposed, it has the effect that it has in life.
    """

    _name = "keqing.complaint.answer"
    _description = "Answer to a Proposal"
    _inherit = ["keqing.anchored.mixin"]
    _order = "complaint_id, answered_at desc, id desc"
    _rec_name = "complaint_id"

    complaint_id = fields.Many2one(
        comodel_name="keqing.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="complaint_id.partner_id")
    is_accepted = fields.Boolean(string="Accepted", default=True)
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Who Answered",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    answered_at = fields.Datetime(required=True, default=fields.Datetime.now)
    way = fields.Selection(
        selection=[
            ("phone", "Phone"),
            ("email", "E-mail"),
            ("portal", "Portal"),
            ("visit", "Visit"),
        ],
        string="How",
        required=True,
        default="phone",
    )
    words = fields.Text(string="Customer's Words")
    proposal = fields.Text(readonly=True, help="What was proposed, as it was then.")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Put on Record By",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )

    @api.depends("complaint_id")
    def _compute_contact_id(self):
        for answer in self:
            answer.contact_id = answer.complaint_id.contact_id

    @api.constrains("contact_id", "complaint_id")
    def _check_contact_id(self):
        for answer in self:
            contact = answer.contact_id.sudo()  # rights are looked at afterwards
            if contact.commercial_partner_id != answer.complaint_id.partner_id:
                check_told(answer, "contact_id", contact)
                raise ValidationError(
                    self.env._(
                        "%(person)s is nobody of %(customer)s: choose people of the customer.",
                        person=contact.name,
                        customer=answer.complaint_id.partner_id.name,
                    )
                )

    @api.constrains("answered_at")
    def _check_answered_at(self):
        for answer in self:
            if answer.answered_at > fields.Datetime.now():
                raise ValidationError(
                    self.env._(
                        "%s: nobody has answered in the future.", answer.complaint_id.display_name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        if not self.env.su:
            answers._check_entered()
            answers._take_effect()
        return answers

    def _check_entered(self):
        """:raise UserError: for what was said before it was asked, or on the portal by us"""
        for answer in self:
            proposed_at = answer.complaint_id.proposed_at
            if proposed_at and answer.answered_at < proposed_at:
                raise UserError(
                    self.env._(
                        "%s: nobody has answered before it was proposed.",
                        answer.complaint_id.display_name,
                    )
                )
            if answer.way == "portal":
                raise UserError(
                    self.env._(
                        "%s: on the portal the customer answers itself. Choose how it told you.",
                        answer.complaint_id.display_name,
                    )
                )

    def _take_effect(self):
        """
        :raise AccessError: for complaints of customers in others' charge
        :raise UserError: for what is not proposed
        """
        for answer in self:
            complaint = answer.complaint_id
            complaint._check_state("proposed")
            complaint._lock_alone(complaint)
            answer.sudo().proposal = complaint._tell_remedies()  # guarded
            complaint._note_answer(answer)
            if answer.is_accepted:
                complaint._agree()
            else:
                complaint._enter("investigating")

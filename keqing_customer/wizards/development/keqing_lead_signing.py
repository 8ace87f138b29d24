# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...chosen import for_one


class KeqingLeadSigning(models.TransientModel):
    """The lead looks like a customer that is there: is it one of them, or somebody new?"""

    _name = "keqing.lead.signing"
    _description = "Known Customer?"
    _inherit = ["keqing.wizard.mixin"]

    lead_id = fields.Many2one(comodel_name="crm.lead", required=True, ondelete="cascade")
    candidate_ids = fields.One2many(
        comodel_name="keqing.lead.signing.candidate",
        inverse_name="signing_id",
        readonly=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        signings = super().create(
            [{key: vals[key] for key in vals if key != "candidate_ids"} for vals in vals_list]
        )
        for signing in signings:
            signing.lead_id.check_access("write")
            known = signing.lead_id._find_known_customers()
            # sudo: the names of customers that the user may not see otherwise
            signing.sudo().candidate_ids = [
                Command.create({"partner_id": customer.id, "common": words})
                for customer, words in known.items()
            ]
        return signings

    @for_one("write")
    def action_sign_new(self):
        """It is none of them: make a new customer."""
        return self._go_on()

    def _go_on(self, customer=None):
        """Do what was asked for, now that it is known whose file it is."""
        self.lead_id.check_access("write")
        self.lead_id._check_can_sign()
        return self.lead_id._sign(customer)

    def _get_window(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Is This Customer New?"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }


class KeqingLeadSigningCandidate(models.TransientModel):
    """One customer that the lead might be."""

    _name = "keqing.lead.signing.candidate"
    _description = "Customer That It Might Be"
    _inherit = ["keqing.wizard.mixin"]

    signing_id = fields.Many2one(
        comodel_name="keqing.lead.signing", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", required=True, readonly=True, ondelete="cascade"
    )
    name = fields.Char(string="Customer", compute="_compute_name", compute_sudo=True)
    common = fields.Char(string="The Same", readonly=True)
    is_visible = fields.Boolean(compute="_compute_is_visible")

    @api.depends("partner_id")
    def _compute_name(self):
        for candidate in self:
            candidate.name = candidate.partner_id.display_name

    @api.depends("partner_id")
    def _compute_is_visible(self):
        partners = self.sudo().partner_id.sudo(False)
        visible = partners._filtered_access("write")
        for candidate in self:
            candidate.is_visible = candidate.sudo().partner_id.sudo(False) in visible

    @for_one("read")
    def action_choose(self):
        """The lead is this customer.

        :raise UserError: if it belongs to somebody else's territory
        """
        self.signing_id.lead_id.check_access("write")
        customer = self.sudo().partner_id.sudo(False)
        customer._check_kept_by_user()
        if not customer.active:
            raise UserError(
                self.env._("“%s” is archived. Restore it first, then choose it.", customer.name)
            )
        return self.signing_id._go_on(customer)

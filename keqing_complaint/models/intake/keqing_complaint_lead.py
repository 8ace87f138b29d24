# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_one


class KeqingComplaint(models.Model):
    """What salespeople have of a complaint: whoever complains about one thing may need another."""

    _inherit = "keqing.complaint"

    lead_ids = fields.One2many(
        comodel_name="crm.lead",
        inverse_name="keqing_complaint_id",
        string="Opportunities",
        groups="sales_team.group_sale_salesman",
    )
    has_lead = fields.Boolean(compute="_compute_has_lead", compute_sudo=True)

    @api.depends("lead_ids")
    def _compute_has_lead(self):
        """Whether there is one, whoever may read it."""
        for complaint in self:
            complaint.has_lead = bool(complaint.with_context(active_test=False).lead_ids)

    @for_one("write")
    def action_make_lead(self):
        """Hand a chance to sell to the customer's salesperson, by one tap and once.

        :raise UserError: if it was handed over already
        """
        self._lock_alone(self)
        if self.has_lead:
            raise UserError(
                self.env._("%s has an opportunity already: go on there.", self.display_name)
            )
        lead = (
            self.env["crm.lead"].sudo().create(self._prepare_lead_vals())
        )  # service sells nothing
        self.message_post(body=self.env._("Opportunity “%s” was handed to Sales.", lead.name))
        if lead.with_env(self.env).has_access("read"):
            return lead.with_env(self.env)._get_records_action()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Sales has it: %s", lead.user_id.name or lead.name),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _prepare_lead_vals(self):
        contact = self.sudo().contact_id  # whoever it is, they spoke to us
        return {
            "name": self.subject,
            "type": "opportunity",
            "partner_id": contact.id,
            "company_id": self.company_id.id,
            "user_id": self.partner_id.sudo().user_id.id,
            "keqing_territory_id": self.partner_id.sudo().keqing_territory_id.id,
            "keqing_need": self.description,
            "keqing_complaint_id": self.id,
        }

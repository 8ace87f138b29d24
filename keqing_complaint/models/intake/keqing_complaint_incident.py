# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_chosen

from .keqing_complaint import OPEN
from .keqing_incident import LIVE


class KeqingComplaint(models.Model):
    """The incident that explains a complaint."""

    _inherit = "keqing.complaint"

    incident_id = fields.Many2one(
        comodel_name="keqing.incident",
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        domain="[('state', 'in', ('suspected', 'open')), ('company_id', '=', company_id)]",
        help="What explains it, and others.",
    )
    known_incident_id = fields.Many2one(
        comodel_name="keqing.incident",
        string="Incident of These Goods",
        compute="_compute_known_incident_id",
    )

    @api.depends(
        "incident_id",
        "state",
        "company_id",
        "received_at",
        "is_suggestion",
        "line_ids.product_id",
        "line_ids.lot_id",
        "line_ids.lot_name",
    )
    @api.depends_context("uid")
    def _compute_known_incident_id(self):
        """One about the same goods that this does not belong to yet, by one search for all."""
        alone = self.filtered(
            lambda each: each.state in OPEN and not each.incident_id and not each.is_suggestion
        )
        incidents = self.env["keqing.incident"]
        if products := alone.line_ids.product_id:
            incidents = incidents.search(
                Domain("product_id", "in", products.ids)
                & Domain("company_id", "in", alone.company_id.ids)
                & Domain("state", "in", LIVE)
            )
        for complaint in self:
            complaint.known_incident_id = (
                incidents.filtered(
                    lambda incident, complaint=complaint: any(
                        incident._explains(line) for line in complaint.line_ids
                    )
                )[:1]
                if complaint in alone
                else False
            )

    @api.constrains("incident_id")
    def _check_incident_id(self):
        for complaint in self:
            incident = complaint.incident_id.sudo()  # how far it is
            if incident.state == "dismissed":
                raise ValidationError(
                    self.env._(
                        "%(complaint)s: “%(incident)s” was no incident. Choose another one.",
                        complaint=complaint.display_name,
                        incident=incident.name,
                    )
                )

    @for_chosen("write")
    def action_join_incident(self):
        """Join the incident of the same goods.

        :raise UserError: if none is known
        """
        for complaint in self:
            if not complaint.known_incident_id:
                raise UserError(
                    self.env._(
                        "%s: no incident is known about these goods.", complaint.display_name
                    )
                )
            complaint.incident_id = complaint.known_incident_id

    def _merge_into(self, kept):
        incident = self.incident_id[:1]
        merged = super()._merge_into(kept)
        kept.incident_id = kept.incident_id or incident
        return merged

    def _prepare_split_vals(self):
        return {**super()._prepare_split_vals(), "incident_id": self.incident_id.id}

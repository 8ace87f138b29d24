# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import plaintext2html

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE, for_one


class StockPicking(models.Model):
    """Transfers that carry out remedies: which complaint they are for, and what they finish."""

    _inherit = "stock.picking"

    keqing_complaint_id = fields.Many2one(
        comodel_name="keqing.complaint",
        string="Complaint",
        compute="_compute_keqing_complaint_id",
        search="_search_keqing_complaint_id",
        compute_sudo=True,
        copy=False,
        groups=OWN_PEOPLE,
    )

    @api.depends("reference_ids")
    def _compute_keqing_complaint_id(self):
        complaints = self._keqing_complaints()
        for picking in self:
            complaint = complaints.filtered(
                lambda each: each.remedy_ids.reference_id & picking.reference_ids  # noqa: B023
            )
            picking.keqing_complaint_id = complaint[:1]

    def _search_keqing_complaint_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        remedies = self.env["keqing.complaint.remedy"].search([("complaint_id", "in", value)])
        references = remedies.sudo().reference_id  # of what the user sees
        return Domain("move_ids.reference_ids", "in", references.ids)

    def _keqing_complaints(self):
        """The complaints that these are for, whoever moves the goods."""
        remedies = self.env["keqing.complaint.remedy"].sudo()
        references = self.sudo().move_ids.reference_ids
        if not references:
            return remedies.complaint_id
        return remedies.search([("reference_id", "in", references.ids)]).complaint_id

    @for_one("read")
    def action_view_keqing_complaint(self):
        """Open the complaint that a transfer is for."""
        return self.keqing_complaint_id._get_records_action()

    def _keqing_note_bad_goods(self):
        """Say on a return, to whoever unloads it, that this is not sold any more."""
        local = self.with_context(lang=self.company_id.partner_id.lang)
        note = local.env._("Bad goods: into “%s”, not into the stock.", self.location_dest_id.name)
        self.note = plaintext2html(note) + (self.note or "")

    def _action_done(self):
        done = super()._action_done()
        if self.env["res.users"]._keqing_is_used():
            self._keqing_complaints()._finish_remedies()
        return done

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import groupby

from odoo.addons.keqing_customer.chosen import for_one

from .keqing_complaint import OPEN

NEAR = timedelta(days=30)  # between complaints that may be one


class KeqingComplaint(models.Model):
    """Whoever takes one in sees what may be the same: of the customer, about the same goods."""

    _inherit = "keqing.complaint"

    double_ids = fields.Many2many(
        comodel_name="keqing.complaint", string="May Be the Same", compute="_compute_double_ids"
    )

    @api.depends(
        "partner_id", "received_at", "line_ids.product_id", "line_ids.lot_id", "line_ids.lot_name"
    )
    def _compute_double_ids(self):
        """Another of the customer about the same product and lot, 30 days before or after, by one
        search for all; a lot that nobody named may be any."""
        days = [moment for moment in self.mapped("received_at") if moment]
        others = self.env["keqing.complaint.line"]
        if days and self.line_ids.product_id:
            others = others.search(
                Domain("product_id", "in", self.line_ids.product_id.ids)
                & Domain("complaint_id.partner_id", "in", self.partner_id.ids)
                & Domain("complaint_id.state", "!=", "cancelled")
                & Domain("complaint_id.received_at", ">=", min(days) - NEAR)
                & Domain("complaint_id.received_at", "<=", max(days) + NEAR)
            )
        by_goods = dict(groupby(others, lambda line: (line.partner_id.id, line.product_id.id)))
        for complaint in self:
            customer = complaint.partner_id._origin.id
            complaint.double_ids = self.browse().union(
                *(
                    other.complaint_id
                    for line in complaint.line_ids
                    for other in by_goods.get((customer, line.product_id._origin.id), ())
                    if other.complaint_id != complaint._origin
                    and abs(other.complaint_id.received_at - complaint.received_at) <= NEAR
                    and line._may_be_same(other)
                )
            )

    @for_one("read")
    def action_view_doubles(self):
        """Open what may be the same."""
        return self.double_ids._get_records_action(name=self.env._("May Be the Same"))

    @for_one("read")
    def action_merge_doubles(self):
        """Ask which of those that are open becomes one with this."""
        others = self.double_ids.filtered(lambda complaint: complaint.state in OPEN)
        return (self + others)._ask_to_merge()

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class KeqingVisitTalk(models.Model):
    """A topic that was talked about on a visit, and what the customer said to it."""

    _name = "keqing.visit.talk"
    _description = "Topic Talked About"
    _inherit = ["keqing.anchored.mixin"]
    _order = "visit_id desc, id"
    _rec_name = "topic_id"

    visit_id = fields.Many2one(
        comodel_name="keqing.visit", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="visit_id.partner_id", store=True, index=True)
    done_on = fields.Date(related="visit_id.done_on")
    topic_id = fields.Many2one(
        comodel_name="keqing.visit.topic", required=True, index=True, ondelete="restrict"
    )
    said = fields.Text(string="What the Customer Said")

    _once = models.Constraint(
        "UNIQUE (visit_id, topic_id)", "A topic stands once on a visit: write more to it there."
    )

    @api.model_create_multi
    def create(self, vals_list):
        talks = super().create(vals_list)
        talks.visit_id._check_not_over()
        return talks

    def write(self, vals):
        self.visit_id._check_not_over()
        self.visit_id._touch()
        written = super().write(vals)
        self.visit_id._check_not_over()  # where it was moved to
        return written

    @api.ondelete(at_uninstall=False)
    def _unlink_until_over(self):
        self.visit_id._check_not_over()

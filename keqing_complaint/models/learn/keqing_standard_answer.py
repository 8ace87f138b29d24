# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import for_one

CONTENT = ("4", "5")  # marks of customers who were satisfied


class KeqingStandardAnswer(models.Model):
    """What we answer to complaints of a kind, so that everybody says the same."""

    _name = "keqing.standard.answer"
    _description = "Standard Answer"
    _inherit = ["keqing.coded.catalogue.mixin"]

    body = fields.Text(string="Answer", required=True, translate=True)
    type_ids = fields.Many2many(
        comodel_name="keqing.complaint.type",
        relation="keqing_standard_answer_type_rel",
        string="Types",
        help="Offered for these; for all if none is named.",
    )
    use_count = fields.Integer(string="Used", compute="_compute_counts")
    success_count = fields.Integer(
        string="Content", compute="_compute_counts", help="Customers who marked it with 4 or 5."
    )

    def _compute_counts(self):
        """By two queries for all, over the complaints that the reader sees."""
        Complaint = self.env["keqing.complaint"]
        domain = fields.Domain("answer_id", "in", self.ids)
        content = domain & fields.Domain("outcome_mark", "in", CONTENT)
        used, pleased = (
            dict(Complaint._read_group(each, ["answer_id"], ["__count"]))
            for each in (domain, content)
        )
        for answer in self:
            answer.use_count = used.get(answer, 0)
            answer.success_count = pleased.get(answer, 0)

    @for_one("read")
    def action_view_uses(self):
        """Open the complaints that were answered so."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_complaint.keqing_complaint_action"
        )
        return {**action, "domain": [("answer_id", "=", self.id)], "context": {"create": False}}

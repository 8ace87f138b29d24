# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class KeqingComplaint(models.Model):
    """Which complaints come first, and why."""

    _inherit = "keqing.complaint"

    priority = fields.Selection(
        selection=[("0", "Normal"), ("1", "High"), ("2", "Urgent"), ("3", "At once")],
        compute="_compute_priority",
        store=True,
        index=True,
        help="The highest of what the customer's grade, the type and the severity ask for; "
        "safety comes before all.",
    )
    priority_reason = fields.Char(string="Why", compute="_compute_priority_reason")

    @api.depends("grade_id", "type_id", "severity", "is_safety")
    def _compute_priority(self):
        for complaint in self:
            asked = [complaint.severity, complaint.grade_id.complaint_priority]
            complaint.priority = (
                "3" if complaint.is_safety else max(filter(None, asked), default="0")
            )

    @api.depends("grade_id", "severity", "is_safety")
    @api.depends_context("lang")
    def _compute_priority_reason(self):
        severities = dict(self._fields["severity"]._description_selection(self.env))
        priorities = dict(self._fields["priority"]._description_selection(self.env))
        for complaint in self:
            reasons = []
            if complaint.is_safety:
                reasons.append(self.env._("safety: %s", priorities["3"]))
            if complaint.severity:
                reasons.append(
                    self.env._(
                        "severity %(severity)s: %(priority)s",
                        severity=severities[complaint.severity],
                        priority=priorities[complaint.severity],
                    )
                )
            if complaint.grade_id:
                reasons.append(
                    self.env._(
                        "grade %(grade)s: %(priority)s",
                        grade=complaint.grade_id.name,
                        priority=priorities[complaint.grade_id.complaint_priority],
                    )
                )
            complaint.priority_reason = " · ".join(reasons)

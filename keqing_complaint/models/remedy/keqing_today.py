# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS
from odoo.addons.keqing_customer.today import Section


class KeqingToday(models.AbstractModel):
    """Remedies that wait for an approval."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        waiting = (
            self._own_company()
            & Domain("state", "=", "investigating")
            & Domain("approval_asked_by_id", "!=", False)
            & Domain("approved_by_id", "=", False)
            & self._in_charge("partner_id.")
        )
        others = Domain("approval_asked_by_id", "!=", self.env.uid)
        return [
            *super()._get_sections(),
            Section(
                name="complaint_approvals",
                title=self.env._("Remedies to approve"),
                empty=self.env._("No remedy waits for an approval."),
                sequence=8,
                groups=MANAGERS,
                action="keqing_complaint.keqing_complaint_action",
                records=self.env["keqing.complaint"],
                domain=waiting & others,
                concerns=waiting & others,
                order="approval_asked_at, id",
                fields=("partner_id", "name", "subject", "approval_asked_by_id"),
                line=self._approval_line,
            ),
        ]

    def _approval_line(self, complaint):
        return {
            "text": f"{complaint.name} {complaint.subject}",
            "level": "now",
            "user": complaint.approval_asked_by_id,
            "action": complaint._get_records_action(),
        }

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.today import Section
from odoo.addons.keqing_customer.wording import say_day


class KeqingToday(models.AbstractModel):
    """What a department was asked about complaints."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        mine = (
            self._own_company()
            & Domain("state", "=", "open")
            & Domain("user_id", "=", self.env.uid)
        )
        return [
            *super()._get_sections(),
            Section(
                name="complaint_inquiries",
                title=self.env._("Asked of me about complaints"),
                empty="",
                sequence=9,
                action="keqing_complaint.keqing_complaint_inquiry_action",
                records=self.env["keqing.complaint.inquiry"],
                domain=mine,
                concerns=mine,
                order="due_on, id",
                fields=("question", "due_on"),
                customer="",
                line=self._inquiry_line,
            ),
        ]

    def _inquiry_line(self, inquiry):
        is_late = inquiry.due_on < self.env.company._get_keqing_today()
        return {
            "text": inquiry.question,
            "level": "now" if is_late else "soon",
            "note": say_day(self.env, inquiry.due_on),
            "action": inquiry._get_records_action(),
        }

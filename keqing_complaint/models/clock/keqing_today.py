# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from odoo import fields, models
from odoo.tools import format_datetime


class KeqingToday(models.AbstractModel):
    """What of a complaint is due when; who waits for the customer has nothing to do at once."""

    _inherit = "keqing.today"

    def _complaint_section(self, whose, is_suggestion=False, **values):
        section = super()._complaint_section(whose, is_suggestion, **values)
        return replace(
            section, fields=(*section.fields, "due_at", "due_kind", "waits_for_customer")
        )

    def _complaint_line(self, complaint):
        line = super()._complaint_line(complaint)
        if complaint.waits_for_customer:
            return {**line, "level": "soon"}
        if not complaint.due_at:
            return line
        kinds = dict(complaint._fields["due_kind"]._description_selection(self.env))
        due = format_datetime(self.env, complaint.due_at, dt_format="short")
        is_late = complaint.due_at < fields.Datetime.now()
        return {
            **line,
            "level": "now" if is_late else line["level"],
            "note": self.env._("%(step)s by %(due)s", step=kinds[complaint.due_kind], due=due),
        }

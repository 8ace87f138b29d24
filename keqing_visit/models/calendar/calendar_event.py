# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE

MOMENT = {"start", "start_date", "stop", "stop_date", "allday"}


class CalendarEvent(models.Model):
    """A visit in Odoo's calendar: moved there, the visit is moved."""

    _name = "calendar.event"
    _inherit = ["calendar.event", "keqing.guard.mixin"]

    keqing_visit_id = fields.Many2one(
        comodel_name="keqing.visit",
        string="Visit",
        index="btree_not_null",
        ondelete="cascade",
        groups=OWN_PEOPLE,
        copy=False,
        readonly=True,
    )

    def write(self, vals):
        if not self.env["res.users"]._keqing_is_used():
            return super().write(vals)
        is_moved = MOMENT & vals.keys() and not self.env.context.get("keqing_from_visit")
        written = super().write(vals)
        if is_moved:
            self._move_visits()
        return written

    def _move_visits(self):
        """With the rights of who moves them.

        :raise UserError: if a visit has begun or is over
        """
        for event in self.sudo().filtered("keqing_visit_id"):  # sudo: which visit it is
            visit = event.keqing_visit_id.sudo(self.env.su).with_context(keqing_from_event=True)
            if event.allday:
                visit.write({"planned_on": event.start_date, "start": False})
            else:
                visit.write({"start": event.start})

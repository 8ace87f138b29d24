# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    """What day it is for a company, whoever asks and wherever that person sits."""

    _inherit = "res.company"

    def _get_keqing_today(self):
        """The date at the company: by the zone of its address, else of its working hours, else UTC.

        The zone of a user or of the context says nothing: deadlines, limits and periods are the
        company's, for a person on a journey as for a job at night.
        """
        self.ensure_one()
        company = self.sudo()  # anybody may know what day it is
        tz = company.partner_id.tz or company.resource_calendar_id.tz or "UTC"
        return fields.Date.context_today(self.with_context(tz=tz))

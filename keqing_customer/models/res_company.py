# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, datetime, time

from odoo import api, fields, models
from odoo.tools import ormcache

from .res_partner import OWN_PEOPLE


class ResCompany(models.Model):
    """What day it is for a company and what it speaks, whoever asks and wherever they sit."""

    _name = "res.company"
    _inherit = ["res.company", "keqing.guard.mixin"]

    keqing_tz = fields.Char(
        string="Time Zone of the Company",
        compute="_compute_keqing_tz",
        store=True,  # read along with the company, so that asking the day costs no query
        groups=OWN_PEOPLE,
        help="That of its address, else of its working hours, else UTC.",
    )

    @api.depends("partner_id.tz", "resource_calendar_id.tz")
    def _compute_keqing_tz(self):
        for company in self:
            company.keqing_tz = company.partner_id.tz or company.resource_calendar_id.tz or "UTC"

    def _get_keqing_today(self):
        """The date at the company.

        The zone of a user or of the context says nothing: deadlines, limits and periods are the
        company's, for a person on a journey as for a job at night.
        """
        return self._get_keqing_day(fields.Datetime.now())

    def _get_keqing_day(self, moment):
        """The date at the company at a moment, which is UTC."""
        return fields.Date.context_today(self._in_its_zone(), moment)

    def _get_keqing_start(self, day):
        """The moment, UTC, at which a day begins at the company: what datetimes compare with."""
        midnight = self._in_its_zone().env.tz.localize(datetime.combine(day, time.min))
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def _in_its_zone(self):
        self.ensure_one()
        return self.with_context(tz=self.sudo().keqing_tz)  # anybody may know what day it is

    @ormcache("self.id")
    def _get_keqing_branch_ids(self):
        """Whose documents make the figures of a company: its own and its branches', as a tuple.

        Archived ones too; Odoo lets no company change its parent and clears the cache for new ones.
        """
        # sudo: which companies there are, of which nothing is shown
        everybody = self.sudo().with_context(active_test=False)
        return tuple(everybody.search([("id", "child_of", self.id)], order="id").ids)

    def _get_keqing_customer_lang(self):
        """The code of the language of a customer of whom nothing else is known."""
        self.ensure_one()
        return self.sudo().partner_id.lang or self.env.lang  # anybody may know what it speaks

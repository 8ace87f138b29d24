# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time, timedelta

from pytz import UTC, timezone

from odoo import Command, api, fields, models
from odoo.fields import Domain

# Far ahead the job plans, takes back and plans again
SHOWN_DAYS = 14
BATCH = 100
SILENT = {
    "keqing_from_visit": True,
    "dont_notify": True,
    "no_mail_to_attendees": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "skip_contact_description": True,
    "active_model": None,  # whatever was open: no event of that, with an activity to remind of it
}


class KeqingVisit(models.Model):
    """Visits to come stand in Odoo's calendar, for the people who make them alone."""

    _inherit = "keqing.visit"

    event_ids = fields.One2many(
        comodel_name="calendar.event", inverse_name="keqing_visit_id", string="Calendar Events"
    )

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._agree_on_day({"start"})
        visits._show_in_calendar()
        return visits

    def write(self, vals):
        written = super().write(vals)
        changed = {"planned_on", "start", "user_id", "partner_id", "purpose"} & vals.keys()
        if {"planned_on", "start"} & changed:
            self._agree_on_day(changed)
        is_off = vals.get("state") in ("missed", "cancelled")
        if (changed or is_off) and not self.env.context.get("keqing_from_event"):
            self._show_in_calendar()
        return written

    def _agree_on_day(self, changed):  # pylint: disable=missing-return
        """An hour lies on the day that is planned: the company's."""
        for visit in self.filtered(lambda each: each.start and each.state == "planned"):
            zone = timezone(visit.company_id.sudo().keqing_tz)
            local = UTC.localize(visit.start).astimezone(zone)
            if local.date() == visit.planned_on:
                continue
            same = super(KeqingVisit, visit)
            if "start" in changed:
                same.write({"planned_on": local.date()})
            else:
                moved = zone.localize(datetime.combine(visit.planned_on, local.time()))
                same.write({"start": moved.astimezone(UTC).replace(tzinfo=None)})

    def _show_in_calendar(self):
        """Have one event for each visit to come, and none for what is not made."""
        visits = self.sudo().with_context(**SILENT)  # sudo: events are their salespeople's
        off = visits.filtered(
            lambda visit: (
                visit.state in ("missed", "cancelled")
                or not visit.company_id.keqing_visits_in_calendar
            )
        )
        off.event_ids.unlink()
        coming = (visits - off).filtered(lambda visit: visit.state == "planned")
        new = []
        for visit in coming:
            vals = visit._prepare_event_vals()
            if visit.event_ids:
                visit.event_ids.write(vals)
            else:
                new.append({**vals, "keqing_visit_id": visit.id})
        self.env["calendar.event"].sudo().with_context(**SILENT).create(new)

    def _prepare_event_vals(self):
        """Whom others may not know one sees says only “Busy” to them."""
        name = ": ".join(filter(None, [self.partner_id.name, self.purpose]))
        person = self.user_id
        if self.start:
            moment = {
                "allday": False,
                "start": self.start,
                "stop": self.start + timedelta(minutes=self._get_expected_minutes()),
            }
        else:
            moment = {
                "allday": True,
                "start": datetime.combine(self.planned_on, time(8)),
                "stop": datetime.combine(self.planned_on, time(18)),
                "start_date": self.planned_on,
                "stop_date": self.planned_on,
            }
        return {
            "name": name,
            "user_id": person.id,
            "partner_ids": [Command.set(person.partner_id.ids)],
            "privacy": "private",
            "show_as": "busy" if self.start else "free",
            **moment,
        }

    def _get_expected_minutes(self):
        return self.route_id.minutes_per_stop or 30

    @api.model
    def _cron_calendar(self):
        """Show what the job planned for the days ahead, and take away what is not made any more."""
        if not self.env["res.users"]._keqing_is_used():
            return
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        shown_ahead = timedelta(days=SHOWN_DAYS)
        shown = Domain("event_ids", "!=", False)
        hidden = Domain("event_ids", "=", False)
        todo = self.search(
            (
                Domain("state", "=", "planned")
                & Domain("company_id.keqing_visits_in_calendar", "=", True)
                & hidden
                & Domain.OR(
                    Domain("company_id", "=", company.id)
                    & Domain("planned_on", "<=", company._get_keqing_today() + shown_ahead)
                    for company in companies
                )
            )
            | (Domain("state", "in", ["missed", "cancelled"]) & shown)
        )
        self._work_through(todo, lambda visits: visits._show_in_calendar(), size=BATCH)

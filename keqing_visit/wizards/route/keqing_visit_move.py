# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from pytz import UTC, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one


class KeqingVisitMove(models.TransientModel):
    """Move what a salesperson planned for a day to another, or plan a week again as it was."""

    _name = "keqing.visit.move"
    _description = "Move a Day, Copy a Week"
    _inherit = ["keqing.wizard.mixin"]

    kind = fields.Selection(
        selection=[("day", "Move a day"), ("week", "Copy a week")], default="day", required=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        required=True,
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    day_from = fields.Date(
        string="From", required=True, default=lambda self: self.env.company._get_keqing_today()
    )
    day_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: self.env.company._get_keqing_today() + timedelta(days=1),
    )
    visit_count = fields.Integer(string="Visits", compute="_compute_visit_count")

    @api.depends("kind", "user_id", "day_from", "day_to")
    def _compute_visit_count(self):
        for wizard in self:
            wizard.visit_count = len(wizard._get_visits())

    def _get_visits(self):
        """What is moved or copied; of a copied week also what was done, with what the grade asked
        for left out, which plans itself."""
        if not self.day_from:
            return self.env["keqing.visit"]
        domain = Domain("user_id", "=", self.user_id.id) & Domain(
            "company_id", "=", self.env.company.id
        )
        if self.kind == "day":
            domain &= Domain("planned_on", "=", self.day_from) & Domain("state", "=", "planned")
        else:
            monday = _monday(self.day_from)
            domain &= (
                Domain("planned_on", ">=", monday)
                & Domain("planned_on", "<", monday + timedelta(days=7))
                & Domain("state", "in", ["planned", "under_way", "done"])
                & Domain("origin", "=", "hand")
            )
        return self.env["keqing.visit"].search(domain)

    @for_one("write")
    def action_apply(self):
        """
        :raise UserError: if there is nothing to move or copy, or it would go into the past
        """
        today = self.env.company._get_keqing_today()
        visits = self._get_visits()
        if not visits:
            raise UserError(
                self.env._(
                    "%(user)s has planned nothing there: choose another day.",
                    user=self.user_id.name,
                )
            )
        if self.day_to < today:
            raise UserError(
                self.env._("%s is over: choose a day to come.", fields.Date.to_string(self.day_to))
            )
        if self.kind == "day":
            self._move(visits)
        else:
            visits = self._copy(visits)
        return visits._get_records_action(name=self.env._("Visits"))

    def _move(self, visits):
        away = self.day_to - self.day_from
        for visit in visits:
            visit.write({"planned_on": self.day_to, "start": self._get_later(visit.start, away)})

    def _get_later(self, start, away):
        """The same hour of the company's day, some days away, also where summer time begins."""
        if not start:
            return start
        tz = timezone(self.env.company.sudo().keqing_tz)
        local = UTC.localize(start).astimezone(tz).replace(tzinfo=None)
        return tz.localize(local + away).astimezone(UTC).replace(tzinfo=None)

    def _copy(self, visits):
        away = _monday(self.day_to) - _monday(self.day_from)
        there = {
            (visit.partner_id, visit.planned_on)
            for visit in self.env["keqing.visit"].search(
                Domain("partner_id", "in", visits.partner_id.ids)
                & Domain("company_id", "=", self.env.company.id)
                & Domain("state", "=", "planned")
            )
        }
        return self.env["keqing.visit"].create(
            [
                {
                    "partner_id": visit.partner_id.id,
                    "company_id": visit.company_id.id,
                    "user_id": visit.user_id.id,
                    "planned_on": visit.planned_on + away,
                    "start": self._get_later(visit.start, away),
                    "contact_kind": visit.contact_kind,
                    "purpose": visit.purpose,
                }
                for visit in visits
                if (visit.partner_id, visit.planned_on + away) not in there
            ]
        )


def _monday(day):
    return day - timedelta(days=day.weekday())

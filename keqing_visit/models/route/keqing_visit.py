# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class KeqingVisit(models.Model):
    """Visits that a route plans, in its order, and what stands in the way of any visit."""

    _inherit = "keqing.visit"
    origin = fields.Selection(
        selection_add=[("route", "A route says so")], ondelete={"route": "set default"}
    )
    route_id = fields.Many2one(
        comodel_name="keqing.route", readonly=True, copy=False, ondelete="set null"
    )
    route_on = fields.Date(
        readonly=True, copy=False, help="The day that the route means, wherever it was moved to."
    )
    conflict = fields.Char(compute="_compute_conflict")

    _route_once = models.UniqueIndex(
        "(route_id, partner_id, route_on) WHERE route_id IS NOT NULL",
        "The route has planned this visit already.",
    )

    @api.depends("planned_on", "start", "user_id", "partner_id.active", "company_id", "state")
    def _compute_conflict(self):
        """What a person should look at, for visits to come, by a fixed number of queries."""
        coming = self.filtered(lambda visit: visit.state == "planned" and visit.planned_on)
        (self - coming).conflict = False
        for company, visits in coming.grouped("company_id").items():
            days = visits.mapped("planned_on")
            working = {
                user: set(theirs)
                for user, theirs in company._get_keqing_working_days(
                    visits.user_id, min(days), max(days)
                ).items()
            }
            others = visits._get_others_planned(min(days), max(days))
            for visit in visits:
                visit.conflict = ", ".join(visit._find_conflicts(working, others))

    def _get_others_planned(self, first, last):
        """Visits of the same people or customers on these days.

        :return: ``{(user or customer, day): visits}``
        """
        found = {}
        others = self.sudo().search(  # that there is one is told, not whose customer it is
            Domain("company_id", "in", self.company_id.ids)
            & Domain("state", "in", ["planned", "under_way"])
            & Domain("planned_on", ">=", first)
            & Domain("planned_on", "<=", last)
            & (
                Domain("user_id", "in", self.user_id.ids)
                | Domain("partner_id", "in", self.partner_id.ids)
            )
        )
        for other in others:
            for who in (other.user_id, other.partner_id):
                found.setdefault((who, other.planned_on), []).append(other)
        return found

    def _find_conflicts(self, working, others):
        if not self.partner_id.active:
            yield self.env._("The customer is archived")
        if self.planned_on not in working.get(self.user_id, set()):
            yield self.env._("Closed day")
        same_day = others.get((self.partner_id, self.planned_on), [])
        if any(other.id != self._origin.id for other in same_day):
            yield self.env._("Visited twice on the day")
        if self.start and any(
            other.id != self._origin.id and other.start and self._overlaps(other)
            for other in others.get((self.user_id, self.planned_on), [])
        ):
            yield self.env._("Two visits at once")

    def _overlaps(self, other):
        length = timedelta(minutes=self.route_id.minutes_per_stop or 30)
        return abs(self.start - other.start) < length

    @api.model
    def _plan_company(self, company):
        """Routes first: what they plan serves the grade as well."""
        routes = self.env["keqing.route"].search(Domain("company_id", "=", company.id))
        routes._plan_visits()
        return super()._plan_company(company)

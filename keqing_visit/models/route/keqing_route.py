# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedInteger

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)


class KeqingRoute(models.Model):
    """Customers whom one salesperson visits in an order, on certain weekdays, every so many weeks.

    A round takes the stops in order, so many a day as the route holds, over the days of its week.
    """

    _name = "keqing.route"
    _description = "Route"
    _inherit = ["keqing.anchored.mixin", "keqing.job.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        required=True,
        index=True,
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        help="Given to somebody else, the visits planned by the route go along.",
    )
    stop_ids = fields.One2many(
        comodel_name="keqing.route.stop", inverse_name="route_id", string="Stops", copy=True
    )
    stop_count = fields.Integer(string="Number of Stops", compute="_compute_stop_count")

    # When
    mon = fields.Boolean(string="Monday")
    tue = fields.Boolean(string="Tuesday")
    wed = fields.Boolean(string="Wednesday")
    thu = fields.Boolean(string="Thursday")
    fri = fields.Boolean(string="Friday")
    sat = fields.Boolean(string="Saturday")
    sun = fields.Boolean(string="Sunday")
    every_weeks = BoundedInteger(string="Every (Weeks)", low=1, high=52, default=1, required=True)
    first_on = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._get_keqing_today(),
        help="Its week is the first; weeks begin on Monday.",
    )
    last_on = fields.Date(string="Until", help="Empty: for good.")

    # How much
    stops_per_day = BoundedInteger(
        low=1, high=200, default=10, required=True, help="What is more goes on the next day."
    )
    minutes_per_stop = BoundedInteger(low=1, high=1440, default=30, required=True)
    start_latitude = BoundedFloat(low=-90, high=90, digits=(10, 7))
    start_longitude = BoundedFloat(low=-180, high=180, digits=(10, 7), help="WGS-84, in degrees.")

    _dates_ordered = models.Constraint(
        "CHECK (first_on <= last_on)", "A route cannot end before it begins."
    )

    @api.depends("stop_ids")
    def _compute_stop_count(self):
        counts = dict(
            self.env["keqing.route.stop"]._read_group(
                [("route_id", "in", self.ids)], ["route_id"], ["__count"]
            )
        )
        for route in self:
            route.stop_count = counts.get(route._origin, 0)

    @api.constrains("user_id", "company_id")
    def _check_user_company(self):
        for route in self:
            if route.company_id not in route.user_id.sudo().company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work for %(company)s and cannot go the route %(route)s.",
                        user=route.user_id.name,
                        company=route.company_id.name,
                        route=route.name,
                    )
                )

    def copy_data(self, default=None):
        default = dict(default or {})
        vals_list = super().copy_data(default=default)
        for route, vals in zip(self, vals_list, strict=True):
            if "name" not in default:
                vals["name"] = self.env._("%s (copy)", route.name)
        return vals_list

    def write(self, vals):
        """What is planned goes along with the route, and follows what it says now."""
        written = super().write(vals)
        if "user_id" in vals:
            self._get_planned().sudo().user_id = vals["user_id"]
        if self._plan_fields() & vals.keys():
            self._plan_visits()
        return written

    @api.ondelete(at_uninstall=False)
    def _take_visits_back(self):
        self._get_planned().filtered("is_untouched").sudo().unlink()  # nobody has touched them

    @api.model
    def _plan_fields(self):
        return {*WEEKDAYS, "every_weeks", "first_on", "last_on", "stops_per_day", "active"}

    def _get_planned(self):
        """Visits to come that these routes planned."""
        return self.env["keqing.visit"].search(
            Domain("route_id", "in", self.ids) & Domain("state", "=", "planned")
        )

    @for_one("read")
    def action_view_visits(self):
        """Open the visits that the route planned."""
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "keqing.visit",
            "views": [(False, kind) for kind in ("list", "kanban", "calendar", "form")],
            "domain": [("route_id", "=", self.id)],
        }

    def _get_days(self, first, last):
        """The days on which the route is gone, both ends included."""
        self.ensure_one()
        first = max(first, self.first_on)
        last = min(last, self.last_on or last)
        week = self.first_on - self.first_on.weekday() * DAY
        days = (first + n * DAY for n in range((last - first).days + 1))
        return [
            day
            for day in days
            if self[WEEKDAYS[day.weekday()]] and (day - week).days // 7 % self.every_weeks == 0
        ]

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.keqing_customer.fields import BoundedInteger

from ...choice import CUSTOMERS
from ...tools.position import is_position


class KeqingRouteStop(models.Model):
    """A customer on a route."""

    _name = "keqing.route.stop"
    _description = "Stop of a Route"
    _inherit = ["keqing.customer.company.record.mixin"]
    _order = "route_id, sequence, id"
    _rec_name = "partner_id"

    route_id = fields.Many2one(
        comodel_name="keqing.route", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(domain=CUSTOMERS)
    company_id = fields.Many2one(
        related="route_id.company_id", store=True, precompute=True, default=None
    )
    sequence = BoundedInteger(default=10)
    grade_id = fields.Many2one(related="partner_id.keqing_grade_id")
    map_links = fields.Html(compute="_compute_map_links", sanitize=False)

    _once = models.Constraint(
        "UNIQUE (route_id, partner_id)", "A customer is one stop of a route, not two."
    )

    @api.depends("partner_id.partner_latitude", "partner_id.partner_longitude")
    def _compute_map_links(self):
        """Each map is given the position in the datum that it expects."""
        for stop in self:
            position = stop._get_position()
            links = position and stop.partner_id._get_map_links(position)
            stop.map_links = links and Markup(" · ").join(
                Markup('<a href="%s" target="_blank" rel="noopener">%s</a>')
                % (link["url"], link["name"])
                for link in links
            )

    def _get_position(self):
        """Latitude and longitude of the customer, None where they are not known."""
        self.ensure_one()
        customer = self.partner_id
        position = customer.partner_latitude, customer.partner_longitude
        return position if is_position(*position) else None

    @api.model_create_multi
    def create(self, vals_list):
        stops = super().create(vals_list)
        stops.route_id._plan_visits()
        return stops

    def write(self, vals):
        written = super().write(vals)
        is_planned_later = self.env.context.get("keqing_plan_later")
        if {"partner_id", "sequence"} & vals.keys() and not is_planned_later:
            self.route_id._plan_visits()
        return written

    def unlink(self):
        routes = self.route_id
        unlinked = super().unlink()
        routes.exists()._plan_visits()
        return unlinked

    @api.model
    def _merge_partners(self, gone, kept):
        """A customer that is on a route already is not on it twice."""
        routes = self.search([("partner_id", "=", kept.id)]).route_id
        self.search([("partner_id", "in", gone.ids), ("route_id", "in", routes.ids)]).unlink()

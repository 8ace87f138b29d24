# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_one

from ...tools.position import is_position
from ...tools.sketch import sketch
from ...tools.tour import shortest_order, tour_meters


class KeqingRoute(models.Model):
    """In which order a route is gone, how long that is, and what it looks like."""

    _inherit = "keqing.route"

    kilometers = fields.Float(
        compute="_compute_way", digits=(8, 1), help="Along the surface: streets are longer."
    )
    kilometers_before = fields.Float(
        readonly=True,
        copy=False,
        digits=(8, 1),
        help="What it was before the stops were last put in order.",
    )
    sketch = fields.Html(compute="_compute_way", sanitize=False)

    @api.depends(
        "stop_ids.sequence",
        "stop_ids.partner_id.partner_latitude",
        "stop_ids.partner_id.partner_longitude",
        "start_latitude",
        "start_longitude",
    )
    def _compute_way(self):
        for route in self:
            start = route._get_start()
            places = [(stop, stop._get_position()) for stop in route.stop_ids]
            known = [(stop.partner_id.name, place) for stop, place in places if place]
            way = tour_meters(start, [place for __, place in known])
            route.kilometers = way / 1000
            route.sketch = sketch(start, known)

    def _get_start(self):
        place = self.start_latitude, self.start_longitude
        return place if is_position(*place) else None

    @for_one("write")
    def action_order(self):
        """Put the stops into a short order; those without a position come last, as they were.

        :raise UserError: if fewer than two stops have a position
        """
        places = {stop: place for stop in self.stop_ids if (place := stop._get_position())}
        if len(places) < 2:
            raise UserError(
                self.env._(
                    "%s: fewer than two of its customers have a position. Give them one on their "
                    "card, then put the stops in order.",
                    self.name,
                )
            )
        before = self.kilometers
        stops = self.stop_ids.browse(stop.id for stop in places)
        order = shortest_order(self._get_start(), [*places.values()])
        ordered = stops.concat(*(stops[number] for number in order))[len(stops) :]
        ordered += self.stop_ids - stops
        for number, stop in enumerate(ordered, 1):
            stop.with_context(keqing_plan_later=True).sequence = number
        self.sudo().kilometers_before = before  # guarded
        self.invalidate_recordset(["stop_ids"])
        self._plan_visits()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(before).1f km before, %(after).1f km now.",
                    before=before,
                    after=self.kilometers,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

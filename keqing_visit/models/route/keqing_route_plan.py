# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, groupby, split_every

from odoo.addons.keqing_customer.wording import say_day


class KeqingRoute(models.Model):
    """The visits that routes plan, and what stands in their way."""

    _inherit = "keqing.route"

    conflicts = fields.Text(
        compute="_compute_conflicts",
        help="What is planned stays where it is: move the day, or change the route.",
    )

    def _plan_visits(self):
        """Plan the visits of these routes within the horizon of their companies.

        Takes back what a route does not say any more and nobody touched, and adds what is missing,
        two statements for all. A visit that was moved, cancelled or done is not planned again.
        """
        self.env.flush_all()
        meant = [
            (route.id, stop.partner_id.id, day, number)
            for route in self.filtered("active")
            for day, number, stop in route._get_round()
        ]
        self.env.cr.execute(
            SQL(
                """DELETE FROM keqing_visit visit
                    USING keqing_route route
                    WHERE visit.route_id = route.id AND route.id = ANY(%(routes)s)
                      AND visit.state = 'planned' AND visit.is_untouched
                      AND NOT EXISTS (
                          SELECT FROM (%(meant)s) meant (route_id, partner_id, day, number)
                           WHERE meant.route_id = visit.route_id
                             AND meant.partner_id = visit.partner_id
                             AND meant.day = visit.route_on)""",
                routes=self.ids,
                meant=_rows(meant),
            )
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_visit AS visit (
                          route_id, route_on, sequence, partner_id, company_id, user_id, planned_on,
                          window_from, window_to, origin, is_untouched, contact_kind, state,
                          create_uid, create_date, write_uid, write_date)
                   SELECT route.id, meant.day, meant.number, meant.partner_id, route.company_id,
                          route.user_id, meant.day, meant.day - company.keqing_grace_days,
                          meant.day + company.keqing_grace_days, 'route', TRUE, 'visit', 'planned',
                          %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM (%(meant)s) meant (route_id, partner_id, day, number)
                     JOIN keqing_route route ON route.id = meant.route_id
                     JOIN res_company company ON company.id = route.company_id
                       ON CONFLICT (route_id, partner_id, route_on) WHERE route_id IS NOT NULL
                       DO UPDATE SET sequence = EXCLUDED.sequence
                    WHERE visit.state = 'planned' AND visit.sequence != EXCLUDED.sequence""",
                meant=_rows(meant),
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.env.invalidate_all(flush=False)

    def _get_round(self):
        """Whom the route visits when, from today to the end of the horizon.

        :return: list of ``(day, number on the day, stop)``, archived customers left out
        """
        company = self.company_id
        today = company._get_keqing_today()
        first = today - timedelta(days=today.weekday())  # a round is not cut in the middle
        last = today + timedelta(days=company.sudo().keqing_plan_days - 1)
        stops = self.sudo().stop_ids.filtered("partner_id.active")  # plans whom the route names
        found = []
        for __, week in groupby(self._get_days(first, last), lambda day: day.isocalendar()[:2]):
            for day, group in zip(week, split_every(self.stops_per_day, stops), strict=False):
                found += [
                    (day, number, stop) for number, stop in enumerate(group, 1) if day >= today
                ]
        return found

    @api.depends(
        "stop_ids.partner_id.active",
        "stops_per_day",
        "user_id",
        *("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    )
    def _compute_conflicts(self):
        visits = self._get_planned().grouped("route_id")
        for route in self:
            lines = [
                self.env._("%s is archived: no visit is planned.", stop.partner_id.name)
                for stop in route.stop_ids
                if not stop.partner_id.active
            ]
            room = route.stops_per_day * sum(route[day] for day in self._fields_of_days())
            if route.stop_count > room:
                lines.append(
                    self.env._(
                        "%(stops)s stops, but its days hold %(room)s: the last ones are not "
                        "visited.",
                        stops=route.stop_count,
                        room=room,
                    )
                )
            told = Counter(
                (visit.planned_on, visit.conflict)
                for visit in visits.get(route._origin, self.env["keqing.visit"])
                if visit.conflict
            )
            lines += [
                f"{say_day(self.env, day)}: {conflict} ({count})"
                for (day, conflict), count in sorted(told.items())
            ]
            route.conflicts = "\n".join(lines)

    @api.model
    def _fields_of_days(self):
        return ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _rows(meant):
    columns = zip(*meant, strict=True) if meant else ((), (), (), ())
    routes, partners, days, numbers = (list(column) for column in columns)
    return SQL(
        "SELECT * FROM unnest(%s::int[], %s::int[], %s::date[], %s::int[])",
        routes,
        partners,
        days,
        numbers,
    )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE
from odoo.addons.keqing_customer.tools.datum import DATUMS, to_wgs84

from ...tools.position import EARTH_METERS, is_number, is_position

NEAR_KILOMETERS = 5
MOST_NEAR = 100
MOST_NEAR_KILOMETERS = 200
KILOMETERS_PER_DEGREE = 111.195


class ResPartner(models.Model):
    """Who is near: customers around a position."""

    _inherit = "res.partner"

    @api.model
    @api.readonly
    def get_keqing_near(
        self, latitude, longitude, datum="wgs84", kilometers=NEAR_KILOMETERS, limit=30
    ):
        """Customers whom the user sees around a position, the nearest first, by four queries.

        :param latitude, longitude: degrees, in the datum
        :return: list of dict: ``id, name, grade, meters, position`` (WGS-84), ``last_on`` and
            ``days`` since the last contact, False for never, ``is_overdue``, and ``links``, the
            maps that open it
        :raise AccessError: without a role
        :raise UserError: for what is no position, or no distance
        """
        if not (self.env.su or self.env.user.has_group(OWN_PEOPLE)):
            raise AccessError(self.env._("This is for people with a role in customer management."))
        place = self._check_near(latitude, longitude, datum, kilometers, limit)
        company = self.env.company
        today = company._get_keqing_today()
        found = dict(self.env.execute_query(self._near_sql(place, kilometers, limit)))
        customers = self.browse(found).with_prefetch(list(found))
        dues = {
            due.partner_id: due
            for due in self.env["keqing.contact.due"].search_fetch(
                Domain("partner_id", "in", customers.ids) & Domain("company_id", "=", company.id),
                ["partner_id", "last_on", "due_on"],
            )
        }
        none = self.env["keqing.contact.due"]
        return [
            customer._tell_near(found[customer.id], dues.get(customer, none), today)
            for customer in customers
        ]

    def _check_near(self, latitude, longitude, datum, kilometers, limit):
        """:return: the position in WGS-84"""
        numbers = (latitude, longitude, kilometers, limit)
        if not all(map(is_number, numbers)) or not is_position(latitude, longitude):
            raise UserError(
                self.env._(
                    "“%(latitude)s, %(longitude)s” is no position; give degrees, such as 26.647661 "
                    "and 106.630153.",
                    latitude=latitude,
                    longitude=longitude,
                )
            )
        if datum not in DATUMS:
            raise UserError(self.env._("“%s” is no datum of positions.", datum))
        if not 0 < kilometers <= MOST_NEAR_KILOMETERS or not 0 < limit <= MOST_NEAR:
            raise UserError(
                self.env._(
                    "Look for up to %(customers)s customers within %(kilometers)s km.",
                    customers=MOST_NEAR,
                    kilometers=MOST_NEAR_KILOMETERS,
                )
            )
        return to_wgs84((latitude, longitude), datum)

    def _near_sql(self, place, kilometers, limit):
        """Ids and metres of customers, by haversine; a square around the place first, by numbers
        alone, is what makes it quick."""
        domain = (
            Domain("keqing_customer_type_id", "!=", False)
            & Domain("keqing_is_visible", "=", True)
            & Domain("is_company", "=", True)
        )
        query = self._search(domain)
        latitude, longitude = place
        alias = SQL.identifier(query.table)
        degrees = kilometers / KILOMETERS_PER_DEGREE
        meters = SQL(
            """2 * %(radius)s * asin(least(1, sqrt(
                   sin(radians(%(there)s.partner_latitude::float8 - %(lat)s) / 2) ^ 2
                   + cos(radians(%(lat)s)) * cos(radians(%(there)s.partner_latitude::float8))
                   * sin(radians(%(there)s.partner_longitude::float8 - %(lon)s) / 2) ^ 2)))""",
            radius=EARTH_METERS,
            there=alias,
            lat=latitude,
            lon=longitude,
        )
        query.add_where(
            SQL(
                """%(there)s.partner_latitude BETWEEN %(south)s AND %(north)s
                   AND (%(there)s.partner_latitude, %(there)s.partner_longitude) != (0, 0)
                   AND %(meters)s <= %(most)s""",
                there=alias,
                south=latitude - degrees,
                north=latitude + degrees,
                meters=meters,
                most=kilometers * 1000,
            )
        )
        query.order = SQL("2, 1")
        query.limit = limit
        return query.select(SQL("%s.id", alias), meters)

    def _tell_near(self, meters, due, today):
        place = (self.partner_latitude, self.partner_longitude)
        return {
            "id": self.id,
            "name": self.display_name,
            "grade": self.keqing_grade_id.name or False,
            "meters": round(meters),
            "position": place,
            "last_on": fields.Date.to_string(due.last_on) or False,
            "days": (today - due.last_on).days if due.last_on else False,
            "is_overdue": bool(due.due_on) and due.due_on < today,
            "links": self._get_map_links(place),
        }

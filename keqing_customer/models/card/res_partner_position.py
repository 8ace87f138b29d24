# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from urllib.parse import quote, urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chosen import for_one
from ...tools.datum import from_wgs84, is_in_china, to_wgs84
from ..res_partner import OWN_PEOPLE


class ResPartner(models.Model):
    """Where the shop is, on the Earth and on each map: Odoo's own fields hold WGS-84."""

    _inherit = "res.partner"

    keqing_position_datum = fields.Selection(
        selection=[
            ("wgs84", "WGS-84 (satellites, telephones)"),
            ("gcj02", "GCJ-02 (Amap, Tencent, Apple in China)"),
            ("bd09", "BD-09 (Baidu)"),
        ],
        string="Position Entered In",
        readonly=True,
        copy=False,
        groups=OWN_PEOPLE,
        help="What latitude and longitude were before they were converted to WGS-84.",
    )

    @api.model
    def _card_pages(self):
        return {**super()._card_pages(), "keqing_position": ("get_keqing_position", 2)}

    @api.readonly
    @for_one("read")
    def get_keqing_position(self):
        """Where the shop is, and the addresses that open it in the maps people have.

        :return: dict: ``latitude, longitude`` in the datum ``datum`` in which they were entered,
            False if the place is unknown; ``datums``, pairs of code and name; ``links``, dicts
            ``name, url``, each in the datum that its map expects
        """
        datum = self.keqing_position_datum or "wgs84"
        known = bool(self.partner_latitude or self.partner_longitude)
        position = (self.partner_latitude, self.partner_longitude)
        entered = from_wgs84(position, datum) if known else (False, False)
        return {
            "latitude": known and round(entered[0], 6),
            "longitude": known and round(entered[1], 6),
            "datum": datum,
            "datums": self._fields["keqing_position_datum"]._description_selection(self.env),
            "links": self._get_map_links(position) if known else [],
        }

    def _get_map_links(self, position):
        name = self.display_name
        latitude, longitude = position
        chinese = from_wgs84(position, "gcj02")
        baidu = from_wgs84(position, "bd09")
        amap = {
            "position": f"{chinese[1]:.6f},{chinese[0]:.6f}",
            "name": name,
            "coordinate": "gaode",
        }
        marker = {
            "location": f"{baidu[0]:.6f},{baidu[1]:.6f}",
            "title": name,
            "content": name,
            "output": "html",
            "coord_type": "bd09ll" if is_in_china(position) else "wgs84",
            "src": "keqing",
        }
        apple = {"ll": f"{chinese[0]:.6f},{chinese[1]:.6f}", "q": name}
        return [
            {"name": label, "url": url}
            for label, url in (
                (self.env._("Amap"), f"https://uri.amap.com/marker?{urlencode(amap)}"),
                (self.env._("Baidu"), f"https://api.map.baidu.com/marker?{urlencode(marker)}"),
                (self.env._("Apple"), f"https://maps.apple.com/?{urlencode(apple)}"),
                # RFC 5870; what follows is what telephones show at the pin
                (
                    self.env._("Map app"),
                    f"geo:{latitude:.6f},{longitude:.6f}"
                    f"?q={latitude:.6f},{longitude:.6f}({quote(name)})",
                ),
            )
        ]

    @for_one("write")
    def set_keqing_position(self, latitude, longitude, datum="wgs84"):
        """Say where the shop is.

        :param latitude: degrees, in the datum; False for both: unknown
        :raise UserError: for what is no place
        :raise AccessError: if the user may not change the customer
        """
        if datum not in self._fields["keqing_position_datum"].get_values(self.env):
            raise UserError(self.env._("“%s” is no datum of positions.", datum))
        if latitude is False and longitude is False:
            position = (0, 0)
        else:
            position = to_wgs84(self._check_position(latitude, longitude), datum)
        self.check_access("write")
        self.write({"partner_latitude": position[0], "partner_longitude": position[1]})
        self.sudo().keqing_position_datum = datum if any(position) else False  # guarded

    def _check_position(self, latitude, longitude):
        """:return: the position, if it is one"""
        names = {"customer": self.display_name, "latitude": latitude, "longitude": longitude}
        try:
            if isinstance(latitude, bool) or isinstance(longitude, bool):
                raise ValueError  # half of a position is none
            position = float(latitude), float(longitude)
        except (TypeError, ValueError, OverflowError):
            raise UserError(
                self.env._(
                    "%(customer)s: “%(latitude)s, %(longitude)s” is no position; give degrees, "
                    "such as 26.647661 and 106.630153.",
                    **names,
                )
            ) from None
        if abs(position[0]) <= 90 and abs(position[1]) <= 180 and any(position):
            return position
        if abs(position[1]) <= 90 and abs(position[0]) <= 180 and any(position):
            raise UserError(
                self.env._(
                    "%(customer)s: latitude %(latitude)s lies beyond the poles; latitude and "
                    "longitude seem to be exchanged.",
                    **names,
                )
            )
        raise UserError(
            self.env._(
                "%(customer)s: there is no such place as %(latitude)s, %(longitude)s. Latitude "
                "goes from -90 to 90, longitude from -180 to 180.",
                **names,
            )
        )

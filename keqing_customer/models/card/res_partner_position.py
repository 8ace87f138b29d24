# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from urllib.parse import quote, urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chosen import MANAGERS, for_one
from ...tools.datum import from_wgs84, is_in_china, to_wgs84
from ...wording import say_day
from ..res_partner import OWN_PEOPLE

PLACE = {"partner_latitude", "partner_longitude"}


class ResPartner(models.Model):
    """Where the shop is, on the Earth and on each map: Odoo's own fields hold WGS-84.

    Who said so and when is kept, however it was written: it proves nothing of that person's visits.
    """

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

    keqing_position_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Position Named By",
        readonly=True,
        index="btree_not_null",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_position_on = fields.Datetime(
        string="Position Named On", readonly=True, copy=False, groups=OWN_PEOPLE
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if any(PLACE & vals.keys() for vals in vals_list):
            partners.filtered(_place)._note_who_placed()
        return partners

    def write(self, vals):
        if not PLACE & vals.keys():
            return super().write(vals)
        before = {partner: _place(partner) for partner in self}
        written = super().write(vals)
        self.filtered(lambda partner: _place(partner) != before[partner])._note_who_placed()
        return written

    def _note_who_placed(self):
        if not self or not self.env["res.users"]._keqing_is_used():
            return
        known = self.filtered(_place).sudo()  # guarded, whoever may write the position
        known.write(
            {
                "keqing_position_user_id": self.env.uid,
                "keqing_position_on": fields.Datetime.now(),
            }
        )
        (self.sudo() - known).write({"keqing_position_user_id": False, "keqing_position_on": False})

    @api.model
    def _card_pages(self):
        return {**super()._card_pages(), "keqing_position": ("get_keqing_position", 2)}

    @api.readonly
    @for_one("read")
    def get_keqing_position(self):
        """Where the shop is, and the addresses that open it in the maps people have.

        :return: dict: ``latitude, longitude`` in the datum ``datum`` in which they were entered,
            False if the place is unknown; ``datums``, pairs of code and name; ``links``, dicts
            ``name, url``, each in the datum that its map expects; ``named``, who said so and when,
            in words
        """
        datum = self.keqing_position_datum or "wgs84"
        position = _place(self)
        known = position is not None
        entered = from_wgs84(position, datum) if known else (False, False)
        return {
            "latitude": known and round(entered[0], 6),
            "longitude": known and round(entered[1], 6),
            "datum": datum,
            "datums": self._fields["keqing_position_datum"]._description_selection(self.env),
            "links": self._get_map_links(position) if known else [],
            "named": known and self._say_who_placed(),
        }

    def _say_who_placed(self):
        if not self.keqing_position_user_id:
            return False
        return self.env._(
            "Named by %(user)s on %(day)s.",
            user=self.keqing_position_user_id.sudo().name,  # no secret among colleagues
            day=say_day(self.env, fields.Datetime.context_timestamp(self, self.keqing_position_on)),
        )

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
        """Say where the shop is. A manager who says the same again confirms it.

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
        if self.env.user.has_group(MANAGERS):
            self._note_who_placed()

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


def _place(partner):
    """Latitude and longitude; None where they are not known."""
    position = partner.partner_latitude, partner.partner_longitude
    return position if any(position) else None

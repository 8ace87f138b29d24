# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta
from typing import NamedTuple

from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date
from odoo.tools.misc import get_lang

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE
from odoo.addons.keqing_customer.tools.period import period_around, period_before

KINDS = ("month", "quarter", "year")
FIRST_TILES = 8  # of who has not chosen any
MOST_TILES = 24
COMPARED = ("before", "last_year")


class Asked(NamedTuple):
    """What somebody looks at."""

    kind: str
    period: tuple
    """(first day, last day), all of it"""
    territory: models.BaseModel
    """None in particular if empty"""
    against: str
    """One of :data:`COMPARED`"""
    kpi: models.BaseModel
    """The one that is told in detail"""
    by: str
    """What it is told apart by"""


class KeqingCockpit(models.AbstractModel):
    """How a company goes: what a director looks at, and anybody else for customers of one's own.

    All of it comes by one call, of the figures that :meth:`keqing.kpi._get_table` and the owners of
    the documents know. Modules add to ``_get_cards``.
    """

    _name = "keqing.cockpit"
    _description = "Cockpit"

    @api.model
    @api.readonly
    def get_cockpit(
        self,
        kind="month",
        day=False,
        territory_id=False,
        against="last_year",
        kpi_id=False,
        by="territory",
    ):
        """All that is shown.

        :param kind: one of ``KINDS``
        :param day: any day of the period, in ISO format; today if False
        :param territory_id: only what lay in it
        :param kpi_id: the KPI to tell in detail, the first one if False
        :param by: ``territory``, ``holder``, ``type`` or ``product``
        :return: dict: ``period``, ``territories``, ``tiles``, ``detail``, ``cards``, ``choice``
        :raise AccessError: without a role
        :raise UserError: for what is no period, territory or KPI
        """
        self._check_has_role()
        layout = self._get_layout()
        kpis = self.env["keqing.kpi"].search([("active", "=", True)])
        chosen = self._get_tiles(kpis, layout)
        asked = self._to_asked(kind, day, territory_id, against, kpi_id, by, chosen, kpis)
        hidden = set(layout.hidden_cards or ())
        cards = self._get_cards(asked)
        return {
            "period": self._describe_period(asked),
            "territories": self._get_territories(),
            "asked": {
                "kind": kind,
                "day": fields.Date.to_string(asked.period[0]),
                "territory_id": asked.territory.id,
                "against": against,
                "kpi_id": asked.kpi.id,
                "by": asked.by,
            },
            "tiles": self._fill_tiles(chosen, asked),
            "detail": self._get_detail(asked) if asked.kpi else False,
            "cards": [
                {"name": name, "title": title, **filled}
                for name, title, fill in cards
                if name not in hidden and (filled := fill(asked)) is not None
            ],
            "choice": {
                "tiles": [
                    {"id": kpi.id, "name": kpi.name, "shown": kpi in chosen}
                    for kpi in chosen | kpis
                ],
                "cards": [
                    {"name": name, "title": title, "shown": name not in hidden}
                    for name, title, __ in cards
                ],
            },
        }

    @api.model
    def save_layout(self, tiles, hidden_cards):
        """Keep what the user chose, until chosen anew.

        :param tiles: ids of KPIs in order; none for the first ones, as before one chose
        :param hidden_cards: names
        :raise AccessError: without a role
        :raise UserError: if it is no layout
        """
        self._check_has_role()
        is_list = isinstance(tiles, list) and isinstance(hidden_cards, list)
        if (
            not is_list
            or len(tiles) + len(hidden_cards) > 10 * MOST_TILES
            or not all(type(each) is int for each in tiles)
            or not all(isinstance(each, str) and len(each) < 100 for each in hidden_cards)
        ):
            raise UserError(self.env._("This is no layout of the cockpit."))
        # sudo: written here alone, and each for oneself
        layout = self.env["keqing.cockpit.layout"].sudo()
        values = {"tiles": tiles[:MOST_TILES], "hidden_cards": hidden_cards}
        own = layout.search([("user_id", "=", self.env.uid)])
        if own:
            own.write(values)
        else:
            layout.create({"user_id": self.env.uid, **values})
        return True

    def _check_has_role(self):
        if not self.env.user.has_group(OWN_PEOPLE):
            raise AccessError(
                self.env._("The cockpit is for people with a role in Keqing. Ask an administrator.")
            )

    def _get_layout(self):
        # sudo: one's own
        return self.env["keqing.cockpit.layout"].sudo().search([("user_id", "=", self.env.uid)])

    def _get_tiles(self, kpis, layout):
        """The KPIs that the user chose of those there are for the user, in order."""
        known = set(kpis.ids)
        chosen = dict.fromkeys(each for each in layout.tiles or () if each in known)
        return kpis.browse(chosen) or kpis[:FIRST_TILES]

    def _to_asked(self, kind, day, territory_id, against, kpi_id, by, chosen, kpis):
        """:raise UserError: for what nobody can look at"""
        try:
            day = date.fromisoformat(day) if day else self.env.company._get_keqing_today()
            near = date(1900, 1, 1) <= day <= date(2999, 12, 31)
        except (TypeError, ValueError):
            near = False
        known = (kind, KINDS), (against, COMPARED), (by, self._get_ways())
        if not near or not all(isinstance(word, str) and word in words for word, words in known):
            raise UserError(self.env._("The cockpit knows no such period or comparison."))
        ids = {kpi.id for kpi in kpis}
        if kpi_id and (type(kpi_id) is not int or kpi_id not in ids):
            raise UserError(self.env._("This KPI is gone. Load the cockpit anew."))
        territories = self.env["keqing.territory"]
        if territory_id:
            if type(territory_id) is int and 0 < territory_id < 2**31:
                territories = territories.search([("id", "=", territory_id)])
            if not territories:
                raise UserError(self.env._("This territory is gone. Load the cockpit anew."))
        kpi = kpis.browse(kpi_id) if kpi_id else chosen[:1]
        return Asked(kind, period_around(kind, day), territories, against, kpi, by)

    @api.model
    def _get_ways(self):
        """By what a KPI is told apart: ``{way: its name}``"""
        return {
            "territory": self.env._("Territory"),
            "holder": self.env._("Salesperson"),
            "type": self.env._("Customer Type"),
            "product": self.env._("Product"),
        }

    # When and where

    def _describe_period(self, asked):
        first, last = asked.period
        today = self.env.company._get_keqing_today()
        match asked.kind:
            case "month":
                name = format_skeleton("yMMMM", first, locale=get_lang(self.env).code)
            case "quarter":
                name = self.env._("Q%(quarter)s %(year)s", quarter=last.month // 3, year=first.year)
            case _:
                name = format_date(self.env, first, date_format="yyyy")
        note = ""
        if first <= today < last:
            note = self.env._(
                "So far, up to %s; compared with as many days",
                format_date(self.env, today, date_format="medium"),
            )
        following = last + timedelta(days=1)
        return {
            "name": name,
            "note": note,
            "previous": fields.Date.to_string(period_before(asked.kind, asked.period)[0]),
            "next": fields.Date.to_string(following) if following <= today else False,
        }

    def _get_territories(self):
        """Those that the user may look at by themselves, as a tree."""
        domain = []
        if not self.env["keqing.kpi"]._sees_all():
            domain = [("access_user_ids", "in", self.env.uid)]
        found = self.env["keqing.territory"].search_fetch(domain, ["name", "parent_path"])
        return [
            {"id": place.id, "name": place.name, "level": level}
            for place, level in self.env["keqing.kpi"]._as_tree(found)
        ]

    # Tiles

    def _fill_tiles(self, kpis, asked):
        if not kpis:
            return []
        table = kpis._get_table("all", asked.period, territory=asked.territory)
        [row] = table["rows"]
        tiles = {kpi: {"id": kpi.id, "name": kpi.name, "drill": None} for kpi in kpis}
        values = {kpi: {} for kpi in kpis}
        for column, value, text, drill, is_planned in zip(
            table["columns"],
            *(row[name] for name in ("values", "texts", "drills", "is_planned")),
            strict=True,
        ):
            kpi, of = column["kpi"], column["of"]
            values[kpi][of] = value
            tiles[kpi][of] = text
            if of == "value":
                tiles[kpi]["drill"] = drill
            if of == "target":
                tiles[kpi]["reached"] = kpi._get_reached(
                    values[kpi]["value"], value, asked.period, is_planned
                )
        for kpi, tile in tiles.items():
            known = values[kpi]
            tile["description"] = kpi.description or ""
            tile["changes"] = {
                name: kpi._get_change(known["value"], known[name]) for name in COMPARED
            }
        return list(tiles.values())

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from ...tools.spelling import words

# What is typed in: name of the argument of ``keqing.identity._keys``
TYPED = {
    "name": "name",
    "city": "city",
    "phone": "phone",
    "vat": "vat",
    "keqing_licence_number": "licence",
}
SHOWN_DOUBLES = 5
SHORTEST_NAME = 2


class ResPartner(models.Model):
    """Who might be there already, while a partner is being typed in."""

    _inherit = "res.partner"

    @api.readonly
    def get_keqing_doubles(self, typed):
        """Who is recognised by what somebody is typing in; whom one may not see is not named.

        :param self: the partner that is edited, empty for a new one
        :param typed: dict of some of ``TYPED``, by names of fields
        :return: dict: ``known``, dicts ``id, name, same`` (what they have in common, in words);
            ``hidden``, a sentence if somebody else looks after one like this, else False
        """
        self.check_access("read")
        self._check_field_access(self._fields["keqing_customer_type_id"], "read")
        Identity = self.env["keqing.identity"].sudo()  # see below what is told
        facts = {
            argument: typed[name]
            for name, argument in TYPED.items()
            if isinstance(typed, dict) and isinstance(typed.get(name), str)
        }
        keys = {key for key in Identity._keys(**facts) if key[0] != "zip"}
        if len(name := words(facts.get("name", ""))) >= SHORTEST_NAME:
            keys.add(("name", name))
        shared = self.env._("name"), self.env._("telephone"), self.env._("number")
        named = dict(zip(("name", "phone", "vat"), shared, strict=True))
        named |= {"shop": named["name"], "licence": named["vat"]}
        same = {}
        for (kind, __), partner_id, *__ in Identity._find(keys, self._search_possible_doubles()):
            same.setdefault(partner_id, {})[named[kind]] = True
        found = self.browse(same)
        seen = found._filtered_access("read")
        return {
            "known": [
                {"id": each.id, "name": each.display_name, "same": ", ".join(same[each.id])}
                for each in seen[:SHOWN_DOUBLES]
            ],
            "hidden": found != seen
            and self.env._(
                "Somebody else looks after one like this (same %s): ask your manager first.",
                ", ".join(dict.fromkeys(what for each in found - seen for what in same[each.id])),
            ),
        }

    def _search_possible_doubles(self):
        """Everybody of our companies but the edited one and its people, seen or not."""
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        family = self.sudo().commercial_partner_id  # of a record that may be read
        return partners._search(
            Domain("company_id", "in", [False, *self.env.companies.ids])
            & Domain("partner_share", "=", True)
            & Domain("commercial_partner_id", "not in", family.ids)
        )

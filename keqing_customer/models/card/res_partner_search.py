# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import re
import unicodedata

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.spelling import number, telephones, words
from ..res_partner import OWN_PEOPLE

SHORTEST = {"phone": 4, "licence": 4, "vat": 4, "initials": 2}  # characters that say something
NO_DIGITS = re.compile(r"\D+")


class ResPartner(models.Model):
    """A partner is found from anywhere by part of what it is recognised by, however written."""

    _inherit = "res.partner"

    @api.model
    def _search_display_name(self, operator, value):
        """For our people also by telephone, licence, tax number and pinyin initials."""
        domain = super()._search_display_name(operator, value)
        if operator != "ilike" or not value or not self.env.user.has_group(OWN_PEOPLE):
            return domain
        Identity = self.env["keqing.identity"].sudo()  # whom one may see is asked of the partners
        found = Domain.OR(
            Domain("kind", "=", kind) & Domain("key", "ilike", part)
            for kind, part in self._parts_of_keys(value)
        )
        if found.is_false():
            return domain
        Identity._refresh_noted()
        query = Identity._search(found)
        partners = query.subselect(SQL.identifier(query.table, "partner_id"))
        return Domain(domain) | Domain("id", "in", partners)

    @api.model
    def _parts_of_keys(self, text):
        """What somebody typed, as it would be part of the keys of whom it means.

        :return: list of ``(kind of key, part)``
        """
        plain = unicodedata.normalize("NFKC", text).casefold()
        digits = NO_DIGITS.sub("", plain)
        # a number as people write it, but for letters, which are no part of one
        is_phone = digits and not any(character.isalpha() for character in plain)
        parts = [("name", words(text)), ("licence", number(text)), ("vat", number(text))]
        if is_phone:
            parts += [("phone", key) for key in telephones(text) or {digits.lstrip("0")}]
        if plain.isascii() and plain.isalnum():
            parts.append(("initials", plain))
        return [(kind, part) for kind, part in parts if len(part) >= SHORTEST.get(kind, 1)]

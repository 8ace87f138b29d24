# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


def held_in(company):
    """Domain: customers that somebody holds in a company, where contacts may be everybody's."""
    return (Domain("is_company", "=", True) | Domain("parent_id", "=", False)) & Domain(
        "company_id", "in", [False, company.id]
    )


class ResUsers(models.Model):
    """Who hands customers over is offered those first who hold most, with how many they hold."""

    _inherit = "res.users"

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        held = self._keqing_asked_for_holders()
        if not held:
            return super().name_search(name, domain, operator, limit)
        found = super().name_search(name, domain, operator, limit=None)
        return sorted(found, key=lambda user: -held.get(user[0], 0))[:limit]

    @api.model
    @api.readonly
    def web_name_search(self, name, specification, domain=None, operator="ilike", limit=100):
        found = super().web_name_search(name, specification, domain, operator, limit)
        for user in found if (held := self._keqing_asked_for_holders()) else ():
            if (count := held.get(user["id"])) and "__formatted_display_name" in user:
                user["__formatted_display_name"] += f"\t--{count}--"
        return found

    def _keqing_asked_for_holders(self):
        """What :meth:`_keqing_customers_held` says where the form of a hand-over asks."""
        asked = self.env.context.get("keqing_holders_in")
        if not asked or not self._keqing_is_used():
            return {}
        return self._keqing_customers_held(
            self.env.companies.filtered(lambda each: each.id == asked)
        )

    @api.model
    def _keqing_customers_held(self, company):
        """How many customers each user holds in a company, of those that one may see.

        :return: ``{id of the user: count}``
        """
        Partner = self.env["res.partner"].with_context(active_test=True)  # whoever is asked for
        held = Partner._read_group(
            Domain("user_id", "!=", False) & held_in(company), ["user_id"], ["__count"]
        )
        return {user.id: count for user, count in held}

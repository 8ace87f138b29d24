# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from ...chosen import MANAGERS
from ...today import Section
from ...wording import say_day

POOL_DAYS = 3  # before a customer goes back to the pool, in which it is urgent


class KeqingToday(models.AbstractModel):
    """Who of one's people is behind."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [
            *super()._get_sections(),
            Section(
                name="behind",
                title=self.env._("Who has overdue activities"),
                empty=self.env._("Nobody has overdue activities on your customers."),
                sequence=28,
                groups=MANAGERS,
                lines=self._get_behind_lines,
            ),
            self._get_pool_section(),
        ]

    def _get_pool_section(self):
        """Whom the user is about to lose to the public pool; nothing is said while nobody is."""
        own = Domain("user_id", "=", self.env.uid)
        return Section(
            name="pool",
            title=self.env._("Soon in the public pool"),
            empty=self.env._("None of your customers is about to go back."),
            sequence=31,
            action="keqing_customer.keqing_pool_warning_action",
            records=self.env["keqing.pool.warning"],
            domain=own,
            concerns=own,
            order="returns_on, id",
            fields=("partner_id", "returns_on"),
            line=self._pool_line,
        )

    def _pool_line(self, warning):
        today = self.env.company._get_keqing_today()
        text = self.env._(
            "Goes back on %s unless you get in touch", say_day(self.env, warning.returns_on)
        )
        return {
            "text": text,
            "level": "now" if (warning.returns_on - today).days <= POOL_DAYS else "soon",
            "action": {
                "type": "ir.actions.act_window",
                "name": text,
                "res_model": "res.partner",
                "res_id": warning.partner_id.id,
                "views": [(False, "form")],
            },
        }

    def _get_behind_lines(self):
        """Colleagues with overdue activities on the user's customers, the most first."""
        customers = self.env["res.partner"]._search(
            Domain("keqing_customer_type_id", "!=", False) & self._in_charge()
        )
        overdue = (
            Domain("res_model", "=", "res.partner")
            & Domain("res_id", "in", customers)
            & Domain("date_deadline", "<", self.env.company._get_keqing_today())
        )
        # sudo: activities of others on customers that the user answers for
        by_user = (
            self.env["mail.activity"]
            .sudo()
            ._read_group(
                overdue & Domain("user_id", "!=", self.env.uid) & Domain("user_id", "!=", False),
                ["user_id"],
                ["__count", "id:array_agg"],
            )
        )
        by_user.sort(key=lambda each: (-each[1], each[0].id))
        return [
            {
                "customer": user,
                "text": self.env._("%s overdue", count),
                "level": "soon",
                "action": {
                    "type": "ir.actions.act_window",
                    "name": self.env._("Overdue activities"),
                    "res_model": "mail.activity",
                    "views": [(False, "list"), (False, "form")],
                    "domain": [("id", "in", ids)],
                },
            }
            for user, count, ids in by_user
        ]

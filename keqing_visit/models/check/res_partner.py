# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.wording import say_day

SOON_DAYS = 3  # before an offer ends
ASKED_DAYS = 30  # after it ended


class ResPartner(models.Model):
    """Offers that end without an answer are asked about again."""

    _inherit = "res.partner"

    def _get_dated_matters(self):
        """Besides quotations that end these days or have ended, for who may see them."""
        kinds = super()._get_dated_matters()
        Order = self.env["sale.order"]
        if not Order.has_access("read"):
            return kinds
        today = self.env.company._get_keqing_today()
        offers = [
            ("partner_id", "in", self.ids),
            ("company_id", "=", self.env.company.id),
            ("state", "in", ["draft", "sent"]),
            ("validity_date", ">=", fields.Date.subtract(today, days=ASKED_DAYS)),
            ("validity_date", "<=", fields.Date.add(today, days=SOON_DAYS)),
        ]
        return {**kinds, "offer": (Order, offers, ("validity_date", "name"), self._tell_offer)}

    def _tell_offer(self, order_id, _customer, day, name):
        said = say_day(self.env, day)
        if day < self.env.company._get_keqing_today():
            text = self.env._("%(order)s ended on %(day)s: offer it anew", order=name, day=said)
        else:
            text = self.env._("%(order)s ends on %(day)s: ask again", order=name, day=said)
        return {
            "level": "soon",
            "text": text,
            "action": self.env["sale.order"].browse(order_id)._get_records_action(),
        }

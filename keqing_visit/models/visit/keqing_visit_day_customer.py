# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from ...tools.position import is_position

SHOWN_MATTERS = 3
CUSTOMER_FIELDS = [
    *("name", "street", "city", "phone", "keqing_grade_id", "keqing_grade_trend"),
    *("partner_latitude", "partner_longitude"),
]


class KeqingVisit(models.Model):
    """The customers of a day, as a phone takes them along."""

    _inherit = "keqing.visit"

    def _get_day_customers(self):
        """What one should know of the customers of these visits before one goes in.

        :return: ``{customer: dict}``: ``name``, ``address``, ``phone``, ``grade``, ``trend``;
            ``matters``, the most urgent; ``promises``, what the user has still to do for it;
            ``has_place``, whether it is known where it is; ``people``; ``owed``, for who sees the
            books
        """
        customers = self.partner_id
        if not customers:
            return {}
        customers.fetch(CUSTOMER_FIELDS)
        matters = customers._get_matters()
        promises = self._get_promises()
        people = self.env["res.partner"].search_fetch(
            [("parent_id", "in", customers.ids), ("type", "=", "contact")],
            ["name", "function", "parent_id"],
        )
        owed = customers._get_overdue_items() or {}
        return {
            customer: {
                "id": customer.id,
                "name": customer.name,
                "address": ", ".join(filter(None, [customer.street, customer.city])),
                "phone": customer.phone,
                "grade": customer.keqing_grade_id._badge(),
                "trend": customer.keqing_grade_trend,
                "matters": [
                    {name: matter[name] for name in ("text", "level")}
                    for matter in matters.get(customer, [])[:SHOWN_MATTERS]
                ],
                "promises": promises.get(customer, []),
                "has_place": is_position(customer.partner_latitude, customer.partner_longitude),
                "people": [
                    {"id": person.id, "name": person.name, "function": person.function}
                    for person in people
                    if person.parent_id == customer
                ],
                "owed": self._get_owed(owed[customer]) if customer in owed else False,
            }
            for customer in customers
        }

    def _get_promises(self):
        """What the user has still to do: for the customer, or out of any other visit there.

        :return: ``{customer: list of dicts}``: ``text`` and ``on``
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT customer.id, COALESCE(activity.summary, kind.name->>%s,
                                                kind.name->>'en_US'), activity.date_deadline
                     FROM mail_activity activity
                LEFT JOIN mail_activity_type kind ON kind.id = activity.activity_type_id
                LEFT JOIN keqing_visit visit
                       ON activity.res_model = 'keqing.visit' AND visit.id = activity.res_id
                     JOIN res_partner customer
                       ON customer.id = visit.partner_id
                          OR activity.res_model = 'res.partner' AND customer.id = activity.res_id
                    WHERE activity.user_id = %s AND activity.active AND customer.id IN %s
                          AND (visit.id IS NULL OR visit.id NOT IN %s)
                 ORDER BY activity.date_deadline, activity.id""",
                self.env.lang or "en_US",
                self.env.uid,
                tuple(self.partner_id.ids),
                tuple(self.ids),
            )
        )
        promises = {}
        for customer_id, text, day in rows:
            promises.setdefault(self.env["res.partner"].browse(customer_id), []).append(
                {"text": text, "on": fields.Date.to_string(day)}
            )
        return promises

    def _get_owed(self, items):
        """
        :param items: overdue bookings of one customer
        :return: dict: ``amount`` as text, ``invoices``, dicts of texts
        """
        today = self.env.company._get_keqing_today()
        currency = self.env.company.currency_id
        return {
            "amount": currency.format(sum(items.mapped("amount_residual"))),
            "invoices": [
                {
                    "id": item.id,
                    "name": item.move_name,
                    "days": (today - (item.date_maturity or item.date)).days,
                    "amount": currency.format(item.amount_residual),
                }
                for item in items
            ],
        }

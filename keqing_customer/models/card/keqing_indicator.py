# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...measure import Measure


class KeqingIndicator(models.Model):
    """Facts read off the customer's card, as it stands when they are asked for."""

    _inherit = "keqing.indicator"

    measure = fields.Selection(selection_add=[("completeness", "Completeness of the card")])

    def _source_card(self, company, since, until):
        """What each customer's type demands, and what is known of it.

        ``partner_id, demanded, known``: a row per customer with the number of demands, and a row
        per demand that is met; each demand is one scan of the customers it is asked of.
        """
        Partner = self.env["res.partner"].with_company(company).sudo()  # the whole market counts
        customer_types = self.env["keqing.customer.type"]._all()
        parts = []
        for asked in customer_types._alike():
            of_type = Domain("keqing_customer_type_id", "in", asked.ids)
            known = [demand.known for demand in asked[0]._demands()]
            parts.append(
                Partner._search(of_type).select(
                    SQL("res_partner.id AS partner_id, %s AS demanded, 0 AS known", len(known))
                )
            )
            parts += [
                Partner._search(of_type & is_known).select(SQL("res_partner.id, 0, 1"))
                for is_known in known
            ]
        if not parts:
            return SQL("SELECT NULL::int AS partner_id, 0 AS demanded, 0 AS known WHERE FALSE")
        return SQL(" UNION ALL ").join(parts)

    def _documents_card(self, company, customers, since, until):
        return "res.partner", Domain("id", "in", customers.ids)

    def _measure_completeness(self, company, date_from, date_to):
        """Percent of what the customer's type demands that is known; unknown if nothing is.

        A card keeps no history: an evaluation of a past period sees it as it is today.
        """
        value = SQL("100.0 * sum(fact.known) / NULLIF(sum(fact.demanded), 0)")
        return Measure("card", value, date_to)

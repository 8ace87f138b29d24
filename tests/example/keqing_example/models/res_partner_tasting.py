# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_one


class ResPartner(models.Model):
    """The page of tastings on the customer card."""

    _inherit = "res.partner"

    @api.model
    def _card_pages(self):
        return {**super()._card_pages(), "keqing_tastings": ("get_keqing_tastings", 2)}

    @api.readonly
    @for_one("read")
    def get_keqing_tastings(self):
        """
        :return: dict: ``tastings``, dicts ``id, date, theme``; ``first_purchase``, a day or False
        """
        tastings = self.env["keqing.tasting"].search_fetch([("partner_id", "=", self.id)])
        return {
            "tastings": [
                {"id": each.id, "date": each.date, "theme": each.theme_id.name} for each in tastings
            ],
            "first_purchase": self._get_first_purchase(),
        }

    def _get_first_purchase(self):
        """The day on which the customer first bought from the company; False for never."""
        [[day]] = self.env.execute_query(
            SQL(
                """SELECT min(move.invoice_date) FROM account_move move
                    WHERE move.commercial_partner_id = %s AND move.company_id = %s AND %s""",
                self.id,
                self.env.company.id,
                self.env["keqing.indicator"]._is_purchase(),
            )
        )
        return day or False

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ResPartner(models.Model):
    """What the customer card asks for, page by page."""

    _inherit = "res.partner"

    @api.model
    def _card_pages(self):
        """The widgets of the card that fetch what they show; each module adds its own.

        :return: ``{name of the widget: (method that answers for one customer, queries it may
            take)}``; a test holds every page to what is said here
        """
        return {"keqing_explanation": ("get_keqing_explanation", 8)}

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...chosen import for_one
from ..res_partner import OWN_PEOPLE

MOST_ACTIVITIES = 12  # on the card, the latest; the others are behind the button


class ResPartner(models.Model):
    """What competitors do at a customer."""

    _inherit = "res.partner"

    keqing_competitor_activity_ids = fields.One2many(
        comodel_name="keqing.competitor.activity",
        inverse_name="partner_id",
        string="Activities of Competitors",
        copy=False,
        groups=OWN_PEOPLE,
    )

    @api.model
    def _card_pages(self):
        return {**super()._card_pages(), "keqing_competitors": ("get_keqing_competitors", 8)}

    @api.readonly
    @for_one("read")
    def get_keqing_competitors(self):
        """What competitors do here, what was noted last first.

        :return: dict: ``activities``, dicts ``id, competitor, kind, what, period, told`` (who said
            it, when and from where) and ``is_over``; ``more``: how many there are besides
        """
        Activity = self.env["keqing.competitor.activity"]
        theirs = [("partner_id", "=", self.commercial_partner_id.id)]
        activities = Activity.search(theirs, limit=MOST_ACTIVITIES + 1)
        shown = activities[:MOST_ACTIVITIES]
        more = Activity.search_count(theirs) - len(shown) if len(activities) > len(shown) else 0
        return {"activities": [each._get_told() for each in shown], "more": more}

    @api.readonly
    @for_one("read")
    def action_view_keqing_competitors(self):
        """Open all that competitors do and did at the customer."""
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_competitor_activity_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", customer.id)],
            "context": {"default_partner_id": customer.id},
        }

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.timeline import Source

from .keqing_rebate_statement import GRANTED


class ResPartner(models.Model):
    """What a customer earns by buying."""

    _inherit = "res.partner"

    @for_one("read")
    def action_view_keqing_rebates(self):
        """Open the statements of this customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_rebate_statement_action"
        )
        customer = self.commercial_partner_id
        return {**action, "domain": [("partner_id", "=", customer.id)], "context": {}}

    @api.model
    def _timeline_kinds(self):
        return {**super()._timeline_kinds(), "rebate": (self.env._("Rebates"), "fa-gift")}

    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            Source(
                "rebate",
                "keqing.rebate.statement",
                Domain("partner_id", "in", self.ids) & Domain("state", "in", GRANTED),
                "confirmed_at",
                lambda statement: {
                    "title": statement.display_name,
                    "text": self._label_of(statement, "state"),
                    "amount": statement.currency_id.format(statement.payable),
                    "who": statement.confirmed_by_id.name,
                },
            ),
        ]

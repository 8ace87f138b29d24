# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.keqing_customer.fields import BoundedInteger, BoundedMonetary


class KeqingHonourPrize(models.Model):
    """What can be won: gold, silver, a journey; and by how many."""

    _name = "keqing.honour.prize"
    _description = "Prize of an Honour"
    _inherit = ["keqing.guard.mixin"]
    _order = "honour_id, sequence, id"

    honour_id = fields.Many2one(
        comodel_name="keqing.honour", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="honour_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="honour_id.currency_id")
    sequence = BoundedInteger(default=10)
    name = fields.Char(string="Prize", required=True, translate=True)
    places = BoundedInteger(
        low=0, high=1000, default=1, help="How many may win it; zero for as many as deserve it."
    )
    value = BoundedMonetary(low=0, help="Of what goes with it, in company currency.")

    @api.model_create_multi
    def create(self, vals_list):
        prizes = super().create(vals_list)
        prizes._check_open_to_change()
        return prizes

    def write(self, vals):
        self._check_open_to_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_of_drafts(self):
        self._check_open_to_change()

    def _check_open_to_change(self):
        """:raise UserError: once the jury gives them away"""
        if not self.env.su:
            self.honour_id._check_state("draft", "open")

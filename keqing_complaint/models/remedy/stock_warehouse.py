# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE


class StockWarehouse(models.Model):
    """Where a warehouse keeps what came back and is not sold any more."""

    _inherit = "stock.warehouse"

    keqing_bad_goods_id = fields.Many2one(
        comodel_name="stock.location",
        string="Bad Goods",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
        ondelete="restrict",
        copy=False,
        groups=OWN_PEOPLE,
        help="Where what comes back for complaints lies until it is repaired, scrapped or found "
        "to be good. Made when it is needed first, outside of what the warehouse has on hand.",
    )

    def _get_keqing_bad_goods(self):
        """As superuser; it belongs to no warehouse for Odoo, or it would be offered to orders."""
        self.ensure_one()
        if not self.keqing_bad_goods_id:
            self.env["keqing.complaint.remedy"]._hold_rows(self)
            self.invalidate_recordset(["keqing_bad_goods_id"])
        if not self.keqing_bad_goods_id:
            local = self.with_context(lang=self.company_id.partner_id.lang)
            self.keqing_bad_goods_id = self.env["stock.location"].create(
                {
                    "name": local.env._("%s bad goods", self.code),
                    "usage": "internal",
                    "company_id": self.company_id.id,
                }
            )
        return self.keqing_bad_goods_id

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, models
from odoo.exceptions import UserError

from ...chosen import for_one


class SaleOrder(models.Model):
    """What customers alike buy, one tap away from the order."""

    _name = "sale.order"
    _inherit = ["sale.order", "keqing.reader.mixin"]

    @api.readonly
    @for_one("read")
    def get_keqing_recommendations(self):
        """Products to offer to the customer that are not on the order yet.

        :return: and raises: see ``_get_recommendations`` of ``res.partner``
        """
        customer = self.partner_id.commercial_partner_id
        customer.check_access("read")
        return customer._get_recommendations(self.company_id, self.order_line.product_id.ids)

    @for_one("write")
    def action_keqing_add_recommended(self, product_ids):
        """Put one of each of these products on the order.

        :raise UserError: if the order is no longer a quotation, the customer has no type, or a
            product is not recommended
        """
        if self.state not in ("draft", "sent"):
            raise UserError(
                self.env._("%s is confirmed: make a new quotation for more products.", self.name)
            )
        recommended = {each["id"] for each in self.get_keqing_recommendations()}
        if not recommended.issuperset(product_ids):
            raise UserError(
                self.env._("Not all of these products are recommended any more: look again.")
            )
        self.order_line = [Command.create({"product_id": product_id}) for product_id in product_ids]

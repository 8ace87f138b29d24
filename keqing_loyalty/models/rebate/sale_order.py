# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE, for_one


class SaleOrder(models.Model):
    """Goods that are given as a rebate: at no price, for what they are worth."""

    _name = "sale.order"
    _inherit = ["sale.order", "keqing.guard.mixin"]

    keqing_rebate_statement_id = fields.Many2one(
        comodel_name="keqing.rebate.statement",
        string="Settles Rebate",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        groups=OWN_PEOPLE,
    )

    def _get_keqing_statement(self):
        """The statement that it settles: whoever sells gives its goods for nothing."""
        if not self.env["res.users"]._keqing_is_used():
            return self.env["keqing.rebate.statement"]
        return self.sudo().keqing_rebate_statement_id

    def _get_keqing_worth(self, is_invoiced=False):
        """What its goods are worth untaxed, in company currency; those that are invoiced."""
        return sum(line._get_keqing_worth(is_invoiced) for line in self.order_line)

    def _action_confirm(self):
        for order in self:
            if statement := order._get_keqing_statement():
                order.order_line._give_keqing_goods()
                statement._check_worth(order)
        return super()._action_confirm()

    def write(self, vals):
        written = super().write(vals)
        if "partner_id" in vals:
            self._check_keqing_worth()
        return written

    def _check_keqing_worth(self):
        """What is added to a confirmed order is given as well.

        :raise UserError: if its goods are worth more than is left for them
        """
        if not self.env["res.users"]._keqing_is_used():
            return
        for order in self.filtered(lambda each: each.state == "sale"):
            if statement := order._get_keqing_statement():
                statement._check_worth(order)

    def _create_invoices(self, grouped=False, final=False, date=None):
        """What is given is no sale: it has an invoice of its own."""
        giving = self.filtered(lambda order: order._get_keqing_statement())
        parts = [part for part in (self - giving, *giving) if part]
        if len(parts) < 2:
            return super()._create_invoices(grouped=grouped, final=final, date=date)
        moves = self.env["account.move"]
        for part in parts:
            moves += super(SaleOrder, part)._create_invoices(
                grouped=grouped, final=final, date=date
            )
        return moves

    def _prepare_invoice(self):
        vals = super()._prepare_invoice()
        if statement := self._get_keqing_statement():
            vals["keqing_rebate_statement_id"] = statement.id
        return vals

    @for_one("read")
    def action_view_keqing_rebate_statement(self):
        """From an order whose goods are given to the statement that they settle."""
        return self.keqing_rebate_statement_id._get_records_action()

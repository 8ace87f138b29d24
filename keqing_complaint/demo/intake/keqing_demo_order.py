# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time

from odoo import Command, api, fields, models

ORDERS = 120
DAYS = 75


class KeqingDemo(models.AbstractModel):
    """The orders behind the invoices of the last months, delivered on the day of each."""

    _inherit = "keqing.demo"

    @api.model
    def _load_deliveries(self):
        """Once; what was invoiced is neither invoiced nor owed again by it."""
        company = self.env.ref("keqing_customer.company_demo")
        self = self.with_company(company).with_context(
            mail_create_nolog=True, mail_notrack=True, tracking_disable=True
        )
        invoices = self.env["account.move"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "posted"),
                ("move_type", "=", "out_invoice"),
                (
                    "invoice_date",
                    ">=",
                    fields.Date.subtract(company._get_keqing_today(), days=DAYS),
                ),
                ("invoice_date", "<", company._get_keqing_today()),
                ("commercial_partner_id.keqing_customer_type_id", "!=", False),
                ("invoice_line_ids.product_id", "!=", False),
                ("invoice_line_ids.sale_line_ids", "=", False),
            ],
            order="invoice_date desc, id desc",
            limit=ORDERS,
        )
        orders = self.env["sale.order"].create(
            [self._prepare_order_vals(each) for each in invoices]
        )
        held = orders.filtered(lambda order: order.keqing_credit_state == "hold")
        (orders - held).action_confirm()
        held.unlink()
        orders -= held
        # As long ago as what is invoiced, though Odoo delivers and confirms today
        moves = orders.picking_ids.move_ids
        for move in moves:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        moves._action_done()
        for order in orders:
            ordered_at = datetime.combine(order.invoice_ids.invoice_date, time(1))
            order.date_order = ordered_at
            order.picking_ids.date_done = fields.Datetime.add(ordered_at, hours=3)

    def _prepare_order_vals(self, invoice):
        return {
            "partner_id": invoice.partner_id.id,
            "company_id": invoice.company_id.id,
            "user_id": invoice.invoice_user_id.id,
            "date_order": datetime.combine(invoice.invoice_date, time(1)),
            "order_line": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "product_uom_qty": line.quantity,
                        "product_uom_id": line.product_uom_id.id,
                        "price_unit": line.price_unit,
                        "discount": line.discount,
                        "tax_ids": [Command.set(line.tax_ids.ids)],
                        "invoice_lines": [Command.link(line.id)],
                    }
                )
                for line in invoice.invoice_line_ids
                if line.product_id and line.quantity > 0
            ],
        }

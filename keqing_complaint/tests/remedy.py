from odoo import Command

from .common import ComplaintCommon


class RemedyCommon(ComplaintCommon):
    """Goods that are sold, delivered and invoiced, with a stock that is valued at each invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_account, cls.cost_account, cls.compensation_account = cls.env[
            "account.account"
        ].create(
            [
                {"code": code, "name": name, "account_type": kind}
                for code, name, kind in (
                    ("1400", "Stock", "asset_current"),
                    ("5000", "Cost of Goods Sold", "expense"),
                    ("6500", "Compensation", "expense"),
                )
            ]
        )
        cls.category = cls.env["product.category"].create(
            {
                "name": "Wines",
                "property_valuation": "real_time",
                "property_cost_method": "fifo",
                "property_stock_valuation_account_id": cls.stock_account.id,
                "property_account_expense_categ_id": cls.cost_account.id,
            }
        )
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])
        cls.company.account_fiscal_country_id = cls.env.ref("base.cn")
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "13 %",
                "amount": 13,
                "type_tax_use": "sale",
                "country_id": cls.env.ref("base.cn").id,
                "tax_group_id": cls.env["account.tax.group"]
                .create({"name": "Sales tax", "country_id": cls.env.ref("base.cn").id})
                .id,
            }
        )
        cls.wine = cls._create_goods("Dandelion wine")
        cls.env.company.keqing_compensation_product_id = cls.env["product.product"].create(
            {
                "name": "Compensation",
                "type": "service",
                "taxes_id": False,
                "property_account_income_id": cls.compensation_account.id,
            }
        )

    @classmethod
    def _create_goods(cls, name, cost=60, stock=100, **values):
        goods = cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "categ_id": cls.category.id,
                "standard_price": cost,
                "taxes_id": [Command.set(cls.tax.ids)],
                "invoice_policy": "delivery",
                **values,
            }
        )
        if stock and goods.tracking == "none":
            cls._stock(goods, stock)
        return goods

    @classmethod
    def _stock(cls, goods, quantity, lot=None):
        """Have so many lie in the warehouse, and in the books."""
        cls.env["stock.quant"].with_context(inventory_mode=True).create(
            {
                "product_id": goods.id,
                "location_id": cls.warehouse.lot_stock_id.id,
                "inventory_quantity": quantity,
                "lot_id": lot and lot.id,
            }
        ).action_apply_inventory()

    def _sell(self, *lines, customer=None, deliver=True, invoice=True, **values):
        """An order of ``(goods, quantity, price)``, mostly delivered and invoiced."""
        order = self.env["sale.order"].create(
            {
                "partner_id": (customer or self.customer).id,
                "order_line": [
                    Command.create(
                        {"product_id": goods.id, "product_uom_qty": quantity, "price_unit": price}
                    )
                    for goods, quantity, price in lines
                ],
                **values,
            }
        )
        order.action_confirm()
        if deliver:
            self._validate(order.picking_ids)
        if invoice:
            self._invoice(order)
        return order

    def _invoice(self, order):
        invoice = order._create_invoices()
        invoice.invoice_date = self.company._get_keqing_today()
        invoice.action_post()
        return invoice

    def _validate(self, pickings, quantity=None):
        for picking in pickings.filtered(lambda each: each.state not in ("done", "cancel")):
            picking.action_assign()
            for move in picking.move_ids:
                if not move.quantity:
                    move.quantity = move.product_uom_qty
                move.picked = True
            picking.button_validate()
            self.assertEqual(picking.state, "done")

    def _complain(self, *lines, handler=None, **values):
        """A complaint with a remedy for each ``(order line, kind, quantity or amount)``.

        It is being investigated by the handler.
        """
        complaint = self._create_complaint(**values)
        for order_line, kind, number in lines:
            self._add(complaint, order_line, kind, number)
        complaint = complaint.with_user(handler or self.handler)
        complaint.action_investigate()
        return complaint

    def _add(self, complaint, order_line, kind, number, **line_values):
        is_money = kind in ("refund", "compensation")
        line = self.env["keqing.complaint.line"].create(
            {
                "complaint_id": complaint.id,
                "product_id": order_line.product_id.id,
                "quantity": order_line.product_uom_qty if is_money else number,
                "uom_id": order_line.product_uom_id.id,
                "sale_line_id": order_line.id,
                "condition": "damaged",
                **line_values,
            }
        )
        return self.env["keqing.complaint.remedy"].create(
            {
                "line_id": line.id,
                "kind": kind,
                "user_id": self.handler.id,
                **({"amount": number} if is_money else {"quantity": number}),
            }
        )

    def _accept(self, complaint, **values):
        return (
            self.env["keqing.complaint.answer"]
            .with_user(complaint.env.user)
            .create({"complaint_id": complaint.id, **values})
        )

    def _put_right(self, *lines, **values):
        """A complaint whose remedies were proposed, accepted, and have their documents."""
        complaint = self._complain(*lines, **values)
        complaint.action_propose()
        self._accept(complaint)
        complaint.action_execute()
        return complaint

    def _transfers(self, complaint):
        """Those of goods that come back, and those of goods that leave."""
        pickings = complaint.with_env(self.env).remedy_ids.reference_id.move_ids.picking_id
        back = pickings.filtered(lambda each: each.location_id.usage == "customer")
        return back, pickings - back

    def _notes(self, complaint):
        return complaint.with_env(self.env).remedy_ids.credit_ids.line_id.move_id

    def _balance(self, account):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return sum(lines.mapped("balance"))

    def _owed(self):
        lines = self.env["account.move.line"].search(
            [
                ("account_id.account_type", "=", "asset_receivable"),
                ("partner_id", "=", self.customer.id),
                ("parent_state", "=", "posted"),
            ]
        )
        return sum(lines.mapped("balance"))

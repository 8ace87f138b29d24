# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, api, models

SUPPLY = 120  # cases


class KeqingDemo(models.AbstractModel):
    """What is scarce in the demo company, and who gets how much of it."""

    _inherit = "keqing.demo"

    @api.model
    def _load_allocation(self):
        """The old vintage, shared out among distributors, of which one has ordered; once."""
        company = self.env.ref("keqing_customer.company_demo")
        director = self.env.ref("keqing_customer.user_demo_director")
        Allocation = self.env["keqing.allocation"].with_company(company)
        if Allocation.search_count([("company_id", "=", company.id)], limit=1):
            return
        Allocation = Allocation.with_user(director).with_context(
            lang=director.lang, tracking_disable=True, mail_notify_force_send=False
        )
        today = company._get_keqing_today()
        distributor = self.env.ref("keqing_customer.customer_type_distributor")
        allocation = Allocation.create(
            {
                "name": "十五年陈酿 · 节前配额",
                "product_id": self.env.ref("keqing_customer.product_qiantai_15").id,
                "supply": SUPPLY,
                "date_from": today - timedelta(2),
                "date_to": today + timedelta(40),
                "release_on": today + timedelta(30),
                "customer_type_ids": [Command.set(distributor.ids)],
                "weight_without_grade": 1,
                "guarantee": 4,
                "cap": 36,
                "gate_licence": True,
            }
        )
        allocation.action_compute()
        allocation.action_publish()
        self._order_from_share(allocation)

    def _order_from_share(self, allocation):
        """Half of what the first may order whose credit lets it."""
        Order = self.env["sale.order"].with_company(allocation.company_id)
        for share in allocation.share_ids.filtered("entitled").sorted("entitled", reverse=True):
            customer = share.partner_id
            line = {
                "product_id": allocation.product_id.id,
                "product_uom_qty": max(share.entitled // 2, 1),
            }
            order = (
                Order.with_user(customer.user_id)
                .with_context(tracking_disable=True)
                .create({"partner_id": customer.id, "order_line": [Command.create(line)]})
            )
            if order._credit_answers()[order].state != "hold":
                order.action_confirm()
                break
            order.sudo().unlink()

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, tagged

from .credit import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditTour(CreditCommon, HttpCase):
    """An order beyond the limit is held, asked for, released by somebody else, and delivered."""

    def test_from_the_hold_to_the_delivery(self):
        # a service: whose quantity no stock counts, should it be installed
        order = self._create_order(1500, product=self._create_product(type="service"))
        url = f"/odoo/orders/{order.id}"

        self.start_tour(url, "keqing_customer_credit_ask", login="salesperson")
        release = order.keqing_credit_release_ids
        self.assertEqual((order.state, order.order_line.qty_delivered), ("draft", 0))
        self.assertRecordValues(
            release,
            [
                {
                    "state": "requested",
                    "user_id": self.salesperson.id,
                    "reason": "Pays on Friday",
                    "amount": 1500,
                }
            ],
        )

        self.start_tour("/odoo", "keqing_customer_credit_release", login="controller")
        self.assertEqual(order.state, "draft")
        self.assertRecordValues(
            release,
            [
                {
                    "state": "approved",
                    "decided_by_id": self.controller.id,
                    "decision_note": "An old customer",
                    "amount_limit": 1500,
                }
            ],
        )

        self.start_tour(url, "keqing_customer_credit_deliver", login="salesperson")
        self.assertEqual((order.state, release.state), ("sale", "used"))
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(self._exposure().exposure, 1500)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import RebateCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebatePromise(RebateCommon):
    """What is said on an order is what the judge will settle."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller_user = cls._create_user("seller", "all")
        cls.seller_user.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.program = cls._create_program(((1000, 2), (5000, 10)), date_from="2025-01-01")

    def _quote(self, amount=100, partner=None):
        return self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "price_unit": amount,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )

    def _hint(self, order):
        self.env.cr.flush()  # the ledger follows
        self.env.invalidate_all()
        return order.with_user(self.seller_user).keqing_rebate_hint

    def test_what_more_would_bring(self):
        """Of 3,800 at 2 % are 76; 1,200 more are 5,000 at 10 %, 500: they bring 424."""
        self._create_invoice(self.customer, 3800, "2025-01-05")
        hint = self._hint(self._quote())
        for part in ("1,200", "5,000", "424.00", "Yearly rebate"):
            self.assertIn(part, hint)
        self._create_invoice(self.customer, 1200, "2025-01-06")
        self.program.action_state()
        statement = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", self.program.id), ("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(statement.entitlement, 76 + 424, "the promise is kept")
        self.assertFalse(self._hint(self._quote()), "there is no tier above")

    def test_who_has_not_bought_yet(self):
        self.assertIn("1,000", self._hint(self._quote()))
        self.program.sudo().partner_ids = self._create_customer("Other")
        self.assertFalse(self._hint(self._quote()), "it is for others")

    def test_of_a_contact(self):
        person = self.env["res.partner"].create({"name": "Mei", "parent_id": self.customer.id})
        self.assertIn("1,000", self._hint(self._quote(partner=person)))

    def test_confirmed_orders_say_nothing(self):
        order = self._quote()
        order.action_confirm()
        self.assertFalse(self._hint(order))

    def test_out_of_rhythm(self):
        """1,200 a month on average: 2,400 is no jump, a cent more is."""
        for month in (8, 9, 10, 11, 12):
            self._create_invoice(self.customer, 1440, f"2024-{month:02}-10")
        usual, jump = self._quote(2400), self._quote(2400.01)
        self._hint(usual)
        self.assertFalse(usual.with_user(self.seller_user).keqing_loading_hint)
        self.assertIn("2.0 times", jump.with_user(self.seller_user).keqing_loading_hint)

    def test_few_invoices_are_no_rhythm(self):
        for month in (8, 12):
            self._create_invoice(self.customer, 10, f"2024-{month:02}-10")
        jump = self._quote(24000)
        self.assertTrue(self._hint(jump))
        self.assertFalse(jump.with_user(self.seller_user).keqing_loading_hint)

    def test_queries_do_not_grow(self):
        orders = self.env["sale.order"]
        for customer in self._create_customers(6):
            orders += self._quote(partner=customer)
        self._create_program(((10, 5),), date_from="2025-01-01")
        self._hint(orders[0])
        self.env.flush_all()

        def count(some):
            some.env.invalidate_all()
            some.mapped("amount_untaxed")
            some.partner_id.commercial_partner_id.mapped("name")
            before = self.env.cr.sql_log_count
            some.mapped("keqing_rebate_hint")
            return self.env.cr.sql_log_count - before

        user = orders.with_user(self.seller_user)
        self.assertEqual(count(user[:1]), count(user))

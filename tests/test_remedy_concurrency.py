# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Two people put right the same goods at once: never more than was delivered or invoiced."""

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.tests import tagged

from .copied import CopiedDatabaseCase
from .samples import open_books


@tagged("post_install", "-at_install")
class TestRemediesAtOnce(CopiedDatabaseCase):
    def _fill(self, env):
        """Twelve bottles, and two complaints to which as much was promised, but not both; and one
        invoice of two lines of the same wine, of which so much is left together, but not of each.
        """
        open_books(env)
        customer = env["res.partner"].create({"name": "Wanmin", "is_company": True})
        goods = env["product.product"].create(
            {"name": "Wine", "type": "consu", "taxes_id": False, "invoice_policy": "delivery"}
        )
        line = {"product_id": goods.id, "product_uom_qty": 12, "price_unit": 100}
        one, two = (self._sell(env, customer, [line] * number) for number in (1, 2))
        self.line = one.order_line.id
        self.complaints = {
            kind: [self._promise(env, customer, one.order_line, kind).id for __ in range(2)]
            for kind in ("return", "refund", "replenishment")
        }
        self.complaints["of two lines"] = [
            self._promise(env, customer, each, "refund", 2000).id for each in two.order_line
        ]

    def _sell(self, env, customer, lines):
        order = env["sale.order"].create(
            {"partner_id": customer.id, "order_line": [Command.create(line) for line in lines]}
        )
        order.action_confirm()
        order.picking_ids.move_ids.write({"quantity": 12, "picked": True})
        order.picking_ids.button_validate()
        order._create_invoices().action_post()
        return order

    def _promise(self, env, customer, order_line, kind, amount=800):
        complaint = env["keqing.complaint"].create(
            {
                "partner_id": customer.id,
                "subject": "It leaks",
                "description": "All of it.",
                "type_id": env.ref("keqing_complaint.complaint_type_quality").id,
            }
        )
        line = env["keqing.complaint.line"].create(
            {
                "complaint_id": complaint.id,
                "product_id": order_line.product_id.id,
                "quantity": 8,
                "sale_line_id": order_line.id,
            }
        )
        env["keqing.complaint.remedy"].create({"line_id": line.id, "kind": kind, "amount": amount})
        complaint.action_investigate()
        complaint.action_propose()
        complaint._agree()
        return complaint

    def _execute(self, cr, kind, number):
        env = api.Environment(cr, SUPERUSER_ID, {})
        complaint = env["keqing.complaint"].browse(self.complaints[kind][number])
        return env, complaint.action_execute

    def test_the_second_is_refused_though_it_began_before_the_first_was_done(self):
        for kind, words in (
            ("return", "4.0 are still with the customer"),
            ("refund", "are left of what was invoiced"),
            ("of two lines", "are left of what was invoiced"),
        ):
            refusal = self._at_once(
                lambda cr, kind=kind: self._execute(cr, kind, 0)[1](),
                lambda cr, kind=kind: self._execute(cr, kind, 1),
            )
            with self.subTest(kind=kind):
                self.assertIsInstance(refusal, UserError)
                self.assertRegex(str(refusal), words)
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    both = env["keqing.complaint"].browse(self.complaints[kind])
                    self.assertEqual(both.mapped("state"), ["executing", "agreed"])
                    for complaint in both[0]:  # so that the next kind starts from all of it
                        remedies = complaint.remedy_ids
                        remedies.reference_id.move_ids.picking_id.action_cancel()
                        remedies.credit_ids.line_id.move_id.button_cancel()

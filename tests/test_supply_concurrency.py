# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Two orders of a customer whose supply is reduced, confirmed at once: one has what is left."""

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, Command, api
from odoo.fields import Date
from odoo.tests import tagged

from odoo.addons.keqing_customer.tools.credit import CreditHold

from .copied import CopiedDatabaseCase
from .samples import open_books


@tagged("post_install", "-at_install")
class TestSupplyAtOnce(CopiedDatabaseCase):
    def _fill(self, env):
        """An average month of 300, all of which may be had in a month, and two orders of 200."""
        open_books(env)
        env["res.users"]._keqing_signs_changed()
        customer = env["res.partner"].create(
            {
                "name": "Wanmin",
                "is_company": True,
                "keqing_customer_type_id": env["keqing.customer.type"].create({"name": "Shop"}).id,
            }
        )
        line = {"name": "Wine", "price_unit": 300, "tax_ids": False}
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": Date.today().replace(day=1) - relativedelta(months=2),
                "invoice_line_ids": [Command.create(line)],
            }
        )
        invoice.action_post()
        scale = env["keqing.grade.scale"].create({"name": "Credit"})
        customer.keqing_credit_grade_id = env["keqing.grade"].create(
            {"scale_id": scale.id, "code": "R", "name": "Reduced", "credit_constraint": "cap"}
        )
        goods = env["product.product"].create({"name": "Wine", "taxes_id": False})
        wanted = {"product_id": goods.id, "product_uom_qty": 1, "price_unit": 200}
        self.orders = [
            env["sale.order"]
            .create({"partner_id": customer.id, "order_line": [Command.create(wanted)]})
            .id
            for __ in range(2)
        ]

    def _confirm(self, cr, number):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env, env["sale.order"].browse(self.orders[number]).action_confirm

    def test_the_second_finds_what_the_first_has_left(self):
        refusal = self._at_once(
            lambda cr: self._confirm(cr, 0)[1](), lambda cr: self._confirm(cr, 1)
        )
        self.assertIsInstance(refusal, CreditHold)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            both = env["sale.order"].browse(self.orders)
            self.assertEqual(both.mapped("state"), ["sale", "draft"])

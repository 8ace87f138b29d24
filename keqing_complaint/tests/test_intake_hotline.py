from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestIntakeHotline(ComplaintCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.phone = "+86 138-0013-8000"
        cls.person = cls.env["res.partner"].create({"name": "Mei", "parent_id": cls.customer.id})

    def _sell(self, quantity=12, customer=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": (customer or self.customer).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": quantity,
                            "price_unit": 43,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        return order

    def _call(self, partner, user=None):
        return partner.with_user(user or self.handler).get_keqing_caller()

    def test_knows_who_calls(self):
        """Also who has no right in Sales; prices are not told."""
        self.assertFalse(self.handler.has_group("sales_team.group_sale_salesman"))
        order = self._sell()
        self._sell(customer=self._create_customer("Angel's Share"))
        waiting = self._create_complaint()
        self._create_complaint()._enter("closed")
        caller = self._call(self.person)
        self.assertEqual(caller["person_id"], self.person.id)
        self.assertEqual(caller["customer"]["phone"], "+86 138-0013-8000")
        self.assertEqual(caller["customer"]["grade"]["code"], self.grade_a.code)
        self.assertEqual([each["id"] for each in caller["complaints"]], waiting.ids)
        self.assertEqual([each["id"] for each in caller["orders"]], order.ids)
        self.assertEqual(caller["orders"][0]["lines"][0]["quantity"], 12)
        self.assertNotIn("43", str(caller["orders"]))
        self.assertEqual(caller["people"][1], {"id": self.person.id, "name": "Mei"})

    def test_tells_nothing_of_who_is_hidden(self):
        hidden = self._create_customer("Hidden", keqing_territory_id=self.south.id)
        with self.assertRaises(AccessError):
            self._call(hidden)

    def test_many_orders_cost_no_more_than_one(self):
        self._sell()
        self._count()
        few = self._count()
        for __ in range(4):
            self._sell()
            self._create_complaint()
        self.assertLessEqual(self._count(), few + 1)  # complaints there are now

    def _count(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._call(self.customer)
        return self.env.cr.sql_log_count - before

    def test_a_complaint_is_called_as_it_begins(self):
        said = (
            "Six of the twelve bottles that came on Tuesday leak at the cork, it is a shame.\nYes."
        )
        complaint = self.env["keqing.complaint"].create(
            {"partner_id": self.customer.id, "type_id": self.leak.id, "description": said}
        )
        self.assertEqual(len(complaint.subject), 60)
        self.assertTrue(said.startswith(complaint.subject[:-1]))
        complaint.description = "Nine leak."
        self.assertTrue(said.startswith(complaint.subject[:-1]), "what people read stays")

    def test_a_call_is_recorded(self):
        self._create_complaint(subject="Too late")
        order = self._sell()
        self.start_tour("/odoo/keqing", "keqing_hotline", login=self.handler.login)
        complaint = self.env["keqing.complaint"].search(
            [("partner_id", "=", self.customer.id)], order="id desc", limit=1
        )
        self.assertEqual(complaint.description, "Six of the twelve bottles leak at the cork.")
        self.assertEqual((complaint.channel, complaint.received_by_id), ("hotline", self.handler))
        self.assertEqual(complaint.line_ids.sale_line_id, order.order_line)
        self.assertEqual((complaint.line_ids.quantity, complaint.line_ids.wanted), (6, "exchange"))

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command, Datetime
from odoo.tests import HttpCase, tagged

from .common import ComplaintCommon


class HotlineCommon(ComplaintCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.phone = "+86 138-0013-8000"
        cls.person = cls.env["res.partner"].create({"name": "Mei", "parent_id": cls.customer.id})

    def _solve(self):
        answer = self.env["keqing.standard.answer"].create(
            {"name": "Leaks", "body": "We send new bottles tomorrow."}
        )
        self._create_complaint(subject="Leaked", answer_id=answer.id)._enter("closed")

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


@tagged("post_install", "-at_install")
class TestIntakeHotline(HotlineCommon):
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

    def test_what_there_is_while_nobody_calls(self):
        """Today's calls, and what the user handles; not what is hidden, was written or is over."""
        called = self._create_complaint()
        mine = self._create_complaint(channel="email", user_id=self.handler.id)
        hidden = self._create_customer("Hidden", keqing_territory_id=self.south.id)
        elsewhere = self.env["keqing.complaint.team"].create({"name": "Elsewhere"})
        self._create_complaint(hidden, team_id=elsewhere.id)
        yesterday = self._create_complaint(received_at=Datetime.now() - timedelta(days=1))
        self._create_complaint(channel="email", user_id=self.handler.id)._enter("closed")
        found = self.env["keqing.complaint"].with_user(self.handler).get_keqing_hotline()
        self.assertEqual([each["id"] for each in found["today"]], called.ids)
        self.assertEqual([each["id"] for each in found["mine"]], mine.ids)
        self.assertNotIn(yesterday.id, [each["id"] for each in found["today"]])

    def test_the_door_counts_as_nothing_that_waits(self):
        Today = self.env["keqing.today"].with_user(self.handler)
        door = next(each for each in Today.get_today()["sections"] if each["name"] == "hotline")
        self.assertEqual((door["count"], len(door["lines"])), (0, 1))

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
        self._solve()
        order = self._sell()
        self.start_tour("/odoo/keqing", "keqing_hotline", login=self.handler.login)
        complaint = self.env["keqing.complaint"].search(
            [("partner_id", "=", self.customer.id)], order="id desc", limit=1
        )
        self.assertEqual(complaint.description, "Six of the twelve bottles leak at the cork.")
        self.assertEqual((complaint.channel, complaint.received_by_id), ("hotline", self.handler))
        self.assertEqual(complaint.line_ids.sale_line_id, order.order_line)
        self.assertEqual((complaint.line_ids.quantity, complaint.line_ids.wanted), (6, "exchange"))


@tagged("post_install", "-at_install")
class TestIntakeHotlinePhone(HotlineCommon):
    """The same on a phone: nothing is wider than it."""

    browser_size = "390x844"
    touch_enabled = True

    def test_a_call_is_recorded(self):
        self._create_complaint(subject="Too late")
        self._solve()
        order = self._sell()
        self.start_tour("/odoo/keqing", "keqing_hotline_phone", login=self.handler.login)
        complaint = self.env["keqing.complaint"].search(
            [("partner_id", "=", self.customer.id)], order="id desc", limit=1
        )
        self.assertEqual(complaint.line_ids.sale_line_id, order.order_line)

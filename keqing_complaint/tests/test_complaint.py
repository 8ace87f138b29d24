from datetime import timedelta

from lxml import etree

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..models.intake.keqing_complaint import STATES
from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaint(ComplaintCommon):
    def test_priority_is_the_highest_that_is_asked_for(self):
        self.grade_a.complaint_priority = "2"
        self.grade_b.complaint_priority = "0"
        complaint = self._create_complaint()
        self.assertEqual(complaint.priority, "2")
        self.assertEqual(complaint.priority_reason, "severity Major: High · grade A: Urgent")
        other = self._create_customer("Angel's Share")
        other.with_company(self.company).keqing_grade_id = self.grade_b
        self.assertEqual(self._create_complaint(other).priority, "1")
        harmful = self._create_complaint(other, is_safety=True)
        self.assertEqual(harmful.priority, "3")
        self.assertIn("safety: At once", harmful.priority_reason)

    def test_a_state_has_few_buttons(self):
        """What is done now and then stands in the menu of actions."""
        view = self.env["keqing.complaint"].with_user(self.handler).get_view(view_type="form")
        buttons = etree.fromstring(view["arch"]).xpath("//header/button[@invisible]")
        complaint = self._create_complaint()
        for state, approval in (
            *(("investigating", approval) for approval in ("none", "needed", "asked")),
            *((state, "none") for state in dict(STATES)),
        ):
            values = {
                **dict.fromkeys(complaint._fields, False),
                **{"id": complaint.id, "state": state, "approval": approval},
                "approval_asked_by_id": approval == "asked",
                "uid": self.env.uid + 1,
            }
            shown = [
                button.get("name")
                for button in buttons
                if not safe_eval(button.get("invisible"), values)
            ]
            with self.subTest(state=state, approval=approval):
                self.assertLessEqual(len(shown), 4, shown)
                if state != "cancelled":
                    self.assertTrue(shown)

    def test_says_how_it_was_when_it_was_received(self):
        complaint = self._create_complaint()
        self.customer.with_company(self.company).keqing_grade_id = self.grade_c
        self.customer.keqing_territory_id = self.south
        self.assertEqual(complaint.grade_id, self.grade_a)
        self.assertEqual(complaint.territory_id, self.harbour)

    def test_its_type_says_who_handles_it(self):
        complaint = self._create_complaint().with_user(self.handler)
        self.assertEqual(complaint.team_id, self.team)
        self.assertFalse(complaint.user_id)
        complaint.action_investigate()
        self.assertEqual(complaint.user_id, self.handler)
        self.assertEqual(complaint.state, "investigating")

    def test_numbers_count_up(self):
        first, second = (self._create_complaint().name for __ in range(2))
        self.assertEqual(int(second[-5:]), int(first[-5:]) + 1)

    def test_what_was_said_stays_once_it_is_over(self):
        complaint = self._create_complaint()
        complaint._enter("closed")
        own = complaint.with_user(self.salesperson)
        with self.assertRaisesRegex(UserError, "what was said stays"):
            own.description = "Nothing leaks."
        with self.assertRaisesRegex(UserError, "its lines stay"):
            own.line_ids = [Command.create({"product_id": self.product.id})]
        own.action_reopen()
        self.assertEqual((complaint.state, complaint.cycle), ("investigating", 2))
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            own.unlink()

    def test_nobody_complains_tomorrow(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self._create_complaint(received_at=Datetime.now() + timedelta(days=1))

    def test_nobody_complained_in_the_middle_ages(self):
        with self.assertRaisesRegex(ValidationError, "ten years ago"):
            self._create_complaint(received_at="0001-01-01 00:00:00")

    def test_people_of_the_customer_complain(self):
        stranger = self._create_customer("Angel's Share")
        with self.assertRaisesRegex(ValidationError, "nobody of Wanmin"):
            self._create_complaint(contact_id=stranger.id)

    def test_a_lot_that_is_none_of_the_product_is_refused(self):
        other = self.env["product.product"].create({"name": "Plum wine"})
        lot = self.env["stock.lot"].create({"name": "L-7", "product_id": other.id})
        complaint = self._create_complaint()
        with self.assertRaisesRegex(ValidationError, "lot L-7 is of another product"):
            complaint.line_ids = [Command.create({"product_id": self.product.id, "lot_id": lot.id})]
        line = {"product_id": self.product.id, "lot_name": "No such lot"}
        kept = self._create_complaint(line_ids=[Command.create(line)])
        self.assertEqual(kept.line_ids.lot_name, "No such lot", "nothing is lost")

    def test_an_unknown_lot_is_named_by_the_import(self):
        names = ["partner_id/.id", "description", "type_id/.id"]
        names += ["line_ids/product_id/.id", "line_ids/lot_id"]
        row = [self.customer.id, "Leaks", self.leak.id, self.product.id, "No such lot"]
        answer = self.env["keqing.complaint"].load(names, [[str(each) for each in row]])
        self.assertFalse(answer["ids"])
        self.assertIn("No such lot", answer["messages"][0]["message"])

    def test_lines_name_documents_of_the_customer(self):
        stranger = self._create_customer("Angel's Share")
        order = self.env["sale.order"].create(
            {
                "partner_id": stranger.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        complaint = self._create_complaint()
        line = {"product_id": self.product.id, "sale_line_id": order.order_line.id}
        with self.assertRaisesRegex(ValidationError, "same customer"):
            complaint.line_ids = [Command.create(line)]
        with self.assertRaisesRegex(ValidationError, "how many"):
            complaint.line_ids = [Command.create({"product_id": self.product.id, "quantity": 0})]

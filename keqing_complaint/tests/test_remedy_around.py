from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from .remedy import RemedyCommon


@tagged("post_install", "-at_install")
class TestRemedyAround(RemedyCommon):
    """Ways round what one may not promise alone, and round what the customer was told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.group_ids += cls.env.ref("keqing_customer.group_customer_service")

    def setUp(self):
        super().setUp()
        self.order = self._sell((self.wine, 12, 100))
        self.sold = self.order.order_line

    def _limit(self, service, manager=10000):
        for role, amount in (("service", service), ("manager", manager)):
            self.env["keqing.remedy.limit"].create({"role": role, "amount": amount})

    # A large promise in small parts

    def test_parts_in_two_complaints_about_the_same_goods_count_together(self):
        self._limit(150)
        self._complain((self.sold, "refund", 100)).action_propose()
        second = self._complain((self.sold, "refund", 60))
        with self.assertRaisesRegex(UserError, "needs an approval"):
            second.action_propose()
        second.remedy_ids.amount = 50
        second.action_propose()

    def test_what_was_approved_elsewhere_counts(self):
        """A manager who may promise 700 does not promise 1,200 by approving of 600 twice."""
        self._limit(100, 700)
        first, second = (self._complain((self.sold, "refund", 600)) for __ in range(2))
        for complaint in (first, second):
            complaint.action_ask_for_approval()
        first.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(AccessError, "somebody above you"):
            second.with_user(self.manager).action_approve()
        first.remedy_ids.amount = 50  # it has to be approved of anew
        second.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(UserError, "needs an approval"):
            first.action_propose()
        second.action_propose()

    def test_what_is_only_thought_of_elsewhere_counts_nothing(self):
        self._limit(150)
        self._complain((self.sold, "refund", 100))
        self._complain((self.sold, "refund", 100)).action_propose()

    def test_parts_before_and_after_reopening_count_together(self):
        self._limit(150)
        complaint = self._put_right((self.sold, "refund", 100))
        self._notes(complaint).action_post()
        complaint.sudo()._enter("closed")
        complaint.action_reopen()
        self._add(complaint, self._sell((self.wine, 12, 100)).order_line, "refund", 100)
        with self.assertRaisesRegex(UserError, "needs an approval"):
            complaint.action_propose()

    def test_parts_that_are_split_off_count_together(self):
        self._limit(150)
        more = self._sell((self.wine, 12, 100)).order_line
        complaint = self._complain((self.sold, "refund", 100), (more, "refund", 100))
        other = complaint._split_off(complaint.line_ids[1], {"subject": "The rest"})
        other.action_investigate()
        for each in (complaint, other):
            self.assertEqual(len(each.remedy_ids), 1)
            with self.assertRaisesRegex(UserError, "needs an approval"):
                each.action_propose()

    def test_a_repair_is_worth_what_is_sent_for_it(self):
        self._limit(50)
        complaint = self._complain((self.sold, "repair", 1))
        self.assertEqual(complaint.remedy_value, 100)
        with self.assertRaisesRegex(UserError, "needs an approval"):
            complaint.action_propose()

    def test_what_was_promised_stays_readable_and_a_new_cycle_asks_anew(self):
        self._limit(150)
        complaint = self._complain((self.sold, "refund", 200))
        complaint.action_ask_for_approval()
        complaint.with_user(self.manager).action_approve()
        complaint.action_propose()
        self._accept(complaint)
        complaint.action_execute()
        self._notes(complaint).action_post()
        self.assertEqual((complaint.state, complaint.remedy_value), ("follow_up", 200))
        complaint.sudo()._enter("closed")
        complaint.action_reopen()
        self.assertEqual((complaint.approval, complaint.approval_asked_by_id.ids), ("none", []))
        complaint.proposal = "We are sorry that it took so long."
        complaint.action_propose()
        self.assertEqual(complaint.state, "proposed")

    # Four eyes that are two

    def test_a_hand_in_remedies_goes_where_they_go(self):
        self._limit(50)
        complaint, kept = (self._complain((self.sold, "refund", 60)) for __ in range(2))
        complaint.with_user(self.manager).remedy_ids.amount = 70
        complaint._merge_into(kept)
        other = kept._split_off(kept.line_ids[1], {"subject": "The rest"})
        other.action_investigate()
        for each in (kept, other):
            each.action_ask_for_approval()
            with self.assertRaisesRegex(AccessError, "had a hand in"):
                each.with_user(self.manager).action_approve()

    def test_who_handles_it_or_wrote_the_proposal_does_not_approve(self):
        self._limit(50)
        for change in (
            lambda complaint: complaint.with_user(self.manager).write({"proposal": "Mine"}),
            lambda complaint: complaint.sudo().write({"user_id": self.manager.id}),
            lambda complaint: complaint.remedy_ids.write({"user_id": self.manager.id}),
        ):
            complaint = self._complain((self.sold, "refund", 100))
            change(complaint)
            complaint.action_ask_for_approval()
            with self.assertRaisesRegex(AccessError, "had a hand in"):
                complaint.with_user(self.manager).action_approve()

    def test_other_goods_of_the_same_sale_are_approved_anew(self):
        self._limit(50)
        complaint = self._complain((self.sold, "refund", 100))
        for change in (
            {"lot_name": "L1"},
            {"condition": "opened"},
            {"move_id": self.sold.move_ids.id},
        ):
            complaint.action_ask_for_approval()
            complaint.with_user(self.manager).action_approve()
            complaint.line_ids.write(change)
            complaint.invalidate_recordset()
            self.assertNotEqual(complaint.approval, "approved")

    def test_who_changes_the_goods_has_a_hand_in_what_they_are_worth(self):
        self._limit(50)
        complaint = self._complain((self.sold, "exchange", 1))
        complaint.line_ids.with_user(self.manager).uom_id = self.env.ref("uom.product_uom_dozen")
        complaint.action_ask_for_approval()
        with self.assertRaisesRegex(AccessError, "had a hand in"):
            complaint.with_user(self.manager).action_approve()

    # Behind the customer's back

    def test_goods_of_one_customer_are_not_given_back_to_another(self):
        other = self._create_customer("Angel's Share", user_id=self.salesperson.id)
        complaint = self._complain((self.sold, "refund", 100))
        changed = {"partner_id": other.id, "contact_id": other.id}
        with self.assertRaisesRegex(ValidationError, "of the same customer"):
            complaint.write(changed)
            self.env.flush_all()

    def test_whom_we_told_stays(self):
        other = self._create_customer("Angel's Share", user_id=self.salesperson.id)
        complaint = self._complain()
        complaint.proposal = "We are sorry."
        complaint.action_propose()
        self._accept(complaint)
        with self.assertRaisesRegex(UserError, "what the customer was told stays"):
            complaint.write({"partner_id": other.id, "contact_id": other.id})
        complaint.write({"partner_id": self.customer.id})

    def test_no_part_of_a_proposal_goes_while_it_is_thought_over(self):
        complaint = self._complain((self.sold, "refund", 10), (self.sold, "refund", 20))
        complaint.action_propose()
        with self.assertRaisesRegex(UserError, "what the customer was told stays"):
            complaint.remedy_ids[0].action_cancel()
        complaint.action_take_back()
        complaint.remedy_ids[0].action_cancel()

    # Over before it is done

    def test_what_is_being_done_is_no_suggestion_that_is_answered(self):
        complaint = self._put_right((self.sold, "exchange", 1))
        suggestion = self.env["keqing.complaint.type"].search([("is_suggestion", "=", True)])[:1]
        complaint.write({"type_id": suggestion.id, "customer_answer": "Thank you."})
        with self.assertRaisesRegex(UserError, "Being put right"):
            complaint.action_send_answer()
        with self.assertRaisesRegex(UserError, "is not done"):
            complaint.sudo()._enter("closed")

    def test_what_is_dated_back_is_judged_from_when_it_was_taken_in(self):
        self.env["keqing.return.policy"].create({"name": "Wines", "days": 7})
        self.order.picking_ids.move_ids.date = Datetime.now() - timedelta(days=20)
        complaint = self._complain((self.sold, "return", 1))
        complaint.received_at = Datetime.now() - timedelta(days=15)
        complaint.remedy_ids._judge()
        self.assertEqual(complaint.remedy_ids.verdict, "beyond")

    def test_goods_that_come_after_reopening_are_judged_from_then(self):
        self.env["keqing.return.policy"].create({"name": "Wines", "days": 7})
        self.order.picking_ids.move_ids.date = Datetime.now() - timedelta(days=40)
        complaint = self._create_complaint(received_at=Datetime.now() - timedelta(days=39))
        early = self._add(complaint, self.sold, "return", 1)
        early.line_id.sudo()._write({"create_date": Datetime.now() - timedelta(days=39)})
        complaint._enter("closed")
        complaint.action_reopen()
        complaint.reopened_at = Datetime.now() - timedelta(minutes=5)
        late = self._add(complaint, self.sold, "return", 1)
        self.env.invalidate_all()
        (early + late)._judge()
        self.assertEqual((early + late).mapped("verdict"), ["within", "beyond"])
        other = complaint._split_off(late.line_id, {"subject": "The rest"})
        other.remedy_ids._judge()
        self.assertEqual(late.verdict, "beyond")

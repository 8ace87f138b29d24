from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from .remedy import RemedyCommon


@tagged("post_install", "-at_install")
class TestRemedyProposal(RemedyCommon):
    """What is promised: by whom, with whose approval, and what the customer said to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.group_ids += cls.env.ref("keqing_customer.group_customer_service")

    def setUp(self):
        super().setUp()
        self.order = self._sell((self.wine, 12, 100))
        self.sold = self.order.order_line

    def _limit(self, role, amount=0, **values):
        return self.env["keqing.remedy.limit"].create({"role": role, "amount": amount, **values})

    # The return policy

    def _policy(self, **values):
        return self.env["keqing.return.policy"].create(
            {"name": "Wines", "category_id": self.category.id, "days": 7, **values}
        )

    def test_policy_judges_what_comes_back(self):
        policy = self._policy()
        complaint = self._complain((self.sold, "exchange", 1), (self.sold, "replenishment", 1))
        complaint.action_propose()
        exchange, replenishment = complaint.remedy_ids
        self.assertEqual((exchange.policy_id, exchange.verdict), (policy, "within"))
        self.assertFalse(replenishment.verdict)

    def test_the_last_day_is_in_time_and_the_next_is_not(self):
        self._policy()
        for days, verdict in ((7, "within"), (8, "beyond")):
            self.order.picking_ids.move_ids.date = Datetime.now() - timedelta(days=days)
            complaint = self._complain((self.sold, "return", 1))
            complaint.remedy_ids._judge()
            with self.subTest(days=days):
                self.assertEqual(complaint.remedy_ids.verdict, verdict)

    def test_condition_that_is_not_taken_back(self):
        self._policy(takes_used=False)
        for condition, verdict in (("opened", "within"), ("used", "beyond"), (False, "unknown")):
            complaint = self._complain((self.sold, "return", 1))
            complaint.line_ids.condition = condition
            complaint.remedy_ids._judge()
            with self.subTest(condition=condition):
                self.assertEqual(complaint.remedy_ids.verdict, verdict)

    def test_beyond_the_policy_somebody_above_decides_and_the_verdict_stays(self):
        policy = self._policy(days=0, takes_damaged=False)
        complaint = self._complain((self.sold, "return", 1))
        with self.assertRaisesRegex(UserError, "beyond the return policy"):
            complaint.action_propose()
        complaint.action_ask_for_approval()
        complaint.with_user(self.manager).action_approve()
        complaint.action_propose()
        policy.takes_damaged = True
        self.assertEqual(complaint.remedy_ids.verdict, "beyond")
        self.assertIn("Damaged", complaint.remedy_ids.verdict_reason)

    def test_what_the_policy_lacks_is_named_and_decided_on_like_what_is_beyond_it(self):
        """Without a condition or a day of delivery nothing is beyond it yet."""
        self._policy(takes_used=False)
        complaint = self._complain((self.sold, "return", 1))
        complaint.line_ids.condition = False
        remedy = complaint.remedy_ids
        self.assertEqual(remedy.verdict, "unknown")
        self.assertIn("Wines: the condition of the goods is missing", remedy.verdict_reason)
        self.assertNotIn("not known when", remedy.verdict_reason)
        self.assertIn("the return policy cannot judge", complaint.approval_reason)
        self.assertNotIn("beyond", complaint.approval_reason)
        with self.assertRaisesRegex(UserError, "cannot judge.*condition of the goods is missing"):
            complaint.action_propose()
        complaint.action_ask_for_approval()
        complaint.with_user(self.manager).action_approve()
        complaint.action_propose()
        self.assertEqual(complaint.state, "proposed")
        complaint.action_take_back()
        complaint.line_ids.condition = "unopened"
        self.assertEqual((remedy.verdict, complaint.approval), ("within", "none"))
        complaint.line_ids.sale_line_id = False
        self.assertEqual(remedy.verdict, "unknown")
        self.assertIn("not known when the goods were delivered", remedy.verdict_reason)
        complaint.line_ids.condition = "used"
        self.assertEqual(remedy.verdict, "beyond")
        self.assertIn("not known when the goods were delivered", remedy.verdict_reason)

    def test_policies_are_for_categories_and_types(self):
        other = self.env["product.category"].create({"name": "Spirits"})
        self._policy(category_id=other.id)
        self._policy(
            type_ids=[Command.set(self.env.ref("keqing_complaint.complaint_type_late").ids)]
        )
        complaint = self._complain((self.sold, "return", 1))
        complaint.remedy_ids._judge()
        self.assertEqual(complaint.remedy_ids.verdict, "none")
        self.category.parent_id = other
        complaint.remedy_ids._judge()
        self.assertEqual(complaint.remedy_ids.verdict, "within")

    # Limits

    def test_without_limits_nobody_needs_approval(self):
        complaint = self._complain((self.sold, "refund", 1200))
        self.assertEqual(complaint.approval, "none")
        complaint.action_propose()
        self.assertEqual(complaint.proposed_by_id, self.handler)

    def test_above_the_limit_somebody_else_approves(self):
        self._limit("service", 199)
        self._limit("manager", 500)
        complaint = self._complain((self.sold, "refund", 100), (self.sold, "exchange", 1))
        self.assertEqual(complaint.remedy_value, 200)
        with self.assertRaisesRegex(UserError, "needs an approval"):
            complaint.action_propose()
        with self.assertRaisesRegex(UserError, "waits for no approval"):
            complaint.with_user(self.manager).action_approve()
        complaint.action_ask_for_approval()
        self.assertIn(self.manager, complaint.sudo().activity_ids.user_id)
        complaint.sudo().activity_ids.user_id = self.salesperson  # whoever then decides
        with self.assertRaisesRegex(AccessError, "had a hand in"):
            complaint.action_approve()
        with self.assertRaisesRegex(UserError, "needs an approval"):
            complaint.action_propose()
        complaint.with_user(self.manager).action_approve()
        self.assertFalse(complaint.sudo().activity_ids, "nobody is asked any more")
        complaint.action_propose()
        self.assertEqual((complaint.state, complaint.approved_by_id), ("proposed", self.manager))
        self._accept(complaint)
        self.assertEqual((complaint.state, complaint.approval), ("agreed", "approved"))

    def test_who_had_a_hand_in_it_does_not_approve(self):
        self._limit("service", 50)
        self._limit("manager", 500)
        complaint = self._complain((self.sold, "refund", 100))
        complaint.with_user(self.manager).remedy_ids.amount = 120
        complaint.action_ask_for_approval()
        self.assertNotIn(self.manager, complaint.sudo().activity_ids.user_id)
        with self.assertRaisesRegex(AccessError, "had a hand in"):
            complaint.with_user(self.manager).action_approve()

    def test_what_is_beyond_both_goes_further_up(self):
        self._limit("manager", 150)
        self._limit("all", is_unlimited=True)
        complaint = self._complain((self.sold, "refund", 200))
        complaint.action_ask_for_approval()
        with self.assertRaisesRegex(AccessError, "somebody above you"):
            complaint.with_user(self.manager).action_approve()
        complaint.with_user(self.director).action_approve()
        complaint.action_propose()

    def test_a_change_voids_the_approval(self):
        self._limit("service", 50)
        self._limit("manager", 500)
        complaint = self._complain((self.sold, "refund", 100))
        for change in (
            lambda: complaint.remedy_ids.write({"amount": 101}),
            lambda: complaint.remedy_ids.write({"kind": "compensation"}),
            lambda: complaint.line_ids.write({"sale_line_id": False}),
        ):
            complaint.action_ask_for_approval()
            complaint.with_user(self.manager).action_approve()
            self.assertEqual(complaint.approval, "approved")
            change()
            complaint.invalidate_recordset()
            self.assertNotEqual(complaint.approval, "approved")
            with self.assertRaises(UserError):
                complaint.action_propose()

    def test_a_new_line_voids_the_approval_as_well(self):
        self._limit("service", 50)
        self._limit("manager", 500)
        complaint = self._complain((self.sold, "refund", 100))
        complaint.action_ask_for_approval()
        complaint.with_user(self.manager).action_approve()
        self._add(complaint, self.sold, "refund", 10)
        with self.assertRaisesRegex(UserError, "needs an approval"):
            complaint.action_propose()

    # What the customer says

    def test_what_was_accepted_is_on_record(self):
        person = self.env["res.partner"].create(
            {"name": "Xiangling", "parent_id": self.customer.id}
        )
        complaint = self._complain((self.sold, "exchange", 1))
        complaint.proposal = "We replace it on Monday."
        complaint.action_propose()
        action = complaint.action_agree()
        self.assertEqual(action["context"], {"default_complaint_id": complaint.id})
        answer = self._accept(complaint, contact_id=person.id, way="visit", words="Fine.")
        self.assertEqual(complaint.state, "agreed")
        self.assertEqual(complaint.remedy_ids.state, "agreed")
        self.assertEqual((answer.user_id, answer.contact_id), (self.handler, person))
        self.assertIn("We replace it on Monday.", answer.proposal)
        self.assertIn("Exchange · Dandelion wine · 1", answer.proposal)
        with self.assertRaises(AccessError):
            answer.words = "Not fine."

    def test_what_was_not_accepted_is_worked_on_again(self):
        complaint = self._complain((self.sold, "exchange", 1))
        complaint.action_propose()
        self._accept(complaint, is_accepted=False, words="All twelve!")
        self.assertEqual((complaint.state, complaint.remedy_ids.state), ("investigating", "draft"))
        self.assertFalse(complaint.answer_ids.is_accepted)

    def test_the_customer_answers_on_the_portal(self):
        complaint = self._complain((self.sold, "exchange", 1))
        with self.assertRaisesRegex(UserError, "Being investigated"):
            complaint.sudo()._customer_answers(True, "Yes", self.customer)
        complaint.action_propose()
        stranger = self._create_customer("Angel's Share")
        with self.assertRaisesRegex(ValidationError, "nobody of Wanmin"), self.env.cr.savepoint():
            complaint.sudo()._customer_answers(True, "Yes", stranger)
        complaint.sudo()._customer_answers(True, "Yes", self.customer)
        self.assertEqual((complaint.state, complaint.answer_ids.way), ("agreed", "portal"))

    def test_what_the_customer_was_told_stays(self):
        complaint = self._complain((self.sold, "exchange", 1))
        complaint.action_propose()
        for change in (
            lambda: complaint.remedy_ids.write({"quantity": 0.5}),
            lambda: complaint.remedy_ids.unlink(),
            lambda: complaint.line_ids.write({"quantity": 5}),
            lambda: complaint.line_ids.unlink(),
            lambda: complaint.write({"proposal": "Something else"}),
            lambda: (
                self.env["keqing.complaint.remedy"]
                .with_user(self.handler)
                .create({"line_id": complaint.line_ids.id, "kind": "exchange"})
            ),
        ):
            with self.assertRaisesRegex(UserError, "proposal back"), self.env.cr.savepoint():
                change()
        complaint.action_take_back()
        complaint.remedy_ids.quantity = 0.5
        self.assertEqual(complaint.state, "investigating")

    def test_an_answer_alone_is_a_proposal(self):
        complaint = self._complain()
        with self.assertRaisesRegex(UserError, "add a remedy"):
            complaint.action_propose()
        complaint.proposal = "We have spoken to the driver."
        complaint.action_propose()
        self._accept(complaint)
        complaint.action_execute()
        self.assertEqual(complaint.state, "follow_up")

    def test_takes_what_the_customer_wants(self):
        complaint = self._create_complaint()
        for wanted in ("exchange", "refund", "answer"):
            self.env["keqing.complaint.line"].create(
                {
                    "complaint_id": complaint.id,
                    "product_id": self.wine.id,
                    "quantity": 2,
                    "sale_line_id": self.sold.id,
                    "wanted": wanted,
                }
            )
        complaint.with_user(self.handler).action_propose_wanted()
        self.assertEqual(complaint.remedy_ids.mapped("kind"), ["exchange", "refund"])
        self.assertEqual(complaint.remedy_ids.mapped("amount"), [0, 200])
        complaint.action_propose_wanted()
        self.assertEqual(len(complaint.remedy_ids), 2)

    def test_others_have_no_part_in_it(self):
        complaint = self._complain((self.sold, "exchange", 1))
        outsider = self._create_user("outsider", "user")
        for name in ("action_propose", "action_take_back", "action_execute", "action_approve"):
            with self.assertRaises(AccessError):
                getattr(complaint.with_user(outsider), name)()
        with self.assertRaises(AccessError):
            complaint.remedy_ids.with_user(outsider).read(["amount"])

    def test_bad_terms_are_refused(self):
        for kind, values, words in (
            ("exchange", {"quantity": 0}, "enter a quantity"),
            ("exchange", {"quantity": 13}, "enter a quantity"),
            ("refund", {"amount": 0}, "how much"),
        ):
            complaint = self._complain((self.sold, "exchange", 12))
            with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                complaint.remedy_ids.write({"kind": kind, **values})
                self.env.flush_all()

    def test_what_joins_a_proposed_complaint_brings_nothing_new(self):
        kept = self._complain((self.sold, "exchange", 1))
        kept.action_propose()
        other = self._complain((self.sold, "refund", 100))
        with self.assertRaisesRegex(UserError, "take its proposal back"):
            other._merge_into(kept)
        kept.action_take_back()
        other._merge_into(kept)
        self.assertEqual(kept.remedy_ids.mapped("kind"), ["exchange", "refund"])
        self.assertEqual(set(kept.remedy_ids.mapped("state")), {"draft"})

    def test_is_judged_as_soon_as_it_is_entered(self):
        """And once more when the condition is written down."""
        self.env["keqing.return.policy"].create({"name": "Thirty days", "takes_damaged": False})
        order = self._sell((self.wine, 12, 100))
        complaint = self._create_complaint()
        remedy = self._add(complaint, order.order_line, "exchange", 2, condition=False)
        self.assertEqual(remedy.verdict, "unknown")
        self.assertIn("condition of the goods is missing", remedy.verdict_reason)
        remedy.line_id.condition = "unopened"
        self.assertEqual(remedy.verdict, "within")

    def test_a_proposal_acknowledges_and_is_told(self):
        """Whatever is told of the progress of such complaints."""
        self.customer.email = "wanmin@example.com"
        self.leak.tells_progress = False
        order = self._sell((self.wine, 12, 100))
        complaint = self._complain((order.order_line, "exchange", 2))
        self.assertFalse(complaint.acknowledged_at)
        complaint.action_propose()
        self.assertTrue(complaint.acknowledged_at)
        self.assertIn("proposal", complaint.sudo()._portal_messages()[-1:].body)

    def test_answers_are_not_older_than_what_they_answer_and_ours_not_of_the_portal(self):
        order = self._sell((self.wine, 12, 100))
        complaint = self._complain((order.order_line, "exchange", 2))
        complaint.action_propose()
        with self.assertRaisesRegex(UserError, "before it was proposed"):
            self._accept(complaint, answered_at="1990-01-01")
        with self.assertRaisesRegex(UserError, "answers itself"):
            self._accept(complaint, way="portal")
        self._accept(complaint)
        agreed = complaint.sudo()._portal_agreed()
        self.assertIn("Exchange", agreed.proposal)

    def test_where_nobody_may_approve_who_can_change_it_is_told(self):
        self.env["keqing.remedy.limit"].create({"role": "all", "amount": 10})
        order = self._sell((self.wine, 12, 100))
        complaint = self._complain((order.order_line, "refund", 500))
        admin = self._create_user("admin_of_ours", "admin")
        complaint.action_ask_for_approval()
        told = complaint.sudo().activity_ids
        self.assertIn(self.director, told.user_id)
        self.assertIn(admin, told.user_id)
        self.assertIn("Nobody may approve", told[0].summary)
        self.assertIn("Dandelion wine, Refund", told[0].note)
        self.assertIn("Raise a limit", told[0].note)

    def test_a_manager_finds_on_today_what_waits_for_an_approval(self):
        self.env["keqing.remedy.limit"].create({"role": "service", "amount": 10})
        self.env["keqing.remedy.limit"].create({"role": "manager", "amount": 1000})
        order = self._sell((self.wine, 12, 100))
        complaint = self._complain((order.order_line, "refund", 500))

        def waiting():
            sections = self.env["keqing.today"].with_user(self.manager).get_today()["sections"]
            return [
                line["text"]
                for each in sections
                if each["name"] == "complaint_approvals"
                for line in each["lines"]
            ]

        complaint.action_ask_for_approval()
        self.assertIn(complaint.name, waiting()[0])
        complaint.with_user(self.manager).action_approve()
        self.assertFalse(waiting())

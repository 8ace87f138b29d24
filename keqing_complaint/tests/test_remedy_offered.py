# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .remedy import RemedyCommon


@tagged("post_install", "-at_install")
class TestRemedyOffered(RemedyCommon):
    """Buttons are offered to whom they do something for."""

    def setUp(self):
        super().setUp()
        self.manager.group_ids += self.env.ref("keqing_customer.group_customer_service")
        self.order = self._sell((self.wine, 12, 100))
        self.sold = self.order.order_line

    def _may_approve(self, complaint, user):
        complaint.invalidate_recordset()
        return complaint.with_user(user).may_approve

    def test_approving_is_offered_to_who_may(self):
        """The handler asks for 200; the manager may promise 500, the clerk 100."""
        for role, amount in (("service", 100), ("manager", 500)):
            self.env["keqing.remedy.limit"].create({"role": role, "amount": amount})
        clerk = self._create_user("clerk", "user")
        clerk.group_ids += self.env.ref("keqing_customer.group_customer_service")
        self.team.member_ids += clerk
        complaint = self._complain((self.sold, "refund", 200))
        self.assertFalse(self._may_approve(complaint, self.manager), "nobody has asked")
        complaint.action_ask_for_approval()
        self.assertTrue(self._may_approve(complaint, self.manager))
        self.assertFalse(self._may_approve(complaint, self.handler))
        self.assertFalse(self._may_approve(complaint, clerk))
        complaint.with_user(self.manager).remedy_ids.amount = 201
        self.assertFalse(self._may_approve(complaint, self.manager), "a hand in it")

    def test_documents_are_made_again_where_there_are_none(self):
        complaint = self._put_right((self.sold, "replenishment", 2))
        self.assertFalse(complaint.lacks_documents)
        self._transfers(complaint)[1].action_cancel()
        complaint.invalidate_recordset()
        self.assertTrue(complaint.lacks_documents)
        complaint.action_execute()
        complaint.invalidate_recordset()
        self.assertFalse(complaint.lacks_documents)

    def test_doing_without_is_offered_while_nothing_was_done(self):
        complaint = self._complain((self.sold, "replenishment", 2))
        remedy = complaint.remedy_ids
        self.assertTrue(remedy.may_be_cancelled)
        complaint.action_propose()
        self.assertFalse(remedy.may_be_cancelled, "the customer thinks it over")
        self._accept(complaint)
        self.assertTrue(remedy.may_be_cancelled)
        complaint.action_execute()
        self.assertFalse(remedy.may_be_cancelled, "there is a transfer")

    def test_wishes_are_those_that_no_remedy_is_for(self):
        complaint = self._complain((self.sold, "exchange", 1))
        self.assertFalse(complaint.has_wishes)
        complaint.line_ids.wanted = "return"
        self.assertFalse(complaint.has_wishes, "it has a remedy")
        complaint.remedy_ids.action_cancel()
        self.assertTrue(complaint.has_wishes)
        complaint.action_propose_wanted()
        self.assertFalse(complaint.has_wishes)
        complaint._get_remedies(("draft",)).action_cancel()
        complaint.line_ids.wanted = "answer"
        self.assertFalse(complaint.has_wishes)

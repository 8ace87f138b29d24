# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import tagged, users

from .agreement import AgreementCommon
from .test_credit import AnswerCommon


@tagged("post_install", "-at_install")
class TestWhatGoesAlong(AgreementCommon):
    """A customer that becomes a contact of another, and what somebody answers for on it."""

    def setUp(self):
        super().setUp()
        for user in (self.salesperson, self.manager):
            user.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.shell = self._create_customer("Shell company", user_id=self.salesperson.id)

    def _judge(self):
        self._create_invoice(self.customer, 100, "2024-02-01")
        self._confirm_run(self._create_scorecard())

    def _put_below(self, parent=None):
        customer = self.customer.with_user(self.env.user)
        customer.write({"is_company": False, "parent_id": (parent or self.shell).id})

    def _assert_refused(self, what):
        with self.assertRaisesRegex(AccessError, what), self.env.cr.savepoint():
            self._put_below()
        self.env.invalidate_all()

    @users("salesperson")
    def test_not_with_an_agreement_in_force(self):
        today = Date.today()
        agreement = self._create_agreement(
            stage="active", date_from=today, date_to=Date.add(today, years=1)
        ).sudo()
        self.assertIn(agreement.state, ("active", "to_renew"))
        self._assert_refused("Agreement")
        agreement.stage = "review"
        self._assert_refused("Agreement")
        agreement.stage = "draft"
        self._put_below()

    @users("salesperson")
    def test_not_with_a_verdict_that_stands(self):
        self._judge()
        self._assert_refused("Evaluation")

    def test_a_manager_answers_for_it(self):
        self._judge()
        (self.customer + self.shell).keqing_territory_id = self.harbour
        self.env = self.env(user=self.manager)
        self._put_below()
        self.assertEqual(self.customer.commercial_partner_id, self.shell)

    @users("salesperson")
    def test_a_branch_that_stays_a_company_stays_a_customer(self):
        self._judge()
        self.customer.with_user(self.env.user).parent_id = self.shell.id
        self.assertEqual(self.customer.commercial_partner_id, self.customer)


@tagged("post_install", "-at_install")
class TestDebtsGoAlong(AnswerCommon):
    def test_nobody_puts_debts_on_the_credit_of_another(self):
        free = self._create_customer("Free rider", user_id=self.salesperson.id)
        self._rate(free, "none")
        values = {"is_company": False, "parent_id": self.customer.id}
        order = self._create_order(50_000, free)
        order.action_confirm()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._call(self.salesperson, free, "write", values)
        self.env.invalidate_all()
        self.assertEqual(self._exposure().exposure, 0)
        order.action_cancel()
        self._call(self.salesperson, free, "write", values)
        self.assertEqual(free.commercial_partner_id, self.customer)

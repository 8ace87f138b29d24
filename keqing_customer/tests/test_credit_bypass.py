# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_credit import AnswerCommon


@tagged("post_install", "-at_install")
class TestBypass(AnswerCommon):
    """Ways around a credit limit that are open elsewhere, and closed here."""

    # Odoo's own limit shows a banner, and lets pass

    def test_it_is_no_banner(self):
        order = self._create_order(1001)
        self._assert_held(order.action_confirm)

    # Whichever companies are ticked in the switcher

    def test_ticked_companies_make_no_difference(self):
        self.other_company.account_use_credit_limit = True
        self._confirm_order(900, company=self.other_company)
        self._post_invoice(800, self.today)
        both = self.company + self.other_company
        self.salesperson.company_ids = both
        self.controller.company_ids = both
        order = self._create_order(200)
        beyond = self._create_order(201)
        for ticked in (self.company, both, self.other_company + self.company):
            context = {"allowed_company_ids": ticked.ids}
            seen = self._account().with_user(self.controller).with_context(**context)
            self.env.invalidate_all()
            self.assertEqual(seen.exposure, 800)
            own = order.with_user(self.salesperson).with_context(**context)
            self.assertEqual(own.keqing_credit_state, "ok", ticked.mapped("name"))
            own = beyond.with_user(self.salesperson).with_context(**context)
            self.assertEqual(own.keqing_credit_state, "hold", ticked.mapped("name"))
            self._assert_held(own.action_confirm)

    # Payments and jobs that post

    def test_registering_a_payment_posts_no_held_invoice(self):
        """Neither by hand nor by an online payment, which Odoo lets post what it pays."""
        invoice = self._create_invoice(self.customer, 1001, self.today, post=False)
        transaction = self._pay_online(self._create_order(1), 10)
        transaction.invoice_ids = [Command.set(invoice.ids)]
        self._assert_held(transaction._post_process)
        self.assertEqual(invoice.state, "draft")

    def test_the_job_that_posts_leaves_what_is_held(self):
        held, free = (
            self._create_invoice(self.customer, amount, self.today, post=False, auto_post="at_date")
            for amount in (1001, 0)
        )
        others = self.env["account.move"].search(
            [
                ("auto_post", "!=", "no"),
                ("state", "=", "draft"),
                ("id", "not in", (held + free).ids),
            ]
        )
        others.auto_post = "no"
        cron = self.env.ref("account.ir_cron_auto_post_draft_entry")
        with self.enter_registry_test_mode(), mute_logger("odoo.addons.base.models.ir_cron"):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((held.state, free.state), ("draft", "posted"))
        said = held.message_ids[:1].body
        self.assertIn("is beyond its credit limit", said)  # its draft counts already
        self.assertNotIn("1,001", said, "who sells reads the notes of an invoice")

    # The way past it is a release, decided on the server and on record

    def test_no_context_and_no_power_lets_it_pass(self):
        order = self._create_order(1001)
        for context in (
            {"bypass_risk": True},
            {"keqing_credit_skip": True},
            {"tracking_disable": True, "install_mode": True, "import_file": True},
            {"default_keqing_credit_state": "ok", "keqing_credit_state": "ok"},
        ):
            self._assert_held(order.with_context(**context).action_confirm)
        for user in (self.admin, self.env["res.users"].browse(SUPERUSER_ID)):
            self._assert_held(order.with_user(user).sudo().action_confirm)
        self.assertEqual(order.state, "draft")

    def test_a_release_is_the_one_way_and_it_is_on_record(self):
        order = self._create_order(1001)
        release = self.env["keqing.credit.release"].with_user(self.salesperson)
        release = release.create({"sale_order_id": order.id, "reason": "Pays on Friday"})
        self._call(self.controller, release, "write", {"decision_note": "Old customer"})
        self._call(self.controller, release, "action_approve")
        order.action_confirm()
        self.assertRecordValues(
            release.sudo(),
            [
                {
                    "state": "used",
                    "user_id": self.salesperson.id,
                    "reason": "Pays on Friday",
                    "decided_by_id": self.controller.id,
                    "decision_note": "Old customer",
                    "amount_limit": 1001,
                    "limit_amount": 1000,
                }
            ],
        )
        self.assertTrue(release.sudo().decided_on and release.sudo().used_on)


@tagged("post_install", "-at_install")
class TestNoneZeroUnlimited(AnswerCommon):
    def test_the_table_of_the_documentation(self):
        """Terms, Odoo's limit and whether limits are on; then the limit in force."""
        table = [
            ("limit", 0, True, None),
            ("limit", 500, False, None),
            ("limit", 500, True, 500),
            ("cash", 0, True, 0),
            ("cash", 500, True, 0),
            ("cash", 500, False, 0),
            ("unlimited", 0, True, None),
            ("unlimited", 500, True, None),
        ]
        account = self._account()
        for terms, standing, has_limits, in_force in table:
            with self.subTest(terms=terms, standing=standing, has_limits=has_limits):
                self.company.account_use_credit_limit = has_limits
                self._set_limit(self.customer, standing)
                account.terms = terms
                account._refresh()
                self.assertEqual(account.has_limit, in_force is not None)
                self.assertEqual(account.limit_amount, in_force or 0)
                beyond = 99_999 if in_force is None else in_force + 1
                self._assert_answer(
                    "ok" if in_force is None else "hold",
                    [] if in_force is None else ["limit"],
                    amount=beyond,
                )
                if in_force:
                    self._assert_answer("ok", amount=in_force)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.keqing_customer.tools.credit import CreditHold

from .credit import CreditCommon


class ReleaseCommon(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order(1500)

    def _request(self, user=None, order=None, **values):
        values = {"sale_order_id": (order or self.order).id, "reason": "Pays on Friday", **values}
        Release = self.env["keqing.credit.release"]
        return Release.browse(self._call(user or self.salesperson, Release, "create", values))

    def _approve(self, release, method="action_approve", user=None, **values):
        user = user or self.controller
        self._call(user, release, "write", {"decision_note": "Old customer", **values})
        return self._call(user, release, method)

    def _messages_to(self, user, record):
        return self.env["mail.message"].search(
            [
                ("model", "=", record._name),
                ("res_id", "=", record.id),
                ("notified_partner_ids", "in", user.partner_id.ids),
            ]
        )


@tagged("post_install", "-at_install")
class TestRequest(ReleaseCommon):
    def test_how_things_stand_is_on_record(self):
        self._create_invoice(self.customer, 300, self.today - timedelta(9))
        release = self._request()
        self.assertRecordValues(
            release,
            [
                {
                    "state": "requested",
                    "document_name": self.order.name,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "user_id": self.salesperson.id,
                    "amount": 1500,
                    "exposure": 300,
                    "has_limit": True,
                    "limit_amount": 1000,
                    "overdue": 300,
                    "overdue_since": self.today - timedelta(9),
                    "amount_limit": 1500,
                }
            ],
        )
        self.assertIn("credit limit", release.verdict)
        self.assertNotIn("1,000", release.verdict)
        self.assertIn("1,000", release.verdict_figures)

    def test_the_figures_say_whether_the_order_is_in_them(self):
        self._create_invoice(self.customer, 300, self.today - timedelta(9))
        release = self._request()
        self.assertRegex(release.verdict_figures, "1,800.00 with this document.*1,000.00")
        self.assertEqual(release.exposure_now, 300)

    def test_who_decides_is_asked_why_in_the_dialog(self):
        release = self._request().with_user(self.controller).with_context(keqing_ask_why=True)
        action = release.action_refuse()
        wizard = self.env[action["res_model"]].with_user(self.controller)
        wizard = wizard.with_context(**action["context"]).create({"note": "Pays late"})
        self.assertEqual(wizard.decision, "action_refuse")
        wizard.action_refuse()
        self.assertEqual((release.state, release.decision_note), ("refused", "Pays late"))

    def test_who_said_why_already_is_not_asked(self):
        release = self._request().with_user(self.controller).with_context(keqing_ask_why=True)
        release.decision_note = "Old customer"
        self.assertIsNone(release.action_approve())
        self.assertEqual(release.state, "approved")

    def test_nobody_forges_it(self):
        forged = self._request(
            state="approved", user_id=self.controller.id, exposure=1, decided_by_id=self.env.uid
        )
        self.assertEqual(
            (forged.state, forged.user_id, forged.exposure, forged.decided_by_id),
            ("requested", self.salesperson, 0, self.env["res.users"]),
        )

    def test_controllers_are_told(self):
        elsewhere = self._create_controller("elsewhere")
        elsewhere.write(
            {"company_ids": [(6, 0, self.other_company.ids)], "company_id": self.other_company.id}
        )
        release = self._request()
        self.assertTrue(self._messages_to(self.controller, release))
        self.assertFalse(self._messages_to(elsewhere, release))

    def test_once_and_with_a_reason(self):
        with self.assertRaises(UserError):
            self._request(reason="  ")
        self._request()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self._request()

    def test_of_a_document_one_sees(self):
        stranger = self._create_user("stranger", "user")
        with self.assertRaises(AccessError):
            self._request(stranger)

    def test_figures_are_hidden_from_who_sells(self):
        release = self._request()
        for name in ("exposure", "limit_amount", "overdue", "verdict_figures", "exposure_now"):
            with self.assertRaises(AccessError):
                self._call(self.salesperson, release, "read", [name])
            self._call(self.controller, release, "read", [name])

    def test_taken_back_by_who_asked(self):
        release = self._request()
        with self.assertRaises(AccessError):
            self._call(self.manager, release, "action_cancel")
        self._call(self.salesperson, release, "action_cancel")
        self.assertEqual(release.state, "cancelled")
        self._request()

    def test_from_the_dialog_of_the_hold(self):
        with self.assertRaises(CreditHold) as caught, self.env.cr.savepoint():
            self._call(self.salesperson, self.order, "action_confirm")
        message, action, label, __ = caught.exception.args
        self.assertEqual(str(caught.exception), message)
        self.assertTrue(label)
        self.assertEqual(action["context"], {"default_sale_order_id": self.order.id})
        self.assertEqual(action["res_model"], "keqing.credit.release")


@tagged("post_install", "-at_install")
class TestDecision(ReleaseCommon):
    def test_released_the_order_passes(self):
        release = self._request()
        self._approve(release)
        self.assertEqual((release.state, release.decided_by_id), ("approved", self.controller))
        self.assertTrue(release.decided_on)
        self.assertEqual(self.order.keqing_release_state, "approved")
        self._call(self.salesperson, self.order, "action_confirm")
        self.assertEqual((self.order.state, release.state), ("sale", "used"))

    def test_released_and_confirmed_at_once(self):
        release = self._request()
        self._approve(release, "action_approve_confirm")
        self.assertEqual((self.order.state, release.state), ("sale", "used"))

    def test_both_sides_are_told(self):
        release = self._request()
        self._approve(release)
        self.assertTrue(self._messages_to(self.salesperson, release))
        self.assertIn("Old customer", self.order.message_ids[:1].body)

    def test_up_to_the_amount(self):
        self._approve(self._request(), amount_limit=1499)
        with self.assertRaises(CreditHold):
            self.order.action_confirm()
        self.order.order_line.price_unit = 1499
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_what_is_shown_is_what_is_found(self):
        """Of the latest release of an order, as long as it is good for anything."""
        orders = self.order + self._create_order(1500) + self._create_order(1)
        used, refused, never = orders

        def found(*states):
            return orders.filtered_domain([("keqing_release_state", "in", states)]), orders.search(
                [("id", "in", orders.ids), ("keqing_release_state", "in", states)]
            )

        def assert_found(expected, *states):
            self.env.invalidate_all()
            for each in found(*states):
                self.assertEqual(set(each), set(expected), states)

        release = self._request(order=used)
        assert_found(used, "requested")
        self._approve(release)
        assert_found(used, "approved")
        used.action_confirm()
        assert_found(used, "approved")
        self._approve(self._request(order=refused))
        self._approve(self._request(order=refused), "action_refuse")
        assert_found(refused, "refused")
        assert_found(used, "approved")
        assert_found(never, False)
        assert_found(never + used, False, "approved")
        release.valid_until = self.today - timedelta(1)
        assert_found(used.browse(), "approved")
        assert_found(never + used, False)

    def test_as_much_as_any_may_be(self):
        most = self.env["keqing.credit.release"]._fields["amount_requested"].high
        self.assertEqual(self._request(amount_requested=most).amount_limit, most)

    def test_until_the_day(self):
        release = self._request()
        self._approve(release, valid_until=self.today)
        release.valid_until = self.today - timedelta(1)
        self.assertFalse(self.order.keqing_release_state)
        with self.assertRaises(CreditHold):
            self.order.action_confirm()

    def test_of_one_order_only(self):
        self._approve(self._request())
        with self.assertRaises(CreditHold):
            self._create_order(1500).action_confirm()

    def test_what_was_released_may_grow_up_to_the_amount(self):
        self._approve(self._request(), amount_limit=1600)
        self.order.action_confirm()
        self.order.order_line.price_unit = 1600
        self.env.flush_all()
        with self.assertRaises(CreditHold), self.env.cr.savepoint():
            self.order.order_line.price_unit = 1601
            self.env.flush_all()

    def test_a_confirmed_order_asks_to_grow(self):
        order = self._create_order(1000)
        order.action_confirm()
        release = self._request(order=order, amount_requested=1200)
        self.assertEqual((release.amount, release.amount_limit), (1000, 1200))
        self._approve(release)
        order.order_line.price_unit = 1200
        self.env.flush_all()
        self.assertEqual((order.amount_total, release.state), (1200, "used"))

    def test_refused(self):
        release = self._request()
        self._approve(release, "action_refuse")
        self.assertEqual((release.state, self.order.keqing_release_state), ("refused",) * 2)
        with self.assertRaises(CreditHold):
            self.order.action_confirm()

    def test_an_invoice(self):
        invoice = self._create_invoice(self.customer, 1500, self.today, post=False)
        Release = self.env["keqing.credit.release"]
        release = Release.create({"account_move_id": invoice.id, "reason": "Paid in cash"})
        self._approve(release)
        invoice.action_post()
        self.assertEqual((invoice.state, release.state), ("posted", "used"))

    def test_an_entry_of_two_customers(self):
        other = self._create_customer("Qiqi")
        self._set_limit(other, 1000)
        receivable = self.customer.with_company(self.company).property_account_receivable_id
        accounts = self.env["account.account"].with_company(self.company)
        income = accounts.search([("account_type", "=", "income")], limit=1)
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "line_ids": [
                    Command.create({"account_id": account.id, "partner_id": who, "balance": amount})
                    for account, who, amount in (
                        (receivable, self.customer.id, 1500),
                        (receivable, other.id, 1600),
                        (income, False, -3100),
                    )
                ],
            }
        )
        Release = self.env["keqing.credit.release"]
        asked = Release.create({"account_move_id": entry.id, "reason": "Paid in cash"})
        self.assertEqual((asked.partner_id, asked.amount), (self.customer, 1500))
        releases = Release.search([("account_move_id", "=", entry.id)])
        self.assertEqual(releases.partner_id, self.customer + other)
        self.assertTrue(self._messages_to(self.controller, releases - asked))
        self._approve(asked)
        with self.assertRaisesRegex(CreditHold, "Qiqi"), self.env.cr.savepoint():
            entry.action_post()
        self.assertEqual(asked.state, "approved")
        self._approve(releases - asked)
        entry.action_post()
        self.assertEqual((entry.state, *releases.mapped("state")), ("posted", "used", "used"))

    def test_on_hold_and_suspended_may_be_released(self):
        self._account().with_user(self.controller).action_hold("Cheque bounced")
        self._rate(self.customer, "suspend")
        self._approve(self._request())
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_nobody_decides_on_an_own_request(self):
        sells = self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.controller.group_ids += sells
        release = self._request(self.controller)
        with self.assertRaises(AccessError):
            self._approve(release)
        other = self._create_controller("other_controller")
        self._approve(release, user=other)
        self.assertEqual(release.state, "approved")

    def test_only_controllers_decide(self):
        release = self._request()
        for user in (self.salesperson, self.manager, self.director, self.admin):
            for method in ("action_approve", "action_approve_confirm", "action_refuse"):
                with self.assertRaises(AccessError):
                    self._call(user, release, method)
            with self.assertRaises(AccessError):
                self._call(user, release, "write", {"decision_note": "Mine"})
        with self.assertRaises(AccessError):
            self._call(self.controller, release, "write", {"state": "approved"})

    def test_with_a_reason(self):
        release = self._request()
        with self.assertRaises(UserError):
            self._call(self.controller, release, "action_approve")

    def test_what_is_decided_stays(self):
        release = self._request()
        self._approve(release)
        for values in ({"amount_limit": 9999}, {"decision_note": "No"}, {"reason": "No"}):
            with self.assertRaises(UserError):
                self._call(self.controller, release, "write", values)
        for method in ("action_approve", "action_refuse"):
            with self.assertRaises(UserError):
                self._call(self.controller, release, method)
        with self.assertRaises(AccessError):
            self._call(self.controller, release, "unlink")
        with self.assertRaises(UserError):
            release.unlink()
        name = self.order.name
        self.order.unlink()
        self.assertEqual(release.document_name, name)

    def test_whose_it_was_is_told_as_it_was(self):
        release = self._request()
        self.assertEqual(release.salesperson_id, self.salesperson)
        (self.customer + self.order.partner_id).user_id = self.manager
        self._approve(release)
        self.assertEqual(release.salesperson_id, self.manager)
        self.assertEqual(release.territory_id, self.customer.keqing_territory_id)
        self.customer.write({"user_id": self.salesperson.id, "keqing_territory_id": False})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(release.salesperson_id, self.manager)
        self.assertTrue(release.territory_id)

    def test_earlier_releases_are_at_hand(self):
        first = self._request()
        self._approve(first, "action_refuse")
        second = self._request()
        self.assertEqual(second.past_ids, first)

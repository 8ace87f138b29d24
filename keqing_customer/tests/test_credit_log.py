# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import re

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .credit import CreditCommon
from .test_credit_release import ReleaseCommon


@tagged("post_install", "-at_install")
class TestCreditLog(CreditCommon):
    """Who changed what was agreed on credit, and from what, stands where sellers do not read.

    The common environment tells Odoo to track nothing: that is no way around the record.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._create_user("accountant")
        cls.accountant.group_ids += cls.env.ref("account.group_account_invoice")
        cls.accountant.group_ids += cls.env.ref("base.group_partner_manager")

    def _log(self, customer=None, company=None):
        """What stands on record, the oldest first, with the authors; amounts without symbol."""
        messages = self._account(customer, company).message_ids.sorted("id")
        symbol = self.company.currency_id.symbol
        return [
            (
                re.sub(rf"\xa0|{re.escape(symbol)}", "", html2plaintext(each.body)),
                each.author_id.name,
            )
            for each in messages
        ]

    def _new_in_log(self, act, customer=None, company=None):
        before = len(self._log(customer, company))
        told = len((customer or self.customer).message_ids)
        act()
        self.env.invalidate_all()
        self.assertEqual(len((customer or self.customer).message_ids), told, "sellers read that")
        return self._log(customer, company)[before:]

    def test_an_accountant_changes_the_limit_of_a_customer(self):
        found = self._new_in_log(
            lambda: self._call(self.accountant, self.customer, "write", {"credit_limit": 2500})
        )
        self.assertEqual(found, [("Standing Limit: 1,000.00 → 2,500.00", "Accountant")])

    def test_who_sells_does_not_read_it(self):
        self.customer.credit_limit = 2500
        [message] = self._account().message_ids[:1]
        self.assertIn("2,500", message.body)
        Message = self.env["mail.message"]
        for user, count in ((self.salesperson, 0), (self.manager, 0), (self.controller, 1)):
            found = self._call(user, Message, "search", [("id", "=", message.id)])
            self.assertEqual(len(found), count, user.login)

    def test_it_is_on_the_timeline_of_who_reads_it(self):
        self.customer.credit_limit = 2500
        told = {
            user.login: self._call(user, self.customer, "get_keqing_timeline", ["credit"])
            for user in (self.controller, self.director, self.salesperson)
        }
        for login in ("controller", "director"):
            entry, __ = told[login]["entries"]  # before it was another
            self.assertEqual((entry["kind"], entry["title"]), ("credit", "Limit"), login)
        self.assertIn("2,500", told["controller"]["entries"][0]["amount"])
        self.assertFalse(told["director"]["entries"][0]["amount"])
        self.assertEqual((told["salesperson"]["entries"], told["salesperson"]["kinds"]), ([], []))

    def test_the_same_limit_is_no_change(self):
        self.assertFalse(self._new_in_log(lambda: self.customer.write({"credit_limit": 1000})))

    def test_back_to_the_default_of_the_company(self):
        self.env["ir.default"].set("res.partner", "credit_limit", 50.0, company_id=self.company.id)
        found = self._new_in_log(
            lambda: self.customer.write({"use_partner_credit_limit": False}),
        )
        self.assertEqual([text for text, __ in found], ["Standing Limit: 1,000.00 → 50.00"])

    def test_contacts_repeat_what_is_the_customers(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        found = self._new_in_log(lambda: self.customer.write({"credit_limit": 2500}))
        self.assertEqual((len(found), contact.credit_limit), (1, 2500))
        self.assertFalse(self._new_in_log(lambda: contact.write({"credit_limit": 9}), contact))

    def test_a_customer_who_comes_with_a_limit(self):
        values = {"name": "Hu Tao", "is_company": True, "credit_limit": 700}
        customer = self.env["res.partner"].create(values)
        self.assertEqual(
            [text for text, __ in self._log(customer)], ["Standing Limit: 0.00 → 700.00"]
        )
        self.assertFalse(self._log(self._create_customer("Xingqiu")))

    def test_by_import(self):
        rows = [[str(self.customer.id), "2500"], [str(self._create_customer("Yanfei").id), "800"]]
        outcome = self._call(
            self.accountant, self.customer.browse(), "load", [".id", "credit_limit"], rows
        )
        customers = self.customer.browse(outcome["ids"])
        self.assertEqual(
            [self._log(each)[-1] for each in customers],
            [
                ("Standing Limit: 1,000.00 → 2,500.00", "Accountant"),
                ("Standing Limit: 0.00 → 800.00", "Accountant"),
            ],
        )

    def test_in_the_company_it_holds_for(self):
        elsewhere = self.customer.with_company(self.other_company)
        self.assertFalse(self._new_in_log(lambda: elsewhere.write({"credit_limit": 70})))
        self.assertEqual(
            [text for text, __ in self._log(company=self.other_company)],
            ["Standing Limit: 0.00 → 70.00"],
        )

    def test_many_at_once_cost_as_many_statements_as_a_few(self):
        costs = []
        for count in (3, 30):
            customers = self._create_customers(count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            customers.write({"credit_limit": 500})
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - before)
            self.assertEqual([len(self._log(each)) for each in customers], [1] * count)
        self.assertLessEqual(costs[1], costs[0])

    def test_other_changes_of_a_customer_cost_nothing(self):
        self.customer.ref = "KQ-1"
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.customer.write({"ref": "KQ-2"})
        self.assertFalse(self._new_in_log(lambda: self.customer.write({"ref": "KQ-3"})))

    def test_a_controller_changes_the_terms(self):
        account = self._account()
        self._call(self.controller, account, "write", {"terms": "unlimited"})
        self._call(self.controller, account, "write", {"terms": "limit", "credit_limit": 3000})
        self.assertEqual(
            self._log()[-3:],
            [
                ("Terms: Up to the limit → Unlimited", "Controller"),
                ("Standing Limit: 1,000.00 → 3,000.00", "Controller"),
                ("Terms: Unlimited → Up to the limit", "Controller"),
            ],
        )

    def test_a_controller_gives_a_temporary_limit(self):
        values = {"temporary_limit": 4000, "temporary_until": "2030-02-01"}
        self._call(self.controller, self._account(), "write", values)
        text, author = self._log()[-1]
        self.assertEqual(author, "Controller")
        self.assertRegex(text, "Temporary Limit: 0.00 → 4,000.00\nTemporary Until: – → .*2030")
        self.assertNotIn("4,000", "".join(self.customer.message_ids.mapped("body")))

    def test_merging_customers_keeps_the_record_of_both(self):
        double = self._create_customer("Ganyu again")
        double.credit_limit = 300
        self._account()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.customer + double).ids, self.customer
        )
        texts = [text for text, __ in self._log()]
        self.assertIn("Standing Limit: 0.00 → 1,000.00", texts)
        self.assertIn("Standing Limit: 0.00 → 300.00", texts)


@tagged("post_install", "-at_install")
class TestCreditHistory(ReleaseCommon):
    """Who held, released or changed what, when and why: a row each, for good."""

    def _rows(self, *names):
        rows = self.env["keqing.credit.log"].search(
            [("partner_id", "=", self.customer.id)], order="id"
        )
        return [tuple(row[name] for name in names) for row in rows]

    def test_holds_that_are_past(self):
        account = self._account().with_user(self.controller)
        account.action_hold("Bad cheques")
        account.action_unhold()
        self.assertEqual(
            self._rows("kind", "user_id", "reason")[-2:],
            [
                ("hold", self.controller, "Bad cheques"),
                ("unhold", self.controller, "Bad cheques"),
            ],
        )

    def test_limits_and_terms(self):
        values = {"credit_limit": 3000}
        self._call(self.controller, self._account(), "write", values)
        values = {"temporary_limit": 9000, "temporary_until": "2099-01-01"}
        self._call(self.controller, self._account(), "write", values)
        self._call(self.controller, self._account(), "write", {"terms": "cash"})
        self.assertEqual(
            self._rows("kind", "user_id", "amount_before", "amount")[-3:],
            [
                ("limit", self.controller, 1000, 3000),
                ("temporary", self.controller, 0, 9000),
                ("terms", self.controller, 0, 0),
            ],
        )

    def test_a_release_from_request_to_end(self):
        release = self._request()
        self._approve(release, amount_limit=1600)
        self.order.with_user(self.salesperson).action_confirm()
        self._account().with_user(self.controller).action_hold("Insolvent")
        self._request(order=self._create_order(10)).with_user(self.salesperson).action_cancel()
        self.assertEqual(
            self._rows("kind", "user_id", "amount", "document_name")[1:-2],
            [
                ("requested", self.salesperson, 1500, self.order.name),
                ("approved", self.controller, 1600, self.order.name),
                ("used", self.salesperson, 1600, self.order.name),
                ("hold", self.controller, 0, False),
                ("ended", self.controller, 1600, self.order.name),
            ],
        )
        self.assertEqual([kind for (kind,) in self._rows("kind")[-2:]], ["requested", "cancelled"])

    def test_nobody_rewrites_it(self):
        self._account().with_user(self.controller).action_hold("Bad cheques")
        rows = self.env["keqing.credit.log"].search([("partner_id", "=", self.customer.id)])
        for user in (self.controller, self.admin, self.env.user):
            for act in (
                lambda log: log.write({"reason": "Nothing"}),
                lambda log: log.unlink(),
                lambda log: log.with_user(self.controller).create(
                    {"kind": "unhold", "partner_id": self.customer.id}
                ),
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    act(rows.with_user(user))
        self._account().action_unhold()
        with self.assertRaisesRegex(UserError, "must stay known"), self.env.cr.savepoint():
            self.customer.unlink()

    def test_who_reads_it(self):
        Log = self.env["keqing.credit.log"]
        self.assertTrue(Log.with_user(self.controller).search([]))
        self.assertTrue(Log.with_user(self.director).has_access("read"))
        self.assertFalse(
            Log.with_user(self.director)._has_field_access(Log._fields["amount"], "read")
        )
        for user in (self.salesperson, self.manager):
            self.assertFalse(Log.with_user(user).has_access("read"))

    def test_its_export_is_logged(self):
        Export = self.env["keqing.export.log"]
        before = Export.search_count([])
        self.controller.group_ids += self.env.ref("base.group_allow_export")
        rows = self.env["keqing.credit.log"].with_user(self.controller).search([])
        rows.export_data(["date", "user_id", "partner_id", "kind", "amount", "reason"])
        self.assertEqual(Export.search_count([]), before + 1)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import SettlementCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebatePortal(SettlementCommon, HttpCase):
    """A customer sees its own statements once they are confirmed, signs or disputes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {"name": "Mei", "parent_id": cls.customer.id, "email": "mei@wanmin.example.com"}
        )
        cls.mei = cls._create_portal_user("mei", cls.person, cls.company)
        other = cls._create_customer("Angel's Share")
        cls.stranger = cls._create_portal_user("stranger", other, cls.company)

    @classmethod
    def _create_portal_user(cls, login, partner, company):
        return new_test_user(
            cls.env,
            login,
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def _url(self, statement, what=""):
        return f"/my/rebates/{statement.id}{what}"

    def _answer(self, statement, **values):
        values["csrf_token"] = http.Request.csrf_token(self)
        values.setdefault("read", statement._portal_version())
        return self.url_open(self._url(statement, "/answer"), data=values)

    def _state_only(self):
        self._create_invoice(self.customer, 500, "2024-02-01")
        self.program.action_state()
        return self.env["keqing.rebate.statement"].search(
            [("program_id", "=", self.program.id), ("partner_id", "=", self.customer.id)],
            order="date_to",
            limit=1,
        )

    def test_what_is_shown(self):
        statement = self._approve(500)
        self.authenticate("mei", "mei")
        page = self.url_open("/my/rebates").text
        self.assertIn(self._url(statement), page)
        self.assertIn("Yearly rebate", page)
        page = self.url_open(self._url(statement)).text
        self.assertIn("50.00", page)
        [invoice] = statement._get_originals()
        self.assertIn(invoice.name, page)
        pdf = self.url_open(self._url(statement, "/pdf"))
        self.assertEqual(pdf.status_code, 200)
        self.assertIn("attachment", pdf.headers["Content-Disposition"])

    @mute_logger("odoo.http")
    def test_what_is_not_shown(self):
        statement = self._state_only()
        self.authenticate("mei", "mei")
        self.assertNotIn(self._url(statement), self.url_open("/my/rebates").text)
        for what in ("", "/pdf"):
            self.assertEqual(self.url_open(self._url(statement, what)).status_code, 404)
        self.assertEqual(self._answer(statement, accepted="yes", name="Mei").status_code, 404)
        statement.with_user(self.manager).action_confirm()
        self.assertEqual(self.url_open(self._url(statement)).status_code, 200)
        self.authenticate("stranger", "stranger")
        for what in ("", "/pdf"):
            self.assertEqual(self.url_open(self._url(statement, what)).status_code, 404)
        self.assertEqual(self._answer(statement, accepted="yes", name="X").status_code, 404)
        self.assertFalse(statement.answer)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(self._url(statement)).url)

    @mute_logger("odoo.http")
    def test_another_companys(self):
        statement = self._approve(500)
        there = self._create_company("Elsewhere")
        self.mei.write({"company_ids": [Command.set(there.ids)], "company_id": there.id})
        self.authenticate("mei", "mei")
        self.assertEqual(self.url_open(self._url(statement)).status_code, 404)

    def test_signed(self):
        statement = self._approve(500)
        self.authenticate("mei", "mei")
        page = self._answer(statement, accepted="yes", name="")
        self.assertIn("it is your signature", page.text)
        page = self._answer(statement, accepted="yes", name="Mei Lin")
        self.assertIn("Mei Lin", page.text)
        self.assertRecordValues(
            statement,
            [{"answer": "accepted", "signed_name": "Mei Lin", "answered_by_id": self.person.id}],
        )
        self.assertEqual(statement.message_ids[0].author_id, self.person)
        page = self._answer(statement, accepted="no", words="No!")
        self.assertIn("already", page.text)
        self.assertEqual(statement.answer, "accepted")

    def test_disputed(self):
        self.program.user_id = self.manager
        statement = self._approve(500)
        self.authenticate("mei", "mei")
        self.assertIn("what is not right", self._answer(statement, accepted="no").text)
        self._answer(statement, accepted="no", words="An invoice is <missing>.")
        self.assertEqual(
            (statement.answer, statement.answer_words), ("disputed", "An invoice is <missing>.")
        )
        activity = statement.activity_ids.filtered(lambda each: each.user_id == self.manager)
        self.assertIn("&lt;missing&gt;", activity.note)
        said = statement.message_ids.filtered(lambda each: each.author_id == self.person)
        self.assertIn("&lt;missing&gt;", "".join(said.mapped("body")))
        statement.with_user(self.controller).action_return()
        self.assertFalse(statement.answer, "it is another statement then")

    def test_what_was_read_is_what_is_signed(self):
        statement = self._approve(500)
        self.authenticate("mei", "mei")
        page = self._answer(statement, accepted="yes", name="Mei", read="49/500/x")
        self.assertIn("changed meanwhile", page.text)
        self.assertFalse(statement.answer)

    def test_customers_have_no_right(self):
        statement = self._approve(500).with_user(self.mei)
        for work in (
            statement.action_confirm,
            statement.action_settle,
            statement.action_view_ledger,
            lambda: statement.payable,
        ):
            with self.assertRaises(AccessError):
                work()

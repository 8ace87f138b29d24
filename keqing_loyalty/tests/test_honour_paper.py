# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from freezegun import freeze_time

from odoo.tests import HttpCase, new_test_user, tagged

from .test_honour import HonourCommon


@tagged("post_install", "-at_install")
class TestHonourPaper(HonourCommon, HttpCase):
    """The certificate, the list of guests, and what the customer sees of it."""

    def setUp(self):
        super().setUp()
        with freeze_time("2024-12-10 04:00:00"):
            self.candidate = self._publish()

    def _print(self, report, record):
        html, __ = self.env["ir.actions.report"]._render_qweb_html(
            f"keqing_loyalty.{report}", record.ids
        )
        return html.decode()

    def test_the_certificate_names_the_customer_as_it_was(self):
        self.customer.name = "Renamed"
        page = self._print("keqing_honour_certificate", self.candidate)
        for words in ("Wanmin Restaurant", "Dealer of the Year", "Gold", "for fair dealing"):
            self.assertIn(words, page)
        self.assertNotIn("Renamed", page)
        self.assertNotIn("Because", page, "what the jury said is ours")

    def test_the_certificate_speaks_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.candidate.honour_id.sudo().with_context(lang="zh_CN").name = "年度经销商"
        self.customer.lang = "zh_CN"
        page = self._print("keqing_honour_certificate", self.candidate)
        self.assertIn("年度经销商", page)
        self.assertNotIn("Dealer of the Year", page)

    def test_the_list_of_guests(self):
        page = self._print("keqing_honour_guests", self.candidate.honour_id)
        self.assertIn("Wanmin Restaurant", page)
        self.assertIn("1,000.00", page)

    def test_the_portal_shows_what_the_own_customer_won(self):
        for login, customer in (("winner", self.customer), ("loser", self.rival)):
            user = new_test_user(
                self.env, login, "base.group_portal", company_id=self.company.id, lang="en_US"
            )
            user.partner_id.parent_id = customer
        pdf = f"/my/honours/{self.candidate.id}/pdf"
        self.authenticate("winner", "winner")
        page = self.url_open("/my/honours").text
        self.assertIn("Dealer of the Year", page)
        self.assertNotIn("Never late", page)
        self.assertIn("/my/honours", self.url_open("/my").text)
        self.assertEqual(self.url_open(pdf).status_code, 200)
        self.authenticate("loser", "loser")
        self.assertNotIn("o_keqing_portal_honour", self.url_open("/my/honours").text)
        self.assertEqual(self.url_open(pdf).status_code, 404)
        self.candidate.sudo().state = "withdrawn"
        self.authenticate("winner", "winner")
        self.assertEqual(self.url_open(pdf).status_code, 404)

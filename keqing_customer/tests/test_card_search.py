# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.tests import tagged

from ..tools import pinyin
from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestSearch(CustomerCommon):
    """A customer is found from anywhere by part of what it is recognised by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._create_user("clerk")
        cls.customer = cls._create_customer(
            "贵阳国宾酒店",
            phone="+86 138 0013 8000",
            keqing_licence_number="LY 47-11",
            vat="91520100MA6ABCDE0X",
            user_id=cls.salesperson.id,
        )
        cls.person = cls.env["res.partner"].create(
            {"name": "Yaoyao", "parent_id": cls.customer.id, "phone": "0851-8654 1234"}
        )
        cls.other = cls._create_customer("遵义酒行", keqing_territory_id=cls.south.id)

    def _found(self, text, user=None):
        partners = self.env["res.partner"].with_user(user or self.salesperson)
        return partners.browse(found for found, __ in partners.name_search(text))

    def test_by_whatever_one_knows(self):
        for text in ("国宾", "国 宾", "3800138", "138-0013-8000", "0086 13800138000", "ly4711"):
            with self.subTest(text):
                self.assertIn(self.customer, self._found(text))
        for text in ("86541234", "0851 86541234", "(0851)8654-1234", "8654"):
            with self.subTest(text):
                self.assertEqual(self._found(text), self.person)

    def test_by_initials_where_they_can_be_told(self):
        """The library that tells them is optional."""
        for text in ("gygbjd", "GBJD", "gb"):
            with self.subTest(text):
                self.assertIn(self.customer, self._found(text))
        self.customer.name = "重庆酒店"
        self.assertFalse(self._found("gygbjd"))
        self.assertIn(self.customer, self._found("cqjd"))  # not zqjd, as the signs one by one
        with patch.object(pinyin, "pypinyin", None):
            self.env["keqing.identity"]._cron_refresh()
            self.assertFalse(self._found("cqjd"))

    def test_who_looks_writes_nothing(self):
        self.env.cr.flush()
        self.env.cr.execute(
            "UPDATE res_partner SET phone = '99887766' WHERE id = %s", self.customer.ids
        )
        with self.cr.savepoint():
            self.cr.execute("SET TRANSACTION READ ONLY")
            self.assertIn(self.customer, self._found("3800138"))
            partners = self.env["res.partner"].with_user(self.salesperson)
            doubles = partners.get_keqing_doubles({"phone": "138 0013 8000"})
            self.assertEqual([each["id"] for each in doubles["known"]], self.customer.ids)
        self.env["keqing.identity"]._cron_refresh()
        self.assertIn(self.customer, self._found("99887766"))

    def test_whom_odoo_brings_into_line_is_found(self):
        self.person.type = "contact"
        self.customer.vat = "91520100MA6ZZZZZ9Y"
        self.assertIn(self.customer, self._found("ma6zzzzz9y"))
        self.assertIn(self.person, self._found("ma6zzzzz9y"))

    def test_little_is_not_enough(self):
        self.assertNotIn(self.customer, self._found("8"))
        self.assertNotIn(self.customer, self._found("g"))

    def test_a_change_is_known_at_once(self):
        self.assertFalse(self._found("99887766"))
        self.customer.phone = "9988-7766"
        self.assertIn(self.customer, self._found("99887766"))

    def test_by_nothing_that_one_may_not_see(self):
        stranger = self._create_user("stranger", "user")
        for text in ("国宾", "4711", "13800138000"):
            self.assertFalse(self._found(text, stranger), text)

    def test_who_has_no_role_finds_what_odoo_finds(self):
        self.assertIn(self.customer, self._found("国宾", self.clerk))
        self.assertFalse(self._found("3800138", self.clerk))
        self.assertFalse(self._found("86541234", self.clerk))

    def test_in_the_list(self):
        view = self.env.ref("keqing_customer.customer_view_search").with_user(self.salesperson)
        arch = self.env["res.partner"].with_user(self.salesperson).get_view(view.id, "search")
        self.assertIn("[('display_name', 'ilike', self)]", arch["arch"])
        found = (
            self.env["res.partner"]
            .with_user(self.salesperson)
            .search([("display_name", "ilike", "3800138"), ("is_company", "=", True)])
        )
        self.assertEqual(found, self.customer)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from types import SimpleNamespace
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
        """The library that tells them is optional; a stand-in knows the few that are needed."""
        with patch.object(pinyin, "pypinyin", None):
            self.assertFalse(self._found("gygb"))
        syllables = dict(zip("贵阳国宾酒店遵义行", "gygbjdzyh", strict=True))
        known = SimpleNamespace(
            Style=SimpleNamespace(FIRST_LETTER=None),
            lazy_pinyin=lambda text, **options: [syllables.get(each, each) for each in text],
        )
        with patch.object(pinyin, "pypinyin", known):
            for text in ("gygbjd", "GBJD", "gb"):
                with self.subTest(text):
                    self.assertIn(self.customer, self._found(text))
            self.customer.name = "遵义酒行"
            self.assertFalse(self._found("gygbjd"))
            self.assertIn(self.customer, self._found("zyjh"))

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

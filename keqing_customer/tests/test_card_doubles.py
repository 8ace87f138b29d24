# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged, warmup

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestDoubles(CustomerCommon):
    """Who might be there already is told while somebody types."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls._create_customer(
            "Wanmin Inn",
            city="Liyue",
            phone="+86 138 0013 8000",
            keqing_licence_number="LY 47-11",
            user_id=cls.salesperson.id,
        )

    def _doubles(self, user=None, partner=None, **typed):
        partners = (partner or self.env["res.partner"]).with_user(user or self.salesperson)
        answer = partners.get_keqing_doubles(typed)
        return [(each["id"], each["same"]) for each in answer["known"]], answer["hidden"]

    def test_by_each_fact_in_any_spelling(self):
        for typed, same in (
            ({"name": "ＷＡＮＭＩＮ  inn"}, "name"),
            ({"name": "Somebody", "phone": "138-0013-8000"}, "telephone"),
            ({"keqing_licence_number": "ly4711"}, "number"),
        ):
            with self.subTest(typed):
                self.assertEqual(self._doubles(**typed), ([(self.known.id, same)], False))
        both = {"name": "wanmin inn", "city": "Liyue", "phone": "13800138000"}
        [(__, same)], __ = self._doubles(**both)
        self.assertEqual(set(same.split(", ")), {"name", "telephone"})

    def test_nobody_is_known(self):
        for typed in ({}, {"name": "Another Inn"}, {"name": "W"}, {"phone": "无"}, {"zip": "1"}):
            with self.subTest(typed):
                self.assertEqual(self._doubles(**typed), ([], False))

    def test_nobody_is_its_own_double(self):
        self.assertEqual(self._doubles(partner=self.known, name="Wanmin Inn"), ([], False))

    def test_who_is_archived_is_known(self):
        self.known.active = False
        self.assertEqual(self._doubles(name="Wanmin Inn"), ([(self.known.id, "name")], False))

    def test_whom_one_may_not_see_is_not_named(self):
        stranger = self._create_user("stranger", "user")
        known, hidden = self._doubles(stranger, phone="13800138000")
        self.assertEqual(known, [])
        self.assertIn("same telephone", hidden)
        self.assertNotIn("Wanmin", hidden)

    def test_another_company_keeps_its_own_to_itself(self):
        self.known.write({"keqing_territory_id": False, "company_id": self.other_company.id})
        self.assertEqual(self._doubles(self.director, name="Wanmin Inn"), ([], False))

    def test_who_has_no_role_is_told_nothing(self):
        with self.assertRaises(AccessError):
            self._doubles(self._create_user("clerk"), name="Wanmin Inn")

    @warmup
    def test_many_cost_no_more_than_one(self):
        typed = {"name": "Wanmin Inn", "phone": "13800138000", "vat": "LY-12345"}
        self._doubles(**typed)
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            self._doubles(**typed)

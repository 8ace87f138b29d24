# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestMyCustomers(CustomerCommon):
    def setUp(self):
        super().setUp()
        self.in_harbour = self._create_customer("In the harbour")
        self.in_south = self._create_customer("In the south", keqing_territory_id=self.south.id)
        self.own = self._create_customer(
            "Own", keqing_territory_id=self.south.id, user_id=self.salesperson.id
        )

    def _mine(self, user):
        domain = [
            ("keqing_is_mine", "=", True),
            ("id", "in", (self.in_harbour + self.in_south + self.own).ids),
        ]
        return self.env["res.partner"].with_user(user).search(domain, order="id")

    def test_mine_are_my_own_and_those_of_my_territories(self):
        self.assertEqual(self._mine(self.salesperson), self.in_harbour + self.own)
        self.assertEqual(self._mine(self.manager), self.in_harbour)
        self.assertTrue(self.own.with_user(self.salesperson).keqing_is_mine)

    def test_a_director_without_own_customers_answers_for_all(self):
        self.assertEqual(self._mine(self.director), self.in_harbour + self.in_south + self.own)
        self.in_south.user_id = self.director
        self.assertEqual(self._mine(self.director), self.in_south)

    def test_who_owns_none_by_duty_answers_for_all(self):
        for duty in ("credit", "legal", "data_officer"):
            with self.subTest(duty=duty):
                user = self._create_user(duty)
                user.group_ids += self.env.ref(f"keqing_customer.group_customer_{duty}")
                self.assertEqual(self._mine(user), self.in_harbour + self.in_south + self.own)

    def test_a_salesperson_without_any_sees_no_more_than_before(self):
        newcomer = self._create_user("newcomer", "user")
        self.assertFalse(self._mine(newcomer))

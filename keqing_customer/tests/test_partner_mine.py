# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

from odoo.exceptions import AccessError
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

    # What one can do with many

    def _offered(self, user):
        view = self.env.ref("keqing_customer.customer_view_list")
        partners = self.env["res.partner"].with_user(user)
        views = partners.get_views([(view.id, "list")], {"toolbar": True})["views"]
        self.assertIn('multi_edit="1"', views["list"]["arch"])
        toolbar = views["list"]["toolbar"]
        return {each["name"] for kind in ("action", "print") for each in toolbar.get(kind, [])}

    def test_many_are_reassigned_assessed_and_printed_from_the_list(self):
        everybody = {"Assess", "Customer Card"}
        self.assertLessEqual(everybody | {"Reassign", "File by Rule"}, self._offered(self.admin))
        self.assertLessEqual(everybody | {"Reassign"}, self._offered(self.manager))
        offered = self._offered(self.salesperson)
        self.assertLessEqual(everybody, offered)
        self.assertFalse({"Reassign", "File by Rule"} & offered)

    def test_many_get_a_type_and_a_territory_at_once_from_who_looks_after_them(self):
        self.manager.group_ids += self.env.ref("base.group_partner_manager")
        bar = self.env["keqing.customer.type"].create({"name": "Bar"})
        vals = {"keqing_customer_type_id": bar.id, "keqing_territory_id": self.north.id}
        both = self.in_harbour + self.in_south
        with self.assertRaises(AccessError):
            both.with_user(self.manager).write(vals)
        self.in_harbour.with_user(self.manager).write(vals)
        self.assertEqual(self.in_harbour.keqing_customer_type_id, bar)
        self.assertEqual(self.in_south.keqing_customer_type_id, self.outlet)

    def test_a_favourite_of_the_list_is_kept(self):
        action = self.env.ref("keqing_customer.customer_action")
        Filters = self.env["ir.filters"].with_user(self.salesperson)
        kept = Filters.create(
            {
                "name": "To call",
                "model_id": "res.partner",
                "action_id": action.id,
                "user_ids": self.salesperson.ids,
                "domain": "[('keqing_is_mine', '=', True), ('display_name', 'ilike', '138')]",
            }
        )
        found = Filters.get_filters("res.partner", action_id=action.id)
        self.assertIn(kept.id, [each["id"] for each in found])
        domain = literal_eval(found[-1]["domain"])
        self.assertFalse(self.env["res.partner"].with_user(self.salesperson).search(domain))

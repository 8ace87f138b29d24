# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import re
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged

from .common import CustomerCommon

# One of our tables, or one of our columns written; Odoo reads all columns of a partner at once
OURS = re.compile(r'(?:FROM|JOIN|INTO|UPDATE) "?keqing_|(?:INSERT|UPDATE).*keqing_', re.DOTALL)


@tagged("post_install", "-at_install")
class TestPartnerBudget(CustomerCommon):
    """Creating and changing a partner costs nothing more than without the suite."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        creators = cls.env.ref("base.group_partner_manager")
        cls.plain = cls._create_user("plain")
        for user in (cls.plain, cls.salesperson, cls.director):
            user.group_ids += creators

    def _statements(self, user, action):
        """What the database is asked when a user does something, caches being warm."""
        partners = self.env["res.partner"].with_user(user).with_context(tracking_disable=False)
        for __ in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            statements = []

            def record(cursor, query, *args, told=statements, execute=Cursor.execute, **kwargs):
                told.append(str(getattr(query, "code", query)))
                return execute(cursor, query, *args, **kwargs)

            with patch.object(Cursor, "execute", record):
                action(partners)
                self.env.flush_all()
        return statements

    def _actions(self):
        bystander = self.env["res.partner"].create({"name": "Dawn Winery", "is_company": True})
        customer = self._create_customer()
        count = iter(range(99))
        return {
            "create": lambda partners: partners.create(
                {"name": "Mondstadt Tavern", "is_company": True, "city": "Mondstadt"}
            ),
            "create many": lambda partners: partners.create(
                [{"name": f"Tavern {number}"} for number in range(20)]
            ),
            "write": lambda partners: partners.browse(bystander.id).write(
                {"name": f"Winery {next(count)}", "city": "Springvale"}
            ),
            "write a customer": lambda partners: partners.browse(customer.id).write(
                {"phone": f"{next(count)}", "comment": "Calls back"}
            ),
        }

    def test_no_statement_of_ours(self):
        for name, action in self._actions().items():
            statements = self._statements(self.plain, action)
            with self.subTest(name):
                self.assertTrue(statements)
                self.assertFalse([each for each in statements if OURS.search(each)])

    def test_who_sees_all_customers_needs_no_more_statements(self):
        for name, action in self._actions().items():
            with self.subTest(name):
                plain, director = (
                    len(self._statements(user, action)) for user in (self.plain, self.director)
                )
                self.assertEqual(director, plain)

    def test_who_sees_some_customers_needs_one_to_look_whether_it_is_one_of_them(self):
        for name, action in self._actions().items():
            with self.subTest(name):
                plain, salesperson = (
                    len(self._statements(user, action)) for user in (self.plain, self.salesperson)
                )
                self.assertEqual(salesperson, plain + (name == "write a customer"))

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Two people claim one customer of the public pool at once, or one person two beyond the cap."""

from odoo import Command, api
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .copied import CopiedDatabaseCase


@tagged("post_install", "-at_install")
class TestClaimingAtOnce(CopiedDatabaseCase):
    def _fill(self, env):
        """Two customers of nobody, in a territory where both people work."""
        users = env["res.users"].concat(
            *(
                new_test_user(env, login, "keqing_customer.group_customer_user")
                for login in ("keqing", "ganyu")
            )
        )
        territory = env["keqing.territory"].create(
            {"name": "Harbour", "member_ids": [Command.set(users.ids)]}
        )
        customer_type = env["keqing.customer.type"].create({"name": "Outlet"})
        env["keqing.pool.rule"].create({"name": "All"})
        customers = env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "user_id": False,
                    "keqing_customer_type_id": customer_type.id,
                    "keqing_territory_id": territory.id,
                }
                for name in ("Xiao", "Qiqi")
            ]
        )
        self.users, self.customers = users.ids, customers.ids

    def _customer(self, cr, user, number):
        env = api.Environment(cr, self.users[user], {})
        return env["res.partner"].browse(self.customers[number])

    def _race(self, second_user, second_customer):
        def second(cr):
            customer = self._customer(cr, second_user, second_customer)
            return customer.env, customer.action_keqing_claim

        return self._at_once(lambda cr: self._customer(cr, 0, 0).action_keqing_claim(), second)

    def _owners(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT user_id FROM res_partner WHERE id = ANY(%s) ORDER BY id", [self.customers]
            )
            return [user_id for (user_id,) in cr.fetchall()]

    def test_one_of_two_gets_it_and_the_other_is_told(self):
        refusal = self._race(1, 0)
        self.assertIsInstance(refusal, UserError)
        self.assertRegex(str(refusal), "Xiao is (free no more|being changed by somebody else)")
        self.assertEqual(self._owners(), [self.users[0], None])
        with self.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM keqing_reassignment WHERE kind = 'claim'")
            self.assertEqual(cr.fetchall(), [(1,)])

    def test_two_claims_of_one_person_do_not_pass_the_cap(self):
        with self.registry.cursor() as cr:
            cr.execute("UPDATE res_company SET keqing_pool_cap = 1")
        refusal = self._race(0, 1)
        self.assertIsInstance(refusal, UserError)
        self.assertRegex(str(refusal), "claim 0 at most|being changed by somebody else")
        self.assertEqual(self._owners(), [self.users[0], None])

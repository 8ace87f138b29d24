# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Two people approve gifts to the same customer at once: never more than its budget."""

from odoo import api
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .copied import CopiedDatabaseCase


@tagged("post_install", "-at_install")
class TestGiftsAtOnce(CopiedDatabaseCase):
    def _fill(self, env):
        """Two gifts, each of which the budget allows, but not both."""
        grade = env.ref("keqing_customer.scale_abc").grade_ids[:1]
        grade.gift_budget = 150
        customer = env["res.partner"].create(
            {"name": "Ganyu", "is_company": True, "keqing_grade_id": grade.id}
        )
        env.company.keqing_gift_cap = 1000
        gifts = env["keqing.gift"].create(
            [
                {
                    "partner_id": customer.id,
                    "recipient_id": customer.id,
                    "item": item,
                    "amount": 100,
                    "reason": "Feast",
                }
                for item in ("Tea", "Wine")
            ]
        )
        self.gifts = gifts.ids
        self.deciders = [
            new_test_user(env, login, "keqing_customer.group_customer_all").id
            for login in ("keqing", "ningguang")
        ]

    def _gift(self, cr, number):
        env = api.Environment(cr, self.deciders[number], {})
        return env["keqing.gift"].browse(self.gifts[number])

    def _approve_second(self, cr):
        gift = self._gift(cr, 1)
        return gift.env, gift.action_approve

    def test_the_second_is_refused_though_it_began_before_the_first_was_done(self):
        refusal = self._at_once(lambda cr: self._gift(cr, 0).action_approve(), self._approve_second)
        self.assertIsInstance(refusal, UserError)
        self.assertRegex(str(refusal), "budget of the grade")
        with self.registry.cursor() as cr:
            cr.execute("SELECT state FROM keqing_gift WHERE id = ANY(%s)", [self.gifts])
            self.assertEqual(sorted(state for (state,) in cr.fetchall()), ["approved", "requested"])
            cr.execute("SELECT spent FROM keqing_gift_budget")
            self.assertEqual(cr.fetchall()[0][0], 100)

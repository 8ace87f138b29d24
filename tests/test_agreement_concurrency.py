# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Two people approve exclusive rights to the same territory at once: one of them is refused."""

from odoo import Command, api
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .copied import CopiedDatabaseCase


@tagged("post_install", "-at_install")
class TestApprovingAtOnce(CopiedDatabaseCase):
    def _fill(self, env):
        """Two agreements in review: the whole country, and a harbour in it."""
        country = env["keqing.territory"].create({"name": "Country"})
        harbour = env["keqing.territory"].create({"name": "Harbour", "parent_id": country.id})
        customers = env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("Ganyu", "Beisht")]
        )
        agreements = env["keqing.agreement"].create(
            [
                {
                    "type_id": env.ref("keqing_customer.agreement_type_distribution").id,
                    "partner_id": customer.id,
                    "territory_ids": [Command.set(territory.ids)],
                    "is_exclusive": True,
                    "stage": "review",
                }
                for customer, territory in zip(customers, country + harbour, strict=True)
            ]
        )
        self.agreements = agreements.ids
        self.reviewers = [
            new_test_user(env, login, "keqing_customer.group_customer_legal").id
            for login in ("keqing", "ningguang")
        ]

    def _agreement(self, cr, number):
        env = api.Environment(cr, self.reviewers[number], {})
        return env["keqing.agreement"].browse(self.agreements[number])

    def _approve_second(self, cr):
        agreement = self._agreement(cr, 1)
        return agreement.env, agreement.action_approve

    def test_the_second_is_refused_though_it_began_before_the_first_was_done(self):
        refusal = self._at_once(
            lambda cr: self._agreement(cr, 0).action_approve(), self._approve_second
        )
        self.assertIsInstance(refusal, UserError)
        self.assertRegex(str(refusal), "Ganyu.*exclusive right")
        with self.registry.cursor() as cr:
            cr.execute("SELECT stage FROM keqing_agreement WHERE id = ANY(%s)", [self.agreements])
            self.assertEqual(sorted(stage for (stage,) in cr.fetchall()), ["active", "review"])

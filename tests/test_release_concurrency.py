# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Two controllers decide on one request at once: it is decided once, by one of them."""

from odoo import api
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .copied import CopiedDatabaseCase


@tagged("post_install", "-at_install")
class TestDecidingAtOnce(CopiedDatabaseCase):
    def _fill(self, env):
        """A request as it was asked for; whose document does not matter to who decides."""
        customer = env["res.partner"].create({"name": "Ganyu", "is_company": True})
        release = env["keqing.credit.release"].create(
            {
                "partner_id": customer.id,
                "company_id": env.company.id,
                "document_name": "S00001",
                "reason": "A festival",
                "amount": 100,
            }
        )
        release.decision_note = "As ever"
        self.release = release.id
        self.deciders = [
            new_test_user(env, login, "keqing_customer.group_customer_credit").id
            for login in ("keqing", "ningguang")
        ]

    def _release(self, cr, number):
        env = api.Environment(cr, self.deciders[number], {})
        return env["keqing.credit.release"].browse(self.release)

    def _refuse_second(self, cr):
        release = self._release(cr, 1)
        return release.env, release.action_refuse

    def test_the_first_decision_stands(self):
        refusal = self._at_once(
            lambda cr: self._release(cr, 0).action_approve(), self._refuse_second
        )
        self.assertIsInstance(refusal, UserError)
        with self.registry.cursor() as cr:
            cr.execute("SELECT state, decided_by_id FROM keqing_credit_release")
            self.assertEqual(cr.fetchall(), [("approved", self.deciders[0])])
            cr.execute("SELECT kind FROM keqing_credit_log WHERE kind != 'requested'")
            self.assertEqual(cr.fetchall(), [("approved",)])

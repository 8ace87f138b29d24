# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestUse(TransactionCase):
    """From when on we take part in what Odoo does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env.ref("keqing_customer.group_customer_user")
        # As after the installation, whatever the database holds already
        Users = cls.registry["res.users"]
        signs_of_use = Users._keqing_signs_of_use
        last = {
            name: max(cls.env[name].with_context(active_test=False).search([]).ids, default=0)
            for name, __ in cls.env["res.users"]._keqing_signs_of_use()
        }

        def new_signs(users):
            return [
                (name, Domain(domain) & Domain("id", ">", last[name]))
                for name, domain in signs_of_use(users)
            ]

        cls.startClassPatcher(patch.object(Users, "_keqing_signs_of_use", new_signs))
        cls.env.registry.clear_cache()

    def _is_used(self):
        return self.env["res.users"]._keqing_is_used()

    def test_nobody(self):
        new_test_user(self.env, "paimon", "base.group_user,sales_team.group_sale_manager")
        self.assertFalse(self._is_used())

    def test_a_role(self):
        self.assertFalse(self._is_used())
        user = new_test_user(self.env, "keqing", "base.group_user")
        self.assertFalse(self._is_used())
        user.group_ids |= self.group
        self.assertTrue(self._is_used())

    def test_somebody_new(self):
        self.assertFalse(self._is_used())
        new_test_user(self.env, "keqing", "keqing_customer.group_customer_user")
        self.assertTrue(self._is_used())

    def test_a_type(self):
        self.assertFalse(self._is_used())
        self.env["keqing.customer.type"].create({"name": "First"})
        self.assertTrue(self._is_used())

    def test_a_territory(self):
        self.assertFalse(self._is_used())
        self.env["keqing.territory"].create({"name": "First"})
        self.assertTrue(self._is_used())

    def test_credit_asks_for_approval(self):
        company = self.env["res.company"].create({"name": "New"})
        self.assertFalse(self._is_used())
        company.keqing_credit_constraint = "approve"
        self.assertTrue(self._is_used())

    def test_credit_minds_what_is_overdue(self):
        company = self.env["res.company"].create({"name": "New"})
        self.assertFalse(self._is_used())
        company.keqing_credit_overdue_days = 30
        self.assertTrue(self._is_used())

    def test_a_credit_account(self):
        partner = self.env["res.partner"].create({"name": "Customer", "is_company": True})
        self.assertFalse(self._is_used())
        self.env["keqing.credit.account"]._of(partner)
        self.assertTrue(self._is_used())

    def test_nothing_is_kept_before(self):
        partner = self.env["res.partner"].create({"name": "Customer", "is_company": True})
        partner.write({"user_id": self.env.uid, "credit_limit": 500})
        self.env["res.partner"]._cron_lifecycle()
        for model in ("keqing.assignment", "keqing.credit.account"):
            found = self.env[model].search([("partner_id", "=", partner.id)])
            self.assertFalse(found, model)

    def test_what_is_computed_is_written_as_odoo_lets_before(self):
        user = new_test_user(
            self.env, "paimon", "sales_team.group_sale_manager,account.group_account_manager"
        )
        partner = self.env["res.partner"].create({"name": "Customer", "is_company": True})
        other = partner.copy()
        order = self.env["sale.order"].create({"partner_id": partner.id, "user_id": user.id})
        order.with_user(user).write({"amount_total": 7})
        self.assertEqual(order.amount_total, 7)
        partner.with_user(user).write({"commercial_partner_id": other.id})
        self.assertEqual(partner.commercial_partner_id, other)
        self.assertFalse(self._is_used())

    def test_nobody_is_asked_which_companies_deal_with_a_customer_before(self):
        dealing = patch.object(self.registry["res.partner"], "_get_dealing_companies")
        with dealing as asked:
            partner = self.env["res.partner"].create({"name": "Customer", "is_company": True})
            partner.company_id = self.env.company
        asked.assert_not_called()

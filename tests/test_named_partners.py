# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Nobody names a partner that they may not see: what Odoo copies of it would tell about it."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import SuiteCase


@tagged("post_install", "-at_install")
class TestNamedPartners(SuiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = (
            "keqing_customer.group_customer_user",
            "sales_team.group_sale_salesman_all_leads",
            "base.group_partner_manager",
            "account.group_account_invoice",
        )
        cls.user = new_test_user(cls.env, "suite_salesperson", ",".join(groups))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_hidden_partners_are_not_named(self):
        customer_type = self.env["keqing.customer.type"].create({"name": "Inn"})
        hidden = self.env["res.partner"].create(
            {"name": "Hidden", "keqing_customer_type_id": customer_type.id}
        )
        self.assertFalse(hidden.with_user(self.user).has_access("read"))
        for model, name in self._partner_fields():
            record = self.samples.get(model._name).with_user(self.user)
            with self.subTest(model=model._name, field=name):
                for call in (record.write, record.create):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        call({name: hidden.id})

    def _partner_fields(self):
        """Each field by which a model of Odoo copies what is known of a partner.

        Records of ours follow their customer by rules, see ``keqing.customer.record.mixin``.
        """
        found = [
            (model, field.name)
            for model in self.extended_models
            if hasattr(model, "_check_partners_readable")
            for field in model._fields.values()
            if field.type == "many2one" and field.comodel_name == "res.partner" and field.store
            if not field.readonly and not field.compute and not field.related
        ]
        self.assertLessEqual(
            {"crm.lead", "sale.order", "account.move", "res.partner"},
            {model._name for model, __ in found},
        )
        return found

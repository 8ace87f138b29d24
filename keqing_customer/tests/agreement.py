# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import new_test_user

from .common import CustomerCommon


class AgreementCommon(CustomerCommon):
    """A customer of the salesperson in the harbour, and a legal reviewer who has no customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.legal = new_test_user(
            cls.env, "legal", "keqing_customer.group_customer_legal", company_id=cls.company.id
        )
        cls.customer = cls._create_customer(user_id=cls.salesperson.id)
        cls.rival = cls._create_customer("Beisht")
        cls.distribution = cls.env.ref("keqing_customer.agreement_type_distribution")
        cls.goods = cls.env["product.category"].create({"name": "Goods"})
        cls.drinks = cls.env["product.category"].create(
            {"name": "Drinks", "parent_id": cls.goods.id}
        )
        cls.wine = cls.env["product.category"].create({"name": "Wine", "parent_id": cls.drinks.id})
        cls.tea = cls.env["product.category"].create({"name": "Tea", "parent_id": cls.goods.id})

    @classmethod
    def _create_agreement(cls, partner=None, stage="draft", user=None, **values):
        """An agreement with the customer for the year 2024.

        :param stage: where it is, without anybody having brought it there
        :param user: who draws it up; nobody whose rights count if None
        """
        for name in ("territory_ids", "category_ids"):
            if name in values:
                values[name] = [Command.set(values[name].ids)]
        agreement = (
            cls.env["keqing.agreement"]
            .with_user(user or cls.env.user)
            .create(
                {
                    "type_id": cls.distribution.id,
                    "partner_id": (partner or cls.customer).id,
                    "company_id": cls.company.id,
                    "date_from": "2024-01-01",
                    "date_to": "2024-12-31",
                    **values,
                }
            )
        )
        if stage != "draft":
            agreement.sudo().stage = stage
        return agreement

    @classmethod
    def _target(cls, amount, date_from="2024-01-01", date_to="2024-12-31", category=None):
        """Values of a purchase target."""
        return Command.create(
            {
                "amount": amount,
                "date_from": date_from,
                "date_to": date_to,
                "category_id": category and category.id,
            }
        )

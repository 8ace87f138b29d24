# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What the acceptance tests of the policy packs start from."""

from odoo.tests import freeze_time

from odoo.addons.keqing_customer.tests.common import CustomerCommon


class PolicyCommon(CustomerCommon):
    """A small company that has just loaded a policy, and works by its records."""

    pack = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["keqing.policy"]._load(cls.pack, cls.company)
        cls.types = cls._by_code("keqing.customer.type")
        cls.roles = cls._by_code("keqing.contact.role")
        cls.indicators = cls._by_code("keqing.indicator")

    @classmethod
    def _by_code(cls, model):
        return {each.code: each for each in cls.env[model].search([("code", "!=", False)])}

    @classmethod
    def _scorecard(cls, name=""):
        """The company's own copy of ``scorecard_<pack><name>``."""
        return cls.env.ref(f"keqing_customer.{cls.company.id}_scorecard_{cls.pack}{name}")

    @classmethod
    def _create_customer(cls, name="Ganyu", kind=None, **values):
        """A customer in the harbour.

        :param kind: code of its customer type
        """
        if kind:
            values["keqing_customer_type_id"] = cls.types[kind].id
        return super()._create_customer(name, **values)

    @classmethod
    def _create_person(cls, customer, role, **values):
        """Somebody at a customer, known by the code of a role."""
        return cls.env["res.partner"].create(
            {
                "name": role.replace("_", " ").title(),
                "parent_id": customer.id,
                "keqing_role_id": cls.roles[role].id,
                **values,
            }
        )

    def _visit(self, customer, *days, user=None, **values):
        """Whole visits on some days, one each: every step ticked, what is mandatory excused.

        Somebody is met there: who is known, else a shopkeeper.
        """
        people = customer.child_ids or self.env["res.partner"].create(
            {"name": "Shopkeeper", "parent_id": customer.id}
        )
        for day in days:
            with freeze_time(f"{day} 03:00:00"):
                visit = (
                    self.env["keqing.visit"]
                    .with_user(user or self.salesperson)
                    .create(
                        {
                            "partner_id": customer.id,
                            "user_id": (user or self.salesperson).id,
                            "met_ids": people.ids,
                            "result": "All is well",
                            "next_step": "Come again",
                            **values,
                        }
                    )
                )
                visit.step_ids.write({"is_done": True})
                visit.check_ids.write({"reason": "Stocktaking"})
                visit.action_done()

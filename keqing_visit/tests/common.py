# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.addons.keqing_customer.tests.common import CustomerCommon


class VisitCommon(CustomerCommon):
    """A salesperson with a customer of grade A, who is contacted once a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grade_a.write({"contact_interval": 1, "contact_interval_unit": "month"})
        cls.customer = cls._create_owned("Wanmin Restaurant")

    @classmethod
    def _create_owned(cls, name, grade=None, **values):
        customer = cls._create_customer(name, user_id=cls.salesperson.id, **values)
        customer.with_company(cls.company).keqing_grade_id = grade or cls.grade_a
        cls.env.flush_all()
        return customer

    def _create_visit(self, **values):
        return self.env["keqing.visit"].create(
            {"partner_id": self.customer.id, "user_id": self.salesperson.id, **values}
        )

    def _created_on(self, customers, day):
        """As if they had become customers on a day."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = ANY(%s)", [day, customers.ids]
        )
        self.env.invalidate_all()

    def _refresh(self):
        self.env["keqing.contact.due"]._refresh(self.company)

    def _due(self, customer=None):
        return self.env["keqing.contact.due"].search(
            [("partner_id", "=", (customer or self.customer).id)]
        )

    def _merge(self, gone, kept):
        Merge = self.env["base.partner.merge.automatic.wizard"]
        Merge._merge((gone + kept).ids, kept)
        self.env.invalidate_all()

    def _plan(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_visit.ir_cron_plan").method_direct_trigger()
        self.env.invalidate_all()

    def _planned(self, customers=None):
        return self.env["keqing.visit"].search(
            [("partner_id", "in", (customers or self.customer).ids), ("state", "=", "planned")],
            order="planned_on, id",
        )

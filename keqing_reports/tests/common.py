# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.addons.keqing_customer.tests.common import CustomerCommon


class ReportsCommon(CustomerCommon):
    """Two territories, each with a salesperson who holds customers there.

    In March 2024 Wanmin (harbour, salesperson) bought 1,000 in one invoice and Ganyu 200 in four;
    Xinyue (south, colleague) bought 300 in one. The March before Wanmin bought 800 in one, in
    February 2024 600 in two. Goods cost six tenths of what they are sold for.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_user("colleague", "user")
        cls.south.member_ids = cls.colleague
        cls.wine = cls._create_product("Dandelion wine", standard_price=6)
        cls.wanmin = cls._create_customer("Wanmin Restaurant", user_id=cls.salesperson.id)
        cls.ganyu = cls._create_customer("Ganyu's Shop", user_id=cls.salesperson.id)
        cls.xinyue = cls._create_customer(
            "Xinyue Kiosk", user_id=cls.colleague.id, keqing_territory_id=cls.south.id
        )
        for customer, amount, day in (
            (cls.wanmin, 1000, "2024-03-05"),
            (cls.ganyu, 50, "2024-03-05"),
            (cls.ganyu, 50, "2024-03-06"),
            (cls.ganyu, 50, "2024-03-07"),
            (cls.ganyu, 50, "2024-03-31"),
            (cls.xinyue, 300, "2024-03-20"),
            (cls.wanmin, 800, "2023-03-20"),
            (cls.wanmin, 400, "2024-02-05"),
            (cls.wanmin, 200, "2024-02-29"),
        ):
            cls._create_invoice(customer, amount, day, quantity=amount / 10, product=cls.wine)
        cls.kpis = {kpi.code: kpi for kpi in cls.env["keqing.kpi"].search([])}

    def _table(self, code, by, period, user=None, **options):
        kpi = self.kpis[code].with_user(user or self.director)
        return kpi.with_company(self.company)._get_table(by, period, **options)

    def _values(self, code, by, period, user=None, **options):
        """``{label of a row: value}``"""
        table = self._table(code, by, period, user, **options)
        return {row["label"]: row["values"][0] for row in table["rows"]}

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users

from odoo.addons.keqing_customer.tests.common import CustomerCommon


class AllocationCommon(CustomerCommon):
    """Three customers of the harbour: of grade A, which weighs 3, of B, which weighs 1, and of
    none. In the last twelve months they bought for 1,000, 2,000 and 5,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grade_a.allocation_weight = 3
        cls.grade_b.allocation_weight = 1
        cls.wine = cls._create_product("Vintage wine")
        cls.ganyu, cls.keqing, cls.qiqi = (
            cls._create_customer(name, user_id=cls.salesperson.id, **values)
            for name, values in (
                ("Ganyu", {"keqing_grade_id": cls.grade_a.id}),
                ("Keqing", {"keqing_grade_id": cls.grade_b.id}),
                ("Qiqi", {}),
            )
        )
        cls._create_invoice(cls.ganyu, 1000, "2024-03-01")
        cls._create_invoice(cls.keqing, 2000, "2024-05-01")
        cls._create_invoice(cls.qiqi, 5000, "2024-05-01")
        cls._create_invoice(cls.keqing, 900, "2023-05-31")  # longer ago than twelve months

    @classmethod
    def _create_allocation(cls, **values):
        """100 pieces of wine in June, to be ordered by those who have a grade."""
        return cls.env["keqing.allocation"].create(
            {
                "name": "Spring release",
                "product_id": cls.wine.id,
                "supply": 100,
                "date_from": "2024-06-01",
                "date_to": "2024-06-30",
                "territory_ids": [Command.link(cls.harbour.id)],
                **values,
            }
        )

    def _publish(self, **values):
        allocation = self._create_allocation(**values)
        allocation.action_compute()
        allocation.action_publish()
        return allocation

    def _shares(self, allocation):
        return {share.partner_id: share.quantity for share in allocation.share_ids}

    def _share(self, allocation, customer):
        return allocation.share_ids.filtered(lambda share: share.partner_id == customer)

    def _order(self, customer, quantity, uom=None, user=None, product=None, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": self.salesperson.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": (product or self.wine).id,
                            "product_uom_qty": quantity,
                            "product_uom_id": (uom or self.wine.uom_id).id,
                        }
                    )
                ],
                **values,
            }
        )
        return order.with_user(user) if user else order


@tagged("post_install", "-at_install")
@freeze_time("2024-06-01 04:00:00")
class TestAllocation(AllocationCommon):
    def test_by_weight_and_purchases(self):
        """3 x 1,000 and 1 x 2,000: 60 and 40; who has no grade has no weight."""
        allocation = self._create_allocation()
        allocation.action_compute()
        self.assertEqual(self._shares(allocation), {self.ganyu: 60, self.keqing: 40, self.qiqi: 0})
        self.assertEqual(allocation.state, "computed")
        self.assertEqual((allocation.shared, allocation.remaining), (100, 0))
        self.assertFalse(allocation.rest_text)
        reason = self._share(allocation, self.ganyu).reason
        self.assertIn(
            "Grade Key weighs 3, times purchases of", reason.replace(self.grade_a.name, "Key")
        )
        self.assertIn("1,000.00", reason)
        self.assertIn("from Jun 2, 2023 to Jun 1, 2024: 60 of 100 Units", reason)
        self.assertIn("has no weight", self._share(allocation, self.qiqi).reason)

    def test_weight_without_grade(self):
        """3,000 : 2,000 : 2,500."""
        allocation = self._create_allocation(weight_without_grade=0.5, supply=75)
        allocation.action_compute()
        self.assertEqual(self._shares(allocation), {self.ganyu: 30, self.keqing: 20, self.qiqi: 25})

    def test_by_the_product_itself(self):
        """Two dozen less six, and ten: 3 x 18 to 1 x 10 of 64."""
        dozen = self.env.ref("uom.product_uom_dozen")
        invoice = self._create_invoice(
            self.ganyu, 240, "2024-04-01", quantity=2, product=self.wine, post=False
        )
        invoice.invoice_line_ids.product_uom_id = dozen
        invoice.action_post()
        self._create_invoice(
            self.ganyu, 60, "2024-04-02", quantity=6, product=self.wine, refund=True
        )
        self._create_invoice(self.keqing, 100, "2024-04-02", quantity=10, product=self.wine)
        allocation = self._create_allocation(history="product", supply=64)
        allocation.action_compute()
        self.assertEqual(self._shares(allocation)[self.ganyu], 54)
        self.assertEqual(self._shares(allocation)[self.keqing], 10)
        self.assertIn("18 Units bought", self._share(allocation, self.ganyu).reason)

    def test_by_an_indicator(self):
        mark = self._create_indicator("sellout", unit="count")
        self._assess(mark, self.ganyu, 10, "2024-05-20")
        self._assess(mark, self.keqing, 50, "2024-05-20")
        allocation = self._create_allocation(
            history="indicator", history_indicator_id=mark.id, supply=80
        )
        allocation.action_compute()
        self.assertEqual(self._shares(allocation)[self.ganyu], 30)
        self.assertEqual(self._shares(allocation)[self.keqing], 50)
        self.assertIn("Sellout (10)", self._share(allocation, self.ganyu).reason)
        lower = self._create_indicator("lateness", better="lower")
        with self.assertRaisesRegex(ValidationError, "more is better"):
            allocation.sudo().history_indicator_id = lower

    def test_by_grade_alone(self):
        allocation = self._create_allocation(history="none")
        allocation.action_compute()
        self.assertEqual(self._shares(allocation)[self.ganyu], 75)
        self.assertIn("weighs 3:", self._share(allocation, self.ganyu).reason)

    def test_guarantee_and_cap(self):
        newcomer = self._create_customer("Xiao", keqing_grade_id=self.grade_b.id)
        allocation = self._create_allocation(guarantee=5, cap=50)
        allocation.action_compute()
        self.assertEqual(
            self._shares(allocation),
            {self.ganyu: 50, self.keqing: 45, newcomer: 5, self.qiqi: 0},
        )
        self.assertIn("nobody gets more than 50", self._share(allocation, self.ganyu).reason)
        self.assertIn("everybody gets at least 5", self._share(allocation, newcomer).reason)

    def test_cap_leaves_some_over(self):
        allocation = self._create_allocation(cap=30)
        allocation.action_compute()
        self.assertEqual(sum(self._shares(allocation).values()), 60)
        self.assertEqual(allocation.remaining, 40)
        self.assertIn("40 Units are left over", allocation.rest_text)

    def test_too_little_for_the_guarantee(self):
        allocation = self._create_allocation(guarantee=60, supply=101)
        allocation.action_compute()
        self.assertEqual(self._shares(allocation)[self.ganyu], 51)
        self.assertEqual(self._shares(allocation)[self.keqing], 50)
        self.assertIn("less than 60 for each of 2", allocation.rest_text)

    def test_nobody(self):
        allocation = self._create_allocation(territory_ids=[Command.link(self.south.id)])
        with self.assertRaisesRegex(UserError, "nobody to share out to"):
            allocation.action_compute()

    def test_only_those_named(self):
        other = self._create_customer(
            "Albedo", keqing_grade_id=self.grade_a.id, keqing_territory_id=self.south.id
        )
        allocation = self._create_allocation(grade_ids=[Command.link(self.grade_a.id)])
        allocation.action_compute()
        self.assertEqual(self._shares(allocation), {self.ganyu: 100})
        self.assertNotIn(other, allocation.share_ids.partner_id)

    def test_gate_overdue(self):
        """All invoices of March are overdue by June."""
        self._pay(
            self.env["account.move"].search([("partner_id", "=", self.ganyu.id)]),
            1000,
            "2024-05-30",
        )
        allocation = self._create_allocation(gate_overdue=True)
        allocation.action_compute()
        self.assertEqual(self._shares(allocation), {self.ganyu: 100, self.keqing: 0, self.qiqi: 0})
        self.assertIn("overdue", self._share(allocation, self.keqing).reason)

    def test_gate_licence(self):
        self.ganyu.keqing_licence_expiry = "2024-06-29"
        self.keqing.keqing_licence_expiry = "2024-06-30"
        self.qiqi.keqing_compliance = "violation"
        allocation = self._create_allocation(gate_licence=True, weight_without_grade=1)
        allocation.action_compute()
        self.assertEqual(self._shares(allocation), {self.ganyu: 0, self.keqing: 100, self.qiqi: 0})

    def test_terms_hold_once_tried_out(self):
        allocation = self._create_allocation().with_user(self.manager)
        allocation.supply = 90
        allocation.action_compute()
        with self.assertRaisesRegex(UserError, "reckoned from its terms"):
            allocation.supply = 80
        allocation.action_draft()
        self.assertFalse(allocation.share_ids)
        allocation.supply = 80
        allocation.action_compute()
        allocation.action_publish()
        with self.assertRaises(UserError):
            allocation.action_draft()
        with self.assertRaises(UserError):
            allocation.action_compute()
        with self.assertRaises(UserError):
            allocation.unlink()

    def test_queries_do_not_grow(self):
        self._create_customers(3, keqing_grade_id=self.grade_b.id)
        allocation = self._create_allocation(gate_overdue=True, guarantee=1)
        allocation.action_compute()
        few = self._count_queries(allocation)
        self._create_customers(40, keqing_grade_id=self.grade_b.id)
        self.assertLessEqual(self._count_queries(allocation), few + 2)

    def _count_queries(self, allocation):
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        allocation.action_compute()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    @users("salesperson")
    def test_salesperson_reads_alone(self):
        allocation = self._create_allocation(supply=10)
        allocation.action_compute()
        local = self.env["keqing.allocation"].browse(allocation.id)
        self.assertEqual(len(local.share_ids), 3)
        for refused in (local.action_compute, local.action_publish, local.action_draft):
            with self.assertRaises(AccessError):
                refused()

    def test_manager_publishes_own_territories(self):
        stranger = self._create_customer(
            "Albedo", keqing_grade_id=self.grade_a.id, keqing_territory_id=self.south.id
        )
        self._create_invoice(stranger, 1000, "2024-05-01")
        everywhere = self._create_allocation(territory_ids=False).with_user(self.manager)
        everywhere.action_compute()
        self.env.invalidate_all()
        self.assertNotIn(stranger, everywhere.share_ids.partner_id)
        with self.assertRaisesRegex(AccessError, "whom you do not look after"):
            everywhere.action_publish()
        everywhere.with_user(self.director).action_publish()
        self.assertEqual(everywhere.published_by_id, self.director)

    def test_owners_are_told(self):
        allocation = self._publish()
        told = self.env["mail.message"].search(
            [
                ("model", "=", allocation._name),
                ("res_id", "=", allocation.id),
                ("notified_partner_ids", "in", self.salesperson.partner_id.ids),
            ]
        )
        self.assertEqual(len(told), 1)
        self.assertIn("Ganyu: 60 Units", told.body)
        self.assertIn("Keqing: 40 Units", told.body)
        self.assertNotIn("Qiqi", told.body)

    def test_shared_out_once(self):
        self._publish()
        again = self._create_allocation(date_from="2024-06-30", date_to="2024-07-15")
        again.action_compute()
        with self.assertRaisesRegex(UserError, "has a share of Vintage wine by Spring release"):
            again.action_publish()

    def test_over(self):
        allocation = self._create_allocation(date_from="2024-05-01", date_to="2024-05-31")
        allocation.action_compute()
        with self.assertRaisesRegex(UserError, "was over on May 31, 2024"):
            allocation.action_publish()

    def test_fairness(self):
        allocation = self._publish()
        self._order(self.ganyu, 30).action_confirm()
        self._order(self.keqing, 40).action_confirm()
        allocation.invalidate_recordset()
        lines = allocation.fairness_text.splitlines()
        self.assertEqual(len(lines), 2)
        self.assertIn("1 customers, 60 Units, of which 30 ordered (50%)", lines[0])
        self.assertIn("1 customers, 40 Units, of which 40 ordered (100%)", lines[1])
        self.assertAlmostEqual(allocation.gini, 0.1)  # (60 - 40) / (2 x 100)

    def test_merge_adds_up(self):
        allocation = self._publish()
        self.env["keqing.allocation.share"]._merge_partners(self.keqing, self.ganyu)
        self.assertEqual(self._shares(allocation), {self.ganyu: 100, self.qiqi: 0})

    def test_unit(self):
        metre = self.env.ref("uom.product_uom_meter")
        with self.assertRaisesRegex(ValidationError, "is not counted in m"):
            self._create_allocation(uom_id=metre.id)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from lxml import etree, html

from odoo.tests import tagged

from .common import CustomerCommon

BADGE = {"fields": {"code": {}, "color": {}, "name": {}, "display_name": {}}}


@tagged("post_install", "-at_install")
class TestScreenCost(CustomerCommon):
    """What our fields on Odoo's own partner screens cost, in queries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bar = cls.env["keqing.customer.type"].create(
            {"name": "Bar", "parent_id": cls.outlet.id}
        )
        cls.customers = cls._create_customers(80, keqing_customer_type_id=cls.bar.id)
        grades = cls.grade_a + cls.grade_b + cls.grade_c
        for position, customer in enumerate(cls.customers):
            customer.sudo().keqing_grade_id = grades[position % 3]
            customer.sudo().keqing_credit_grade_id = grades[(position + 1) % 3]

    def _specification(self, view, view_type):
        """What the web client reads for a view: (stock fields, ours)."""
        Partner = self.env["res.partner"].with_user(self.manager)
        arch = etree.fromstring(Partner.get_view(view.id, view_type)["arch"])
        nested = {field for each in arch.iter("field") for field in each.iterdescendants("field")}
        stock, ours = {}, {}
        for node in arch.iter("field"):
            if node in nested:
                continue
            name = node.get("name")
            is_badge = node.get("widget") == "keqing_grade"
            relational = Partner._fields[name].type == "many2one"
            plain = {"fields": {"display_name": {}}} if relational else {}
            (ours if name.startswith("keqing_") else stock)[name] = BADGE if is_badge else plain
        return stock, ours

    def _count_queries(self, partners, specification):
        partners = partners.with_user(self.manager)
        for __ in range(2):  # the first time warms the caches of the registry
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners.web_read(specification)
        return self.env.cr.sql_log_count - before

    def _extra_queries(self, partners, view, view_type):
        stock, ours = self._specification(self.env.ref(view), view_type)
        self.assertIn("keqing_grade_id", ours)
        cost = self._count_queries(partners, stock)
        return self._count_queries(partners, {**stock, **ours}) - cost

    def test_a_form_costs_at_most_six_queries_more(self):
        extra = self._extra_queries(self.customers[0], "base.view_partner_form", "form")
        self.assertLessEqual(extra, 6)

    def test_a_list_of_80_costs_at_most_one_query_more(self):
        extra = self._extra_queries(self.customers, "base.view_partner_tree", "list")
        self.assertLessEqual(extra, 1)

    def test_nothing_is_added_for_those_who_do_not_work_with_customers(self):
        employee = self._create_user("employee")
        for view_type in ("form", "list", "kanban"):
            view = self.env["res.partner"].with_user(employee).get_view(view_type=view_type)
            added = etree.fromstring(view["arch"]).xpath("//*[contains(@name, 'keqing')]")
            self.assertFalse(added, view_type)


@tagged("post_install", "-at_install")
class TestRunReport(CustomerCommon):
    def test_it_names_who_moved_and_who_was_set_by_hand_with_the_reason(self):
        amounts = {"Riser": (1_000, 9_000), "Faller": (9_000, 1_000), "Same": (5_000, 5_000)}
        customers = {name: self._create_customer(name) for name in [*amounts, "Chosen"]}
        for name, (before, now) in amounts.items():
            self._create_invoice(customers[name], before, "2023-11-10")
            self._create_invoice(customers[name], now, "2024-02-10")
        scorecard = self._create_scorecard()
        self._confirm_run(scorecard, "2023-12-31")
        run = self._compute_run(scorecard)
        self._evaluation(run, customers["Chosen"])._override(self.grade_c, "Closed for repairs")

        Report = self.env["report.keqing_customer.keqing_evaluation_run_report"]
        evaluations, left_out = Report._get_report_values(run.ids)["moved"][run.id]
        self.assertEqual(
            evaluations.partner_id.sorted("name").mapped("name"), ["Chosen", "Faller", "Riser"]
        )
        self.assertEqual(evaluations[0].partner_id, customers["Faller"])
        self.assertFalse(left_out)

        content, __ = self.env["ir.actions.report"]._render_qweb_html(
            "keqing_customer.keqing_evaluation_run_report", run.ids
        )
        text = " ".join(html.fromstring(content).text_content().split())
        self.assertIn("2024 Q1 · Grades of sellers", text)
        self.assertIn("Not confirmed yet", text)
        self.assertIn("1 up · 1 down · 2 unchanged", text)
        self.assertIn("Closed for repairs", text)
        self.assertNotIn("Same", text)

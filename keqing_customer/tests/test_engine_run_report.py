# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from lxml import html

from odoo.tests import tagged

from .common import CustomerCommon


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

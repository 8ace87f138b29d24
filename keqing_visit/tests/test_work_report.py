# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users

from .common import VisitCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestWorkReport(VisitCommon):
    """What a report says, who reads it, and that it stays as it was submitted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"

    def _report(self, user=None, **values):
        return self.env["keqing.work.report"].with_user(user or self.salesperson).create(values)

    def _done(self, day, **values):
        visit = self._create_visit(planned_on=day, **{"result": "Fine", **values})
        with freeze_time(f"{day} 04:00:00"):
            visit.action_done()
        return visit

    def test_the_figures(self):
        """Two visits and a call done, one of them at a customer seen already; one missed."""
        other = self._create_owned("Wangshu Inn")
        self._done("2026-03-30", next_step="Send samples")
        self._done("2026-03-31", contact_kind="phone")
        late = self._create_visit(partner_id=other.id, planned_on="2026-03-02", result="Late")
        late.action_done()  # on the 31st
        missed = self._create_visit(partner_id=other.id, planned_on="2026-03-31")
        missed.state = "missed"
        self._create_visit(planned_on="2026-04-01")  # the same week, another month
        self._done("2026-02-28")
        report = self._report(kind="monthly", day="2026-03-15")
        figures = (
            *(report.visits_planned, report.contacts_done, report.visits_done),
            *(report.visits_in_time, report.visits_missed, report.customers_reached),
            report.next_steps,
        )
        self.assertEqual(figures, (4, 3, 2, 2, 1, 2, 1))
        week = self._report(kind="weekly", day="2026-03-31")
        self.assertEqual((week.visits_planned, week.contacts_done), (4, 3))

    def test_orders_breaches_care_and_new_customers(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.salesperson.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "price_unit": 250, "tax_ids": False}
                    )
                ],
            }
        )
        report = self._report()
        self.assertEqual(report.orders_taken, 0)  # a quotation is none
        order.action_confirm()
        order.date_order = "2026-03-30 17:00:00"  # the 31st in Shanghai
        item = self.env["keqing.check.item"].search([("code", "=", "shelf_price")])
        self.env["keqing.price.band"].create({"product_id": self.product.id, "low": 8, "high": 9})
        self._done(
            "2026-03-31",
            check_ids=[
                Command.create({"item_id": item.id, "product_id": self.product.id, "price": 12})
            ],
        )
        self._create_invoice(self.customer, 500, "2026-03-31")
        report.invalidate_recordset()
        self.assertEqual((report.orders_taken, report.orders_amount), (1, 250))
        self.assertEqual((report.price_breaches, report.new_customers), (1, 1))
        yesterday = self._report(day="2026-03-30")
        self.assertEqual((yesterday.orders_taken, yesterday.new_customers), (0, 0))

    def test_each_figure_opens_what_it_counts(self):
        self._done("2026-03-31", next_step="Send samples")
        self._create_visit(planned_on="2026-03-31").state = "missed"
        report = self._report()
        counted = {
            "planned": report.visits_planned,
            "done": report.contacts_done,
            "missed": report.visits_missed,
            "promised": report.next_steps,
            "breaches": report.price_breaches,
            "care": report.care_done,
        }
        for what, count in counted.items():
            action = report.with_context(facts=what).action_open_facts()
            found = self.env[action["res_model"]].search_count(action["domain"])
            self.assertEqual(found, count, what)

    def test_any_number_of_reports_costs_the_same(self):
        one = self._report(day="2026-03-31")
        many = one
        for day in range(10, 30):
            many += self._report(day=f"2026-03-{day}")
        self.env.flush_all()
        for reports in (one, many):
            reports.invalidate_recordset()
            reports.mapped("company_id.keqing_tz")
            reports.fetch(["state", "kept_figures", "user_id", "company_id", "date_from"])
            with self.assertQueryCount(1):
                reports.mapped("contacts_done")

    def test_days_weeks_and_months_end_where_they_end(self):
        cases = (
            ("daily", "2026-03-01", "2026-03-01", "2026-03-01"),
            ("weekly", "2026-01-01", "2025-12-29", "2026-01-04"),  # across the year
            ("weekly", "2026-03-29", "2026-03-23", "2026-03-29"),
            ("monthly", "2025-12-31", "2025-12-01", "2025-12-31"),
            ("monthly", "2024-02-10", "2024-02-01", "2024-02-29"),
        )
        for kind, day, first, last in cases:
            report = self._report(kind=kind, day=day)
            self.assertEqual([str(report.date_from), str(report.date_to)], [first, last])

    def test_nobody_tells_of_what_is_to_come(self):
        """At 17:00 UTC the company's next day has begun."""
        with self.assertRaisesRegex(ValidationError, "has not begun"):
            self._report(day="2026-04-01")
        with freeze_time("2026-03-31 17:00:00"):
            self.assertTrue(self._report(day="2026-04-01"))

    # Submitting

    def test_submitted_it_is_frozen(self):
        """Neither its author nor an administrator changes it, by whatever call."""
        visit = self._done("2026-03-31")
        report = self._report(comment="Rain")
        report.action_submit()
        self.assertEqual((report.state, report.contacts_done), ("submitted", 1))
        self._done("2026-03-31", partner_id=self._create_owned("Wangshu Inn").id)
        visit.sudo().is_in_time = False
        report.invalidate_recordset()
        self.assertEqual((report.contacts_done, report.visits_in_time), (1, 1))
        for user in (self.salesperson, self.admin):
            theirs = report.with_user(user)
            for vals in (
                {"comment": "Sun"},
                {"kind": "weekly"},
                {"day": "2026-03-30"},
                {"state": "draft"},
                {"kept_figures": {"contacts_done": 9}},
                {"is_late": True},
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    theirs.write(vals)
            with self.assertRaises(UserError), self.env.cr.savepoint():
                theirs.unlink()
            with self.assertRaises(UserError), self.env.cr.savepoint():
                theirs.action_submit()
        self.assertEqual(report.comment, "Rain")

    def test_a_draft_is_its_authors_alone(self):
        report = self._report()
        for user in (self.manager, self.admin):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                report.with_user(user).comment = "Put into the mouth"
            with self.assertRaises(UserError), self.env.cr.savepoint():
                report.with_user(user).action_submit()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            report.user_id = self.manager
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._report(self.manager, user_id=self.salesperson.id)
        report.unlink()

    @users("salesperson")
    def test_the_form(self):
        with Form(self.env["keqing.work.report"]) as form:
            form.kind = "weekly"
            form.day = "2026-03-20"
            form.comment = "Quiet"
        self.assertEqual(str(form.record.date_from), "2026-03-16")

    def test_a_report_is_printed(self):
        report = self._report(comment="They ask for smaller cases")
        html, __ = self.env["ir.actions.report"]._render_qweb_html(
            "keqing_visit.keqing_work_report_report", report.ids
        )
        self.assertIn(b"They ask for smaller cases", html)

    # Who reads it

    def test_who_may_see_it(self):
        colleague = self._create_user("colleague", "user")
        southerner = self._create_user("southerner", "manager")
        self.south.manager_id = southerner
        report = self._report()
        seen = {
            user.login: bool(report.with_user(user).search([("id", "=", report.id)]))
            for user in (self.salesperson, self.manager, self.director, colleague, southerner)
        }
        self.assertEqual(
            seen,
            {
                "salesperson": True,
                "manager": True,
                "director": True,
                "colleague": False,
                "southerner": False,
            },
        )
        with self.assertRaises(AccessError):
            report.with_user(colleague).read(["comment"])

    def test_a_form_tells_nothing_of_another_person(self):
        self._done("2026-03-31")
        asked = {"user_id": self.salesperson.id, "kind": "daily", "day": "2026-03-31"}
        asked["company_id"] = self.company.id
        spec = {"contacts_done": {}, "date_from": {}}
        for user, count in ((self.salesperson, 1), (self._create_user("colleague", "user"), 0)):
            Report = self.env["keqing.work.report"].with_user(user)
            told = Report.onchange(asked, ["day"], spec)["value"]
            self.assertEqual(told.get("contacts_done", 0), count, user.login)

    def test_a_managers_report_is_for_the_managers_above(self):
        chief = self._create_user("chief", "manager")
        self.country.manager_id = chief
        report = self._report(self.manager)
        self.assertTrue(report.with_user(chief).search([("id", "=", report.id)]))
        self.assertTrue(report.with_user(chief).is_of_my_people)
        self.assertFalse(report.with_user(self.salesperson).search([("id", "=", report.id)]))

    def test_a_territory_of_one_company_opens_nothing_of_another(self):
        self.salesperson.company_ids += self.other_company
        self.manager.company_ids += self.other_company
        (self.country + self.north + self.south + self.harbour).company_id = self.company
        both = (self.company + self.other_company).ids
        report = self._report()
        other = (
            self.env["keqing.work.report"]
            .with_user(self.salesperson)
            .with_context(allowed_company_ids=both[::-1])
            .create({})
        )
        self.assertEqual(other.company_id, self.other_company)
        seen = (
            self.env["keqing.work.report"]
            .with_user(self.manager)
            .with_context(allowed_company_ids=both)
        )
        self.assertEqual(seen.search([("id", "in", (report + other).ids)]).ids, report.ids)

    # Who is behind

    def test_who_is_behind(self):
        self._done("2026-03-30")
        self._create_visit(planned_on="2026-03-02", result="Late").action_done()
        self._create_visit(planned_on="2026-03-20").state = "missed"
        self._create_visit(planned_on="2026-03-29")
        self._create_visit(planned_on="2026-04-10")  # nobody is behind with it
        colleague = self._create_user("colleague", "user")
        groups = ["user_id"]
        sums = ["planned:sum", "in_time:sum", "late:sum", "missed:sum", "behind:sum"]
        Performance = self.env["keqing.contact.performance"]
        rows = Performance.with_user(self.manager)._read_group([], groups, sums)
        self.assertEqual(rows, [(self.salesperson, 4, 1, 1, 1, 1)])
        self.assertFalse(Performance.with_user(colleague).search([]))
        row = Performance.with_user(self.manager).search([("missed", "=", 1)])
        self.assertEqual(row.action_open_visit()["res_id"], row.id)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .credit import CreditCommon

TODAY = date(2024, 6, 30)
DAY = timedelta(days=1)


class FigureCommon(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Figure = cls.env["keqing.customer.figure"]
        cls._set_limit(cls.customer, 0)
        for each in (cls.director, cls.salesperson):
            each.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")

    def _keep(self, company=None):
        self.env.flush_all()
        self.Figure._refresh_customers(company or self.company)

    def _of(self, customer, user=None, company=None):
        self.env.invalidate_all()
        return customer.with_user(user or self.controller).with_company(company or self.company)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30 09:00:00")
class TestFigures(FigureCommon):
    """Against what plain Python makes of the posted documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = Random(7)
        cls.customers = cls.customer + cls._create_customers(4)
        cls.books = defaultdict(list)
        for customer in cls.customers[:4]:
            for __ in range(12):
                day = TODAY - timedelta(chance.randrange(900))
                refund = chance.random() < 0.2
                due = day + timedelta(chance.randrange(60))
                amount = chance.randrange(100, 900_000) / 100
                move = cls._create_invoice(customer, amount, day, due=due, refund=refund)
                paid = 0
                if not refund and chance.random() < 0.5:
                    paid = amount if chance.random() < 0.5 else round(amount * 0.4, 2)
                    cls._pay(move, paid, min(TODAY, day + timedelta(chance.randrange(50))))
                cls.books[customer].append((day, -amount if refund else amount, due, paid))

    def _expected(self, customer):
        books = self.books[customer]
        year = date(2023, 7, 1)
        now = sum(amount for day, amount, *__ in books if year <= day <= TODAY)
        before = sum(amount for day, amount, *__ in books if date(2022, 7, 1) <= day < year)
        bought = sorted({day for day, amount, *__ in books if amount > 0})
        lately = [day for day in bought if day >= date(2022, 7, 1)]
        rhythm = None
        if len(lately) > 2:
            gaps = [(later - day).days for day, later in pairwise(lately)]
            rhythm = sum(gaps) / len(gaps)
        overdue = sum(amount - paid for day, amount, due, paid in books if due < TODAY)
        return {
            "purchases": now,
            "purchases_before": before,
            "growth": now / before - 1 if before > 0 else 0,
            "last_order": bought[-1] if bought else False,
            "rhythm": rhythm or 0,
            "overdue": max(overdue, 0),
        }

    def test_as_plain_python_finds_them(self):
        self._keep()
        for customer in self.customers:
            partner = self._of(customer)
            for name, expected in self._expected(customer).items():
                with self.subTest(customer=customer.name, figure=name):
                    found = partner[f"keqing_{name}"]
                    if isinstance(expected, (int, float)) and name != "last_order":
                        places = {"growth": 3, "rhythm": 1}.get(name, 2)
                        self.assertAlmostEqual(found, expected, delta=0.51 * 10**-places)
                    else:
                        self.assertEqual(found, expected)

    def test_one_customer_as_all(self):
        self._keep()
        names = ["purchases", "growth", "last_order", "rhythm", "overdue", "last_contact"]
        every = {each.partner_id: each.read(names) for each in self.Figure.search([])}
        self.Figure.search([]).unlink()
        for customer in self.customers:
            self.Figure._refresh_customers(self.company, customer)
            figure = self.Figure.search([("partner_id", "=", customer.id)])
            for name in names:
                self.assertEqual(figure[name], every[customer][0][name], name)

    def test_days_since_purchase_sort_and_search(self):
        self._keep()
        Partner = self.env["res.partner"].with_user(self.controller)
        domain = [("id", "in", self.customers.ids)]
        expected = {each: self._expected(each) for each in self.customers}
        by_value = Partner.search(domain, order="keqing_purchases desc, id")
        self.assertEqual(
            by_value.ids,
            sorted(
                self.customers.ids,
                key=lambda each: (
                    -expected[self.env["res.partner"].browse(each)]["purchases"],
                    each,
                ),
            ),
        )
        idle = Partner.search([*domain, ("keqing_idle_days", ">=", 60)])
        self.assertEqual(
            set(idle.ids),
            {
                each.id
                for each, figures in expected.items()
                if figures["last_order"] and (TODAY - figures["last_order"]).days >= 60
            },
        )
        owing = Partner.search([*domain, ("keqing_overdue", ">", 0)])
        self.assertEqual(
            set(owing.ids), {each.id for each, figures in expected.items() if figures["overdue"]}
        )
        [[total, count]] = Partner._read_group(domain, [], ["keqing_purchases:sum", "__count"])
        self.assertAlmostEqual(total, sum(each["purchases"] for each in expected.values()), 2)
        self.assertEqual(count, 5)

    def test_groups_by_grade_have_sums(self):
        self._keep()
        self.customers[:2].keqing_grade_id = self.grade_a
        groups = (
            self.env["res.partner"]
            .with_user(self.controller)
            .formatted_read_group(
                [("id", "in", self.customers.ids)],
                ["keqing_grade_id"],
                ["keqing_purchases:sum", "keqing_figure_currency_id:array_agg_distinct"],
            )
        )
        expected = sum(self._expected(each)["purchases"] for each in self.customers[:2])
        self.assertAlmostEqual(groups[0]["keqing_purchases:sum"], expected, 2)
        self.assertEqual(
            groups[0]["keqing_figure_currency_id:array_agg_distinct"], self.company.currency_id.ids
        )

    def test_documents_add_up(self):
        self._keep()
        self.director.group_ids += self.env.ref("account.group_account_readonly")
        for customer in self.customers[:4]:
            partner = self._of(customer, self.director)
            sold = partner.action_view_keqing_figure("purchases")
            moves = self.env[sold["res_model"]].search(sold["domain"])
            total = sum(moves.mapped("amount_untaxed_signed"))
            self.assertAlmostEqual(total, partner.keqing_purchases, 2)
            owed = partner.action_view_keqing_figure("overdue")
            items = self.env[owed["res_model"]].search(owed["domain"])
            total = sum(items.mapped("amount_residual"))
            self.assertAlmostEqual(max(total, 0), partner.keqing_overdue, 2)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30 09:00:00")
class TestFigureJob(FigureCommon):
    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_figures").method_direct_trigger()
        self.env.invalidate_all()

    def test_a_row_that_stays_the_same_is_not_rewritten(self):
        other = self._create_customer("Xiangling")
        for customer in (self.customer, other):
            self._create_invoice(customer, 100, "2024-05-01")
        self._run()
        version = "SELECT partner_id, xmin::text FROM keqing_customer_figure"
        before = dict(self.env.execute_query(SQL(version)))
        with freeze_time("2024-07-01 09:00:00"):
            self._create_invoice(other, 50, "2024-06-15")
            self._run()
        after = dict(self.env.execute_query(SQL(version)))
        self.assertEqual(before[self.customer.id], after[self.customer.id])
        self.assertNotEqual(before[other.id], after[other.id])
        self.assertEqual(self._of(other).keqing_purchases, 150)
        self.assertEqual(str(self.company.keqing_figures_on), "2024-07-01 09:00:00")

    def test_a_partner_is_not_rewritten(self):
        self._create_invoice(self.customer, 100, "2024-05-01")
        self.env.flush_all()
        version = SQL("SELECT xmin::text FROM res_partner WHERE id = %s", self.customer.id)
        before = self.env.execute_query(version)
        self.Figure._refresh_company(self.company)
        self.env.flush_all()
        self.assertEqual(self.env.execute_query(version), before)

    def test_nobody_uses_us(self):
        self.patch(type(self.env["res.users"]), "_keqing_is_used", lambda users: False)
        self._run()
        self.assertFalse(self.Figure.search([]))

    def test_the_number_of_statements_does_not_grow(self):
        self._keep()

        def count():
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.Figure._refresh_customers(self.company)
            return self.cr.sql_log_count - before

        few = count()
        for customer in self._create_customers(20):
            self._create_invoice(customer, 10, "2024-01-01")
        self.assertEqual(count(), few)
        self.assertLessEqual(few, 4)

    def test_the_form_shows_those_of_the_moment(self):
        self._create_invoice(self.customer, 100, "2024-05-01", due="2024-05-31")
        self._keep()
        self._create_invoice(self.customer, 50, "2024-06-30")
        self.assertEqual(self._of(self.customer).keqing_purchases, 100)
        self._set_limit(self.customer, 400)
        found = self._of(self.customer).get_keqing_figures()
        texts = {each["name"]: each["text"].replace("\N{NO-BREAK SPACE}", "") for each in found}
        self.assertEqual(
            texts,
            {
                "purchases": "$150.00",
                "last_order": "today",
                "overdue": "$100.00",
                "free_credit": "$250.00",
            },
        )

    def test_as_of_is_when_the_job_last_ran(self):
        self._create_invoice(self.customer, 100, "2024-05-01")
        self._keep()
        self.assertEqual(str(self._of(self.customer).keqing_figures_as_of), "2024-06-30 09:00:00")
        with freeze_time("2024-07-01 02:00:00"):
            self._run()
        self.assertEqual(str(self._of(self.customer).keqing_figures_as_of), "2024-07-01 02:00:00")

    def test_the_day_is_the_companys(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self._create_invoice(self.customer, 100, "2023-07-01")
        self._create_invoice(self.customer, 10, "2024-06-30")
        self._keep()
        self.assertEqual(self._of(self.customer).keqing_purchases, 110)
        self.assertEqual(self._of(self.customer).keqing_idle_days, 0)
        with freeze_time("2024-06-30 16:00:00"):  # midnight in Shanghai
            self._keep()
            self.assertEqual(self._of(self.customer).keqing_purchases, 10)
            self.assertEqual(self._of(self.customer).keqing_idle_days, 1)

    def test_later_than_its_own_rhythm(self):
        for day in ("2024-03-01", "2024-03-11", "2024-03-21"):
            self._create_invoice(self.customer, 10, day)
        for today, late in (("2024-04-05", False), ("2024-04-06", True)):
            with freeze_time(f"{today} 09:00:00"):
                self._keep()
                partner = self._of(self.customer)
                self.assertEqual(partner.keqing_rhythm, 10)
                self.assertEqual(partner.keqing_is_late, late, today)
                found = partner.search([("keqing_is_late", "=", True)])
                self.assertEqual(partner in found, late)

    def test_without_contact_since_it_was_entered(self):
        """A customer of minutes has not been without contact for a month."""
        old = self._create_customer("Qiqi")
        called = self._create_customer("Keqing")
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2024-01-01' WHERE id IN %s",
            [(old + called)._ids],
        )
        called.message_post(body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment")
        self._keep()
        domain = [("id", "in", (old + called + self.customer).ids)]
        found = self.env["res.partner"].search([*domain, ("keqing_uncontacted_days", ">=", 30)])
        self.assertEqual(found, old)
        self.assertEqual(self._of(called).keqing_last_contact, TODAY)

    def test_merged(self):
        other = self._create_customer("Xiangling")
        for customer in (self.customer, other):
            self._create_invoice(customer, 100, "2024-05-01")
        self._keep()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + other).ids, self.customer)
        self._keep()
        self.assertEqual(self._of(self.customer).keqing_purchases, 200)
        self.assertEqual(self.Figure.search_count([("partner_id", "=", self.customer.id)]), 1)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30 09:00:00")
class TestFigureRights(FigureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls._create_customer("Hidden", keqing_territory_id=cls.south.id)
        for customer, amount in ((cls.customer, 100), (cls.hidden, 999)):
            cls._create_invoice(customer, amount, "2024-05-01", due="2024-05-02")
        cls._set_limit(cls.customer, 120)
        cls._set_limit(cls.hidden, 120)
        cls.env.flush_all()
        cls.Figure._refresh_customers(cls.company)
        cls.env["keqing.credit.account"]._refresh_customers(cls.company)

    def test_a_salesperson_sees_purchases_of_own_customers_and_no_debts(self):
        partner = self._of(self.customer, self.salesperson)
        self.assertEqual(partner.keqing_purchases, 100)
        everybodys = self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.salesperson.group_ids -= everybodys
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman")
        for name in ("keqing_overdue", "keqing_free_credit", "keqing_is_near_limit"):
            with self.subTest(name), self.assertRaises(AccessError):
                partner[name]
            with self.subTest(name), self.assertRaises(AccessError):
                partner.search([(name, ">", 0)] if name[-1] != "t" else [(name, "=", True)])
        self.assertNotIn("overdue", str(partner.get_keqing_figures()))

    def test_nobody_learns_of_others_customers_by_sorting_or_summing(self):
        hidden = self._of(self.hidden, self.salesperson)
        self.assertFalse(hidden.keqing_purchases)
        self.assertFalse(hidden.search([("id", "=", hidden.id), ("keqing_purchases", ">", 0)]))
        domain = [("id", "in", (self.customer + self.hidden).ids)]
        found = hidden.sudo().search(domain).with_user(self.salesperson)
        self.assertEqual(found.mapped("keqing_purchases"), [100, 0])
        [[total]] = hidden._read_group(domain, [], ["keqing_purchases:sum"])
        self.assertEqual(total, 100)

    def test_who_sees_all_invoices_in_odoo_sees_what_is_overdue(self):
        self.director.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        partner = self._of(self.hidden, self.director)
        self.assertEqual(partner.keqing_overdue, 999)
        self.assertEqual(partner.search([("keqing_overdue", ">", 500)]), self.hidden)
        with self.assertRaises(AccessError):
            partner.keqing_free_credit  # noqa: B018 (it is read)
        names = [each["name"] for each in partner.get_keqing_figures()]
        self.assertEqual(names, ["purchases", "last_order", "overdue"])

    def test_a_controller_sees_debts_and_what_is_free(self):
        partner = self._of(self.hidden, self.controller)
        self.assertEqual(partner.keqing_overdue, 999)
        self.assertEqual(partner.keqing_free_credit, 120 - 999)
        self.assertTrue(partner.keqing_is_near_limit)
        near = partner.search([("keqing_is_near_limit", "=", True)])
        self.assertLessEqual(self.customer + self.hidden, near)
        names = [each["name"] for each in partner.get_keqing_figures()]
        self.assertEqual(names, ["purchases", "last_order", "overdue", "free_credit"])

    def test_who_has_nothing_to_do_with_customers(self):
        clerk = self._create_user("clerk")
        for ask in (
            lambda partner: partner.keqing_purchases,
            lambda partner: partner.search([], order="keqing_purchases"),
            lambda partner: partner.search([("keqing_purchases", ">", 0)]),
            lambda partner: partner.get_keqing_figures(),
            lambda partner: partner.action_view_keqing_figure("purchases"),
        ):
            with self.assertRaises(AccessError):
                ask(self._of(self.customer, clerk))

    def test_each_company_its_own_in_its_currency(self):
        self.other_company.currency_id = self.euro
        self._create_invoice(self.customer, 7, "2024-06-01", company=self.other_company)
        self._keep(self.other_company)
        self.controller.company_ids += self.other_company
        both = {"allowed_company_ids": (self.company + self.other_company).ids}
        partner = self._of(self.customer).with_context(**both)
        self.assertEqual(partner.keqing_purchases, 100)
        there = self._of(self.customer, company=self.other_company)
        self.assertEqual(there.keqing_purchases, 7)
        self.assertEqual(there.keqing_figure_currency_id, self.euro)
        self.assertFalse(there.keqing_has_limit)

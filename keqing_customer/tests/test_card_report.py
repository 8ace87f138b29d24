# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import io

from lxml import html

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged, users
from odoo.tools.pdf import PdfFileReader

from .common import CustomerCommon

REPORT = "keqing_customer.keqing_customer_card"
TODAY = "2024-06-15"


class CardCommon(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Fields = cls.env["ir.model.fields"]
        cls.cellarer = cls.env["keqing.contact.role"].create(
            {"name": "Cellarer", "is_decision_maker": True}
        )
        cls.outlet.write(
            {
                "demanded_field_ids": [
                    Command.link(Fields._get("res.partner", name).id)
                    for name in ("keqing_size", "keqing_legal_representative")
                ],
                "demanded_role_ids": [Command.link(cls.cellarer.id)],
            }
        )
        cls.customer = cls._create_customer(
            "Wanmin Restaurant",
            user_id=cls.salesperson.id,
            keqing_size="small",
            keqing_licence_number="LY-0815",
            keqing_licence_expiry="2024-06-14",
            keqing_lifecycle="active",
        )

        cls.preferences = cls.env["keqing.preference"].search([])

    @classmethod
    def _add_person(cls, customer, name, **values):
        return cls.env["res.partner"].create({"name": name, "parent_id": customer.id, **values})

    def _text(self, partners, user=None):
        """The card as it reads, without its marks."""
        reports = self.env["ir.actions.report"].with_user(user or self.salesperson)
        content, __ = reports._render_qweb_html(REPORT, partners.ids)
        return " ".join(" ".join(html.fromstring(content).itertext()).split())


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCustomerCard(CardCommon):
    def test_who(self):
        self.customer.sudo().keqing_grade_id = self.grade_a
        text = self._text(self.customer)
        self.assertIn("Wanmin Restaurant A", text)
        self.assertIn("Customer Type Seller / Outlet", text)
        self.assertIn("Territory Harbour Account Owner Salesperson", text)
        self.assertIn("Lifecycle Buying", text)
        self.assertIn("Completeness 33 %", text)  # one of three that the type demands
        self.assertIn("Still Missing Legal Representative, Cellarer", text)

    def test_a_licence_that_ended_yesterday_is_said_to_have_expired(self):
        self.assertIn("06/14/2024 expired", self._text(self.customer))
        self.customer.keqing_licence_expiry = TODAY  # its last day
        self.assertNotIn("expired", self._text(self.customer))

    def test_people_who_has_most_to_say_first_and_how_many_are_left_out(self):
        for number in range(8):
            self._add_person(self.customer, f"Waiter {number}", keqing_influence="1")
        self._add_person(
            self.customer,
            "Mao",
            keqing_influence="3",
            keqing_attitude="for",
            keqing_role_id=self.cellarer.id,
        )
        text = self._text(self.customer)
        self.assertIn("and 3 more", text)
        self.assertIn("Mao ★ Cellarer ●●● For us", text)
        self.assertLess(text.index("Mao"), text.index("Waiter 0"))
        self.assertIn("Waiter 4", text)
        self.assertNotIn("Waiter 5", text)

    def test_likes_and_competitors(self):
        sweet, dry = self.env["keqing.preference"].create(
            [{"name": "Very sweet", "kind": "taste"}, {"name": "Very dry", "kind": "taste"}]
        )
        self.customer.keqing_preference_ids = sweet + dry
        self.customer.keqing_competitor_ids = self.env["keqing.competitor"].create(
            [{"name": f"Winery {number}"} for number in range(7)]
        )
        text = self._text(self.customer)
        self.assertIn("Taste Very sweet · Very dry", text)
        self.assertIn(
            "Also buys from Winery 0 · Winery 1 · Winery 2 · Winery 3 · Winery 4 and 2 more", text
        )

    def test_the_last_confirmed_evaluation(self):
        self._create_invoice(self.customer, 100, "2023-11-10")
        self._create_invoice(self.customer, 4_500, "2024-02-10")
        scorecard = self._create_scorecard()
        self._confirm_run(scorecard, "2023-12-31")
        self._confirm_run(scorecard)
        self._create_scorecard(name="Later, of something else", purpose="relationship")
        text = self._text(self.customer)
        self.assertIn("2024 Q1 · Grades of sellers 45.0 points C → B", text)
        self.assertIn("Purchase amount $ 4,500.00 45.0 / 100", text)
        self.assertIn("For A it takes 60.0 points: 15.0 points more.", text)

    def test_sales_of_twelve_months(self):
        self._create_invoice(self.customer, 500, "2023-06-15")  # a day too early: last year
        self._create_invoice(self.customer, 800, "2023-06-16", due="2024-12-31")
        self._create_invoice(self.customer, 100, "2024-01-10", refund=True, due="2024-12-31")
        self._create_invoice(self.customer, 50, TODAY, due="2024-12-31")
        self._create_invoice(self.customer, 70, "2024-05-01", company=self.other_company)
        text = self._text(self.customer)
        self.assertIn("Purchases $ 750.00", text)
        self.assertIn("Against the Year Before +50.0 %", text)  # 750 after 500
        self.assertIn("Invoices 2", text)
        self.assertIn("Last Invoice 06/15/2024", text)
        self.assertNotIn("Overdue", text)  # the salesperson sees no books
        self.director.group_ids += self.env.ref("account.group_account_readonly")
        self.assertIn("Overdue $ 500.00", self._text(self.customer, self.director))

    def test_without_anything(self):
        text = self._text(self._create_customer("Nobody", user_id=self.salesperson.id))
        self.assertIn("Purchases $ 0.00", text)
        self.assertIn("Against the Year Before new", text)
        self.assertIn("Nothing was judged yet.", text)
        self.assertIn("Nobody is known here yet", text)

    def test_a_contact_prints_the_card_of_its_company_and_both_print_one(self):
        person = self._add_person(self.customer, "Xiangling")
        self.assertIn("Licence Number LY-0815", self._text(person))
        self.assertEqual(self._text(person + self.customer).count("LY-0815"), 1)

    def test_what_is_private_is_not_on_it_not_even_for_the_data_officer(self):
        person = self._add_person(self.customer, "Xiangling")
        officer = self._create_user("officer", "admin")
        officer.group_ids += self.env.ref("keqing_customer.group_customer_data_officer")
        self.env["keqing.consent"].create({"partner_id": person.id, "purpose": "profile"})
        self.env["keqing.personal.profile"].create(
            {"partner_id": person.id, "interests": "Guoba, her pet"}
        )
        text = self._text(self.customer, officer)
        self.assertIn("Xiangling", text)
        self.assertNotIn("Guoba", text)

    def test_own_customers_only(self):
        foreign = self._create_customer("Foreign", keqing_territory_id=self.south.id)
        with self.assertRaises(AccessError):
            self._text(self.customer + foreign)
        with self.assertRaises(AccessError):
            self._text(self._add_person(foreign, "Diona"))
        self.assertIn("Foreign", self._text(foreign, self.director))

    def test_who_works_with_customers_only(self):
        clerk = self._create_user("clerk")
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        with self.assertRaises(AccessError):
            self._text(stranger, clerk)

    def test_nobodys_customers_keep_their_sales_to_themselves(self):
        """Everybody reads a partner without a type, but not what it was judged by."""
        partner = self._create_customer("Passer-by", keqing_customer_type_id=False)
        self._create_invoice(partner, 800, TODAY)
        self.assertNotIn("$ 800.00", self._text(partner))
        self.assertIn("$ 800.00", self._text(partner, self.director))

    def test_each_print_leaves_its_trace(self):
        Log = self.env["keqing.export.log"]
        before = Log.search([])
        other = self._create_customer("Other")
        self._text(self.customer + other)
        log = Log.search([]) - before
        self.assertRecordValues(
            log,
            [
                {
                    "user_id": self.salesperson.id,
                    "model": "res.partner",
                    "form": "print",
                    "record_count": 2,
                }
            ],
        )

    @users("salesperson")
    def test_more_customers_cost_no_more_queries(self):
        scorecard = self._create_scorecard()
        customers = self._create_customers(12)
        for number, customer in enumerate(customers):
            self._create_invoice(customer, 1_000 * number + 1, "2024-02-10")
            self._add_person(customer, "Somebody", keqing_role_id=self.cellarer.id)
            customer.keqing_preference_ids = self.preferences[:3]
        self._confirm_run(scorecard)

        def queries(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._text(partners)
            return self.env.cr.sql_log_count - before

        for __ in range(2):
            queries(customers)  # warms the caches of the registry
        self.assertEqual(queries(customers), queries(customers[:2]))


@tagged("post_install", "-at_install")
class TestCustomerCardPages(HttpCase, CardCommon):
    """One page of A4 for each customer, whatever is known about it."""

    def _pages(self, customers):
        self.env["ir.config_parameter"].set_param("report.url", self.base_url())
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, __ = reports._render_qweb_pdf(REPORT, customers.ids)
        return len(PdfFileReader(io.BytesIO(content)).pages)

    def test_one_page_each(self):
        tale = "很长的故事，" * 200
        self.customer.write(
            {
                "name": "Restaurant " * 30,
                "street": tale,
                "keqing_business_scope": tale,
                "keqing_need": "word\n" * 300,
                "keqing_legal_representative": tale,
                "keqing_preference_ids": [
                    Command.set(self.env["keqing.preference"].search([]).ids)
                ],
                "keqing_competitor_ids": [
                    Command.create({"name": f"Competitor {number}"}) for number in range(30)
                ],
            }
        )
        for number in range(20):
            self._add_person(self.customer, f"{tale}{number}", email=f"{'x' * 60}{number}@a.b")
        marks = [self._create_indicator(f"mark_{number}") for number in range(10)]
        scorecard = self._create_scorecard(lines=[self._line(mark, 10) for mark in marks])
        for mark in marks:
            mark.name = tale
            self._assess(mark, self.customer, 30)
        self._confirm_run(scorecard)
        self.assertEqual(self._pages(self.customer), 1)
        others = self._create_customers(2)
        self.assertEqual(self._pages(self.customer + others), 3)

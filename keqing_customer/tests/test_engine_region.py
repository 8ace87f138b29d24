# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from .common import CustomerCommon


class RegionCommon(CustomerCommon):
    """The harbour lies in the north, north and south in the country.

    ==========  =========  =======
    Customer    Territory  Bought
    ==========  =========  =======
    chief       country        500
    northern    north          300
    harbourer   harbour        200
    southern    south          600
    nobody      harbour        400  (has no customer type)
    ==========  =========  =======
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = cls._create_buyer("Chief", cls.country, 500)
        cls.northern = cls._create_buyer("Northern", cls.north, 300)
        cls.harbourer = cls._create_buyer("Harbourer", cls.harbour, 200)
        cls.southern = cls._create_buyer("Southern", cls.south, 600)
        cls.nobody = cls._create_buyer("Nobody", cls.harbour, 400, keqing_customer_type_id=False)
        cls.judged = cls.chief | cls.northern | cls.harbourer | cls.southern

    @classmethod
    def _create_buyer(cls, name, territory, amount, **values):
        buyer = cls._create_customer(name, keqing_territory_id=territory.id, **values)
        cls._create_invoice(buyer, amount, "2024-02-01")
        return buyer

    def _judge(self, thresholds=(50, 20, 0), least=(), **values):
        scorecard = self._create_scorecard("share", thresholds=thresholds, **values)
        for band, amount in zip(scorecard.band_ids, least, strict=False):
            band.least_purchase = amount
        return self._compute_run(scorecard)

    def _shares(self, run):
        return [round(self._evaluation(run, each).cut_value, 4) for each in self.judged]


@tagged("post_install", "-at_install")
class TestRegion(RegionCommon):
    def test_a_territory_holds_those_below_it(self):
        # 500 of 2000, 300 of 900, 200 of 600, 600 of 600
        self.assertEqual(self._shares(self._judge()), [25, 33.3333, 33.3333, 100])

    def test_at_the_first_level_all_are_compared_with_each_other(self):
        self.assertEqual(self._shares(self._judge(region_level="1")), [25, 15, 10, 30])

    def test_who_is_above_the_level_is_compared_within_its_own_territory(self):
        self.assertEqual(self._shares(self._judge(region_level="2")), [25, 33.3333, 22.2222, 100])

    def test_two_shares_of_other_sources_stand_side_by_side(self):
        lines = [self._line("territory_share", 50), self._line("contribution", 50)]
        run = self._compute_run(self._create_scorecard(lines=lines, region_level="1"))
        share, margin = (value for value, __ in self._evaluation(run, self.chief).lines)
        self.assertEqual(share, 25)
        # the goods cost 60 an invoice: 440 of 440 + 240 + 140 + 540 + 340
        self.assertAlmostEqual(margin, 440 / 1700 * 100)

    def test_the_explanation_says_what_the_total_is_made_of(self):
        run = self._judge(region_level="2")
        notes = self._evaluation(run, self.harbourer).get_explanation()["notes"]
        self.assertIn(
            "Share of the territory: of $\xa0900.00 in North and below. Of these "
            "$\xa0500.00 are of the customers judged here, $\xa00.00 of other customers, "
            "$\xa0400.00 of partners without a customer type.",
            notes,
        )

    def test_what_was_counted_stays_said_though_the_books_change(self):
        run = self._judge(region_level="2")
        verdict = self._evaluation(run, self.harbourer)
        before = verdict.get_explanation()["notes"]
        self._create_invoice(self.nobody, 5000, "2024-02-02")
        self.assertEqual(verdict.get_explanation()["notes"], before)

    def test_a_salesperson_reads_what_the_total_is_made_of(self):
        run = self._judge()
        run.action_confirm()
        verdict = self._evaluation(run, self.harbourer).with_user(self.salesperson)
        [note] = verdict.get_explanation()["notes"]
        self.assertIn("$\xa0600.00", note)


@tagged("post_install", "-at_install")
class TestLeastPurchase(RegionCommon):
    def test_a_share_alone_is_not_enough(self):
        run = self._judge((50, 20, 0), least=(601, 300))
        # the southern has all of its region, but not 601; the harbourer has not 300
        self.assertEqual(self._grades(run, self.judged), ["B", "B", "C", "B"])
        self.assertEqual(self._grades(self._judge((50, 20, 0)), self.judged), list("BBBA"))

    def test_the_bound_lies_inside(self):
        run = self._judge((50, 20, 0), least=(600, 200))
        self.assertEqual(self._grades(run, self.judged), list("BBBA"))

    def test_what_is_missing_names_the_purchase(self):
        run = self._judge((50, 20, 0), least=(700, 250))

        def outlook(customer):
            return self._evaluation(run, customer).get_explanation()["outlook"]

        self.assertEqual(
            outlook(self.southern), ["For A it takes purchases of $\xa0700.00: $\xa0100.00 more."]
        )
        self.assertEqual(
            outlook(self.chief),
            [
                "For A it takes 50.0 % and purchases of $\xa0700.00: 25.0 percentage points and "
                "$\xa0200.00 more."
            ],
        )
        self.assertEqual(
            outlook(self.harbourer), ["For B it takes purchases of $\xa0250.00: $\xa050.00 more."]
        )

    def test_a_purchase_that_is_there_is_not_asked_for(self):
        run = self._judge((50, 20, 0), least=(100, 0))
        self.assertEqual(
            self._evaluation(run, self.chief).get_explanation()["outlook"],
            ["For A it takes 50.0 %: 25.0 percentage points more."],
        )

    def test_other_cuts_ask_for_no_purchase(self):
        scorecard = self._create_scorecard("share", thresholds=(50, 20, 0))
        scorecard.band_ids[0].least_purchase = 1000
        scorecard.cut_method = "score"
        self.assertFalse(scorecard._get_definition()["least_position"])

    def test_without_a_purchase_amount_nobody_is_judged(self):
        scorecard = self._create_scorecard(
            "share", [self._line("tenure", target=1000)], thresholds=(50, 20, 0)
        )
        scorecard.band_ids[0].least_purchase = 1000
        self.assertFalse(scorecard.caution)
        self.indicators["purchase_amount"].active = False
        scorecard.invalidate_recordset(["caution"])
        self.assertIn("A least purchase is asked for", scorecard.caution)


@tagged("post_install", "-at_install")
class TestBranches(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pier = cls._create_branch("Pier", cls.company)
        cls.customer = cls._create_customer()
        cls._create_invoice(cls.customer, 300, "2024-01-10")
        cls._create_invoice(cls.customer, 200, "2024-02-10", company=cls.pier)
        cls.env.user.company_ids |= cls.pier

    @classmethod
    def _create_branch(cls, name, parent):
        branch = cls.env["res.company"].create({"name": name, "parent_id": parent.id})
        Default = cls.env["ir.default"]
        receivable = "property_account_receivable_id"
        account = Default._get("res.partner", receivable, company_id=parent.id)
        Default.set("res.partner", receivable, account, company_id=branch.id)
        return branch.with_env(cls.env)

    def _value(self, company, code="purchase_amount"):
        """The figure of the customer for a company, in the first quarter of 2024."""
        self.env.flush_all()
        population = SQL("SELECT %s::int AS partner_id", self.customer.id)
        facts = self.indicators[code]._facts_sql(
            population, company, Date.to_date("2024-01-01"), Date.to_date("2024-03-31")
        )
        [[__, value]] = self.env.execute_query(facts)
        return value

    def test_a_company_has_the_figures_of_its_branches(self):
        self.assertEqual(self._value(self.company), 500)
        self.assertEqual(self._value(self.company, "purchase_frequency"), 2)
        self.assertEqual(self._value(self.company, "recency"), 50)  # 10 February to 31 March
        self.assertEqual(self._value(self.company, "overdue_amount"), 500)

    def test_a_branch_has_its_own_alone(self):
        self.assertEqual(self._value(self.pier), 200)
        self.assertEqual(self._value(self.pier, "overdue_amount"), 200)

    def test_a_branch_judges_the_customers_of_its_parent(self):
        self.customer.company_id = self.company
        scorecard = self._create_scorecard()
        scorecard.write({"user_id": False, "company_id": self.pier.id})
        domain = scorecard._population_domain()
        self.assertIn(self.customer, self.env["res.partner"].search(domain))
        self.customer.company_id = self.pier
        scorecard.company_id = self.company
        domain = scorecard._population_domain()
        self.assertNotIn(self.customer, self.env["res.partner"].search(domain))

    def test_another_company_has_nothing_of_it(self):
        self._create_invoice(self.customer, 70, "2024-01-10", company=self.other_company)
        self.assertEqual(self._value(self.other_company), 70)

    def test_each_branch_has_costs_of_its_own(self):
        self.product.with_company(self.pier).standard_price = 150
        self.assertEqual(self._value(self.company, "gross_margin"), 300 - 60 + 200 - 150)
        self.assertEqual(self._value(self.pier, "gross_margin"), 50)

    def test_the_documents_are_those_of_the_branches_too(self):
        indicator = self.indicators["purchase_amount"]
        for company, amount in ((self.company, 500), (self.pier, 200)):
            days = Date.to_date("2024-01-01"), Date.to_date("2024-03-31")
            model, domain = indicator._get_documents(company, self.customer, *days)
            found = self.env[model].sudo().search(domain)
            self.assertEqual(sum(found.mapped("amount_untaxed_signed")), amount)

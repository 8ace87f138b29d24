# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import RebateCommon

QUARTERS = ("2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31")


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateIndicator(RebateCommon):
    """A tenth of what is bought in a quarter: 1,000, which are credited once it is confirmed, then
    500, then 2,000. A rival buys for 300 and takes part in nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls._create_customer("Third-Round Knockout")
        cls._create_invoice(cls.rival, 300, "2024-02-01")
        cls.program = cls._create_program(
            ((1, 10),), period="quarter", partner_ids=cls.customer.ids, date_from="2024-01-01"
        )

    def _statement(self, day, program=None):
        program = program or self.program
        program.action_state()
        return self.env["keqing.rebate.statement"].search(
            [("program_id", "=", program.id), ("date_to", "=", day)]
        )

    def _trade(self):
        first = self._create_invoice(self.customer, 1000, "2024-02-01")
        self._statement("2024-03-31").with_user(self.manager).action_confirm()
        self._create_invoice(self.customer, 500, "2024-05-01")
        self._credit(first, "2024-05-20")
        self._create_invoice(self.customer, 2000, "2024-08-01")
        self._statement("2024-06-30").with_user(self.manager).action_confirm()
        self.program.action_state()

    def _values(self, name, customer=None, period="quarter", days=QUARTERS):
        """Of a customer, for each of some periods."""
        indicator = self.env.ref(f"keqing_loyalty.indicator_{name}")
        best, worst = (0, 100) if indicator.better == "lower" else (100, 0)
        line = self._line(indicator, floor=worst, target=best)
        scorecard = self._create_scorecard(lines=[line], period=period)
        values = []
        for day in days:
            run = self._compute_run(scorecard, day)
            values.append(self._evaluation(run, customer or self.customer).lines[0][0])
        return values

    def test_earned(self):
        """100, then 50 less 100, then 200: of the year 250, a tenth of 2,500."""
        self._trade()
        self.assertEqual(self._values("rebate_earned"), [100, -50, 200, 0])
        self.assertEqual(self._values("rebate_earned", period="year", days=QUARTERS[3:]), [250])
        self.assertEqual(self._values("rebate_earned", self.rival), [0, 0, 0, 0])

    def test_a_statement_counts_on_its_last_day(self):
        self._create_invoice(self.customer, 1000, "2024-02-01")
        self.program.action_state()
        months = ("2024-02-29", "2024-03-31", "2024-04-30")
        self.assertEqual(self._values("rebate_earned", period="month", days=months), [0, 100, 0])

    def test_of_purchases(self):
        """In the second quarter more was credited than bought."""
        self._trade()
        self.assertEqual(self._values("rebate_share"), [10, None, 10, None])
        self.assertEqual(self._values("rebate_share", period="year", days=QUARTERS[3:]), [10])
        self.assertEqual(self._values("rebate_share", self.rival, days=QUARTERS[:1]), [0])

    def test_of_a_group_it_is_the_quotient_of_the_sums(self):
        """250 of 2,500 and 300."""
        self._trade()
        indicator = self.env.ref("keqing_loyalty.indicator_rebate_share")
        year = (date(2024, 1, 1), date(2024, 12, 31))
        both = [("id", "in", (self.customer + self.rival).ids)]
        figure = indicator._get_group_figures(self.company, [year], "all", both)[year][False]
        self.assertEqual(round(float(figure.value), 4), 8.9286)

    def test_what_is_held_is_earned_and_what_is_forfeited_is_not(self):
        for effect, values in (("hold", [100, 200]), ("forfeit", [0, 200])):
            with self.subTest(effect):
                customer = self._create_customer(effect)
                program = self._create_program(
                    ((1, 10),),
                    period="quarter",
                    partner_ids=customer.ids,
                    condition_ids=[Command.create({"kind": "overdue", "effect": effect})],
                )
                invoice = self._create_invoice(customer, 1000, "2024-02-01", due="2024-02-15")
                self._statement(QUARTERS[0], program).with_user(self.manager).action_confirm()
                self._pay(invoice, 1000, "2024-05-01")
                self._create_invoice(customer, 2000, "2024-05-02", due="2025-05-02")
                second = self._statement(QUARTERS[1], program)
                self.assertEqual(second.payable, 300 if effect == "hold" else 200)
                self.assertEqual(self._values("rebate_earned", customer)[:2], values)

    def test_the_statements_add_up_to_it(self):
        self._trade()
        indicator = self.env.ref("keqing_loyalty.indicator_rebate_earned")
        year = (date(2024, 1, 1), date(2024, 12, 31))
        for user in (self.salesperson, self.director):
            model, domain = indicator._get_documents(self.company, self.customer, *year)
            statements = self.env[model].with_user(user).search(domain, order="date_to")
            self.assertEqual(statements.mapped("earned"), [100, -50, 200])

    def test_taking_part(self):
        """A quarter is taken part in from its first to its last day, once something was bought."""
        self._create_invoice(self.customer, 1, "2024-05-01")
        self.program.action_state()
        self.assertEqual(self._values("rebate_joined"), [0, 1, 0, 0])
        months = ("2024-03-31", "2024-04-30", "2024-06-30", "2024-07-31")
        values = self._values("rebate_joined", period="month", days=months)
        self.assertEqual(values, [0, 1, 1, 0])
        self.assertEqual(self._values("rebate_joined", self.rival, "year", QUARTERS[3:]), [0])
        indicator = self.env.ref("keqing_loyalty.indicator_rebate_joined")
        june = (date(2024, 6, 1), date(2024, 6, 30))
        july = (date(2024, 7, 1), date(2024, 7, 31))
        for days, count in ((june, 1), (july, 0)):
            model, domain = indicator._get_documents(self.company, self.customer, *days)
            self.assertEqual(self.env[model].search_count(domain), count)

    def test_a_programme_over_its_whole_term(self):
        self._create_program(
            ((1, 10),), period="custom", date_from="2024-05-10", date_to="2024-08-10"
        )
        self._create_invoice(self.rival, 5, "2024-06-01")
        self.env.cr.flush()
        self.env["keqing.rebate.ledger"]._follow_noted()
        months = ("2024-04-30", "2024-05-31", "2024-08-31", "2024-09-30")
        values = self._values("rebate_joined", self.rival, "month", months)
        self.assertEqual(values, [0, 1, 1, 0])

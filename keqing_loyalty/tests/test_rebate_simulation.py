# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import RebateCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateSimulation(RebateCommon):
    """What terms would have cost, without writing anything."""

    def _simulate(self, program, tiers=None, user=None, **values):
        program = program.with_user(user or self.director)
        simulation = program.env["keqing.rebate.simulation"].browse(
            program.action_simulate()["res_id"]
        )
        if tiers is not None:
            simulation.tier_ids = [
                Command.clear(),
                *(Command.create({"base_from": bound, "rate": rate}) for bound, rate in tiers),
            ]
        simulation.write(values)
        simulation.action_simulate()
        return simulation

    def test_what_it_would_have_cost(self):
        """1,000 and 6,000 at 2 % and 3 %; with other tiers 5 % of the larger one alone."""
        program = self._create_program(start=False, date_from="2025-01-01")
        large = self._create_customer("Large")
        for customer, amount in ((self.customer, 1000), (large, 6000)):
            self._create_invoice(customer, amount, "2024-03-01")
        self._create_invoice(large, 50000, "2025-01-05")
        counts = self._count()
        simulation = self._simulate(program, ((2000, 5),))
        self.assertEqual((simulation.cost, simulation.other_cost), (20 + 180, 300))
        self.assertEqual(str(simulation.date_from), "2024-01-01")
        self.assertEqual(str(simulation.date_to), "2024-12-31")
        by_customer = {line.partner_id: line for line in simulation.line_ids}
        self.assertEqual(by_customer[large].tier_id, program.tier_ids[1])
        self.assertEqual((by_customer[self.customer].cost, by_customer[large].cost), (20, 180))
        self.assertEqual(self._count(), counts, "nothing is written")
        lines = self.env["account.move.line"].search(
            by_customer[large].sudo().action_view_documents()["domain"]
        )
        self.assertEqual(lines.mapped("balance"), [-6000])
        self.assertEqual(
            simulation.action_view_lines()["domain"], [("simulation_id", "=", simulation.id)]
        )

    def _count(self):
        self.env.cr.flush()
        self.env.cr.execute(
            """SELECT (SELECT count(*) FROM keqing_rebate_ledger),
                      (SELECT count(*) FROM keqing_rebate_member),
                      (SELECT count(*) FROM keqing_rebate_statement)"""
        )
        return self.env.cr.fetchall()

    def test_it_says_what_is_stated_then(self):
        """Of a programme that runs, by quarters, in each basis."""
        self._create_invoice(self.customer, 400, "2023-02-01")
        for amount, day in ((900, "2024-02-01"), (1300, "2024-05-01"), (200, "2024-11-01")):
            self._create_invoice(self.customer, amount, day)
        for values in (
            {},
            {"basis": "growth"},
            {"basis": "mix"},
            {"basis": "quantity"},
            {"is_shared": True},
        ):
            with self.subTest(values=values):
                program = self._create_program(((1, 5), (1000, 10)), period="quarter", **values)
                program.action_state()
                stated = {
                    (each.period_from, each.entitlement)
                    for each in self.env["keqing.rebate.statement"].search(
                        [("program_id", "=", program.id), ("date_to", "<", "2025-01-01")]
                    )
                    if each.amount
                }
                simulated = {
                    (line.period_from, line.cost) for line in self._simulate(program).line_ids
                }
                self.assertEqual(simulated, stated)
                self.assertEqual(len(simulated), 3)

    def test_from_the_beginning_of_a_period(self):
        program = self._create_program(start=False, period="quarter")
        self._create_invoice(self.customer, 1000, "2024-07-01")
        simulation = self._simulate(program, months=4)
        self.assertEqual(str(simulation.date_from), "2024-07-01")
        self.assertEqual(simulation.cost, 20)

    def test_who_simulates_and_sees_what(self):
        program = self._create_program(start=False)
        far = self._create_customer("Far", keqing_territory_id=self.south.id)
        for customer in self.customer + far:
            self._create_invoice(customer, 1000, "2024-03-01")
        simulation = self._simulate(program, user=self.manager)
        self.assertEqual(simulation.line_ids.partner_id, self.customer)
        with self.assertRaises(AccessError):
            program.with_user(self.salesperson).action_simulate()

    def test_what_cannot_be_simulated(self):
        program = self._create_program(
            start=False, basis="growth", period="custom", date_to="2024-06-30"
        )
        with self.assertRaisesRegex(UserError, "nothing to simulate"):
            self._simulate(program)
        with self.assertRaisesRegex(ValidationError, "begin at the same base"):
            self._simulate(self._create_program(start=False), ((1, 2), (1, 3)))

    def test_queries_do_not_grow(self):
        program = self._create_program(start=False)
        for customer in self._create_customers(20):
            self._create_invoice(customer, 1000, "2024-03-01")
        simulation = self._simulate(program)
        self.env.flush_all()
        with self.assertQueryCount(3):
            self.assertEqual(len(simulation.sudo()._judge()), 20)

    def test_conditions_stop_it(self):
        """Half of 20 is lost without an agreement, of other tiers half of 50."""
        program = self._create_program(
            start=False,
            condition_ids=[
                Command.create({"kind": "agreement", "effect": "reduce", "percent": 50})
            ],
        )
        self._create_invoice(self.customer, 1000, "2024-03-01")
        simulation = self._simulate(program, ((1, 5),))
        line = simulation.line_ids
        self.assertEqual((line.cost, line.stopped, line.other_cost), (10, 10, 25))

    def test_what_is_held_now_is_no_cost(self):
        program = self._create_program(
            start=False, condition_ids=[Command.create({"kind": "overdue"})]
        )
        self._create_invoice(self.customer, 1000, "2024-03-01")
        line = self._simulate(program).line_ids
        self.assertEqual((line.cost, line.stopped), (0, 20))

    def test_a_better_programme_takes_it(self):
        """10 % of the wine run already; with 20 % on everything this one would be the better."""
        wine, tea = (self._create_product(name) for name in ("Wine", "Tea"))
        running = self._create_program(
            ((1, 10),), best_of="2024", product_ids=[Command.set(wine.ids)]
        )
        program = self._create_program(((1, 2),), start=False, best_of="2024")
        self._create_invoice(self.customer, 1000, "2024-02-01", product=wine)
        self._create_invoice(self.customer, 500, "2024-02-01", product=tea)
        line = self._simulate(program, ((1, 20),)).line_ids
        self.assertEqual((line.amount, line.cost, line.other_cost), (500, 10, 300))
        program.action_start()
        program.action_state()
        running.action_state()
        stated = self.env["keqing.rebate.statement"].search([("date_to", "=", "2024-12-31")])
        self.assertEqual(
            {each.program_id: each.payable for each in stated}, {program: 10, running: 100}
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import random
from fractions import Fraction

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..tools.rebate import balance
from .common import RebateCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateCondition(RebateCommon):
    """What is held, reduced or forfeited, why, and what comes of it later."""

    def _program(self, *conditions, **values):
        values = {"claim_period": "half", **values}
        condition_ids = [Command.create(each) for each in conditions]
        return self._create_program(((1, 10),), condition_ids=condition_ids, **values)

    def _state(self, program, customer=None):
        program.action_state()
        return (
            self.env["keqing.rebate.statement"]
            .search(
                [
                    ("program_id", "=", program.id),
                    ("partner_id", "=", (customer or self.customer).id),
                ]
            )
            .sorted("date_to")
        )[:2]

    def _amounts(self, statements):
        return [(each.payable, each.forfeited, each.held) for each in statements]

    def test_held_while_something_is_overdue(self):
        """At the end of June and since; nothing is held of who has paid meanwhile."""
        program = self._program({"kind": "overdue", "days": 30, "effect": "hold"})
        invoice = self._create_invoice(self.customer, 1000, "2024-02-01", due="2024-02-15")
        in_time = self._create_customer("In Time")
        self._create_invoice(in_time, 1000, "2024-06-01", due="2024-12-11")
        statements = self._state(program)
        self.assertEqual(self._amounts(statements), [(0, 0, 100), (0, 0, 100)])
        self.assertIn("1,000.00", statements[0].stopped_text)
        self.assertIn("for more than 30 days", statements[0].stopped_text)
        self.assertIn("held back", statements[0].stopped_text)
        self.assertEqual(self._amounts(self._state(program, in_time))[0], (100, 0, 0))
        self._pay(invoice, 1000, "2025-01-09")
        self.assertEqual(self._amounts(self._state(program)), [(100, 0, 0), (0, 0, 0)])

    def test_the_days_that_are_accepted(self):
        """Due on 1 June: on 30 June it is overdue for 29 days."""
        held = self._program({"kind": "overdue", "days": 28, "effect": "forfeit"})
        free = self._program({"kind": "overdue", "days": 29, "effect": "forfeit"})
        self._create_invoice(self.customer, 1000, "2024-05-01", due="2024-06-01")
        self.assertEqual(self._state(held)[0].payable, 0)
        self.assertEqual(self._state(free)[0].payable, 100)

    def test_what_was_held_comes_with_the_next_statement(self):
        program = self._program({"kind": "overdue", "days": 0, "effect": "hold"})
        invoice = self._create_invoice(self.customer, 1000, "2024-02-01", due="2024-02-15")
        first = self._state(program)[0]
        first.action_confirm()
        self.assertEqual((first.state, first.payable), ("confirmed", 0))
        self._create_invoice(self.customer, 500, "2024-09-01", due="2025-09-01")
        self._pay(invoice, 1000, "2025-01-09")
        second = self._state(program)[1]
        self.assertEqual(self._amounts(second), [(150, 0, 0)])

    def test_paid_since_it_is_shown_before_it_is_confirmed(self):
        program = self._program({"kind": "overdue", "days": 0, "effect": "hold"})
        invoice = self._create_invoice(self.customer, 1000, "2024-02-01", due="2024-02-15")
        first = self._state(program)[0]
        self._pay(invoice, 1000, "2025-01-09")
        self.assertTrue(first.action_confirm(), "shown")
        self.assertEqual((first.state, first.payable), ("computed", 100))

    def test_forfeited_for_good(self):
        program = self._program({"kind": "overdue", "days": 0, "effect": "forfeit"})
        invoice = self._create_invoice(self.customer, 1000, "2024-02-01", due="2024-02-15")
        self._pay(invoice, 1000, "2024-12-01")
        self._create_invoice(self.customer, 500, "2024-09-01", due="2025-09-01")
        statements = self._state(program)
        self.assertEqual(self._amounts(statements), [(0, 100, 0), (50, 0, 0)])
        self.assertIn("forfeited", statements[0].stopped_text)
        self.assertFalse(statements[1].stopped_text)
        self.assertEqual(statements[1].stated_before, 100)

    def test_reduced(self):
        program = self._program(
            {"kind": "overdue", "days": 0, "effect": "reduce", "percent": 33.33},
            {"kind": "agreement", "effect": "reduce", "percent": 10},
        )
        self._create_invoice(self.customer, 1000, "2024-02-01", due="2024-02-15")
        statement = self._state(program)[0]
        self.assertEqual(self._amounts(statement), [(56.67, 43.33, 0)])
        self.assertEqual(len(statement.stopped_text.splitlines()), 2)
        self.assertIn("no agreement was in force on Jun 30, 2024", statement.stopped_text)

    def test_what_is_taken_back_was_paid_in_part(self):
        """Half of 100 was forfeited: the invoice credited in full, 50 are taken back."""
        program = self._program({"kind": "agreement", "effect": "reduce", "percent": 50})
        invoice = self._create_invoice(self.customer, 1000, "2024-02-01")
        self._state(program)[0].action_confirm()
        self._credit(invoice, "2024-10-01")
        second = self._state(program)[1]
        self.assertRecordValues(
            second, [{"balance": -100, "payable": 0, "carried_forward": -50, "forfeited": 0}]
        )

    def test_agreement_in_force(self):
        program = self._program({"kind": "agreement", "effect": "hold"}, claim_period="quarter")
        kind = self.env["keqing.agreement.type"].create({"name": "Yearly"})
        agreement = self.env["keqing.agreement"].create(
            {
                "partner_id": self.customer.id,
                "type_id": kind.id,
                "date_from": "2024-01-01",
                "date_to": "2024-06-30",
            }
        )
        self._create_invoice(self.customer, 1000, "2024-02-01")
        self._create_invoice(self.customer, 100, "2024-08-01")
        self.assertEqual(self._state(program)[0].held, 100, "a draft is none")
        agreement.sudo().stage = "active"
        program.action_state()
        statements = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", program.id)], order="date_to"
        )[:3]
        self.assertEqual(self._amounts(statements), [(100, 0, 0), (0, 0, 0), (0, 0, 10)])

    def test_an_indicator_and_its_bound(self):
        indicator = self.env["keqing.indicator"].create(
            {
                "name": "Shelf",
                "code": "shelf",
                "kind": "assessed",
                "mark_min": 0,
                "mark_max": 10,
            }
        )
        values = {"kind": "indicator", "indicator_id": indicator.id, "effect": "forfeit"}
        least = self._program({**values, "side": "least", "bound": 7})
        most = self._program({**values, "side": "most", "bound": 7})
        marks = {"2024-03-01": 7, "2024-07-01": 6.99}
        for customer in self.customer, self._create_customer("Unknown"):
            self._create_invoice(customer, 1000, "2024-02-01")
        self._create_invoice(self.customer, 100, "2024-08-01")
        for day, mark in marks.items():
            self.env["keqing.assessment"].create(
                {
                    "indicator_id": indicator.id,
                    "partner_id": self.customer.id,
                    "date": day,
                    "value": mark,
                }
            )
        statements = self._state(least)
        self.assertEqual(self._amounts(statements), [(100, 0, 0), (0, 10, 0)])
        self.assertIn("Shelf: at least 7", statements[1].stopped_text)
        self.assertEqual(self._amounts(self._state(most)), [(100, 0, 0), (10, 0, 0)])
        unknown = self._state(least, self.env["res.partner"].search([("name", "=", "Unknown")]))
        self.assertEqual(unknown[0].payable, 100)

    def test_indicators_that_cannot_be_asked(self):
        with self.assertRaisesRegex(ValidationError, "choose the indicator"):
            self._program({"kind": "indicator"}, start=False)
        share = self.env["keqing.indicator"].search([("measure", "=", "territory_share")], limit=1)
        share = share or self.env["keqing.indicator"].create(
            {"name": "Share", "code": "share_here", "measure": "territory_share"}
        )
        with self.assertRaisesRegex(ValidationError, "not measured for a customer alone"):
            self._program({"kind": "indicator", "indicator_id": share.id}, start=False)

    def test_conditions_are_terms(self):
        program = self._program({"kind": "overdue", "days": 30}).with_user(self.director)
        with self.assertRaisesRegex(UserError, "count on its terms"):
            program.condition_ids.days = 400
        with self.assertRaisesRegex(UserError, "count on its terms"):
            program.condition_ids.unlink()
        copied = program.browse(program.action_new_version()["res_id"])
        self.assertEqual(copied.condition_ids.mapped("days"), [30])

    def test_what_is_forfeited_is_not_accrued(self):
        accounts = self.env["account.account"].create(
            [
                {"code": "4900", "name": "Rebates granted", "account_type": "income"},
                {"code": "2400", "name": "Rebates owed", "account_type": "liability_current"},
            ]
        )
        journal = self.env["account.journal"].create(
            {"name": "Accruals", "type": "general", "code": "ACR"}
        )
        program = self._program(
            {"kind": "agreement", "effect": "reduce", "percent": 50},
            accrues=True,
            accrual_journal_id=journal.id,
            contra_account_id=accounts[0].id,
            liability_account_id=accounts[1].id,
        )
        invoice = self._create_invoice(self.customer, 1000, "2024-02-01")
        self._state(program)[0].action_confirm()
        day = program._fields["date_from"].to_date
        self.assertEqual(program.sudo()._get_earned(day("2024-05-31")), {self.customer.id: 100})
        self.assertEqual(program.sudo()._get_earned(day("2024-06-30")), {self.customer.id: 50})
        self._credit(invoice, "2024-10-01", share=0.5)
        self.env.cr.flush()
        self.assertEqual(program.sudo()._get_earned(day("2024-10-31")), {self.customer.id: 25})

    def test_queries_do_not_grow(self):
        program = self._program({"kind": "overdue", "days": 0}, {"kind": "agreement"})
        for customer in self._create_customers(20):
            self._create_invoice(customer, 500, "2024-02-01")
        self.env.cr.flush()
        windows = program._get_windows(self.company._get_keqing_today())
        Statement = self.env["keqing.rebate.statement"].sudo()
        Statement._compute_statements(program, windows[0])
        with self.assertQueryCount(12):
            Statement._compute_statements(program, windows[0])

    def test_balances_of_random_histories(self):
        """However often it is stated: paid and forfeited never exceed what was earned at the most,
        and with all taken back nothing is left with the customer."""
        chance = random.Random(7)
        for __ in range(500):
            paid = forfeited = Fraction(0)
            for __ in range(chance.randrange(1, 6)):
                earned = Fraction(chance.randrange(10**5), 100)
                owed = balance(earned, paid, forfeited)
                self.assertEqual(owed > 0, earned > paid + forfeited)
                if owed > 0:
                    lost = owed * chance.randrange(0, 101) / 100
                    forfeited += lost
                    paid += owed - lost
                    self.assertEqual(paid + forfeited, earned)
                self.assertLessEqual(-owed, paid)
            self.assertEqual(balance(0, paid, forfeited), -paid)

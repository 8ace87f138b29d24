# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from decimal import ROUND_HALF_UP, Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .common import SettlementCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateTieOut(SettlementCommon):
    """Accrued = settled + taken off + open, and open is what the account says, to the cent."""

    def _read(self, **values):
        domain = [("account_id", "=", self.liability.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        names = ("accrued", "reversed", "settled", "open", "books", "difference")
        self.env.invalidate_all()
        rows = self.env["keqing.rebate.tie.out"].search(domain)
        return {row.partner_id: tuple(round(row[name], 2) for name in names) for row in rows}

    def test_a_year(self):
        other = self._create_customer("Other")
        taken = self._create_invoice(self.customer, 333.33, "2024-01-15")
        self._create_invoice(other, 70.05, "2024-02-15")
        self.env.cr.flush()
        accrue = self.program.sudo()._accrue
        accrue(self.program._fields["date_from"].to_date("2024-03-31"))
        self.assertEqual(
            self._read(),
            {
                self.customer: (33.33, 0, 0, 33.33, 33.33, 0),
                other: (7.01, 0, 0, 7.01, 7.01, 0),
            },
        )
        self._credit(taken, "2024-04-10", share=0.5)
        self.env.cr.flush()
        accrue(self.program._fields["date_from"].to_date("2024-04-30"))
        left = round(333.33 - round(333.33 * 0.5, 2), 2)
        owed = round(left * 0.1 + 1e-9, 2)
        self.assertEqual(
            self._read()[self.customer], (33.33, round(33.33 - owed, 2), 0, owed, owed, 0)
        )
        statement = self._approve()
        note = self._settle(statement)
        note.invoice_line_ids.price_unit = 10
        note.action_post()
        self.assertEqual(
            self._read()[self.customer],
            (33.33, round(33.33 - owed, 2), 10, round(owed - 10, 2), round(owed - 10, 2), 0),
        )

    def test_twelve_accruals_and_four_settlements(self):
        """A year with a late credit note, beside what plain Python finds of the same invoices."""
        self.program.date_to = "2024-12-31"
        program = self._create_program(
            ((1000, 2), (5000, 3.5)),
            name="Quarterly",
            claim_period="quarter",
            accrues=True,
            pays_payment=True,
            accrual_journal_id=self.journal.id,
            contra_account_id=self.contra.id,
            liability_account_id=self.env["account.account"]
            .create({"code": "2401", "name": "Owed too", "account_type": "liability_current"})
            .id,
        )
        self.liability = program.liability_account_id
        posted = []
        for month in range(1, 13):
            invoice = self._create_invoice(
                self.customer, 333.33 + 77.77 * month, f"2024-{month:02}-15"
            )
            posted.append((month, Decimal(str(invoice.amount_untaxed))))
            if month == 5:
                late = invoice
        self._credit(late, "2024-11-05")
        posted.append((11, -Decimal(str(late.amount_untaxed))))
        self.env.cr.flush()

        def entitled(until):
            base = sum(amount for month, amount in posted if month <= until)
            rate = "3.5" if base >= 5000 else "2" if base >= 1000 else "0"
            return (base * Decimal(rate) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)

        for month in range(1, 13):
            day = Date.end_of(Date.to_date(f"2024-{month:02}-01"), "month")
            program.sudo()._accrue(day)
            owed = float(entitled(month))
            *__, is_open, books, difference = self._read(program_id=program.id).get(
                self.customer, (0, 0, 0)
            )
            self.assertEqual((is_open, books, difference), (owed, owed, 0), f"month {month}")
        program.action_state()
        statements = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", program.id), ("date_to", "<", "2025-01-01")], order="date_to"
        )
        stated, settled = Decimal(0), 0
        for statement, month in zip(statements, (3, 6, 9, 12), strict=True):
            payable = max(entitled(month) - stated, Decimal(0))
            stated += payable
            self.assertEqual(statement.payable, float(payable))
            statement.with_user(self.manager).action_confirm()
            statement.with_user(self.controller).action_approve()
            if payable:
                self._settle(statement).action_post()
                settled = round(settled + float(payable), 2)
            accrued, taken_off, *__, difference = self._read(program_id=program.id)[self.customer]
            self.assertEqual(
                self._read(program_id=program.id)[self.customer][2:5],
                (settled, round(accrued - taken_off - settled, 2), self._owed()),
            )
            self.assertEqual(difference, 0)
        self.assertEqual(self._owed(), 0)

    def test_what_somebody_booked_there_differs(self):
        self._create_invoice(self.customer, 500, "2024-02-01")
        self.env.cr.flush()
        self.program.sudo()._accrue_last_month()
        entry = self.env["account.move"].create(
            {
                "journal_id": self.journal.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "balance": balance,
                            "partner_id": self.customer.id,
                        }
                    )
                    for account, balance in ((self.liability, 5), (self.contra, -5))
                ],
            }
        )
        entry.action_post()
        self.assertEqual(
            self._read(program_id=False)[self.customer], (0, 0, 0, 0, -5, -5), "of no programme"
        )
        [row] = self.env["keqing.rebate.tie.out"].search(
            [("program_id", "=", False), ("partner_id", "=", self.customer.id)]
        )
        found = self.env["account.move.line"].search(row.action_view_entries()["domain"])
        self.assertEqual(found.move_id, entry)
        [ours] = self.env["keqing.rebate.tie.out"].search(
            [("program_id", "=", self.program.id), ("partner_id", "=", self.customer.id)]
        )
        found = self.env["account.move.line"].search(ours.action_view_entries()["domain"])
        self.assertEqual(sum(found.mapped("balance")), -50)
        self.assertTrue(ours.action_view_statements()["domain"])

    def test_a_note_booked_elsewhere_differs(self):
        statement = self._approve(500)
        self.program.sudo()._accrue_last_month()
        note = self._settle(statement)
        note.action_post()
        note.invoice_line_ids.account_id = self.contra
        self.assertEqual(self._read()[self.customer], (50, 0, 50, 0, 50, 50))

    def test_who_reads_it(self):
        with self.assertRaises(AccessError):
            self.env["keqing.rebate.tie.out"].with_user(self.salesperson).search([])
        self.env["keqing.rebate.tie.out"].with_user(self.controller).search([])

    # The ledger itself

    def _spoil(self):
        self._create_invoice(self.customer, 500, "2024-02-01")
        self.env.cr.flush()
        self.env.cr.execute(
            "UPDATE keqing_rebate_ledger SET amount = 499.99 WHERE program_id = %s",
            [self.program.id],
        )
        self.env.invalidate_all()

    def test_the_ledger_is_checked(self):
        self._create_invoice(self.customer, 300, "2024-02-01")
        told = self.program.with_user(self.controller).action_check_ledger()["params"]
        self.assertEqual(told["type"], "success")
        self._spoil()
        rows = self._rows(self.program)
        told = self.program.with_user(self.controller).action_check_ledger()["params"]
        self.assertEqual(told["type"], "warning")
        self.assertIn("Wanmin Restaurant", told["message"])
        self.assertEqual(self._rows(self.program), rows, "nothing is written")

    def test_the_ledger_is_repaired(self):
        self._spoil()
        action = self.program.with_user(self.director).action_repair_ledger()
        appended = self.env["keqing.rebate.ledger"].search(action["domain"])
        self.assertEqual(
            [(row.event, round(row.amount, 2)) for row in appended], [("correct", 0.01)]
        )
        self.assertEqual(self._base(self.program), (500, 1))
        self.assertIn("Wanmin", self.program.message_ids[0].body)
        self.assertFalse(
            self.program.with_user(self.director).action_repair_ledger()["domain"][0][2]
        )

    def test_who_checks(self):
        with self.assertRaisesRegex(AccessError, "check the ledger"):
            self.program.with_user(self.manager).action_check_ledger()
        draft = self._create_program(start=False)
        with self.assertRaisesRegex(UserError, "does not run"):
            draft.action_repair_ledger()

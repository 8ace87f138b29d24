# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import RebateCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateAccrual(RebateCommon):
    """What was earned stands in the books, to the cent, after every month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contra, cls.liability = cls.env["account.account"].create(
            [
                {"code": "4900", "name": "Rebates granted", "account_type": "income"},
                {"code": "2400", "name": "Rebates owed", "account_type": "liability_current"},
            ]
        )
        cls.journal = cls.env["account.journal"].create(
            {"name": "Accruals", "type": "general", "code": "ACR"}
        )
        cls.accounts = {
            "accrues": True,
            "accrual_journal_id": cls.journal.id,
            "contra_account_id": cls.contra.id,
            "liability_account_id": cls.liability.id,
        }
        cls.bookkeeper = cls._create_user("bookkeeper", "user")
        cls.bookkeeper.group_ids += cls.env.ref("account.group_account_invoice")

    def _owed(self, customer=None):
        """What the books say is owed."""
        domain = [("account_id", "=", self.liability.id), ("parent_state", "=", "posted")]
        if customer:
            domain.append(("partner_id", "=", customer.id))
        lines = self.env["account.move.line"].search(domain)
        return round(-sum(lines.mapped("balance")), 2)

    def test_twelve_months(self):
        """A year with late credit notes; the books equal what plain Python finds each month."""
        program = self._create_program(
            ((1000, 2), (5000, 3.5)), start=False, period="half", **self.accounts
        )
        program.action_start()
        other = self._create_customer("Other")
        events = []
        for month in range(1, 13):
            invoice = self._create_invoice(self.customer, 333.33 * month, f"2024-{month:02}-15")
            events.append((month, month, self.customer, 333.33 * month))
            self._create_invoice(other, 700, f"2024-{month:02}-20")
            events.append((month, month, other, 700))
            if month in (3, 8):
                self._credit(invoice, f"2024-{month + 2:02}-01")
                events.append((month, month + 2, self.customer, -333.33 * month))
        self.env.cr.flush()
        days = ["31", "29", "31", "30", "31", "30", "31", "31", "30", "31", "30", "31"]
        for month, day in enumerate(days, 1):
            program.sudo()._accrue(program._fields["date_from"].to_date(f"2024-{month:02}-{day}"))
            for customer in self.customer + other:
                with self.subTest(month=month, customer=customer.name):
                    self.assertEqual(self._owed(customer), self._by_hand(events, month, customer))
        self.assertFalse(program.not_accrued)
        self.assertEqual(program.accrued, self._owed())
        self.assertEqual(program.earned, program.accrued)
        entries = self.env["account.move"].search([("keqing_rebate_program_id", "=", program.id)])
        self.assertFalse(sum(entries.line_ids.mapped("balance")))
        self.assertFalse(entries.line_ids.tax_ids)

    @staticmethod
    def _by_hand(events, month, customer):
        """Half-years are 1-6 and 7-12; a credit note counts in the half of its invoice."""
        owed = 0
        for half in (range(1, 7), range(7, 13)):
            base = round(
                sum(
                    amount
                    for counted, written, who, amount in events
                    if who == customer and counted in half and written <= month
                ),
                2,
            )
            rate = 3.5 if base >= 5000 else 2 if base >= 1000 else 0
            owed += round(base * rate / 100 + 1e-9, 2)
        return round(owed, 2)

    def test_again_is_nothing(self):
        program = self._create_program(((1, 10),), **self.accounts)
        self._create_invoice(self.customer, 500, "2024-02-01")
        self.assertTrue(program.sudo()._accrue_last_month())
        self.assertFalse(program.sudo()._accrue_last_month())
        self.assertEqual(self._owed(), 50)

    def test_what_is_taken_back_is_taken_off(self):
        program = self._create_program(((1, 10),), **self.accounts)
        invoice = self._create_invoice(self.customer, 500, "2024-02-01")
        program.sudo()._accrue_last_month()
        invoice.button_draft()
        entry = program.sudo()._accrue_last_month()
        self.assertEqual(self._owed(), 0)
        self.assertEqual(entry.line_ids.filtered("partner_id").balance, 50)

    def test_an_entry_that_somebody_reset_is_made_up_for(self):
        program = self._create_program(((1, 10),), **self.accounts)
        self._create_invoice(self.customer, 500, "2024-02-01")
        entry = program.sudo()._accrue_last_month()
        entry.button_draft()
        self.assertTrue(program.sudo()._accrue_last_month())
        self.assertEqual(self._owed(), 50)

    def test_missing_accounts_are_named(self):
        program = self._create_program(
            ((1, 10),), **{**self.accounts, "liability_account_id": False}
        )
        self._create_invoice(self.customer, 500, "2024-02-01")
        with self.assertRaisesRegex(UserError, "has no “Rebates Are Owed On”"):
            program.sudo()._accrue_last_month()

    def test_locked_books(self):
        program = self._create_program(((1, 10),), **self.accounts)
        self._create_invoice(self.customer, 500, "2024-02-01")
        self.env.cr.flush()
        self.company.fiscalyear_lock_date = "2024-12-31"
        with self.assertRaisesRegex(UserError, "The first open day is Jan 1, 2025"):
            program.sudo()._accrue_last_month()

    def test_accounts_stay(self):
        program = self._create_program(((1, 10),), **self.accounts)
        self._create_invoice(self.customer, 500, "2024-02-01")
        program.sudo()._accrue_last_month()
        with self.assertRaisesRegex(UserError, "entries on other accounts"):
            program.liability_account_id = self.contra

    def test_who_accrues(self):
        program = self._create_program(((1, 10),), **self.accounts)
        self._create_invoice(self.customer, 500, "2024-02-01")
        with self.assertRaisesRegex(AccessError, "keeps the books"):
            program.with_user(self.salesperson).action_accrue()
        action = program.with_user(self.bookkeeper).action_accrue()
        self.assertEqual(
            self.env["account.move"].search(action["domain"]).line_ids.account_id,
            self.contra + self.liability,
        )

    def test_the_job(self):
        program = self._create_program(((1, 10),), **self.accounts)
        broken = self._create_program(((1, 20),), accrues=True, user_id=self.manager.id)
        quiet = self._create_program(((1, 30),))
        self._create_invoice(self.customer, 500, "2024-02-01")
        self.env.cr.flush()
        with self.enter_registry_test_mode():
            self.env.ref("keqing_loyalty.ir_cron_rebate_accrue").method_direct_trigger()
        self.assertEqual(self._owed(), 50)
        self.assertEqual(program.accrued, 50)
        self.assertFalse(quiet.accrued)
        told = self.env["mail.activity"].search([("user_id", "=", self.manager.id)])
        self.assertIn(broken.name, told.note)

    def test_sales_stay_what_they_were(self):
        """An accrual is no sale, for whatever counts such."""
        program = self._create_program(((1, 10),), **self.accounts)
        self._create_invoice(self.customer, 500, "2024-02-01")
        before = self._rows(program)
        program.sudo()._accrue_last_month()
        self.assertEqual(self._rows(program), before)

    def _accrue_by(self, tiers, entered, days, **values):
        """What is owed after each of some days, with invoices of 500 each month.

        :param entered: what is written on the programme before the entry of a day
        """
        program = self._create_program(tiers, **self.accounts, **values)
        for month in range(1, 13):
            self._create_invoice(self.customer, 500, f"2024-{month:02}-15", quantity=5)
        self.env.cr.flush()
        owed = []
        for day in days:
            program.write(entered.get(day, {}))
            program.sudo()._accrue(program._fields["date_from"].to_date(day))
            owed.append(self._owed())
        return owed

    def test_by_the_expected_tier(self):
        """At 4 % from the beginning; at 6 % once more is expected; in the end what came out."""
        owed = self._accrue_by(
            ((1000, 2), (5000, 4), (9000, 6)),
            {
                "2024-01-31": {"accrue_by": "expected", "expected_base": 5500},
                "2024-03-31": {"expected_base": 9000},
            },
            ("2024-01-31", "2024-02-29", "2024-03-31", "2024-11-30", "2024-12-31"),
        )
        self.assertEqual(owed, [20, 40, 90, 330, 240])

    def test_expected_in_slices_and_lumps(self):
        """Slices of 10,000: 10 % of 5,000 and 20 % of 5,000 are 15 % of it."""
        expected = {"2024-02-29": {"accrue_by": "expected", "expected_base": 10000}}
        days = ("2024-02-29", "2024-12-31")
        owed = self._accrue_by(((0, 10), (5000, 20)), expected, days, method="incremental")
        self.assertEqual(owed, [150, 700])

    def test_an_expected_lump_comes_in_proportion(self):
        expected = {"2024-02-29": {"accrue_by": "expected", "expected_base": 5000}}
        owed = self._accrue_by(
            ((5000, 300),), expected, ("2024-02-29", "2024-12-31"), rate_kind="lump"
        )
        self.assertEqual(owed, [60, 300])

    def test_expected_quantities_are_paid_on_the_amount(self):
        """60 units are expected, of which 10 are bought for 1,000."""
        expected = {"2024-02-29": {"accrue_by": "expected", "expected_base": 60}}
        owed = self._accrue_by(
            ((10, 1), (55, 3)), expected, ("2024-02-29", "2024-12-31"), basis="quantity"
        )
        self.assertEqual(owed, [30, 180])

    def test_by_the_target_of_the_agreement(self):
        kind = self.env["keqing.agreement.type"].create({"name": "Yearly"})
        agreement = self.env["keqing.agreement"].create(
            {
                "partner_id": self.customer.id,
                "type_id": kind.id,
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
                "target_ids": [
                    Command.create(
                        {"date_from": "2024-01-01", "date_to": "2024-12-31", "amount": 8000}
                    )
                ],
            }
        )
        agreement.sudo().stage = "active"
        other = self._create_customer("Other")
        self._create_invoice(other, 500, "2024-01-15")
        tiers = ((1, 1), (5000, 2), (8000, 4))
        owed = self._accrue_by(tiers, {}, ("2024-01-31", "2024-12-31"), accrue_by="target")
        self.assertEqual(owed, [20 + 5, 120 + 5])
        with self.assertRaisesRegex(ValidationError, "counts no money"):
            self._create_program(tiers, basis="quantity", accrue_by="target", start=False)

    def test_queries_do_not_grow(self):
        program = self._create_program(((1, 10),), **self.accounts)
        for customer in self._create_customers(15):
            self._create_invoice(customer, 500, "2024-02-01")
        self.env.cr.flush()
        day = program._fields["date_from"].to_date("2024-12-31")
        with self.assertQueryCount(3):
            program.sudo()._get_earned(day)
            program.sudo()._get_accrued(day)
        entry = program.sudo()._accrue(day)
        self.assertEqual(len(entry.line_ids), 16)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import SettlementCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateSettlement(SettlementCommon):
    """What is payable is credited, to the cent, never twice, and counts nowhere as a sale."""

    def test_credit_note(self):
        statement = self._approve(500)
        self.program.sudo()._accrue_last_month()
        self.assertEqual(self._owed(), 50)
        note = self._settle(statement)
        self.assertRecordValues(
            note,
            [
                {
                    "move_type": "out_refund",
                    "state": "draft",
                    "partner_id": self.customer.id,
                    "amount_untaxed": 50,
                    "keqing_rebate_statement_id": statement.id,
                }
            ],
        )
        self.assertEqual(note.invoice_line_ids.account_id, self.liability)
        self.assertEqual((statement.state, statement.settled), ("approved", 0))
        note.action_post()
        self.assertEqual((statement.state, statement.settled), ("settled", 50))
        self.assertEqual(self._owed(), 0)
        self.assertEqual(
            note.with_user(self.controller).action_view_keqing_rebate_statement()["res_id"],
            statement.id,
        )

    def test_it_is_no_sale(self):
        statement = self._approve(500)
        rows = self._rows(self.program)
        note = self._settle(statement)
        note.action_post()
        self.assertEqual(self._rows(self.program), rows)
        Indicator = self.env["keqing.indicator"]
        for source in (Indicator._documents_invoice, Indicator._documents_invoice_line):
            model, domain = source(self.company, self.customer, None, None)
            found = self.env[model].search(domain)
            self.assertNotIn(note, found if model == "account.move" else found.move_id)
        self.env.flush_all()
        self.env.cr.execute(Indicator._source_invoice(self.company, None, "2030-01-01"))
        amounts = [row[3] for row in self.env.cr.fetchall() if row[0] == self.customer.id]
        self.assertEqual(amounts, [500])
        back = note._reverse_moves([{"invoice_date": "2025-01-10"}])
        back.action_post()
        self.assertEqual(self._rows(self.program), rows)
        self.assertEqual((statement.state, statement.settled), ("approved", 0))

    def test_a_rebate_takes_from_what_a_customer_yields(self):
        """For its lifetime value, from the approval on; the credit note is no margin besides."""
        Indicator = self.env["keqing.indicator"]

        def yields():
            self.env.flush_all()
            rows = Indicator._source_yield(self.company, None, date(2024, 12, 31))
            return sum(
                amount
                for partner_id, __, amount in self.env.execute_query(rows)
                if partner_id == self.customer.id
            )

        self._create_invoice(self.customer, 500, "2024-02-01")
        margin = yields()
        self.assertGreater(margin, 0)
        self._settle(self._approve()).action_post()
        self.assertEqual(yields(), margin - 50)

    def test_in_parts_and_never_more(self):
        statement = self._approve(500)
        first = self._settle(statement)
        first.invoice_line_ids.price_unit = 20
        second = self._settle(statement)
        self.assertEqual(second.amount_untaxed, 30)
        with self.assertRaisesRegex(UserError, "drafts over all it pays"):
            self._settle(statement)
        first.action_post()
        self.assertEqual((statement.state, statement.settled), ("approved", 20))
        second.invoice_line_ids.price_unit = 30.01
        with self.assertRaisesRegex(UserError, "Lower this one"), self.env.cr.savepoint():
            second.action_post()
        second.invoice_line_ids.price_unit = 30
        second.action_post()
        self.assertEqual((statement.state, statement.settled), ("settled", 50))
        first.button_draft()
        self.assertEqual((statement.state, statement.settled), ("approved", 30))

    def _taxes(self, *rates, **values):
        """Taxes of a country, and one that prices include if ``values`` say so."""
        country = self.env.ref("base.cn")
        self.company.account_fiscal_country_id = country
        group = self.env["account.tax.group"].create(
            {"name": "VAT", "company_id": self.company.id, "country_id": country.id}
        )
        return self.env["account.tax"].create(
            [
                {
                    "name": f"{rate} %",
                    "amount": rate,
                    "tax_group_id": group.id,
                    "country_id": country.id,
                    **values,
                }
                for rate in rates
            ]
        )

    def _invoice_taxed(self, tax, amount):
        line = {
            "product_id": self.product.id,
            "quantity": 1,
            "price_unit": amount,
            "tax_ids": [Command.set(tax.ids)],
        }
        return self._create_invoice(
            self.customer, amount, "2024-02-01", invoice_line_ids=[Command.create(line)]
        )

    def test_taxes_in_the_proportion_of_the_base(self):
        taxes = self._taxes(13, 6)
        for tax, amount in zip(taxes, (200, 100), strict=True):
            self._invoice_taxed(tax, amount)
        statement = self._approve(0.5)
        note = self._settle(statement)
        by_tax = {line.tax_ids: line.price_subtotal for line in note.invoice_line_ids}
        self.assertEqual(
            by_tax, {taxes[0]: 20, taxes[1]: 10, taxes.browse(): 0.05}, "30.05, to the cent"
        )
        self.assertEqual(note.amount_untaxed, statement.payable)

    def test_prices_that_include_taxes(self):
        """11.30 with 13 % are 10 untaxed; a tenth of 3 x 10.01 is 3.003, to the cent 3."""
        tax = self._taxes(13, price_include_override="tax_included")
        for __ in range(3):
            self._invoice_taxed(tax, 11.31)
        statement = self._approve(33.33)
        base = sum(self._base(self.program)[:1])
        self.assertEqual(base, round(3 * round(11.31 / 1.13, 2) + 33.33, 2))
        note = self._settle(statement)
        self.assertEqual(statement.payable, round(base * 0.1, 2))
        self.assertEqual(note.amount_untaxed, statement.payable)
        taxed = note.invoice_line_ids.filtered("tax_ids")
        self.assertEqual(note.amount_tax, round(taxed.price_unit - taxed.price_unit / 1.13, 2))
        note.action_post()
        self.assertEqual(statement.state, "settled")

    def test_it_names_the_invoices_it_lowers(self):
        statement = self._approve(500)
        [invoice] = statement._get_originals()
        note = self._settle(statement)
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertIn(invoice.name, note.narration)
        action = note.with_user(self.controller).action_view_keqing_rebate_originals()
        self.assertEqual(self.env["account.move"].search(action["domain"]), invoice)

    def test_it_names_all_of_several(self):
        statement = self._approve(500, 300)
        note = self._settle(statement)
        self.assertFalse(note.reversed_entry_id)
        originals = statement._get_originals()
        self.assertEqual(len(originals), 2)
        for invoice in originals:
            self.assertIn(invoice.name, note.narration)

    def test_it_is_matched_with_the_oldest_due(self):
        statement = self._approve(500, 300)
        first = self._create_invoice(self.customer, 30, "2024-11-01", due="2024-11-20")
        oldest = self._create_invoice(self.customer, 60, "2024-12-01", due="2024-01-15")
        note = self._settle(statement)
        with self.assertRaisesRegex(UserError, "no posted credit note"):
            note.action_match_keqing_rebate()
        note.action_post()
        note.with_user(self.controller).action_match_keqing_rebate()
        self.assertEqual(note.amount_residual, 0)
        self.assertEqual((oldest.amount_residual, first.amount_residual), (0, 30))
        with self.assertRaisesRegex(UserError, "matched already"):
            note.action_match_keqing_rebate()

    def test_two_currencies(self):
        foreign = self.env["res.currency"].search(
            [("id", "!=", self.company.currency_id.id), ("active", "in", (True, False))], limit=1
        )
        foreign.active = True
        self._create_invoice(self.customer, 700, "2024-03-01", currency=foreign)
        statement = self._approve(500)
        with self.assertRaisesRegex(UserError, "by a payment"), self.env.cr.savepoint():
            self._settle(statement)
        self.assertFalse(statement.settlement_ids)
        self.assertFalse(statement.move_ids, "nothing half drafted")

    def test_posted_into_locked_books(self):
        statement = self._approve(500)
        note = self._settle(statement)
        self.company.sale_lock_date = "2025-01-31"
        with self.assertRaisesRegex(UserError, "Sales Lock Date"), self.env.cr.savepoint():
            note.action_post()
        self.assertEqual(statement.settled, 0)

    def test_refused(self):
        statement = self._approve(500)
        with self.assertRaises(AccessError):
            statement.with_user(self.manager).action_settle()
        self.company.sale_lock_date = "2025-01-31"
        with self.assertRaisesRegex(UserError, "locked until Jan 31, 2025"):
            self._settle(statement)
        self.assertFalse(statement.settlement_ids)
        self.company.sale_lock_date = False
        self.program.liability_account_id = False
        with self.assertRaisesRegex(UserError, "no account to settle on"):
            self._settle(statement)
        statement.with_user(self.controller).action_return()
        with self.assertRaisesRegex(UserError, "finance approves it first"):
            self._settle(statement)

    def test_what_is_settled_is_not_sent_back(self):
        statement = self._approve(500)
        first = self._settle(statement)
        first.invoice_line_ids.price_unit = 20
        first.action_post()
        with self.assertRaisesRegex(UserError, "cannot be taken back"):
            statement.with_user(self.controller).action_return()

    def test_from_an_invoice_to_its_rebates(self):
        self._approve(500)
        [invoice] = self.env["account.move"].search(
            [("partner_id", "=", self.customer.id), ("amount_untaxed", "=", 500)]
        )
        action = invoice.with_user(self.controller).action_view_keqing_rebates()
        rows = self.env["keqing.rebate.ledger"].search(action["domain"])
        self.assertEqual(rows.mapped("amount"), [500])

    def test_nothing_to_pay_is_settled_by_approving_it(self):
        program = self._create_program(((1000, 10),), name="For the big ones")
        statement = self._approve(500, program=program)
        self.assertRecordValues(statement, [{"payable": 0, "state": "settled"}])
        self.assertTrue(statement.with_user(self.controller).may_return)
        statement.with_user(self.controller).action_return()
        self.assertEqual(statement.state, "computed")

    def test_taxes_of_what_earned_it_alone(self):
        """Of 13 % wine and 6 % tea the tea is paid for by a better programme."""
        taxes = self._taxes(13, 6)
        wine, tea = (self._create_product(name) for name in ("Wine", "Tea"))
        for tax, product in zip(taxes, (wine, tea), strict=True):
            invoice = self._create_invoice(
                self.customer, 100, "2024-02-01", product=product, post=False
            )
            invoice.invoice_line_ids.tax_ids = tax
            invoice.action_post()
        values = {"best_of": "2024", "contra_account_id": self.contra.id}
        self._create_program(((1, 50),), product_ids=[Command.set(tea.ids)], **values)
        everything = self._create_program(((1, 10),), **values)
        statement = self._approve(program=everything)
        note = self._settle(statement)
        self.assertEqual(note.invoice_line_ids.tax_ids, taxes[0])
        self.assertEqual(note.amount_untaxed, 10)
        self.assertEqual(
            statement._get_originals().invoice_line_ids.product_id, wine, "it lowers no tea"
        )

    def test_of_branches(self):
        """What a branch invoices counts at its head, which credits it; not the other way round."""
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        name = "property_account_receivable_id"
        account = self.customer.with_company(self.company)[name]
        self.env["ir.default"].set("res.partner", name, account.id, company_id=branch.id)
        own = self._create_program(((1, 50),), start=False, company_id=branch.id)
        own.action_start()
        self._create_invoice(self.customer, 300, "2024-02-01", company=branch)
        statement = self._approve(200)
        self.assertRecordValues(statement, [{"amount": 500, "payable": 50}])
        note = self._settle(statement)
        self.assertEqual((note.company_id, note.amount_untaxed), (self.company, 50))
        self.assertEqual(self._base(own), (300, 1))

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import RebateCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30")
class TestRebateCounted(RebateCommon):
    """Lines for nothing, discounts, and what is written off with a payment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.transfer_account_id = cls.env["account.account"].create(
            {"code": "1015", "name": "On its way", "account_type": "asset_current"}
        )
        cls.bank = cls.env["account.journal"].create(
            {"name": "Bank", "type": "bank", "code": "BNK9"}
        )

    def _by_quantity(self):
        return self._create_program(((1, 1),), basis="quantity", rate_kind="unit")

    def test_what_is_given_for_nothing_comes_back(self):
        """5 bottles for nothing count as 5, and as none once they are credited."""
        program = self._by_quantity()
        free = self._create_invoice(self.customer, 0, "2024-03-02", quantity=5)
        self.assertEqual(self._base(program), (0, 5))
        self._credit(free, "2024-03-05")
        self.assertEqual(self._base(program), (0, 0))

    def test_a_discount_is_no_goods(self):
        """10 bottles for 100, and 10 off: 90, and 10 bottles; none once it is credited."""
        program = self._by_quantity()
        invoice = self._create_invoice(self.customer, 100, "2024-03-01", quantity=10, post=False)
        invoice.invoice_line_ids = [
            Command.create(
                {
                    "product_id": self._create_product("Discount").id,
                    "price_unit": -10,
                    "tax_ids": False,
                }
            )
        ]
        invoice.action_post()
        self.assertEqual(self._base(program), (90, 10))
        self._credit(invoice, "2024-03-05")
        self.assertEqual(self._base(program), (0, 0))

    def test_returned_on_the_invoice(self):
        """10 bottles for 100, of which 3 come back at once: 7."""
        program = self._by_quantity()
        invoice = self._create_invoice(self.customer, 100, "2024-03-01", quantity=10, post=False)
        invoice.invoice_line_ids = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "quantity": -3,
                    "price_unit": 10,
                    "tax_ids": False,
                }
            )
        ]
        invoice.action_post()
        self.assertEqual(self._base(program), (70, 7))

    def _settle_with(self, invoice, amount, account):
        """Pay an amount, and write the rest off."""
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {
                    "amount": amount,
                    "payment_date": "2024-03-10",
                    "journal_id": self.bank.id,
                    "payment_difference_handling": "reconcile",
                    "writeoff_account_id": account.id,
                }
            )
        )
        wizard.action_create_payments()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))

    def test_credited_to_somebody_else(self):
        """What is credited counts less with who was invoiced, and not with who is credited."""
        program = self._create_program()
        sister = self._create_customer("Sister")
        invoice = self._create_invoice(self.customer, 1000, "2024-03-01")
        self._create_invoice(sister, 300, "2024-03-01")
        note = self._credit(invoice, "2024-03-20", post=False)
        note.partner_id = sister
        note.action_post()
        self.env.cr.flush()
        rows = self.env["keqing.rebate.ledger"].search([("program_id", "=", program.id)])
        counted = {
            customer: sum(theirs.mapped("amount"))
            for customer, theirs in rows.grouped("partner_id").items()
        }
        self.assertEqual(counted, {self.customer: 0, sister: 300})
        self.assertFalse(rows._follow(program), "built anew it is the same")

    def test_what_is_written_off_was_not_paid(self):
        """Of 100 some 10 are paid and 90 lost: 10 count. Of another 100, 120 are paid: 100 do."""
        lost, found = self.env["account.account"].create(
            [
                {"code": "6900", "name": "Bad debts", "account_type": "expense"},
                {"code": "7900", "name": "Other income", "account_type": "income_other"},
            ]
        )
        program = self._create_program(((1, 1),), basis="collected")
        invoice = self._create_invoice(self.customer, 100, "2024-03-01")
        self._settle_with(invoice, 10, lost)
        self.assertEqual(self._base(program)[0], 10)
        more = self._create_invoice(self.customer, 100, "2024-03-01")
        self._settle_with(more, 120, found)
        self.assertEqual(self._base(program)[0], 110)
        self._credit(invoice, "2024-03-20")
        self.assertEqual(self._base(program)[0], 100, "nothing is left of what was credited")

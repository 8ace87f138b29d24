# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command

from odoo.addons.keqing_customer.tests.common import CustomerCommon


class RebateCommon(CustomerCommon):
    """A customer in the harbour, and a yearly programme over all customers and products."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("Wanmin Restaurant", user_id=cls.salesperson.id)

    @classmethod
    def _create_program(cls, tiers=((1000, 2), (5000, 3)), *, start=True, **values):
        """A programme of 2024 that runs, unless said otherwise.

        :param tiers: pairs (lower bound, rate)
        """
        program = cls.env["keqing.rebate.program"].create(
            {
                "name": "Yearly rebate",
                "date_from": "2024-01-01",
                "tier_ids": [
                    Command.create({"base_from": bound, "rate": rate}) for bound, rate in tiers
                ],
                **values,
            }
        )
        if start:
            program.action_start()
        return program

    def _rows(self, program):
        """What was written for a programme, in order: (event, amount, quantity)"""
        self.env.cr.flush()
        rows = self.env["keqing.rebate.ledger"].search([("program_id", "=", program.id)])
        return [(row.event, row.amount, row.quantity) for row in rows.sorted("id")]

    def _base(self, program):
        """What has added up: (amount, quantity)"""
        rows = self._rows(program)
        amount, quantity = (round(sum(row[place] for row in rows), 6) for place in (1, 2))
        return amount, quantity

    def _credit(self, invoice, date, share=1, post=True):
        """A credit note that reverses a share of an invoice."""
        refund = invoice._reverse_moves([{"invoice_date": date, "date": date}])
        for line in refund.invoice_line_ids:
            line.price_unit *= share
        if post:
            refund.action_post()
        return refund


class SettlementCommon(RebateCommon):
    """A programme of a tenth that is accrued, and who settles it."""

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
        cls.controller = cls._create_user("controller", "user")
        cls.controller.group_ids += cls.env.ref("keqing_customer.group_customer_credit")
        cls.controller.group_ids += cls.env.ref("account.group_account_invoice")
        cls.program = cls._create_program(
            ((1, 10),),
            accrues=True,
            accrual_journal_id=cls.journal.id,
            contra_account_id=cls.contra.id,
            liability_account_id=cls.liability.id,
        )

    def _approve(self, *amounts, program=None):
        """An approved statement over a tenth of some invoices."""
        for amount in amounts:
            self._create_invoice(self.customer, amount, "2024-02-01")
        program = program or self.program
        program.action_state()
        statement = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", program.id), ("partner_id", "=", self.customer.id)]
        )
        statement = statement.sorted("date_to")[:1]
        statement.with_user(self.manager).action_confirm()
        statement.with_user(self.controller).action_approve()
        return statement

    def _settle(self, statement):
        action = statement.with_user(self.controller).action_settle()
        return self.env["account.move"].browse(action["res_id"])

    def _owed(self):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", self.liability.id), ("parent_state", "=", "posted")]
        )
        return round(-sum(lines.mapped("balance")), 2)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import SettlementCommon


class WaysCommon(SettlementCommon):
    """A bank to pay from, and an eWallet; goods if asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller_user = cls._create_user("seller", "all")
        cls.seller_user.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")
        bank_account, cls.in_wallets = cls.env["account.account"].create(
            [
                {"code": "1010", "name": "Bank", "account_type": "asset_cash"},
                {"code": "2410", "name": "In eWallets", "account_type": "liability_current"},
            ]
        )
        cls.company.transfer_account_id = cls.env["account.account"].create(
            {
                "code": "1015",
                "name": "On its way",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        cls.bank = cls.env["account.journal"].create(
            {
                "name": "Bank",
                "type": "bank",
                "code": "BNK9",
                "default_account_id": bank_account.id,
            }
        )
        cls.wallet = cls.env["loyalty.program"].create(
            {
                "name": "eWallet",
                "program_type": "ewallet",
                "applies_on": "future",
                "trigger": "auto",
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "rule_ids": [Command.create({"reward_point_mode": "money"})],
                "reward_ids": [
                    Command.create(
                        {"discount_mode": "per_point", "discount": 1, "required_points": 1}
                    )
                ],
            }
        )
        cls.spent_as = cls.wallet.reward_ids.discount_line_product_id
        cls.spent_as.with_company(cls.company).property_account_income_id = cls.in_wallets
        cls.program.write(
            {
                "pays_payment": True,
                "pays_wallet": True,
                "wallet_program_id": cls.wallet.id,
            }
        )

    def _balance(self, account):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return round(sum(lines.mapped("balance")), 2)

    def _pay_out(self, statement):
        statement.with_user(self.controller).action_pay()
        return statement.settlement_ids[:1].payment_id

    def _fill(self, statement):
        statement.with_user(self.controller).action_fill_wallet()
        return statement.settlement_ids[:1].card_id

    def _order(self, price):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "price_unit": price,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )

    def _goods_program(self):
        self.liability_of_goods = self.env["account.account"].create(
            {"code": "2420", "name": "Owed in goods", "account_type": "liability_current"}
        )
        self.program.date_to = "2024-12-31"
        return self._create_program(
            ((1, 10),),
            name="Goods",
            accrues=True,
            pays_credit=False,
            pays_goods=True,
            accrual_journal_id=self.journal.id,
            contra_account_id=self.contra.id,
            liability_account_id=self.liability_of_goods.id,
        )


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateWays(WaysCommon):
    """Payments, eWallets and goods settle what is payable, once, and move what is owed."""

    # Payment

    def test_payment(self):
        statement = self._approve(500)
        self.program.sudo()._accrue_last_month()
        payment = self._pay_out(statement)
        self.assertRecordValues(
            payment,
            [
                {
                    "payment_type": "outbound",
                    "partner_id": self.customer.id,
                    "amount": 50,
                    "state": "draft",
                }
            ],
        )
        settlement = statement.settlement_ids
        self.assertEqual((settlement.state, settlement.waiting), ("waiting", 50))
        with self.assertRaisesRegex(UserError, "drafts over all it pays"):
            statement.with_user(self.controller).action_settle()
        self.assertEqual(self._owed(), 50)
        payment.action_post()
        self.assertEqual((statement.state, statement.settled), ("settled", 50))
        self.assertEqual(self._owed(), 0)
        entry = settlement.move_ids
        self.assertEqual(sorted(entry.line_ids.mapped("balance")), [-50, 50])
        payment.action_draft()
        self.assertEqual((statement.state, statement.settled), ("approved", 0))
        self.assertEqual(self._owed(), 50)
        payment.action_post()
        self.assertEqual((statement.state, statement.settled), ("settled", 50))
        self.assertEqual(self._owed(), 0)

    def test_part_of_it_is_paid(self):
        statement = self._approve(500)
        payment = self._pay_out(statement)
        payment.amount = 20
        payment.action_post()
        self.assertEqual((statement.state, statement.settled), ("approved", 20))
        note = self._settle(statement)
        self.assertEqual(note.amount_untaxed, 30)
        note.action_post()
        self.assertEqual((statement.state, statement.settled), ("settled", 50))

    def test_never_more_is_paid(self):
        statement = self._approve(500)
        payment = self._pay_out(statement)
        payment.amount = 50.01
        with self.assertRaisesRegex(UserError, "Lower this one"), self.env.cr.savepoint():
            payment.action_post()

    def test_a_payment_is_taken_back(self):
        statement = self._approve(500)
        payment = self._pay_out(statement)
        payment.action_post()
        settlement = statement.settlement_ids
        with self.assertRaises(AccessError):
            settlement.with_user(self.manager).action_take_back()
        settlement.with_user(self.controller).action_take_back()
        self.assertEqual(payment.state, "canceled")
        self.assertEqual(settlement.state, "back")
        self.assertEqual((statement.state, statement.settled), ("approved", 0))
        with self.assertRaisesRegex(UserError, "taken back already"):
            settlement.with_user(self.controller).action_take_back()

    # eWallet

    def test_wallet(self):
        statement = self._approve(500)
        self.program.sudo()._accrue_last_month()
        card = self._fill(statement)
        self.assertEqual((card.partner_id, card.points), (self.customer, 50))
        self.assertEqual(card.history_ids.mapped("issued"), [50])
        self.assertEqual((statement.state, statement.settled), ("settled", 50))
        self.assertEqual((self._owed(), self._balance(self.in_wallets)), (0, -50))
        self.assertIn(statement.display_name, card.history_ids.description)

    def test_a_wallet_is_taken_back_unless_it_was_spent(self):
        statement = self._approve(500)
        card = self._fill(statement)
        settlement = statement.settlement_ids
        card.points = 49
        with self.assertRaisesRegex(UserError, "it was spent"):
            settlement.with_user(self.controller).action_take_back()
        card.points = 70
        settlement.with_user(self.controller).action_take_back()
        self.assertEqual(card.points, 20)
        self.assertEqual((statement.state, statement.settled), ("approved", 0))
        self.assertEqual(self._balance(self.in_wallets), 0)
        self.assertEqual(self._fill(statement), card, "a customer has one")

    def test_what_is_in_wallets_is_owed(self):
        self.spent_as.with_company(self.company).property_account_income_id = self.contra
        statement = self._approve(500)
        with (
            self.assertRaisesRegex(UserError, "Enter a liability account"),
            self.env.cr.savepoint(),
        ):
            self._fill(statement)
        self.assertEqual((statement.settled, len(statement.settlement_ids)), (0, 0))

    def test_spent_and_credited_it_goes_back_once(self):
        self.product.invoice_policy = "order"
        statement = self._approve(500)
        card = self._fill(statement)
        order = self._order(80)
        order._apply_program_reward(self.wallet.reward_ids, card)
        self.assertEqual(order.amount_total, 30)
        order.action_confirm()
        self.assertEqual(card.points, 0)
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(self._balance(self.in_wallets), 0, "spent: nothing is owed any more")
        note = self._credit(invoice, "2025-01-10")
        self.assertEqual(card.points, 50)
        self.assertEqual(self._balance(self.in_wallets), -50)
        note.button_draft()
        self.assertEqual(card.points, 0)
        note.action_post()
        self.env["loyalty.card"]._follow_keqing_notes(note)
        self.assertEqual(card.points, 50, "once")

    # Goods

    def test_goods(self):
        self.product.invoice_policy = "order"
        self.product.list_price = 20
        self.product.taxes_id = False
        program = self._goods_program()
        statement = self._approve(500, program=program)
        program.sudo()._accrue_last_month()
        self.assertEqual(self._balance(self.liability_of_goods), -50)
        base = self._base(program)
        statement.with_user(self.controller).action_give_goods()
        settlement = statement.settlement_ids
        order = settlement.order_id
        self.assertEqual(order.keqing_rebate_statement_id, statement)
        order.order_line = [
            Command.create({"product_id": self.product.id, "product_uom_qty": 3, "tax_ids": False})
        ]
        self.assertEqual(order.amount_total, 0)
        with (
            self.assertRaisesRegex(UserError, "has \\D*50.00 left for them"),
            self.env.cr.savepoint(),
        ):
            order.with_user(self.seller_user).action_confirm()
        order.order_line.product_uom_qty = 2
        order.with_user(self.seller_user).action_confirm()
        self.assertEqual((order.amount_total, settlement.waiting), (0, 40))
        self.assertEqual(statement.settled, 0)
        invoice = order.with_user(self.seller_user)._create_invoices()
        invoice.sudo().action_post()
        self.assertEqual((statement.state, statement.settled), ("approved", 40))
        self.assertEqual(settlement.state, "done")
        self.assertEqual(self._balance(self.liability_of_goods), -10)
        self.assertEqual(self._base(program), base, "what is given is no sale")
        entry = settlement.move_ids
        income = invoice.invoice_line_ids.account_id
        earned = entry.line_ids.filtered(lambda line: line.account_id == income)
        self.assertEqual(earned.balance, -40)
        with self.assertRaisesRegex(UserError, "credit that invoice"):
            settlement.with_user(self.controller).action_take_back()
        self._credit(invoice.sudo(), "2025-01-10")
        self.assertEqual((statement.state, statement.settled), ("approved", 0))
        self.assertEqual(self._balance(self.liability_of_goods), -50)

    def test_goods_are_another_obligation(self):
        with self.assertRaisesRegex(ValidationError, "not owed in money"), self.env.cr.savepoint():
            self.program.pays_goods = True
        program = self._goods_program()
        with self.assertRaisesRegex(ValidationError, "Choose another account"):
            program.liability_account_id = self.liability

    # Which

    def test_what_is_not_offered(self):
        self.program.pays_payment = False
        statement = self._approve(500)
        self.assertFalse(statement.with_user(self.controller).may_pay)
        with self.assertRaisesRegex(UserError, "not settled by “Payment”"):
            self._pay_out(statement)
        with self.assertRaisesRegex(ValidationError, "in which way"):
            self.program.write({"pays_credit": False, "pays_wallet": False})

    def test_a_credit_note_is_taken_back(self):
        statement = self._approve(500)
        note = self._settle(statement)
        note.action_post()
        settlement = statement.settlement_ids
        settlement.with_user(self.controller).action_take_back()
        self.assertEqual((statement.state, statement.settled), ("approved", 0))
        self.assertEqual(settlement.state, "back")
        self.assertEqual(settlement.move_ids.mapped("state"), ["posted", "posted"])
        self.assertEqual(note.amount_residual, 0)

    def test_who_sees_a_settlement(self):
        statement = self._approve(500)
        self._settle(statement)
        Settlement = self.env["keqing.rebate.settlement"]
        self.assertTrue(Settlement.with_user(self.salesperson).search([]))
        self.customer.sudo().keqing_territory_id = self.south
        self.customer.sudo().user_id = False
        self.assertFalse(Settlement.with_user(self.salesperson).search([]))

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Two at once leave what one would: in the ledger, on statements, and of what is paid."""

from datetime import timedelta

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.tests import tagged

from .copied import CopiedDatabaseCase
from .samples import open_books


@tagged("post_install", "-at_install")
class TestRebatesAtOnce(CopiedDatabaseCase):
    def _fill(self, env):
        """A programme of last year, by which 50 are payable, and two drafts over 30 each."""
        env["keqing.customer.type"].create({"name": "Distributor"})
        open_books(env)
        today = env.company._get_keqing_today()
        first_day = today.replace(year=today.year - 1, month=1, day=1)
        self.day = first_day + timedelta(days=40)
        account = env["account.account"].create(
            {"code": "REB1", "name": "Rebates granted", "account_type": "income"}
        )
        program = env["keqing.rebate.program"].create(
            {
                "name": "Yearly",
                "date_from": first_day,
                "contra_account_id": account.id,
                "tier_ids": [Command.create({"base_from": 1, "rate": 10})],
            }
        )
        program.action_start()
        self.program = program.id
        self.customers = (
            env["res.partner"]
            .create([{"name": name, "is_company": True} for name in ("Wanmin", "Xinyue")])
            .ids
        )
        self._invoice(env, self.customers[0], 500).action_post()
        self.invoices = [self._invoice(env, self.customers[1], 70).id for __ in range(2)]
        env.cr.flush()
        program.action_state()
        statement = env["keqing.rebate.statement"].search([("payable", "=", 50)])
        statement.action_confirm()
        statement.action_approve()
        notes = env["account.move"]
        for __ in range(2):
            note = notes.browse(statement.action_settle()["res_id"])
            note.invoice_line_ids.price_unit = 10
            notes += note
        for note in notes:
            note.invoice_line_ids.price_unit = 30
        self.notes = notes.ids
        self.statement = statement.id

    def _invoice(self, env, customer_id, amount):
        line = {"name": "Wine", "quantity": 1, "price_unit": amount, "tax_ids": False}
        return env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer_id,
                "invoice_date": self.day,
                "invoice_line_ids": [Command.create(line)],
            }
        )

    def _move(self, cr, move_id):
        return api.Environment(cr, SUPERUSER_ID, {})["account.move"].browse(move_id)

    def _program(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})["keqing.rebate.program"].browse(self.program)

    def test_what_is_payable_is_paid_once(self):
        refusal = self._at_once(
            lambda cr: self._move(cr, self.notes[0]).action_post(),
            lambda cr: (
                self._move(cr, self.notes[1]).env,
                self._move(cr, self.notes[1]).action_post,
            ),
        )
        self.assertIsInstance(refusal, UserError)
        self.assertRegex(str(refusal), "Lower this one")
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT settled FROM keqing_rebate_statement WHERE id = %s", [self.statement]
            )
            self.assertEqual(cr.fetchall(), [(30,)])

    def test_invoices_of_one_customer(self):
        self._at_once(
            lambda cr: self._move(cr, self.invoices[0]).action_post(),
            lambda cr: (
                self._move(cr, self.invoices[1]).env,
                self._move(cr, self.invoices[1]).action_post,
            ),
        )
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT amount FROM keqing_rebate_ledger WHERE partner_id = %s", [self.customers[1]]
            )
            self.assertEqual(cr.fetchall(), [(70,), (70,)])
            program = self._program(cr)
            Ledger = program.env["keqing.rebate.ledger"]
            self.assertEqual(Ledger._follow(program), 0, "built anew it is the same")

    def _start_another(self, cr):
        """Start a programme over the same customers; its id."""
        program = self._program(cr).copy({"name": "Another"})
        program.action_start()
        return program.id

    def _written(self, cr, program_id):
        cr.execute(
            """SELECT amount FROM keqing_rebate_ledger
                WHERE program_id = %s AND partner_id = %s""",
            [program_id, self.customers[1]],
        )
        return [amount for (amount,) in cr.fetchall()]

    def _caught_up(self, program_id, amounts):
        """What the ledger says of a programme once the job has been."""
        with self.registry.cursor() as cr:
            program = self._program(cr).browse(program_id)
            self.assertTrue(program.catches_up)
            program._cron_catch_up()
            self.assertFalse(program.catches_up)
            cr.flush()
            self.assertEqual(self._written(cr, program_id), amounts)
            self.assertEqual(program.env["keqing.rebate.ledger"]._follow(program), 0)

    def test_an_invoice_posted_while_a_programme_starts(self):
        """Whoever began before and posts afterwards is tried again, and sees the programme."""
        started = []
        refusal = self._at_once(
            lambda cr: started.append(self._start_another(cr)),
            lambda cr: (
                self._move(cr, self.invoices[0]).env,
                self._move(cr, self.invoices[0]).action_post,
            ),
        )
        self.assertIsNone(refusal)
        with self.registry.cursor() as cr:
            self.assertEqual(self._written(cr, started[0]), [70], "before the job")
        self._caught_up(started[0], [70])

    def test_a_programme_that_starts_while_an_invoice_is_posted(self):
        """The start waits for who has posted and not committed, and the job finds it."""
        started = []

        def start(cr):
            program = self._program(cr).copy({"name": "Another"})
            started.append(program.id)
            cr.commit()
            cr.execute("SELECT FROM res_users")  # from now on it sees nothing new
            return program.env, program.action_start

        refusal = self._at_once(lambda cr: self._move(cr, self.invoices[0]).action_post(), start)
        self.assertIsNone(refusal)
        self._caught_up(started[0], [70])

    def test_statements(self):
        self._at_once(
            lambda cr: self._program(cr).action_state(),
            lambda cr: (self._program(cr).env, self._program(cr).action_state),
        )
        with self.registry.cursor() as cr:
            cr.execute(
                """SELECT count(*), count(DISTINCT (origin_id, partner_id, date_to))
                     FROM keqing_rebate_statement"""
            )
            [(count, distinct)] = cr.fetchall()
            self.assertEqual(count, distinct)


@tagged("post_install", "-at_install")
class TestWalletsAtOnce(CopiedDatabaseCase):
    """What a rebate has put in an eWallet is spent once."""

    def _fill(self, env):
        env["keqing.customer.type"].create({"name": "Distributor"})
        open_books(env)
        customer = env["res.partner"].create({"name": "Wanmin", "is_company": True})
        wallet = env["loyalty.program"].create(
            {
                "name": "eWallet",
                "program_type": "ewallet",
                "applies_on": "future",
                "trigger": "auto",
                "rule_ids": [Command.create({"reward_point_mode": "money"})],
                "reward_ids": [
                    Command.create(
                        {"discount_mode": "per_point", "discount": 1, "required_points": 1}
                    )
                ],
            }
        )
        card = env["loyalty.card"].create({"program_id": wallet.id, "partner_id": customer.id})
        card._move_keqing_points(50, "Rebate")
        product = env["product.product"].create({"name": "Wine", "taxes_id": False})
        line = {"product_id": product.id, "price_unit": 80, "tax_ids": False}
        orders = env["sale.order"].create(
            [{"partner_id": customer.id, "order_line": [Command.create(line)]} for __ in range(2)]
        )
        for order in orders:
            order._apply_program_reward(wallet.reward_ids, card)
        self.orders = orders.ids
        self.card = card.id

    def _order(self, cr, place):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["sale.order"].browse(self.orders[place])

    def test_two_spendings(self):
        refusal = self._at_once(
            lambda cr: self._order(cr, 0).action_confirm(),
            lambda cr: (self._order(cr, 1).env, self._order(cr, 1).action_confirm),
        )
        self.assertIsInstance(refusal, UserError)
        with self.registry.cursor() as cr:
            cr.execute("SELECT points FROM loyalty_card WHERE id = %s", [self.card])
            self.assertEqual(cr.fetchall(), [(0,)], "never below zero")

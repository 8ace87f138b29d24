# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import RebateCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateStatement(RebateCommon):
    """What is owed, said so that it adds up however often it is said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.controller = cls._create_user("controller", "user")
        cls.controller.group_ids += cls.env.ref("keqing_customer.group_customer_credit")
        cls.controller.group_ids += cls.env.ref("account.group_account_invoice")

    def _state(self, program, customer=None):
        """The statements of a customer, the earliest first, reckoned anew."""
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
        )

    def test_the_example_of_the_screen(self):
        """655,200 invoiced, 41,200 credited: 3 % of 614,000; 186,000 more would bring 13,580."""
        program = self._create_program(((200000, 2), (500000, 3), (800000, 4)))
        invoice = self._create_invoice(self.customer, 655200, "2024-03-01")
        self._credit(invoice, "2024-06-01", share=41200 / 655200)
        statement = self._state(program)[0]
        self.assertRecordValues(
            statement,
            [
                {
                    "base": 614000,
                    "amount": 614000,
                    "credited": -41200,
                    "entitlement": 18420,
                    "stated_before": 0,
                    "payable": 18420,
                    "next_bound": 800000,
                    "next_missing": 186000,
                    "next_worth": 13580,
                    "state": "computed",
                    "is_over": True,
                }
            ],
        )
        self.assertEqual(statement.tier_id.rate, 3)
        self.assertIn("186,000", statement.outlook_text)

    def test_quarters_of_a_year_add_up(self):
        """However often it is stated in between, the year comes to the same."""
        program = self._create_program(((1000, 2), (5000, 4)), claim_period="quarter")
        for amount, day in (
            (900, "2024-02-01"),
            (300, "2024-05-01"),
            (4000, "2024-08-01"),
            (800, "2024-11-01"),
        ):
            self._create_invoice(self.customer, amount, day)
        statements = self._state(program)[:4]
        self.assertEqual(statements.mapped("base"), [900, 1200, 5200, 6000])
        self.assertEqual(statements.mapped("base_before"), [0, 900, 1200, 5200])
        statements.with_user(self.manager).action_confirm()
        self.assertEqual(statements.mapped("entitlement"), [0, 24, 208, 240])
        self.assertEqual(statements.mapped("payable"), [0, 24, 184, 32])
        self.assertEqual(set(statements.mapped("state")), {"confirmed"})

    def test_a_late_credit_note_is_taken_off_the_next_time(self):
        program = self._create_program(((100, 10),), period="quarter")
        invoice = self._create_invoice(self.customer, 1000, "2024-07-01")
        self._create_invoice(self.customer, 500, "2024-12-01")
        third = self._state(program).filtered(lambda each: str(each.date_to) == "2024-09-30")
        third.action_confirm()
        self.assertEqual(third.payable, 100)
        self._credit(invoice, "2024-11-05")
        fourth = self._state(program).filtered(lambda each: str(each.date_to) == "2024-12-31")
        self.assertEqual(third.payable, 100, "it stays as it was")
        self.assertRecordValues(
            fourth,
            [
                {
                    "entitlement": 50,
                    "brought_forward": -100,
                    "balance": -50,
                    "payable": 0,
                    "carried_forward": -50,
                }
            ],
        )
        fourth.action_confirm()
        self._create_invoice(self.customer, 2000, "2025-01-05")
        now = self._state(program)[-1]
        self.assertRecordValues(
            now, [{"entitlement": 200, "brought_forward": -50, "payable": 150, "is_over": False}]
        )

    def test_what_was_granted_under_another_version_counts(self):
        program = self._create_program(((100, 10),), period="quarter")
        invoice = self._create_invoice(self.customer, 1000, "2024-07-01")
        self._state(program)[0].action_confirm()
        action = program.action_new_version()
        following = program.browse(action["res_id"])
        following.action_start()
        self._credit(invoice, "2025-04-02")
        self._create_invoice(self.customer, 3000, "2025-04-03")
        with freeze_time("2025-07-01"):
            statements = self._state(following)
        self.assertEqual(statements.program_id, following)
        second = statements.filtered(lambda each: str(each.date_to) == "2025-06-30")
        self.assertEqual((second.entitlement, second.brought_forward), (300, -100))

    def test_by_quantity_paid_on_the_amount(self):
        program = self._create_program(((10, 5),), basis="quantity")
        self._create_invoice(self.customer, 400, "2024-02-01", quantity=12)
        self.assertRecordValues(
            self._state(program)[0], [{"base": 12, "amount": 400, "entitlement": 20}]
        )

    def test_per_unit(self):
        program = self._create_program(
            ((0, 0), (500, 2), (1000, 3)), basis="quantity", rate_kind="unit", method="incremental"
        )
        self._create_invoice(self.customer, 400, "2024-02-01", quantity=1200)
        self.assertEqual(self._state(program)[0].entitlement, 1600)

    def test_payments_within_the_days_of_grace(self):
        bank = self.env["account.journal"].search(
            [("code", "=", "PAY"), ("company_id", "=", self.company.id)]
        )
        bank.type = "bank"
        program = self._create_program(
            ((1, 10),), period="quarter", basis="collected", grace_days=9
        )
        invoice = self._create_invoice(self.customer, 1000, "2024-10-01")
        self._pay(invoice, 300, "2024-12-31")
        self._pay(invoice, 200, "2025-01-09")
        self._pay(invoice, 500, "2025-01-10")
        statement = self._state(program)[0]
        self.assertEqual((statement.base, statement.payable), (500, 50))
        self.assertEqual(str(statement.counted_to), "2025-01-09")
        self.assertTrue(statement.is_over)

    def test_who_decides(self):
        program = self._create_program(((1, 10),), director_from=100)
        self._create_invoice(self.customer, 500, "2024-02-01")
        big = self._create_customer("Big")
        self._create_invoice(big, 1000, "2024-02-01")
        statement = self._state(program)[0]
        with self.assertRaises(AccessError):
            statement.with_user(self.salesperson).action_confirm()
        with self.assertRaisesRegex(UserError, "sales confirms it first"):
            statement.with_user(self.controller).action_approve()
        self.assertTrue(statement.with_user(self.manager).may_confirm)
        statement.with_user(self.manager).action_confirm()
        self.assertEqual(statement.confirmed_by_id, self.manager)
        large = self._state(program, big)[0].with_user(self.manager)
        self.assertFalse(large.may_confirm)
        with self.assertRaisesRegex(AccessError, "have a director confirm"):
            large.action_confirm()
        large.with_user(self.director).action_confirm()
        with self.assertRaisesRegex(AccessError, "who keep the books"):
            statement.with_user(self.manager).action_approve()
        (statement + large).with_user(self.controller).action_approve()
        self.assertEqual(statement.state, "approved")
        with self.assertRaisesRegex(UserError, "cannot be taken back by you"):
            statement.with_user(self.manager).action_return()
        statement.with_user(self.controller).action_return()
        self.assertEqual((statement.state, statement.approved_by_id.id), ("computed", False))

    def test_nobody_decides_twice(self):
        program = self._create_program(((1, 10),))
        self._create_invoice(self.customer, 500, "2024-02-01")
        statement = self._state(program)[0]
        self.controller.group_ids += self.env.ref("keqing_customer.group_customer_all")
        statement.with_user(self.controller).action_confirm()
        with self.assertRaisesRegex(UserError, "let somebody else approve"):
            statement.with_user(self.controller).action_approve()

    def test_in_their_order(self):
        program = self._create_program(((1, 10),), claim_period="half")
        self._create_invoice(self.customer, 500, "2024-02-01")
        self._create_invoice(self.customer, 300, "2024-08-01")
        first, second = self._state(program)
        with self.assertRaisesRegex(UserError, "first: what it pays"):
            second.action_confirm()
        (second + first).action_confirm()
        self.assertEqual([first.payable, second.payable], [50, 30])
        with self.assertRaisesRegex(UserError, "it counts on this one"):
            first.action_return()
        (first + second).action_return()
        self.assertEqual(set((first + second).mapped("state")), {"computed"})

    def test_documents_that_changed_since_are_shown_first(self):
        program = self._create_program(((1, 10),))
        self._create_invoice(self.customer, 500, "2024-02-01")
        statement = self._state(program)[0]
        self._create_invoice(self.customer, 100, "2024-03-01")
        self.assertEqual(statement.action_confirm()["tag"], "display_notification")
        self.assertEqual((statement.state, statement.payable), ("computed", 60))
        self.assertFalse(statement.action_confirm())
        self.assertEqual(statement.state, "confirmed")

    def test_open_ones_wait(self):
        program = self._create_program(((1, 10),))
        self._create_invoice(self.customer, 500, "2025-01-05")
        [statement] = self._state(program)
        self.assertFalse(statement.is_over)
        with self.assertRaisesRegex(UserError, "documents count until"):
            statement.action_confirm()
        searched = statement.search([("is_over", "=", False), ("program_id", "=", program.id)])
        self.assertEqual(searched, statement)

    def test_who_sees_what(self):
        program = self._create_program(((1, 10),))
        far = self._create_customer("Far", keqing_territory_id=self.south.id)
        for customer in self.customer + far:
            self._create_invoice(customer, 500, "2024-02-01")
        self._state(program)
        Statement = self.env["keqing.rebate.statement"].with_user(self.salesperson)
        seen = Statement.search([("program_id", "=", program.id)])
        self.assertEqual(seen.partner_id, self.customer)
        self.assertTrue(seen[0].action_view_ledger()["domain"])
        with self.assertRaises(AccessError):
            seen[0].payable = 10**6

    def test_drill(self):
        program = self._create_program(((1, 10),))
        kept = self._create_invoice(self.customer, 500, "2024-02-01")
        reset = self._create_invoice(self.customer, 70, "2024-02-01")
        self.env.cr.flush()
        reset.button_draft()
        statement = self._state(program)[0]
        rows = self.env["keqing.rebate.ledger"].search(statement.action_view_ledger()["domain"])
        self.assertEqual(sum(rows.mapped("amount")), statement.amount)
        action = statement.action_view_documents()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines, kept.invoice_line_ids)
        self.assertEqual([row["amount"] for row in statement._get_printed_rows()], [500])

    def test_merged_customers(self):
        program = self._create_program(((1, 10),), claim_period="half")
        other = self._create_customer("Wanmin")
        self._create_invoice(self.customer, 500, "2024-02-01")
        self._create_invoice(other, 300, "2024-02-01")
        self._state(program)[0].action_confirm()
        self._state(program, other)[0].action_confirm()
        self.assertEqual(self._state(program)[1:].mapped("payable"), [0])
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer + other).ids, self.customer
        )
        first, second = self._state(program)[:2]
        self.assertEqual((first.state, first.payable, first.base), ("confirmed", 80, 800))
        self.assertEqual((second.base, second.stated_before, second.payable), (800, 80, 0))

    def test_again_is_the_same(self):
        program = self._create_program(((1, 10),), claim_period="month")
        customers = self._create_customers(8)
        for customer in customers:
            self._create_invoice(customer, 500, "2024-02-01")
        program.action_state()
        found = self._all(program)
        self.assertEqual(len(found), 8 * 11, "from the first month with a base on")
        program.action_state()
        self.assertEqual(self._all(program), found)

    def _all(self, program):
        self.env.cr.execute(
            """SELECT id, date_to, base, payable FROM keqing_rebate_statement
                WHERE program_id = %s ORDER BY id""",
            [program.id],
        )
        return self.env.cr.fetchall()

    def test_queries_do_not_grow(self):
        program = self._create_program(((1, 10),))
        Statement = self.env["keqing.rebate.statement"].sudo()
        for customer in self._create_customers(30):
            self._create_invoice(customer, 500, "2024-02-01")
        self.env.cr.flush()
        [window, __] = program._get_windows(self.company._get_keqing_today())
        program._get_judge()
        with self.assertQueryCount(6):
            Statement._compute_statements(program, window)
        self.assertEqual(Statement.search_count([("program_id", "=", program.id)]), 30)

    def test_printed_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        program = self._create_program(((1, 10),))
        self._create_invoice(self.customer, 500, "2024-02-01")
        self.customer.lang = "zh_CN"
        statement = self._state(program)[0]
        html, __ = self.env["ir.actions.report"]._render_qweb_html(
            "keqing_loyalty.keqing_rebate_statement_report", statement.ids
        )
        self.assertIn("Wanmin Restaurant", html.decode())
        self.assertIn("500.00", html.decode())

    def test_two_programmes(self):
        """Two programmes state the same customer apart."""
        first = self._create_program(((1, 10),))
        second = self._create_program(((1, 1),), partner_ids=[Command.set(self.customer.ids)])
        self._create_invoice(self.customer, 500, "2024-02-01")
        self.assertEqual(self._state(first)[0].payable, 50)
        self.assertEqual(self._state(second)[0].payable, 5)

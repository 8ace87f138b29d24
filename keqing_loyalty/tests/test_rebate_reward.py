# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .common import SettlementCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateReward(SettlementCommon):
    """Rewards for what an indicator says: content answers, and customers that were brought."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.content = cls.env["keqing.indicator"].create(
            {
                "code": "content",
                "name": "Content answers",
                "kind": "assessed",
                "unit": "percent",
                "mark_min": 0,
                "mark_max": 100,
            }
        )
        cls.referrals = cls.env["keqing.indicator"].search([("code", "=", "referrals")])

    @classmethod
    def _reward(cls, indicator, tiers, **values):
        values = {"rate_kind": "lump", "period": "quarter", "name": "Thanks", **values}
        return cls._create_program(tiers, basis="indicator", indicator_id=indicator.id, **values)

    def _statements(self, program, customer=None):
        program.action_state()
        domain = [("program_id", "=", program.id)]
        if customer:
            domain.append(("partner_id", "=", customer.id))
        return self.env["keqing.rebate.statement"].search(domain, order="date_to, id")

    def _bring(self, *days, referrer=None):
        """Customers that are recommended and first buy on some days: their invoices."""
        invoices = self.env["account.move"]
        for day in days:
            friend = self._create_customer(f"Friend of {day}")
            friend.keqing_referrer_id = referrer or self.customer
            invoices |= self._create_invoice(friend, 10, day)
        return invoices

    # Satisfaction

    def test_who_is_content_gets_a_lump(self):
        """92 % reach the tier of 90 %; 85 % that of 80 %, and 5 % more bring 300."""
        program = self._reward(self.content, ((80, 200), (90, 500)))
        other, unhappy, unknown = map(self._create_customer, ("Other", "Unhappy", "Unknown"))
        self._create_invoice(unknown, 9000, "2024-02-01")
        self._assess(self.content, self.customer, 92, "2024-03-31")
        self._assess(self.content, other, 85, "2024-01-01")
        self._assess(self.content, unhappy, 79.99, "2024-03-01")
        statements = self._statements(program)
        self.assertRecordValues(
            statements.sorted("payable", reverse=True),
            [
                {"partner_id": self.customer.id, "base": 92, "payable": 500, "next_missing": 0},
                {"partner_id": other.id, "base": 85, "payable": 200, "next_missing": 5},
                {"partner_id": unhappy.id, "base": 79.99, "payable": 0, "next_missing": 0.01},
            ],
        )
        first, second = statements.sorted("payable", reverse=True)[:2]
        self.assertEqual(str(first.date_to), "2024-03-31")
        self.assertEqual(first.base_text, "Content answers: 92.0 %")
        self.assertIn("500.00 from 90.0 %", first.tier_text)
        self.assertEqual(second.next_worth, 300)
        self.assertIn("5.0 % more reach the tier from 90.0 %", second.outlook_text)
        self.assertFalse(self._rows(program), "no invoice line earns it")
        self.assertFalse(first._get_printed_rows())

    def test_what_it_was_read_off(self):
        program = self._reward(self.content, ((90, 500),))
        mark = self._assess(self.content, self.customer, 92, "2024-03-31")
        self._assess(self.content, self.customer, 50, "2024-04-01")
        statement = self._statements(program)[:1].with_user(self.salesperson)
        self.assertTrue(statement.has_facts)
        action = statement.action_view_documents()
        found = self.env[action["res_model"]].with_user(self.salesperson).search(action["domain"])
        self.assertEqual(found, mark)

    def test_what_is_reckoned_anew(self):
        """Each quarter by itself; what was found later about an earlier one is taken off."""
        program = self._reward(self.content, ((90, 500),))
        mark = self._assess(self.content, self.customer, 92, "2024-03-31")
        self._assess(self.content, self.customer, 95, "2024-06-30")
        first, second = self._statements(program)
        first.with_user(self.manager).action_confirm()
        mark.active = False
        first, second = self._statements(program)
        self.assertEqual((first.payable, first.state), (500, "confirmed"))
        self.assertEqual((second.brought_forward, second.payable), (-500, 0))

    # Referrals

    def test_so_much_for_each(self):
        """Three in the first quarter at 100 are 300; the fourth came a day later."""
        program = self._reward(self.referrals, ((1, 100),), rate_kind="unit")
        invoices = self._bring("2024-01-01", "2024-02-29", "2024-03-31", "2024-04-01")
        first, second = self._statements(program)
        self.assertRecordValues(
            first + second, [{"base": 3, "payable": 300}, {"base": 1, "payable": 100}]
        )
        self.assertEqual(first.partner_id, self.customer, "nobody else brought anybody")
        self.assertIn("100.00 each", program.terms_text)
        brought = self.env["res.partner"].search(first.action_view_documents()["domain"])
        self.assertEqual(brought, invoices[:3].partner_id)
        first.with_user(self.manager).action_confirm()
        self._credit(invoices[0], "2024-05-02")
        second = self._statements(program)[1]
        self.assertEqual((second.brought_forward, second.payable), (-100, 0))

    def test_each_on_its_own_slice(self):
        """From the first on 100, from the third on 150: 2 x 100 + 2 x 150; whole 4 x 150."""
        tiers = ((0, 100), (2, 150))
        self._bring("2024-01-01", "2024-02-02", "2024-02-03", "2024-03-31")
        for method, amount in (("incremental", 500), ("whole", 600)):
            program = self._reward(self.referrals, tiers, rate_kind="unit", method=method)
            self.assertEqual(self._statements(program)[:1].entitlement, amount)

    def test_for_whom_it_is(self):
        """Who is looked at once: who changes type later is rewarded until the quarter is over."""
        other = self._create_customer("Other")
        self.customer.keqing_customer_type_id = self.seller
        self._bring("2024-02-01", referrer=self.customer)
        self._bring("2024-02-02", referrer=other)
        program = self._reward(
            self.referrals, ((1, 100),), rate_kind="unit", customer_type_ids=self.outlet.ids
        )
        self.assertEqual(self._statements(program).partner_id, other)
        other.keqing_customer_type_id = self.seller
        self.assertEqual(self._statements(program).payable, 100)

    # Books

    def test_accrued_and_settled(self):
        """500 are owed at the end of March; a credit note without tax or invoice settles them."""
        program = self._reward(
            self.content,
            ((90, 500),),
            accrues=True,
            accrual_journal_id=self.journal.id,
            contra_account_id=self.contra.id,
            liability_account_id=self.liability.id,
        )
        self._assess(self.content, self.customer, 92, "2024-03-31")
        program.sudo()._accrue(program._get_period(program.date_from)[1])
        self.assertEqual(self._owed(), 500)
        statement = self._statements(program)[:1]
        statement.with_user(self.manager).action_confirm()
        statement.with_user(self.controller).action_approve()
        note = self._settle(statement)
        note.action_post()
        self.assertEqual((note.amount_untaxed, note.amount_total), (500, 500))
        self.assertFalse(note.reversed_entry_id)
        self.assertEqual((statement.state, statement.settled), ("settled", 500))
        self.assertEqual(self._owed(), 0)

    def test_what_its_module_took_along_takes_nothing_back(self):
        """As when the module of the indicator is uninstalled: what was stated stays as it is."""
        program = self._reward(
            self.referrals,
            ((1, 100),),
            rate_kind="unit",
            condition_ids=[
                Command.create({"kind": "indicator", "indicator_id": self.content.id, "bound": 1})
            ],
        )
        self._bring("2024-01-01")
        self._assess(self.content, self.customer, 92, "2024-03-31")
        statement = self._statements(program)
        both = self.referrals + self.content
        both.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
        self.assertEqual(both.exists().mapped("active"), [False, False])
        for action in (program.action_state, statement.with_user(self.manager).action_confirm):
            with self.assertRaisesRegex(UserError, "module is gone"):
                action()
        with self.assertRaisesRegex(UserError, "module is gone"):
            program.sudo()._accrue(program._get_period(program.date_from)[1])
        self.assertEqual(statement.payable, 100)

    # What does not go together

    def test_what_cannot_be_rewarded(self):
        lower = self.env["keqing.indicator"].search([("code", "=", "overdue_amount")])
        share = self.env["keqing.indicator"].search([("measure", "=", "territory_share")], limit=1)
        earned = self.env.ref("keqing_loyalty.indicator_rebate_earned")
        for indicator in (lower, share, earned):
            with self.subTest(indicator.code), self.assertRaisesRegex(ValidationError, "Choose an"):
                self._reward(indicator, ((1, 1),))
        for words, values in (
            ("lump sum, or an amount for each", {"rate_kind": "percent"}),
            ("beside all other programmes", {"is_shared": True}),
            ("beside all other programmes", {"best_of": "one"}),
            ("beside all other programmes", {"accrue_by": "expected", "expected_base": 5}),
            ("choose the indicator", {"indicator_id": False}),
        ):
            with self.subTest(**values), self.assertRaisesRegex(ValidationError, words):
                self._create_program(
                    ((1, 1),),
                    start=False,
                    **{
                        "basis": "indicator",
                        "indicator_id": self.content.id,
                        "rate_kind": "lump",
                        **values,
                    },
                )

    def test_which_indicator_is_a_term(self):
        program = self._reward(self.content, ((90, 500),))
        with self.assertRaisesRegex(UserError, "customers count on its terms"):
            program.with_user(self.director).indicator_id = self.referrals

    # Before and beside

    def test_simulated(self):
        """Three at 100 would have cost 300, at 150 they would have cost 450."""
        program = self._reward(
            self.referrals, ((1, 100),), rate_kind="unit", start=False, date_from="2025-01-01"
        )
        invoices = self._bring("2024-01-01", "2024-01-02", "2024-08-05")
        action = program.with_user(self.director).action_simulate()
        simulation = self.env[action["res_model"]].with_user(self.director).browse(action["res_id"])
        simulation.tier_ids = [
            Command.clear(),
            Command.create({"base_from": 1, "rate": 150}),
        ]
        simulation.action_simulate()
        self.assertEqual((simulation.cost, simulation.other_cost), (300, 450))
        lines = simulation.line_ids.sorted("period_from")
        self.assertEqual(lines.mapped("base"), [2, 1])
        self.assertEqual(
            self.env["res.partner"].search(lines[0].action_view_documents()["domain"]),
            invoices[:2].partner_id,
        )
        self.assertFalse(self.env["keqing.rebate.member"].search([("program_id", "=", program.id)]))
        whole = self._reward(
            self.referrals,
            ((1, 100),),
            start=False,
            period="custom",
            date_from="2025-01-01",
            date_to="2025-02-15",
        )
        action = whole.with_user(self.director).action_simulate()
        with self.assertRaisesRegex(UserError, "nothing to simulate"):
            self.env[action["res_model"]].with_user(self.director).browse(
                action["res_id"]
            ).action_simulate()

    def test_no_order_promises_it(self):
        tiers = ((1, 100), (2, 900))
        program = self._reward(self.referrals, tiers, date_from="2025-01-01")
        self._bring("2025-01-05")
        statement = self._statements(program, self.customer)
        self.assertEqual((statement.payable, statement.next_worth), (100, 800))
        promises = self.env["keqing.rebate.program"]._get_promises(self.company, self.customer)
        of_these = [promise.program for each in promises.values() for promise in each]
        self.assertNotIn(program, of_these)

    def test_as_many_queries_for_many_customers(self):
        program = self._reward(self.content, ((90, 500),))
        counts = []
        for count in (1, 12):
            for number in range(count):
                self._assess(self.content, self._create_customer(f"{count}-{number}"), 91)
            self._statements(program)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            program.action_state()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertEqual(len(self._statements(program)), 13)

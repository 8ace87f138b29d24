# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RebateCommon
from .test_diversion import DiversionCommon


@tagged("post_install", "-at_install")
class TestDiversionImpartial(DiversionCommon, RebateCommon):
    """Who owns the accused neither bends the accusation nor decides on it; and what a verdict takes
    is taken whatever was confirmed before."""

    def _merge(self, *customers):
        """All of them become the first."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([customer.id for customer in customers], customers[0])
        self.env.invalidate_all()

    # The accusation

    @freeze_time("2024-06-10 04:00:00")
    def test_the_owner_bends_no_accusation(self):
        case = self._accuse()
        mine = case.with_user(self.seller_of_dealer)
        self.assertFalse(mine.may_correct)
        for values in (
            {"found_on": "2022-01-01"},
            {"territory_id": self.south.id},
            {"description": "Nothing"},
            {"evidence_ids": [Command.clear()]},
            {"line_ids": [Command.clear()]},
            {"line_ids": [Command.create({"product_id": self.product.id})]},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(AccessError, "is an accusation by now"),
                self.env.cr.savepoint(),
            ):
                mine.write(values)
            self.env.invalidate_all()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            mine.line_ids.product_id = self._create_product("Tea")
        self.env.invalidate_all()
        mine.drop_reason = "It was not us"
        with self.assertRaisesRegex(AccessError, "drop it"):
            mine.action_drop()
        paper = self.env["ir.attachment"].with_user(self.seller_of_dealer).create({"name": "ours"})
        mine.evidence_ids = [Command.link(paper.id)]
        case.with_user(self.director).found_on = "2024-06-04"
        case.with_user(self.director).action_drop()
        self.assertEqual(case.sudo().state, "dropped")

    @freeze_time("2024-06-10 04:00:00")
    def test_evidence_stays(self):
        case = self._accuse()
        self._decide(case)
        for state in ("decided", "closed"):
            case.sudo().state = state
            with (
                self.subTest(state),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                case.with_user(self.director).evidence_ids = [Command.clear()]
            self.env.invalidate_all()
        self.assertEqual(case.sudo().evidence_ids, self.paper)

    @freeze_time("2024-06-10 04:00:00")
    def test_who_gave_the_accused_away_does_not_decide(self):
        case = self._accuse()
        self.seller_of_dealer.group_ids += self.env.ref("keqing_customer.group_customer_all")
        self.dealer.user_id = self.judge
        for user in (self.seller_of_dealer, self.judge):
            with (
                self.subTest(user.login),
                self.assertRaisesRegex(AccessError, "The accused is your customer"),
            ):
                self._decide(case, "unproven", user=user)
        self._decide(case, "unproven", user=self.admin)
        self.assertEqual(case.sudo().state, "decided")

    @freeze_time("2024-06-10 04:00:00")
    def test_merged_it_is_not_supplied_either(self):
        case = self._accuse().sudo()
        self._decide(case, stop_months=6)
        with freeze_time("2024-06-26 04:00:00"):
            case.with_user(self.judge).action_close()
        stops = self.env["keqing.diversion.case"]._get_stops
        self.assertIn(self.dealer.id, stops(self.company.id)[0])
        twin = self._create_customer("The same dealer", keqing_territory_id=self.south.id)
        self._merge(twin, self.dealer)
        self.assertEqual(case.partner_id, twin)
        self.assertIn(twin.id, stops(self.company.id)[0])

    @freeze_time("2024-06-10 04:00:00")
    def test_nobody_is_harmed_by_oneself(self):
        harmed = self._create_customer("Harmed")
        case = self._accuse(harmed_id=harmed.id, compensation=5).sudo()
        self._merge(harmed, self.dealer)
        self.assertEqual((case.partner_id, case.harmed_id), (harmed, self.env["res.partner"]))

    # The verdict, and what was confirmed before

    def _state(self):
        """The statement of the dealer over 2024: 2 percent of 2,000, unless a case is against it"""
        account = self.env["account.account"].create(
            {"code": "4900", "name": "Rebates granted", "account_type": "income"}
        )
        program = self._create_program(
            condition_ids=[Command.create({"kind": "case"})], contra_account_id=account.id
        )
        self._create_invoice(self.dealer, 2000, "2024-02-01")
        program.action_state()
        return self._statements(program)[0]

    def _statements(self, program):
        domain = [("program_id", "=", program.id), ("partner_id", "=", self.dealer.id)]
        return self.env["keqing.rebate.statement"].search(domain, order="date_to")

    def _prove(self, percent):
        with freeze_time("2024-06-10 04:00:00"):
            case = self._accuse()
            self._decide(case, forfeit_percent=percent)
        with freeze_time("2024-06-26 04:00:00"):
            case.with_user(self.judge).action_close()
        return case.sudo()

    @freeze_time("2025-02-10 04:00:00")
    def test_what_was_confirmed_before_is_reckoned_anew(self):
        """40 confirmed; then 30 percent are lost by a verdict: 28."""
        statement = self._state()
        statement.with_user(self.director).action_confirm()
        case = self._prove(30)
        refusal = f"was confirmed before {case.name} was proven"
        with self.assertRaisesRegex(UserError, refusal):
            statement.action_approve()
        statement.sudo().state = "approved"
        with self.assertRaisesRegex(UserError, refusal):
            statement.action_settle()
        statement.action_return()
        statement.program_id.action_state()
        self.assertEqual((statement.payable, statement.forfeited), (28, 12))
        statement.with_user(self.director).action_confirm()
        statement.action_approve()
        self.assertEqual(statement.state, "approved")

    @freeze_time("2025-02-10 04:00:00")
    def test_what_was_drafted_before_is_not_posted(self):
        statement = self._state()
        statement.with_user(self.director).action_confirm()
        statement.action_approve()
        note = statement.sudo()._draft_settlement("credit").move_ids
        self._prove(30)
        with self.assertRaisesRegex(UserError, "was confirmed before"):
            note.action_post()

    @freeze_time("2025-02-10 04:00:00")
    def test_goods_wait_for_the_verdict(self):
        statement = self._state()
        statement.program_id.sudo().write({"pays_credit": False, "pays_goods": True})
        statement.with_user(self.director).action_confirm()
        statement.action_approve()
        statement.action_give_goods()
        order = statement.settlement_ids.order_id
        order.order_line = [
            Command.create({"product_id": self.product.id, "price_unit": 10, "tax_ids": False})
        ]
        with freeze_time("2024-06-10 04:00:00"):
            self._accuse()
        with self.assertRaisesRegex(UserError, "is frozen"):
            order.action_confirm()

    @freeze_time("2025-02-10 04:00:00")
    def test_set_aside_it_is_owed_again(self):
        """30 percent of 40 are 12: forfeited with 2024, and on the statement of 2025."""
        statement = self._state()
        case = self._prove(30)
        statement.program_id.action_state()
        statement.with_user(self.director).action_confirm()
        program = statement.program_id
        self.assertEqual((statement.payable, statement.forfeited), (28, 12))
        self.assertEqual(sum(program.sudo()._get_earned(statement.date_to).values()), 28)
        case.with_user(self.admin).set_aside_reason = "Another lot"
        case.with_user(self.admin).action_set_aside()
        self.assertIn("owed again", case.message_ids[:1].body)
        program.action_state()
        first, second = self._statements(program)
        self.assertEqual((first.payable, first.forfeited), (28, 12), "it stays as it was confirmed")
        self.assertEqual((second.brought_forward, second.payable), (12, 12))
        self.assertEqual(sum(program.sudo()._get_earned(statement.date_to).values()), 40)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RebateCommon
from .test_diversion import DiversionCommon


@tagged("post_install", "-at_install")
class TestDiversionRebate(DiversionCommon, RebateCommon):
    """An open case freezes what it touches, and nothing else."""

    def _state(self, customer=None, **values):
        """The statement of a customer over 2024."""
        program = self._create_program(**values)
        self._create_invoice(customer or self.dealer, 2000, "2024-02-01")
        self.env.cr.flush()
        with freeze_time("2025-02-10 04:00:00"):
            program.action_state()
        return self.env["keqing.rebate.statement"].search(
            [
                ("program_id", "=", program.id),
                ("partner_id", "=", (customer or self.dealer).id),
                ("date_to", "=", "2024-12-31"),
            ]
        )

    def _confirm(self, statement):
        with freeze_time("2025-02-10 04:00:00"):
            statement.with_user(self.director).action_confirm()

    @freeze_time("2025-02-10 04:00:00")
    def test_frozen_until_the_verdict(self):
        statement = self._state()
        with freeze_time("2024-06-10 04:00:00"):
            case = self._accuse()
        self.assertIn(case.name, statement.frozen_text)
        with self.assertRaisesRegex(UserError, f"is frozen while {case.name} is open"):
            self._confirm(statement)
        with freeze_time("2024-06-10 04:00:00"):
            self._decide(case, "unproven")
        with self.assertRaisesRegex(UserError, "is frozen"):
            self._confirm(statement)
        with freeze_time("2024-06-26 04:00:00"):
            case.with_user(self.judge).action_close()
        statement.invalidate_recordset()
        self.assertFalse(statement.frozen_text)
        self._confirm(statement)
        self.assertEqual((statement.state, statement.payable), ("confirmed", 40))

    @freeze_time("2025-02-10 04:00:00")
    def test_others_go_on(self):
        tea = self._create_product("Tea")
        elsewhere = self._state(product_ids=[Command.link(tea.id)])
        another = self._state(self.customer)
        with freeze_time("2024-06-10 04:00:00"):
            later = self._accuse(found_on="2023-12-31")
        self.assertFalse(elsewhere.frozen_text)
        self.assertFalse(another.frozen_text)
        mine = self._state()
        self.assertFalse(mine.frozen_text, "it was found in another year")
        later.sudo().found_on = "2024-01-01"
        mine.invalidate_recordset()
        self.assertTrue(mine.frozen_text)

    @freeze_time("2025-02-10 04:00:00")
    def test_not_approved_nor_settled(self):
        statement = self._state()
        self._confirm(statement)
        with freeze_time("2024-06-10 04:00:00"):
            self._accuse()
        with self.assertRaisesRegex(UserError, "is frozen"):
            statement.action_approve()
        statement.sudo().state = "approved"
        for settle in (
            statement.action_settle,
            statement.action_pay,
            statement.action_fill_wallet,
            statement.action_give_goods,
        ):
            with self.subTest(way=settle.__name__), self.assertRaisesRegex(UserError, "is frozen"):
                settle()

    @freeze_time("2025-02-10 04:00:00")
    def test_what_was_drafted_before_is_not_posted(self):
        """It waits for the verdict; what takes a settlement back does not."""
        account = self.env["account.account"].create(
            {"code": "4900", "name": "Rebates granted", "account_type": "income"}
        )
        statement = self._state(contra_account_id=account.id)
        self._confirm(statement)
        statement.action_approve()
        note = statement.sudo()._draft_settlement("credit").move_ids
        with freeze_time("2024-06-10 04:00:00"):
            case = self._accuse()
        with self.assertRaisesRegex(UserError, "is frozen"), self.env.cr.savepoint():
            note.action_post()
        case.sudo().state = "closed"
        note.action_post()
        self.assertEqual((statement.state, statement.settled), ("settled", 40))
        case.sudo().state = "heard"
        note.button_draft()
        self.assertEqual((statement.state, statement.settled), ("approved", 0))

    @freeze_time("2025-02-10 04:00:00")
    def test_condition_holds_and_forfeits(self):
        """40 earned: held while the case is open, and 30 percent of it lost by the verdict."""
        statement = self._state(condition_ids=[Command.create({"kind": "case"})])
        self.assertEqual(statement.payable, 40)
        with freeze_time("2024-06-10 04:00:00"):
            case = self._accuse()
        statement.program_id.action_state()
        self.assertEqual((statement.payable, statement.held), (0, 40))
        self.assertIn(f"{case.sudo().name} is open", statement.stopped_text)
        with freeze_time("2024-06-10 04:00:00"):
            self._decide(case, forfeit_percent=30)
        with freeze_time("2024-06-26 04:00:00"):
            case.with_user(self.judge).action_close()
        statement.program_id.action_state()
        self.assertEqual((statement.payable, statement.held, statement.forfeited), (28, 0, 12))
        self.assertIn(f"{case.sudo().name} was proven: 30%", statement.stopped_text)
        self._confirm(statement)
        self.assertEqual(statement.state, "confirmed")

    @freeze_time("2025-02-10 04:00:00")
    def test_condition_releases(self):
        statement = self._state(condition_ids=[Command.create({"kind": "case"})])
        with freeze_time("2024-06-10 04:00:00"):
            case = self._accuse(forfeit_percent=30)
            self._decide(case, "unproven")
        with freeze_time("2024-06-26 04:00:00"):
            case.with_user(self.judge).action_close()
        statement.program_id.action_state()
        self.assertEqual((statement.payable, statement.forfeited), (40, 0))

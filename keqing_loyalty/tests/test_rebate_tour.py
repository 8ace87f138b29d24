# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, tagged

from .common import SettlementCommon


@tagged("post_install", "-at_install")
class TestRebateTour(SettlementCommon, HttpCase):
    """Whoever keeps the books, in the browser: 5,000 were invoiced, of which a tenth is owed."""

    def test_from_the_programme_to_the_money(self):
        for amount in (3000, 2000):
            self._create_invoice(self.customer, amount, "2024-02-01")
        self.program.action_state()
        statement = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", self.program.id), ("date_to", "=", "2024-12-31")]
        )
        statement.with_user(self.manager).action_confirm()
        self.start_tour(
            f"/odoo/keqing.rebate.program/{self.program.id}",
            "keqing_rebate_accountant",
            login=self.controller.login,
        )
        self.env.invalidate_all()
        self.assertEqual((statement.state, statement.settled), ("settled", 500))
        self.assertEqual(statement.approved_by_id, self.controller)
        note = statement.settlement_ids.move_ids
        self.assertEqual((note.move_type, note.state), ("out_refund", "posted"))
        self.assertEqual(note.amount_untaxed, 500)

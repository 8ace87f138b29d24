# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import SettlementCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebatePaid(SettlementCommon):
    """How a running programme is decided on, booked and paid is a director's to say."""

    def test_who_is_bound_by_it_does_not_change_it(self):
        self.program.director_from = 10
        program = self.program.with_user(self.manager)
        self.assertFalse(program.may_pay_otherwise)
        for values in (
            {"director_from": 0},
            {"point_value": 0.01},
            {"pays_payment": True},
            {"liability_account_id": self.contra.id},
            {"accrue_by": "target"},
        ):
            with self.subTest(values), self.assertRaisesRegex(AccessError, "have a director"):
                program.write(values)
        program.user_id = self.manager
        self.program.with_user(self.director).director_from = 0
        draft = self._create_program(start=False).with_user(self.manager)
        self.assertTrue(draft.may_pay_otherwise)
        draft.director_from = 100

    def test_accrued_it_is_settled_off_what_is_owed(self):
        """Else 50 would be owed for good, or 50 too little."""
        self._create_invoice(self.customer, 500, "2024-02-01")
        self.program.accrues = False
        self.program.accrues = True
        self.program.sudo()._accrue_last_month()
        with self.assertRaisesRegex(UserError, "in the books already"):
            self.program.accrues = False
        self.program.accrues = True

    def test_settled_it_is_not_accrued_any_more(self):
        self.program.accrues = False
        self._settle(self._approve(500))
        with self.assertRaisesRegex(UserError, "in the books already"):
            self.program.accrues = True

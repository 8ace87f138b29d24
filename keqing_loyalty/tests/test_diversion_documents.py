# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from .common import RebateCommon
from .test_diversion import DiversionCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-10 04:00:00")
class TestDiversionDocuments(DiversionCommon, RebateCommon):
    """The dealer pays 500, and the shop of the harbour, whom it harmed, gets 200."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls._create_customer("Shop", keqing_territory_id=cls.harbour.id)
        cls.paid_on, cls.given_on = cls.env["account.account"].create(
            [
                {"code": "6301", "name": "Penalties", "account_type": "income_other"},
                {"code": "6711", "name": "Compensations", "account_type": "expense"},
            ]
        )
        cls.sanction = cls.env["keqing.diversion.sanction"].create(
            {
                "kind": "diversion",
                "fine": 500,
                "fine_account_id": cls.paid_on.id,
                "compensation": 200,
                "compensation_account_id": cls.given_on.id,
                "stop_months": 1,
            }
        )

    def _authorise(self, customer):
        agreement = self.agreement.copy(
            {"partner_id": customer.id, "territory_ids": [Command.set(self.harbour.ids)]}
        )
        agreement.sudo().write({"stage": "active"})
        return agreement

    def _close(self):
        self._authorise(self.shop)
        case = self._accuse()
        self._decide(case)
        with freeze_time("2024-06-26 04:00:00"):
            case.with_user(self.judge).action_close()
        return case.sudo()

    def test_whom_it_harmed(self):
        """Who alone might sell there; of two somebody has to say which."""
        self._authorise(self.shop)
        self.assertEqual(self._accuse().sudo().harmed_id, self.shop)
        self._authorise(self.customer)
        case = self._accuse()
        self.assertFalse(case.sudo().harmed_id)
        with self.assertRaisesRegex(UserError, "say whom it harmed"):
            self._decide(case)
        with self.assertRaisesRegex(UserError, "somebody else than the accused"):
            case.sudo().harmed_id = self.dealer
        self._decide(case, harmed_id=self.customer.id)

    def test_drafts(self):
        case = self._close()
        self.assertRecordValues(
            case.move_ids.sorted("move_type"),
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self.dealer.id,
                    "amount_total": 500,
                    "state": "draft",
                },
                {
                    "move_type": "out_refund",
                    "partner_id": self.shop.id,
                    "amount_total": 200,
                    "state": "draft",
                },
            ],
        )
        accounts = case.move_ids.invoice_line_ids.account_id
        self.assertEqual(accounts, self.paid_on + self.given_on)
        action = case.move_ids[0].action_view_keqing_diversion_case()
        self.assertEqual(action["res_id"], case.id)
        found = case.env["account.move"].search(case.action_view_moves()["domain"])
        self.assertEqual(found, case.move_ids)

    def test_no_account_is_that_of_the_journal(self):
        self.sanction.write({"fine_account_id": False, "compensation": 0})
        case = self._close()
        line = case.move_ids.invoice_line_ids
        self.assertEqual(line.account_id, case.move_ids.journal_id.default_account_id)

    def test_nothing_is_drafted_of_what_is_not_proven(self):
        case = self._accuse()
        self._decide(case, "unproven")
        with freeze_time("2024-06-26 04:00:00"):
            case.with_user(self.judge).action_close()
        self.assertFalse(case.sudo().move_ids)

    def test_it_is_no_sale(self):
        program = self._create_program(((1, 10),))
        case = self._close()
        case.move_ids.action_post()
        self.env.cr.flush()
        self.assertFalse(self._rows(program))
        Move = self.env["account.move"]
        domain = self.env["keqing.indicator"]._sale_domain()
        self.assertFalse(Move.search(domain & Domain("id", "in", case.move_ids.ids)))

    def test_set_aside(self):
        """What was posted is reversed, what was drafted cancelled; all comes to nothing."""
        case = self._close()
        debit, note = case.move_ids.sorted("move_type")
        debit.action_post()
        self.assertTrue(case.stopped_until)
        for user in (self.seller_of_dealer, self.director):
            with self.assertRaises(AccessError):
                case.with_user(user).set_aside_reason = "The lot was stolen"
        again = case.with_user(self.judge)
        self.assertTrue(again.may_set_aside)
        with self.assertRaisesRegex(UserError, "write down why it is set aside"):
            again.action_set_aside()
        again.set_aside_reason = "The lot was stolen"
        again.action_set_aside()
        self.assertRecordValues(
            case, [{"verdict": "unproven", "stopped_until": False, "state": "closed"}]
        )
        self.assertEqual((debit.payment_state, note.state), ("reversed", "cancel"))
        self.assertEqual(debit.reversal_move_ids.keqing_diversion_case_id, case)
        self.assertFalse(again.may_set_aside)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.dealer.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        order.action_confirm()
        self.assertEqual(order.state, "sale")

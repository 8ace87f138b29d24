# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .common import SettlementCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateYear(SettlementCommon):
    """Balances that are brought along, statements that are sent, and the end of a year."""

    def _open(self, **values):
        return (
            self.env["keqing.rebate.opening"]
            .with_user(self.director)
            .create(
                {
                    "program_id": self.program.id,
                    "partner_id": self.customer.id,
                    "day": "2024-06-30",
                    "amount": 3000,
                    "settled": 120,
                    **values,
                }
            )
        )

    # What is brought along

    def test_brought_along(self):
        """3,000 and 500 at a tenth are 350; 120 were settled before, so 230 are payable."""
        opening = self._open()
        self._create_invoice(self.customer, 500, "2024-08-01")
        statement = self._approve()
        self.assertEqual(opening.period_from, Date.to_date("2024-01-01"))
        self.assertRecordValues(
            statement,
            [{"base": 3500, "entitlement": 350, "stated_before": 120, "payable": 230}],
        )
        self.assertIn(3000, [row["amount"] for row in statement._get_printed_rows()])

    def test_it_is_not_accrued_again(self):
        self._open()
        self.program.sudo()._accrue_last_month()
        self.assertEqual(self._owed(), 180, "300 less 120 that was settled")
        self.assertFalse(self.program.sudo()._accrue_last_month())

    def test_rebuilding_leaves_it(self):
        self._open()
        self.assertEqual(self.env["keqing.rebate.ledger"]._follow(self.program), 0)
        self.assertEqual(self._base(self.program)[0], 3000)

    def test_it_stays(self):
        opening = self._open()
        for user in (self.director, self.env.user):
            with self.assertRaisesRegex(UserError, "enter another one"):
                opening.with_user(user).sudo().amount = 5000
        with self.assertRaisesRegex(UserError, "enter another one"):
            opening.sudo().unlink()
        self._open(amount=-1000, settled=-20)
        self.assertEqual(self._base(self.program)[0], 2000)

    def test_what_counts_by_itself_is_not_brought_along(self):
        self._create_invoice(self.customer, 500, "2024-02-01")
        with self.assertRaisesRegex(UserError, "before the first of them"):
            self._open()
        with self.assertRaisesRegex(UserError, "from Jan 1, 2024 to Jan 10, 2025"):
            self._open(day="2023-12-31")

    def test_who_brings_it_along(self):
        with self.assertRaises(AccessError):
            self._open().with_user(self.manager).create(
                {"program_id": self.program.id, "partner_id": self.customer.id, "day": "2024-06-30"}
            )

    def test_imported(self):
        found = (
            self.env["keqing.rebate.opening"]
            .with_user(self.director)
            .load(
                ["program_id", "partner_id", "day", "amount", "settled", "note"],
                [["Yearly rebate", "Wanmin Restaurant", "2024-06-30", "3000", "120", "Books"]],
            )
        )
        self.assertFalse(found["messages"])
        self.assertEqual(self._base(self.program)[0], 3000)

    # Sent

    def test_sent_in_one_go(self):
        other = self._create_customer("Other", email="other@example.com")
        self.customer.email = "wanmin@example.com"
        self._create_invoice(other, 700, "2024-02-01")
        first = self._approve(500)
        second = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", self.program.id), ("partner_id", "=", other.id)]
        )
        with self.assertRaisesRegex(UserError, "not confirmed yet"):
            (first + second).with_user(self.manager).action_send()
        second.with_user(self.manager).action_confirm()
        both = (first + second).with_user(self.manager)
        context = both.action_send()["context"]
        composer = self.env["mail.compose.message"].with_user(self.manager)
        composer = composer.with_context(**context).create({})
        composer._action_send_mail()
        mails = self.env["mail.mail"].search(
            [("model", "=", "keqing.rebate.statement"), ("res_id", "in", both.ids)]
        )
        self.assertEqual(mails.recipient_ids, self.customer + other)
        self.assertEqual(len(mails.attachment_ids), 2)
        self.assertTrue(first.message_ids.filtered(lambda each: each.mail_ids & mails))

    def test_who_cannot_be_sent_to(self):
        statement = self._approve(500)
        self.customer.email = False
        with self.assertRaisesRegex(UserError, "No e-mail address of Wanmin"):
            statement.with_user(self.manager).action_send()
        with self.assertRaisesRegex(AccessError, "send rebate statements"):
            statement.with_user(self.salesperson).action_send()

    # Closed

    def test_a_year_is_closed(self):
        other = self._create_customer("Other")
        back = self._create_invoice(other, 700, "2023-02-01")
        self._credit(back, "2024-05-01")
        statement = self._approve(500)
        program = self.program.with_user(self.director)
        with self.assertRaisesRegex(UserError, "1 statements are not settled.*Wanmin"):
            program.action_close_period()
        self.assertFalse(self.program.closed_to)
        self._settle(statement).action_post()
        action = program.action_close_period()
        self.assertEqual(self.program.closed_to, Date.to_date("2024-12-31"))
        self.assertIn("50.00", self.program.message_ids[0].body)
        following = self.env["keqing.rebate.statement"].search(action["domain"])
        self.assertFalse(following.filtered(lambda each: each.date_to.year == 2024))
        with self.assertRaisesRegex(UserError, "no period to close"):
            program.action_close_period()

    def test_what_was_stated_too_much_is_carried(self):
        self.program.date_to = "2024-12-31"
        program = self._create_program(
            ((1, 10),), name="Quarterly", period="quarter", contra_account_id=self.contra.id
        )
        invoice = self._create_invoice(self.customer, 1000, "2024-07-01")
        self._create_invoice(self.customer, 500, "2024-12-01")
        program.action_state()
        third = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", program.id), ("date_to", "=", "2024-09-30")]
        )
        third.with_user(self.manager).action_confirm()
        third.with_user(self.controller).action_approve()
        self._settle(third).action_post()
        self._credit(invoice, "2024-11-05")
        for last in ("2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"):
            program.with_user(self.director).action_close_period()
            self.assertEqual(str(program.closed_to), last)
        fourth = third.search([("program_id", "=", program.id), ("date_to", "=", "2024-12-31")])
        self.assertEqual((fourth.state, fourth.carried_forward), ("confirmed", -50))
        self.assertFalse(fourth.with_user(self.manager).may_return)
        with self.assertRaisesRegex(UserError, "cannot be taken back"):
            fourth.with_user(self.manager).action_return()
        self._create_invoice(self.customer, 2000, "2025-01-05")
        program.action_state()
        now = third.search([("program_id", "=", program.id), ("date_to", "=", "2025-03-31")])
        self.assertEqual((now.brought_forward, now.payable), (-50, 150))

    def test_who_closes(self):
        with self.assertRaises(AccessError):
            self.program.with_user(self.manager).action_close_period()

    # Each night

    def test_reckoned_each_night(self):
        self._create_invoice(self.customer, 500, "2024-02-01")
        self.env.cr.flush()
        with self.enter_registry_test_mode():
            self.env.ref("keqing_loyalty.ir_cron_rebate_reckon").method_direct_trigger()
        statement = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", self.program.id)], order="date_to", limit=1
        )
        self.assertEqual(statement.payable, 50)


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateToday(SettlementCommon):
    """Who has to do with a statement finds it this morning."""

    def _section(self, user, name):
        sections = self.env["keqing.today"].with_user(user).get_today()["sections"]
        return next((each for each in sections if each["name"] == name), None)

    def test_near_a_tier(self):
        program = self._create_program(((1000, 2), (5000, 10)), date_from="2025-01-01")
        self._create_invoice(self.customer, 4100, "2025-01-05")
        program.action_state()
        section = self._section(self.salesperson, "near_tier")
        [line] = section["lines"]
        self.assertIn("900", line["text"])
        self.assertIn("418.00", line["amount"], "500 less 82")
        self._create_invoice(self.customer, 50, "2025-01-05", refund=True)
        self._create_invoice(self.customer, 100.01, "2025-01-05", refund=True)
        program.action_state()
        self.assertFalse(self._section(self.salesperson, "near_tier")["lines"], "1,050.01 missing")

    def test_confirm_approve_settle(self):
        self._create_invoice(self.customer, 500, "2024-02-01")
        self.program.action_state()
        [line] = self._section(self.manager, "rebates_to_confirm")["lines"]
        self.assertIn("50.00", line["amount"])
        statement = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", self.program.id)], order="date_to", limit=1
        )
        statement.with_user(self.manager).action_confirm()
        self.assertFalse(self._section(self.manager, "rebates_to_confirm")["lines"])
        [line] = self._section(self.controller, "rebates_to_approve")["lines"]
        self.assertEqual(line["action"]["res_id"], statement.id)
        statement.with_user(self.controller).action_approve()
        self.assertFalse(self._section(self.controller, "rebates_to_approve")["lines"])
        [line] = self._section(self.controller, "rebates_to_settle")["lines"]
        self.assertEqual(line["action"]["res_id"], statement.id)
        self.assertIsNone(self._section(self.salesperson, "rebates_to_settle"))

    def test_the_timeline_of_a_customer(self):
        self._approve(500)
        told = str(self.customer.with_user(self.salesperson).get_keqing_timeline())
        self.assertIn("Yearly rebate", told)
        self.assertIn("50.00", told)

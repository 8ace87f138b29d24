# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from .test_intake_mail import MEI, MailCommon


@tagged("post_install", "-at_install")
class TestIntakeMachines(MailCommon):
    """What nobody wrote makes no complaint, and is answered by nobody."""

    def test_who_is_away_makes_no_complaint(self):
        before = self.env["keqing.complaint"].search_count([])
        for headers in (
            {"Auto_Submitted": "auto-generated", "X_Auto_Response_Suppress": "All"},
            {"X_Auto_Reply": "yes"},
            {"Return_Path": "<>"},
            {"Subject": "自动回复: Leaks"},
            {"Subject": "Automatic reply: KC/2026/00001"},
        ):
            with self.subTest(headers=headers):
                self.assertFalse(self._receive(**headers))
        self.assertFalse(self._receive("MAILER-DAEMON@wanmin.example.com"))
        self.assertEqual(self.env["keqing.complaint"].search_count([]), before)
        self.assertFalse(self._receipts())

    def test_what_goes_to_many_waits_until_somebody_has_looked(self):
        """Nothing is lost: whose it is, is known, and it becomes a complaint if it is one."""
        before = self.env["keqing.complaint"].search_count([])
        letters = self.env["keqing.complaint.letter"]
        for headers in (
            {"Auto_Submitted": "auto-generated"},
            {"Precedence": "bulk"},
            {"Precedence": "list", "List_Id": "<staff.wanmin.example.com>"},
            {"List_Unsubscribe": "<mailto:stop@wanmin.example.com>"},
        ):
            letters |= letters.browse(self._receive(**headers))
        self.assertEqual(self.env["keqing.complaint"].search_count([]), before)
        self.assertEqual(len(letters), 1, "of one sender")
        self.assertEqual((letters.sender_id, letters.team_id), (self.person, self.team))
        self.assertFalse(self._receipts())
        action = letters.with_user(self.handler).action_take_in()
        self.assertEqual(
            self.env["keqing.complaint"].browse(action["res_id"]).partner_id, self.customer
        )

    @freeze_time("2026-03-09 04:00:00")
    def test_what_came_in_this_very_second_was_received(self):
        """A letter is of a moment with microseconds, now is in whole seconds."""
        now = Datetime.now()
        self._create_complaint(received_at=now + timedelta(microseconds=700_000))
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self._create_complaint(received_at=now + timedelta(minutes=5))

    def test_a_sender_has_few_receipts_within_the_hour(self):
        made = [self._receive(text=f"Bottle {number} leaks.") for number in range(5)]
        self.assertEqual(len(set(made)), 5, "all are taken in")
        self.assertEqual(len(self._receipts()), 3)

    def test_a_receipt_is_the_companys_and_stands_on_the_page(self):
        complaint = self._take_in()
        receipt = self._receipts()
        self.assertEqual(receipt.author_id, self.company.partner_id)
        self.assertIn(receipt.mail_message_id, complaint._portal_messages())
        letter = receipt.mail_message_id
        receipt.unlink()
        self.assertTrue(letter.exists(), "and stays when it was sent")

    def test_strangers_in_a_talk_are_heard_inside_only(self):
        complaint = self._take_in(Cc="Boss <boss@wanmin.example.com>")
        complaint.action_wait("Pictures")
        reference = self._receipts().message_id
        for sender, is_inside in (
            ("evil@evil.example.com", True),
            ("boss@wanmin.example.com", False),
            (MEI, False),
        ):
            self._receive(sender, In_Reply_To=reference)
            said = complaint.message_ids[:1]
            with self.subTest(sender=sender):
                self.assertEqual(said.is_internal, is_inside)
                self.assertEqual(said in complaint._portal_messages(), not is_inside)
                self.assertEqual(complaint.waits_for_customer, is_inside)

    def test_what_no_database_takes_is_left_out(self):
        complaint = self._take_in(Subject="=?utf-8?b?TGUAYWs=?=")
        self.assertEqual(complaint.subject, "Leak")

    def test_what_is_too_long_is_cut_and_kept_as_a_letter(self):
        complaint = self._take_in(text="leak " * 50_000)
        self.assertEqual(len(complaint.description), 100_000)
        self.assertGreater(max(map(len, complaint.message_ids.mapped("body"))), 200_000)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..models.intake.keqing_complaint_portal import name_paper
from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestKept(ComplaintCommon):
    """What a customer said stays as it was said, and who hears of it is who is meant."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {"name": "Mei", "parent_id": cls.customer.id, "email": "mei@wanmin.example.com"}
        )
        cls.mei = new_test_user(
            cls.env, "mei", groups="base.group_portal", partner_id=cls.person.id
        )
        cls.complaint = cls.env["keqing.complaint"].create(
            {
                "partner_id": cls.customer.id,
                "contact_id": cls.person.id,
                "channel": "portal",
                "description": "Six leak.",
                "type_id": cls.leak.id,
                "user_id": cls.handler.id,
            }
        )
        cls.complaint.message_subscribe(cls.person.ids)
        cls.complaint._portal_post(cls.person, "Here it is", [("cork.png", b"png")])
        cls.own = cls.complaint.with_user(cls.handler)

    def _letter(self):
        return self.complaint._portal_messages()[:1]

    def test_nobody_rewrites_what_the_customer_wrote(self):
        for vals in ({"description": "All is fine"}, {"channel": "inside"}):
            with self.assertRaisesRegex(UserError, "wrote this itself"):
                self.own.write(vals)
        self.own.write({"description": "Six leak.", "channel": "portal"})  # the same
        self.complaint.channel = "hotline"
        self.own.description = "Seven leak."
        self.assertLessEqual({"description", "channel"}, self.complaint._track_get_fields())

    def test_nobody_rewrites_a_letter_or_throws_it_away(self):
        letter = self._letter().with_user(self.handler)
        paper = letter.sudo().attachment_ids.with_user(self.handler)
        for attempt in (
            lambda: letter.write({"body": "I am happy"}),
            letter.unlink,
            lambda: paper.write({"raw": b"other"}),
            paper.unlink,
        ):
            with self.assertRaisesRegex(AccessError, "stays as it is"):
                attempt()
        note = self.own.message_post(body="Mine")
        note.body = "Mine, corrected"
        note.unlink()

    def test_nobody_makes_a_link(self):
        with self.assertRaisesRegex(UserError, "link"):
            self.own.write({"access_token": "abc"})

    def test_marks_are_not_made_by_messages(self):
        for user in (self.handler, self.mei):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.complaint.with_user(user).message_post(body="Great", rating_value=5)
        self.assertFalse(self.complaint.sudo().rating_ids)

    def test_customers_write_by_their_page_alone(self):
        with self.assertRaises(AccessError):
            self.complaint.with_user(self.mei).message_post(body="x")

    def test_the_former_customer_hears_no_more(self):
        other = self._create_customer("Angel's Share", email="angel@example.com")
        self.complaint.email_cc = "boss@wanmin.example.com"
        letters = self.complaint._portal_messages()
        self.complaint.with_user(self.manager).partner_id = other
        self.assertNotIn(self.person, self.complaint.message_partner_ids)
        self.assertIn(other, self.complaint.message_partner_ids)
        self.assertFalse(self.complaint.email_cc)
        self.assertTrue(letters)
        self.assertFalse(self.complaint._portal_messages())

    def test_a_novel_is_attached_and_no_subject(self):
        with self.assertRaisesRegex(ValidationError, "at most 500 characters"):
            self.own.subject = "a" * 501
        with self.assertRaisesRegex(ValidationError, "100000"):
            self._create_complaint(description="a" * 100_001)

    def test_a_file_is_called_what_it_is(self):
        gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
        self.assertEqual(name_paper("evil.html", gif), "evil.gif")
        self.assertEqual(name_paper("cork.GIF", gif), "cork.GIF")

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestIntakeMerge(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {"name": "Mei", "parent_id": cls.customer.id, "email": "mei@example.com"}
        )
        cls.reader = cls.env["res.partner"].create({"name": "Reader", "email": "r@example.com"})

    def _about(self, customer=None, lot=None, **values):
        line = {"product_id": self.product.id, "quantity": 6, "lot_name": lot}
        return self._create_complaint(customer, line_ids=[Command.create(line)], **values)

    def test_what_may_be_the_same_is_named(self):
        first = self._about(lot="L 2026-11")
        long_ago = Datetime.now() - timedelta(days=31)
        self._about(lot="L 2026-12")
        self._about(self._create_customer("Angel's Share"))
        self._about(received_at=long_ago)
        self._about()._enter("cancelled")
        self.assertEqual(self._about(lot="l2026-11").double_ids, first)
        unknown_lot = self._about()
        self.assertIn(first, unknown_lot.double_ids)
        self.assertIn(unknown_lot, first.double_ids)

    def test_is_named_before_it_is_saved(self):
        first = self._about()
        form = Form(self.env["keqing.complaint"].with_user(self.salesperson))
        form.partner_id = self.customer
        self.assertFalse(form.double_ids[:])
        with form.line_ids.new() as line:
            line.product_id = self.product
        self.assertEqual(form.double_ids[:], first)

    def test_many_are_compared_by_one_search(self):
        complaints = self.env["keqing.complaint"].union(*(self._about() for __ in range(5)))
        count = self._count(complaints[:2])
        self.assertLessEqual(self._count(complaints), count)

    def _count(self, complaints):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        complaints.mapped("double_ids")
        return self.env.cr.sql_log_count - before

    def test_nothing_is_lost_by_merging(self):
        kept = self._about(email_cc="a@example.com")
        other = self._about(
            contact_id=self.person.id, email_cc="b@example.com", description="Corks leak."
        )
        other.message_subscribe(self.reader.ids)
        letter = other.message_post(
            body="Here are pictures", message_type="email", attachments=[("cork.png", b"png")]
        )
        paper = self.env["ir.attachment"].create(
            {"name": "list.pdf", "raw": b"pdf", "res_model": other._name, "res_id": other.id}
        )
        activity = other.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        self._merge(kept + other, self.salesperson)
        self.assertEqual(len(kept.line_ids), 2)
        self.assertIn(letter, kept.message_ids)
        self.assertEqual((letter.attachment_ids + paper).mapped("res_id"), [kept.id] * 2)
        self.assertLessEqual(self.reader + self.person, kept.message_partner_ids)
        self.assertEqual(kept.email_cc, "b@example.com, a@example.com")
        self.assertEqual(activity.res_id, kept.id)
        self.assertIn("Corks leak.", "".join(kept.message_ids.mapped("body")))
        self.assertEqual((other.state, other.merged_into_id), ("cancelled", kept))
        self.assertIn(kept.name, other.cancel_reason)
        self.assertEqual(other.description, "Corks leak.")
        with self.assertRaisesRegex(UserError, "goes on as"):
            other.action_reopen()

    def test_what_is_graver_stays_so(self):
        """And what departments were asked is answered where it goes on."""
        kept = self._about(severity="0")
        other = self._about(severity="2", is_safety=True)
        inquiry = self.env["keqing.complaint.inquiry"].create(
            {"complaint_id": other.id, "team_id": self.team.id, "question": "Whose corks?"}
        )
        other.with_user(self.salesperson)._merge_into(kept.with_user(self.salesperson))
        self.assertEqual((kept.severity, kept.is_safety, kept.priority), ("2", True, "3"))
        self.assertEqual(inquiry.complaint_id, kept)

    def _merge(self, complaints, user):
        action = complaints.with_user(user).action_merge()
        wizard = (
            self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        ).create({})
        return wizard.action_merge()

    def test_the_one_that_is_furthest_stays(self):
        first, second = self._about(), self._about()
        second.action_investigate()
        self._merge(first + second, self.salesperson)
        self.assertEqual(first.merged_into_id, second)

    def test_what_was_promised_is_not_merged(self):
        first, second, third = (self._about() for __ in range(3))
        second._enter("proposed")
        third._enter("agreed")
        with self.assertRaisesRegex(UserError, "Proposed"):
            self._merge(second + third, self.salesperson)
        self._merge(first + third, self.salesperson)
        self.assertEqual(first.merged_into_id, third)
        other = self._about(self._create_customer("Angel's Share"))
        with self.assertRaisesRegex(UserError, "of one customer"):
            self._merge(third + other, self.director)
        with self.assertRaisesRegex(UserError, "two complaints"):
            self._merge(third, self.salesperson)

    def test_one_about_two_things_becomes_two(self):
        complaint = self._about(email_cc="a@example.com", contact_id=self.person.id)
        complaint.line_ids = [Command.create({"product_id": self.product.id, "quantity": 2})]
        complaint.message_subscribe(self.reader.ids)
        complaint.message_post(body="Pictures", attachments=[("cork.png", b"png")])
        complaint.write({"severity": "2", "is_safety": True})
        complaint.action_acknowledge()
        gone = complaint.line_ids[1]
        wizard = (
            self.env["keqing.complaint.split"]
            .with_user(self.salesperson)
            .create(
                {"complaint_id": complaint.id, "line_ids": gone.ids, "subject": "Two are missing"}
            )
        )
        other = self.env["keqing.complaint"].browse(wizard.action_split()["res_id"])
        self.assertEqual((other.line_ids, other.split_from_id), (gone, complaint))
        self.assertEqual(len(complaint.line_ids), 1)
        told = ("partner_id", "contact_id", "received_at", "description", "email_cc", "channel")
        for name in (*told, "severity", "is_safety", "acknowledged_at"):
            self.assertEqual(other[name], complaint[name], name)
        self.assertIn(self.reader, other.message_partner_ids)
        self.assertEqual(other._get_papers().mapped("name"), ["cork.png"])
        self.assertEqual(complaint._get_papers().mapped("name"), ["cork.png"])
        wizard.line_ids = complaint.line_ids + gone
        with self.assertRaisesRegex(UserError, "lines"):
            wizard.action_split()

    def test_is_cancelled_with_a_reason(self):
        complaint = self._about().with_user(self.salesperson)
        action = complaint.action_cancel()
        self.assertEqual(complaint.state, "received")
        wizard = self.env[action["res_model"]].with_user(self.salesperson)
        wizard = wizard.with_context(**action["context"]).create({"reason": "Found in the cellar"})
        wizard.action_cancel_complaints()
        self.assertEqual(complaint.cancel_reason, "Found in the cellar")
        with self.assertRaisesRegex(UserError, "Cancelled"):
            complaint.action_cancel("Again")
        complaint.action_reopen()
        self.assertEqual((complaint.state, complaint.cancel_reason), ("investigating", False))

    def test_a_copy_begins_anew(self):
        complaint = self._about(email_cc="a@example.com", user_id=self.handler.id)
        complaint.action_cancel("Found in the cellar")
        other = complaint.with_user(self.salesperson).copy()
        self.assertEqual((other.state, other.cycle, other.user_id.id), ("received", 1, False))
        self.assertFalse(other.email_cc or other.cancel_reason)
        self.assertNotEqual(other.name, complaint.name)
        self.assertEqual(len(other.line_ids), 1)

    def test_what_is_open_goes_along_with_its_customer(self):
        mine = self._about(user_id=self.salesperson.id)
        done = self._about(user_id=self.salesperson.id)
        done._enter("closed")
        handover = self.env["keqing.reassignment"].new(
            {
                "from_user_id": self.salesperson.id,
                "company_id": self.company.id,
            }
        )
        Complaint = self.env["keqing.complaint"]
        found = Complaint.search(Complaint._handed_over_domain(handover, self.customer))
        self.assertEqual(found, mine)
        found._hand_over_to(self.handler)
        self.assertEqual((mine.user_id, done.user_id), (self.handler, self.salesperson))

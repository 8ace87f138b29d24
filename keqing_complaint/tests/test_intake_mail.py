import logging
from email.message import EmailMessage
from itertools import count

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon

ADDRESS = "service@ours.example.com"
MEI = "Mei <mei@wanmin.example.com>"
numbers = count()


class MailCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "ours.example.com"})
        cls.company.alias_domain_id = domain
        cls.team.write({"alias_name": "service", "mail_type_id": cls.leak.id})
        cls.person = cls.env["res.partner"].create(
            {"name": "Mei", "parent_id": cls.customer.id, "email": "mei@wanmin.example.com"}
        )

    def _receive(self, sender=MEI, text="Six bottles leak.", papers=(), **headers):
        """:return: id of what the letter belongs to, as Odoo says it"""
        mail = EmailMessage()
        number = f"<{next(numbers)}.{self.id()}@wanmin.example.com>"
        headers = {"Subject": "Leaks", "To": ADDRESS, "Message-Id": number, **headers}
        for name, value in {"From": sender, **headers}.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        for name, content in papers:
            mail.add_attachment(content, maintype="image", subtype="png", filename=name)
        thread = self.env["mail.thread"].with_user(self.env.ref("base.user_root"))
        thread_id = thread.with_context(tracking_disable=False).message_process(None, bytes(mail))
        self.env.flush_all()
        return thread_id

    def _take_in(self, *args, **kwargs):
        return self.env["keqing.complaint"].browse(self._receive(*args, **kwargs))

    def _receipts(self):
        return self.env["mail.mail"].search([("message_type", "=", "auto_comment")])


@tagged("post_install", "-at_install")
class TestIntakeMail(MailCommon):
    def test_who_is_known_complains_by_letter(self):
        complaint = self._take_in(Cc="Boss <boss@wanmin.example.com>", papers=[("a.png", b"png")])
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.contact_id, self.person)
        self.assertEqual((complaint.channel, complaint.type_id), ("email", self.leak))
        self.assertEqual((complaint.team_id, complaint.company_id), (self.team, self.company))
        self.assertEqual((complaint.subject, complaint.description), ("Leaks", "Six bottles leak."))
        self.assertEqual(complaint.email_cc, '"Boss" <boss@wanmin.example.com>')
        self.assertFalse(complaint.received_by_id)
        self.assertRegex(complaint.name, r"^KC/")
        self.assertIn(self.person, complaint.message_partner_ids)
        self.assertEqual(complaint._get_papers().mapped("name"), ["a.png"])
        wordless = self._take_in(text=" ", Subject="")
        self.assertEqual(wordless.subject, wordless.description)

    def test_receipt_is_in_the_customers_language_and_no_answer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.person.lang = "zh_CN"
        template = self.env.ref("keqing_complaint.mail_template_receipt")
        template.with_context(lang="zh_CN").subject = "投诉 {{ object.name }} 已收到"
        complaint = self._take_in()
        receipt = self._receipts()
        self.assertEqual(receipt.subject, f"投诉 {complaint.name} 已收到")
        self.assertEqual(receipt.recipient_ids, self.person)
        self.assertIn("auto-replied", receipt.headers)
        self.assertIn("service@ours.example.com", receipt.reply_to)
        self.assertFalse(complaint.acknowledged_at)

    def test_acknowledged_is_what_one_of_us_answered(self):
        complaint = self._take_in()
        own = complaint.with_user(self.handler).with_context(tracking_disable=False)
        own.message_post(body="Look at that", message_type="comment")
        self.assertFalse(complaint.acknowledged_at, "a note")
        answer = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        other = self._create_complaint().with_user(self.handler)
        other.message_post(body="Said to nobody", **answer)
        self.assertFalse(other.acknowledged_at, "nobody of the customer was told")
        complaint.message_post(body="And more", author_id=self.person.id, **answer)
        self.assertFalse(complaint.acknowledged_at, "the customer itself")
        own.message_post(body="We look into it", **answer)
        self.assertTrue(complaint.acknowledged_at)
        other.action_acknowledge()
        self.assertTrue(other.acknowledged_at)
        other.action_cancel("Found in the cellar")
        other.action_reopen()
        self.assertTrue(other.acknowledged_at, "what was cancelled goes on as it was")
        other._enter("closed")
        other.action_reopen()
        self.assertFalse(other.acknowledged_at, "of this cycle")

    def test_who_is_nobodys_contact_waits_until_somebody_knows(self):
        papers = [("a.png", b"png")]
        stranger = "Stranger <who@else.example.com>"
        before = self.env["keqing.complaint"].search_count([])
        letter = self.env["keqing.complaint.letter"].browse(
            self._receive(stranger, papers=papers, Cc="b@else.example.com")
        )
        self.assertEqual(self._receive(stranger, "And two are missing."), letter.id)
        self.assertEqual(self.env["keqing.complaint"].search_count([]), before)
        self.assertFalse(self._receipts(), "nobody is answered who may not exist")
        self.assertEqual((letter.team_id, letter.words), (self.team, "Six bottles leak."))
        own = letter.with_user(self.handler)
        with self.assertRaisesRegex(UserError, "whose it is"):
            own.action_take_in()
        own.sender_id = self.person
        complaint = self.env["keqing.complaint"].browse(own.action_take_in()["res_id"])
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.received_at, letter.create_date)
        self.assertEqual(complaint.email_cc, "b@else.example.com")
        self.assertEqual(complaint._get_papers().mapped("name"), ["a.png"])
        self.assertIn("two are missing", "".join(complaint.message_ids.mapped("body")))
        self.assertFalse(letter.message_ids)
        with self.assertRaisesRegex(UserError, "already"):
            own.action_take_in()

    def test_letters_are_for_the_team(self):
        letter = self.env["keqing.complaint.letter"].browse(self._receive("w@else.example.com"))
        with self.assertRaises(AccessError):
            letter.with_user(self.salesperson).read(["words"])
        self.team.member_ids += self.salesperson
        self.assertTrue(letter.with_user(self.salesperson).read(["words"]))
        letter.with_user(self.handler).action_dismiss()
        self.assertFalse(letter.active)

    def test_what_was_dismissed_is_found_among_what_is_archived(self):
        Letter = self.env["keqing.complaint.letter"]
        letter = Letter.browse(self._receive("w@else.example.com", Subject="Wine tasting"))
        own = letter.with_user(self.handler)
        for name, text in (("name", "tasting"), ("email_from", "w@else"), ("words", "leak")):
            self.assertEqual(own.search([(name, "ilike", text)]), own)
        own.action_dismiss()
        self.assertFalse(own.search([]))
        self.assertEqual(own.search([("active", "=", False)]), own)
        another = Letter.browse(self._receive("w@else.example.com"))
        self.assertNotEqual(another, letter, "what is put away takes in nothing more")
        own.action_unarchive()
        self.assertIn(letter, own.search([]))

    def test_an_address_of_two_customers_is_nobodys(self):
        other = self._create_customer("Angel's Share", email="mei@wanmin.example.com")
        Letter = self.env["keqing.complaint.letter"]
        self.assertTrue(Letter.browse(self._receive()).exists())
        other.keqing_customer_type_id = False
        self.assertEqual(Letter._find_sender(MEI), self.person)
        self.salesperson.email = "sales@ours.example.com"
        self.assertFalse(Letter._find_sender("sales@ours.example.com"), "one of us")

    def test_a_reply_goes_to_its_complaint(self):
        complaint = self._take_in()
        receipt = self._receipts().message_id
        self.assertEqual(self._receive(text="Two more.", In_Reply_To=receipt), complaint.id)
        self.assertEqual(len(self._receipts()), 1)
        kept = self._create_complaint()
        complaint._merge_into(kept)
        said = kept.message_ids.filtered(lambda each: each.message_type == "email")[:1]
        self.assertEqual(self._receive(In_Reply_To=said.message_id), kept.id)

    def test_thanks_do_not_reopen(self):
        self.leak.tells_progress = False
        complaint = self._take_in()
        complaint.user_id = self.handler
        complaint._enter("closed")
        reference = self._receipts().message_id
        self._receive(text="Thank you!", In_Reply_To=reference)
        self._receive(text="Thanks again!", In_Reply_To=reference)
        self.assertEqual(complaint.state, "closed")
        told = complaint.activity_ids
        self.assertEqual((told.user_id, len(told)), (self.handler, 1))
        self.assertIn("Thank you!", "".join(complaint.message_ids.mapped("body")))

    def test_what_a_machine_answers_is_no_complaint(self):
        complaint = self._take_in()
        receipt = self._receipts().message_id
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "auto_reply"},
            {"X_Autoreply": "yes"},
        ):
            self.assertFalse(self._receive(**headers))
        away = {"Auto_Submitted": "auto-replied (vacation)", "In_Reply_To": receipt}
        self.assertEqual(self._receive(text="I am away.", **away), complaint.id)
        note = complaint.message_ids[:1]
        self.assertIn("I am away.", note.body)
        self.assertTrue(note.is_internal)
        self.assertEqual(len(self._receipts()), 1)

    def test_two_machines_end_their_talk(self):
        """Also with one that hides what it is, and never says to what it replies."""
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "5")
        logging.getLogger("odoo.addons.mail.models.mail_thread").setLevel(logging.ERROR)
        made = {self._receive(text=f"I am away ({turn}).") for turn in range(9)}
        self.assertEqual(len(made - {None, False}), 5)
        self.assertEqual(len(self._receipts()), 3)

    def test_fifty_megabytes(self):
        complaint = self._take_in(papers=[("film.png", b"\0" * 50 * 2**20)])
        self.assertEqual(complaint._get_papers().file_size, 50 * 2**20)

    def test_each_company_has_its_teams(self):
        domain = self.company.alias_domain_id
        other = self.env["res.company"].create({"name": "Other", "alias_domain_id": domain.id})
        team = self.env["keqing.complaint.team"].create(
            {
                "name": "Elsewhere",
                "company_id": other.id,
                "alias_name": "elsewhere",
                "alias_domain_id": domain.id,
                "member_ids": [Command.set(self.handler.ids)],
            }
        )
        complaint = self._take_in(To="elsewhere@ours.example.com")
        self.assertEqual((complaint.company_id, complaint.team_id), (other, team))

    def test_a_contact_of_another_company_is_nobodys_here(self):
        self.person.email = False
        self.env["res.partner"].create(
            {
                "name": "Mei elsewhere",
                "email": "mei@wanmin.example.com",
                "company_id": self.env["res.company"].create({"name": "Elsewhere"}).id,
            }
        )
        letter = self.env["keqing.complaint.letter"].browse(self._receive())
        self.assertTrue(letter.exists())
        self.assertFalse(letter.sender_id)

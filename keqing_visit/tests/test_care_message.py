# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, tagged

from .care import CareCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-08 04:00:00")
class TestCareMessage(CareCommon):
    """Greetings go out once, on the day, to who agrees, in their language."""

    def _mails(self):
        return self.env["mail.mail"].search([("model", "=", "keqing.care.task")], order="id")

    def test_on_the_day_and_once(self):
        self._create_rule("women", "message", lead_days=3)
        with freeze_time("2026-03-06 04:00:00"):
            self._care()
        self.assertEqual(self._tasks().person_id, self.person)
        self.assertFalse(self._mails())
        self._care()
        self._care()
        self.assertEqual(self._mails().recipient_ids, self.person)
        self.assertIn("Women's Day", self._mails().subject)
        self.assertEqual(self._tasks().state, "done")

    def test_in_their_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        occasion = self.env.ref("keqing_visit.care_occasion_women")
        occasion.with_context(lang="zh_CN").name = "妇女节"
        self.person.lang = "zh_CN"
        self._create_rule("women", "message", lead_days=0)
        self._care()
        self.assertIn("妇女节", self._mails().subject)

    def test_a_consent_that_is_withdrawn_in_between_stops_it(self):
        self._create_rule("women", "message", lead_days=3)
        with freeze_time("2026-03-06 04:00:00"):
            self._care()
        consent = self.person.keqing_consent_ids.filtered(lambda each: each.purpose == "care")
        self.env.cr.execute(  # in whatever way
            "UPDATE keqing_consent SET withdrawn_on = '2026-03-07' WHERE id = %s", [consent.id]
        )
        self.env.invalidate_all()
        self._tasks()._send()
        self.assertEqual((self._tasks().state, self._tasks().why), ("cancelled", "consent"))
        self.assertFalse(self._mails())

    def test_who_does_not_agree_gets_none(self):
        self._create_person("Silent")
        self._agree(self._create_person("Offers"), "marketing")
        self._create_rule("women", "message", lead_days=0)
        self._care()
        self.assertEqual(self._tasks().person_id, self.person)

    def test_no_address(self):
        self.person.email = False
        self._create_rule("women", "message", lead_days=0)
        self._care()
        self.assertEqual((self._tasks().state, self._tasks().why), ("missed", "address"))

    def test_two_days_later_it_is_too_late(self):
        self._create_rule("women", "message", lead_days=3)
        with freeze_time("2026-03-06 04:00:00"):
            self._care()
        with freeze_time("2026-03-11 04:00:00"):
            self._care()
        self.assertEqual((self._tasks().state, self._tasks().why), ("missed", "late"))
        self.assertFalse(self._mails())

    def test_a_birthday_is_not_told_on_the_person(self):
        self._born("1980-03-08")
        self._create_rule("birthday", "message", lead_days=0)
        self._care()
        self.assertEqual(len(self._mails()), 1)
        self.assertFalse(self.person.message_ids.filtered(lambda each: "Birthday" in each.body))
        message = self._mails().mail_message_id.with_user(self.salesperson)
        self.assertFalse(message.has_access("read"))

    def test_text_messages(self):
        if "sms.sms" not in self.env:
            return
        self.person.phone = "+86 138 0013 8000"
        self._create_rule(
            "women",
            "message",
            lead_days=0,
            channel="sms",
            sms_text="{person}: best wishes for {occasion}, {company}",
        )
        self._care()
        [sms] = self.env["sms.sms"].search([("partner_id", "=", self.person.id)])
        self.assertEqual(sms.body, "Hu Tao: best wishes for Women's Day, Liyue Harbour Trading")
        self.assertEqual(self._tasks().state, "done")

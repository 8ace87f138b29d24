# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import base64
import io
from unittest.mock import patch

from PIL import Image

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .privacy import PrivacyCommon

WORD = "Cocogoat"  # in everything that is known of the person


@tagged("post_install", "-at_install")
class TestErasure(PrivacyCommon):
    """Of an erased person nothing is left but the figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, "PNG")
        cls.customer.write({"street": "1 Terrace", "city": "Liyue", "vat": "LY1"})
        tracking = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.person.write(
            {
                "name": f"{WORD} Ganyu",
                "email": f"{WORD}@example.com".lower(),
                "phone": "+86 139 0000 0000",
                "function": f"{WORD} secretary",
                "website": f"https://{WORD}.example.com",
                "comment": f"<p>{WORD}</p>",
                "image_1920": base64.b64encode(picture.getvalue()),
                "ref": "K-17",
                "barcode": WORD,
                "keqing_influence": "3",
                "keqing_need": WORD,
                "category_id": [Command.create({"name": "Half Adeptus"})],
            }
        )
        cls.consent.note = WORD
        cls.profile.family = WORD
        cls.env.flush_all()
        cls.cr.precommit.run()
        tracked = cls.person.with_env(tracking)
        tracked.write({"email": f"{WORD}.other@example.com".lower()})
        cls.env.flush_all()
        cls.cr.precommit.run()
        cls.note = cls.person.message_post(body=f"{WORD} sleeps")
        cls.letter = cls.customer.message_post(
            body="Good morning", author_id=cls.person.id, email_from=f"{WORD} <g@example.com>"
        )

    def _erase(self, person=None, user=None, **values):
        person = person or self.person
        user = user or self.officer
        wizard = self.env["keqing.person.erasure"].with_user(user)
        wizard = wizard.create({"partner_id": person.id, "reason": "Letter of 3 May", **values})
        wizard.action_erase()
        self.env.flush_all()
        self.cr.precommit.run()
        self.env.invalidate_all()

    def _typed_in_anew(self, **values):
        person = self.env["res.partner"].create({"parent_id": self.customer.id, **values})
        return (
            self.env["keqing.consent"]
            .with_user(self.salesperson)
            .create({"partner_id": person.id, "purpose": self.consent.purpose})
        )

    def test_who_withdrew_is_known_when_typed_in_anew(self):
        name, phone, email = self.person.name, "13900000000", self.person.email
        self.consent.action_withdraw()
        self._erase()
        self.assertNotIn(phone, self.consent.erased_identity)
        for values in (
            {"name": "Somebody", "phone": phone},
            {"name": "Somebody", "email": email.upper()},
            {"name": f" {name.upper()}"},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(UserError, "has withdrawn this consent"),
                self.env.cr.savepoint(),
            ):
                self._typed_in_anew(**values)
            self.env.invalidate_all()
        self._typed_in_anew(name="Keqing", phone="13911111111")

    def test_who_withdrew_is_known_without_being_erased(self):
        """Present, or archived; also where name or address are written after the consent."""
        name, phone, email = self.person.name, self.person.phone, self.person.email
        self.consent.action_withdraw()
        self.person.action_archive()
        for values in ({"name": "Somebody", "email": email}, {"name": name}, {"phone": phone}):
            values = {"name": "Somebody", **values}
            with (
                self.subTest(typed=values),
                self.assertRaisesRegex(UserError, "has withdrawn this consent"),
                self.env.cr.savepoint(),
            ):
                self._typed_in_anew(**values)
            self.env.invalidate_all()
        consent = self._typed_in_anew(name="Keqing")
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        person = consent.partner_id.with_user(self.salesperson)
        for values in ({"email": email}, {"phone": phone}, {"name": name}):
            with (
                self.subTest(written=values),
                self.assertRaisesRegex(UserError, "Withdraw that first"),
                self.env.cr.savepoint(),
            ):
                person.write(values)
            self.env.invalidate_all()
        person.write({"phone": "13911111111"})
        consent.with_user(self.salesperson).action_withdraw()
        person.write({"email": email})

    def test_who_withdrew_is_known_by_what_is_written_later(self):
        before = self.person.name
        self.consent.action_withdraw()
        self.person.write({"name": "Married", "email": "married@example.com"})
        for values in ({"name": before}, {"name": "Sister", "email": "married@example.com"}):
            with self.subTest(values), self.assertRaises(UserError), self.env.cr.savepoint():
                self._typed_in_anew(**values)
            self.env.invalidate_all()

    def test_who_withdrew_before_identities_were_kept_is_known_after_an_update(self):
        self.consent.action_withdraw()
        self.consent.sudo().erased_identity = False
        self.env["keqing.consent"]._remember_withdrawn()
        with self.assertRaisesRegex(UserError, "has withdrawn this consent"):
            self._typed_in_anew(name=self.person.name)

    def test_who_withdrew_is_found_by_an_index(self):
        """However many have taken something back, none but the same person is read."""
        self.consent.action_withdraw()
        queries = []
        execute = type(self.env.cr).execute

        def watch(cursor, query, *args, **kwargs):
            queries.append(query)
            return execute(cursor, query, *args, **kwargs)

        with patch.object(type(self.env.cr), "execute", watch):
            self.consent._withdrawn_by_same()
        [query] = [query for query in queries if "&&" in str(query)]
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(SQL("EXPLAIN %s", query))
        self.assertIn("identity_idx", str(self.env.cr.fetchall()))

    def test_the_telephone_of_a_company_tells_nobody(self):
        self.customer.phone = self.person.phone
        self.consent.action_withdraw()
        self.assertTrue(self._typed_in_anew(name="Keqing", phone=self.person.phone))

    def test_whose_consent_is_kept_is_not_deleted(self):
        """The database would delete the consent, its document and who withdrew."""
        keeper = self._create_insider("keeper", "group_customer_user", "group_customer_all")
        keeper.group_ids += self.env.ref("base.group_partner_manager")
        for __ in ("standing", "withdrawn"):
            with self.assertRaisesRegex(UserError, "Archive the contact"):
                self.person.with_user(keeper).unlink()
            self.consent.action_withdraw()
        other = self._create_person("Somebody")
        other.with_user(keeper).unlink()
        self.assertFalse(other.exists())

    def test_who_only_was_erased_may_consent_anew(self):
        name = self.person.name
        self._erase()
        self.assertFalse(self.consent.erased_identity)
        self._typed_in_anew(name=name)

    def test_nothing_left(self):
        self._erase()
        self.assertRecordValues(
            self.person.with_context(active_test=False),
            [
                {
                    "name": f"Erased person {self.person.id}",
                    "email": False,
                    "email_normalized": False,
                    "phone": False,
                    "phone_sanitized": False,
                    "street": False,
                    "city": False,
                    "image_1920": False,
                    "keqing_influence": False,
                    "category_id": [],
                    "active": False,
                    "ref": "K-17",
                    "parent_id": self.customer.id,
                }
            ],
        )
        self.assertNotIn(WORD.lower(), str(self.person.read()).lower())
        self.assertFalse(self.profile.exists())
        self.assertFalse(
            self.env["ir.attachment"].search(
                [("res_model", "=", "res.partner"), ("res_id", "=", self.person.id)]
            )
        )

    def test_each_room_says_what_tells_of_a_person(self):
        """The privacy room knows the fields of no other; these are the card's."""
        erased = set(self.person._erased_field_names())
        told = {"keqing_role_id", "keqing_influence", "keqing_attitude", "keqing_preference_ids"}
        self.assertLessEqual(told | {"category_id", "comment", "phone"}, erased)
        self.assertFalse(erased & {"name", "ref", "keqing_verified_on"})

    def test_customer_untouched(self):
        self._erase()
        self.assertRecordValues(
            self.customer, [{"street": "1 Terrace", "city": "Liyue", "vat": "LY1", "active": True}]
        )

    def test_consents_stay(self):
        given_on = self.consent.given_on
        self._erase()
        self.assertRecordValues(
            self.consent,
            [
                {
                    "partner_id": self.person.id,
                    "purpose": "profile",
                    "given_on": given_on,
                    "note": False,
                }
            ],
        )

    def test_messages(self):
        trackings = self.person.message_ids.sudo().tracking_value_ids
        self.assertIn(WORD.lower(), str(trackings.mapped("new_value_char")))
        self._erase()
        self.assertFalse(trackings.exists())
        self.assertFalse(self.note.body)
        self.assertRecordValues(self.letter, [{"author_id": self.person.id, "email_from": False}])
        self.assertIn("Good morning", self.letter.body)
        for message in self.person.message_ids:
            self.assertNotIn(WORD.lower(), str(message.read()).lower())

    def test_correspondence_kept(self):
        self._erase(with_correspondence=False)
        self.assertIn(WORD, self.note.body)

    def test_own_leads(self):
        """What leads copied of the person, and what was said of it at the customer."""
        lead, told, other = self.env["crm.lead"].create(
            [
                {"name": f"{self.person.name}'s wine", "partner_id": self.person.id},
                {"name": "Wine", "email_from": self.person.email, "contact_name": WORD},
                {"name": "Wine", "partner_id": self.customer.id, "email_from": "a@example.com"},
            ]
        )
        self.assertTrue(lead.email_from and lead.contact_name)
        self._erase()
        self.assertNotIn(WORD.lower(), str((lead + told).read()).lower())
        self.assertFalse(lead.phone or lead.email_from or lead.contact_name or told.email_from)
        self.assertEqual((lead.partner_id, other.email_from), (self.person, "a@example.com"))

    def test_reply_addresses(self):
        self.letter.reply_to = f"{WORD} <{self.person.email}>"
        self._erase()
        self.assertFalse(self.letter.reply_to)

    def test_bank_accounts(self):
        bank = self.env["res.partner.bank"].create(
            {"partner_id": self.person.id, "acc_number": "6222 0000", "acc_holder_name": WORD}
        )
        self._erase()
        self.assertFalse(bank.active or bank.acc_holder_name)
        self.assertNotIn("6222", bank.acc_number + bank.sanitized_acc_number)

    def test_notes_of_ours(self):
        name = self.person.name
        note = self.env["keqing.verification"].create(
            {
                "partner_id": self.customer.id,
                "source": "visit",
                "has_major_change": True,
                "note": f"{name} (buyer) has left",
            }
        )
        elsewhere = self._create_customer("Elsewhere")
        same = note.copy({"partner_id": elsewhere.id})
        self._erase()
        self.assertEqual(note.note, f"Erased person {self.person.id} (buyer) has left")
        self.assertIn(name, same.note)  # somebody else of this name
        keys = self.env["keqing.identity"].search([("partner_id", "=", self.person.id)])
        self.assertNotIn(name.lower(), str(keys.mapped("key")))

    def test_name_tracked_elsewhere(self):
        lead = self.env["crm.lead"].create({"name": "Wine", "partner_id": self.customer.id})
        self.env.flush_all()
        self.cr.precommit.run()
        field = self.env["ir.model.fields"]._get("crm.lead", "partner_id")
        message = lead.message_post(body="Changed")
        tracking = self.env["mail.tracking.value"].create(
            {
                "mail_message_id": message.id,
                "field_id": field.id,
                "old_value_integer": self.person.id,
                "old_value_char": self.person.name,
                "new_value_integer": self.customer.id,
                "new_value_char": self.customer.name,
            }
        )
        self._erase()
        self.assertEqual(tracking.old_value_char, self.person.name)
        self.assertEqual(tracking.new_value_char, "Yujing Terrace")

    def test_figures_stay(self):
        shopper = self._create_customer(
            "Beidou", is_company=False, vat="LY2", email="beidou@example.com", city="Liyue"
        )
        home = self._create_customer(
            "Beidou at home", is_company=False, parent_id=shopper.id, type="delivery", street="2"
        )
        invoice = self._create_invoice(shopper, 500, "2024-03-01")
        assessment = self._assess(self._create_indicator("mark"), shopper, 80)
        self._erase(shopper)
        self.assertEqual(invoice.amount_total, 500)
        self.assertEqual(invoice.partner_id, shopper)
        self.assertEqual(assessment.partner_id, shopper)
        self.assertFalse(shopper.vat)
        self.assertEqual(shopper.keqing_customer_type_id, self.outlet)
        self.assertRecordValues(home, [{"street": False, "name": f"Erased person {home.id}"}])

    def test_refused(self):
        with self.assertRaisesRegex(UserError, "is a company"):
            self.customer.with_user(self.officer).action_keqing_erase()
        with self.assertRaisesRegex(UserError, "is a company"):
            self._erase(self.customer)
        login = new_test_user(
            self.env, "qixing", "base.group_portal", partner_id=self.person.id, name=WORD
        )
        for active in (True, False):
            login.active = active
            with self.assertRaisesRegex(UserError, "logs in here"):
                self._erase()
        self.assertEqual(self.person.name, WORD)

    def test_officer_only(self):
        for user in self.director | self.admin | self.confidant:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._erase(user=user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.person.with_user(user).action_keqing_erase()
        self.person.company_id = self.customer.company_id = self.other_company
        with self.assertRaises(AccessError):
            self._erase()

    def test_logged(self):
        self._erase()
        log = self.env["privacy.log"].search([], limit=1, order="id desc")
        self.assertEqual(log.user_id, self.officer)
        self.assertEqual(log.additional_note, "Letter of 3 May")
        self.assertIn(str(self.person.id), log.execution_details)
        self.assertNotIn(WORD, str(log.read()))
        self.assertTrue(log.with_user(self.officer).anonymized_name)

    def test_no_email(self):
        person = self._create_person("Shenhe")
        self._erase(person)
        self.assertEqual(person.name, f"Erased person {person.id}")


@tagged("post_install", "-at_install")
class TestPrivacyLookup(PrivacyCommon):
    """Odoo's own lookup finds what we keep, and can erase instead of delete."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = new_test_user(
            cls.env,
            "system",
            "base.group_system,keqing_customer.group_customer_data_officer",
            company_id=cls.company.id,
        )
        cls.shopper = cls._create_customer("Beidou", is_company=False, email="b@example.com")
        scorecard = cls._create_scorecard()
        cls._create_invoice(cls.shopper, 500, "2024-03-01")
        cls.verdicts = cls._confirm_run(scorecard)

    def _look_up(self, user):
        wizard = self.env["privacy.lookup.wizard"].with_user(user)
        wizard = wizard.create({"name": "Beidou", "email": "b@example.com"})
        wizard.action_lookup()
        return wizard

    def test_found(self):
        wizard = self._look_up(self.system)
        found = {(line.res_model, line.res_id) for line in wizard.line_ids}
        self.assertIn(("res.partner", self.shopper.id), found)
        self.assertEqual(
            {(name, id_) for name, id_ in found if name.startswith("keqing.")},
            {(record._name, record.id) for record in self._ours()},
        )

    def _ours(self):
        """Our records on the customer that do not go with it, and so are listed."""
        for model in self.env.values():
            if model._name.startswith("keqing.") and model._auto and not model._transient:
                for field in model._fields.values():
                    if (
                        field.type == "many2one"
                        and field.comodel_name == "res.partner"
                        and field.store
                        and field.ondelete != "cascade"
                    ):
                        yield from model.search([(field.name, "=", self.shopper.id)])

    def test_erased(self):
        wizard = self._look_up(self.system)
        wizard.line_ids.action_keqing_erase()
        self.assertEqual(self.shopper.name, f"Erased person {self.shopper.id}")
        self.assertTrue(self._evaluation(self.verdicts, self.shopper))
        line = wizard.line_ids.filtered(lambda line: line.res_model == "res.partner")
        self.assertTrue(line.keqing_is_erased)
        self.assertFalse(line.is_active)
        self.assertNotIn("Beidou", wizard.line_ids.mapped("res_name"))
        self.assertIn(f"#{self.shopper.id}", wizard.execution_details)
        line.action_keqing_erase()  # once is enough

    def test_officer_only(self):
        administrator = new_test_user(
            self.env, "no_officer", "base.group_system", company_id=self.company.id
        )
        wizard = self._look_up(administrator)
        with self.assertRaises(AccessError):
            wizard.line_ids.action_keqing_erase()
        self.assertEqual(self.shopper.name, "Beidou")

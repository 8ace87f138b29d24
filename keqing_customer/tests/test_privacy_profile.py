# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import base64

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date, Domain
from odoo.models import MAGIC_COLUMNS
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged, users
from odoo.tools import mute_logger

from .privacy import FACTS, PrivacyCommon

# What a person is by name, and what says whether one may know
NO_FACTS = {"partner_id", "customer_id", "has_consent", "display_name", *MAGIC_COLUMNS}


class PathCommon(PrivacyCommon):
    """Every way from a user to a personal fact."""

    def _call(self, user, method, *args, model="keqing.personal.profile", **kwargs):
        """What a remote call answers."""
        records = self.env[model].with_user(user).with_context(allowed_company_ids=self.company.ids)
        return call_kw(records, method, list(args), kwargs)

    def _ways(self, fact):
        """``{name: call of a user}``, each of which would tell about the person's fact."""

        def way(method, args, kwargs):
            return lambda user: self._call(user, method, *args, **kwargs)

        return {name: way(*path) for name, path in self._paths(fact).items()}


@tagged("post_install", "-at_install")
class TestPersonalFacts(PathCommon):
    """A personal fact is known to who may know it, on every way, and to nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        export = cls.env.ref("base.group_allow_export")
        cls.employee = cls._create_user("employee")
        cls.system = new_test_user(
            cls.env,
            "system",
            "base.group_system,base.group_partner_manager,keqing_customer.group_customer_admin",
            company_id=cls.company.id,
        )
        cls.portal = new_test_user(cls.env, "portal_user", "base.group_portal")
        cls.outsiders = (
            cls.employee
            | cls.salesperson
            | cls.manager
            | cls.director
            | cls.admin
            | cls.system
            | cls.portal
        )
        insiders = cls.confidant | cls.stranger | cls.chief | cls.officer
        (cls.outsiders - cls.portal | insiders).write({"group_ids": [Command.link(export.id)]})

    def test_all_facts_are_tested(self):
        self.assertEqual(self.profile._fields.keys() - NO_FACTS, FACTS.keys())

    def test_insiders(self):
        for user in self.confidant | self.chief | self.officer:
            for fact, value in FACTS.items():
                with self.subTest(user=user.login, fact=fact):
                    self.assertEqual(self.profile.with_user(user)[fact], value)
                    for name, way in self._ways(fact).items():
                        self.assertTrue(way(user), name)

    def test_outsiders(self):
        for user in self.outsiders:
            for fact in FACTS:
                for name, way in self._ways(fact).items():
                    with (
                        self.subTest(user=user.login, fact=fact, way=name),
                        self.assertRaises(UserError),  # an AccessError, or no right to export
                    ):
                        way(user)

    def test_which_groups_lead_to_them(self):
        """Two, and none that implies one of them; nothing is granted to others beside."""
        personal = self.env.ref("keqing_customer.group_customer_personal")
        officers = self.env.ref("keqing_customer.group_customer_data_officer")
        self.assertEqual(personal.all_implied_by_ids, personal + officers)
        self.assertEqual(officers.all_implied_by_ids, officers)
        rights = self.env["ir.model.access"].search(
            [("model_id.model", "=", "keqing.personal.profile")]
        )
        self.assertEqual(rights.group_id, personal)

    def _create_omnipotent(self, without):
        """A user with all groups of employees but those that lead to some groups."""
        employees = self.env.ref("base.group_user")
        left_out = without.all_implied_by_ids | employees.disjoint_ids.all_implied_by_ids
        groups = self.env["res.groups"].search([]) - left_out
        user = self._create_user("omnipotent")
        user.group_ids = groups
        self.assertFalse(user.all_group_ids & without)
        return user

    def test_all_other_groups_together_are_refused(self):
        personal = self.env.ref("keqing_customer.group_customer_personal")
        user = self._create_omnipotent(without=personal)
        for fact in FACTS:
            for name, way in self._ways(fact).items():
                with self.subTest(fact=fact, way=name), self.assertRaises(AccessError):
                    way(user)

    def _assert_hidden(self, user):
        """The fact is there for none of the ways: refused, or as if there were nothing."""
        for fact in FACTS:
            for name, way in self._ways(fact).items():
                with self.subTest(user=user.login, fact=fact, way=name):
                    try:
                        answer = way(user)
                    except AccessError:
                        continue
                    if isinstance(answer, dict):
                        answer = answer.get("records") or answer.get("groups")
                    if name == "grouping_sets":
                        (answer,) = answer
                    self.assertFalse(answer)

    def test_other_territories(self):
        self._assert_hidden(self.stranger)

    def test_withdrawal(self):
        self.consent.with_user(self.salesperson).action_withdraw()
        for user in self.confidant | self.stranger | self.chief:
            self._assert_hidden(user)
        for fact, value in FACTS.items():
            self.assertEqual(self.profile.with_user(self.officer)[fact], value)
            for name, way in self._ways(fact).items():
                self.assertTrue(way(self.officer), name)
        withdrawn = self.profile.with_user(self.officer).search([("has_consent", "=", False)])
        self.assertEqual(withdrawn, self.profile)
        for user in self.outsiders:
            with self.assertRaises(AccessError):
                self.profile.with_user(user).read(["family"])

    def test_withdrawal_hides_from_all_but_the_data_officer(self):
        """From somebody with all groups there are, but that one."""
        officers = self.env.ref("keqing_customer.group_customer_data_officer")
        user = self._create_omnipotent(without=officers)
        self.assertEqual(self.profile.with_user(user).family, FACTS["family"])
        self.consent.action_withdraw()
        self._assert_hidden(user)

    def test_consent_given_anew(self):
        self.consent.action_withdraw()
        self._give(self.person, "care")  # says nothing about keeping facts
        self._assert_hidden(self.confidant)
        self._give(self.person, "profile")
        self.assertEqual(self.profile.with_user(self.confidant).family, FACTS["family"])

    def test_consent_gone_by_sql(self):
        """What hides a profile does not rest on the ORM noticing a change."""
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM keqing_consent WHERE id = %s", self.consent.ids)
        self.env.invalidate_all()
        self._assert_hidden(self.confidant)

    def test_writing(self):
        for user in self.outsiders | self.stranger:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.profile.with_user(user).family = "None"
        self.consent.action_withdraw()
        with self.assertRaises(AccessError):
            self.profile.with_user(self.confidant).family = "None"
        self.profile.with_user(self.officer).unlink()

    def test_no_way_from_other_models(self):
        """No field elsewhere points to a profile, shows a fact of one, or is computed from one."""
        leading = [
            f"{model._name}.{field.name}"
            for model in self.env.values()
            if model._name != "keqing.personal.profile"
            for field in model._fields.values()
            if field.comodel_name == "keqing.personal.profile"
            or any(self._passes_profile(model, path) for path in self._sources(model, field))
        ]
        self.assertEqual(leading, [])

    def _sources(self, model, field):
        """The paths of fields that a field takes its value from."""
        related = [field.related] if field.related else []
        return [*related, *self.registry.field_depends.get(field, ())]

    def _passes_profile(self, model, path):
        for name in path.split("."):
            if model._name == "keqing.personal.profile":
                return True
            field = model._fields.get(name)
            if not (field and field.comodel_name):
                return False
            model = self.env[field.comodel_name]
        return model._name == "keqing.personal.profile"

    def test_nothing_on_the_contact(self):
        told = str(self.person.sudo().read()) + str(self.customer.sudo().read())
        self.assertNotIn("marker", told)

    def test_chatter(self):
        """Nothing is posted, tracked, mailed or scheduled when facts are entered or changed."""
        env = self.env(context={**self.env.context, "tracking_disable": False})
        person = self._create_person("Shenhe").with_env(env)
        before = self._traces()
        self._give(person, "profile")
        profile = env["keqing.personal.profile"].with_user(self.confidant)
        profile = profile.create({"partner_id": person.id, **FACTS})
        self._traces()
        profile.write({fact: False for fact in FACTS if fact != "birthday_calendar"})
        profile.write(FACTS)
        self._traces()
        self.assertEqual(self._traces(), before)
        self.assertFalse(
            self.env["mail.message"].search([("body", "ilike", "marker")])
            | self.env["mail.message"].search([("model", "=", "keqing.personal.profile")])
        )
        values = self.env["mail.tracking.value"].sudo()
        in_words = Domain("new_value_char", "ilike", "marker")
        in_text = Domain("new_value_text", "ilike", "marker")
        self.assertFalse(values.search(in_words | in_text))
        tracked = [
            name for name, field in self.profile._fields.items() if hasattr(field, "tracking")
        ]
        self.assertFalse([name for name in tracked if self.profile._fields[name].tracking])
        for mixin in ("mail.thread", "mail.activity.mixin"):
            self.assertNotIsInstance(self.profile, self.registry[mixin])

    def _traces(self):
        self.env.flush_all()
        self.cr.precommit.run()  # where changes are tracked
        return [
            self.env[model].sudo().search_count([])
            for model in ("mail.message", "mail.tracking.value", "mail.mail", "mail.activity")
        ]

    def test_mail_template(self):
        """A placeholder shows what its user may know."""
        template = self.env["mail.template"].create(
            {
                "name": "Nosy",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "body_html": "<p t-out=\"object.env['keqing.personal.profile']"
                ".search([('partner_id', '=', object.id)]).family\"/>",
            }
        )
        for user in self.salesperson | self.director | self.system:
            with (
                self.assertRaises(UserError),
                mute_logger("odoo.addons.mail.models.mail_render_mixin"),
            ):
                template.with_user(user)._render_field("body_html", self.person.ids)
        self.consent.action_withdraw()
        body = template.with_user(self.confidant)._render_field("body_html", self.person.ids)
        self.assertNotIn("marker", str(body))

    def test_import(self):
        fields = ["partner_id/.id", "family"]
        for user in self.salesperson | self.admin:
            profiles = self.env["keqing.personal.profile"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                profiles.check_access("create")
            result = profiles.load(fields, [[str(self.person.id), "Nobody"]])
            self.assertFalse(result["ids"])
        self.assertEqual(self.profile.family, FACTS["family"])

    def test_other_companies(self):
        self.customer.company_id = self.person.company_id = self.other_company
        self._assert_hidden(self.confidant)
        self._assert_hidden(self.officer)


@tagged("post_install", "-at_install")
class TestConsent(PrivacyCommon):
    """A consent is given, and withdrawn, and never changed."""

    def test_profile_needs_consent(self):
        person = self._create_person("Shenhe")
        for purpose in ("marketing", "care"):
            self._give(person, purpose)
            with self.assertRaises(ValidationError) as refusal:
                self.env["keqing.personal.profile"].create({"partner_id": person.id})
            self.assertIn("Shenhe has not consented", str(refusal.exception))
        with self.assertRaisesRegex(ValidationError, "is a company"):
            self.env["keqing.personal.profile"].create({"partner_id": self.customer.id})

    def test_company(self):
        with self.assertRaisesRegex(ValidationError, "is a company"):
            self._give(self.customer, "care")

    def test_future(self):
        with self.assertRaises(ValidationError):
            self._give(self.person, "care", given_on="2999-01-01")

    @mute_logger("odoo.sql_db")
    def test_twice(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._give(self.person, "profile")
        self.consent.action_withdraw()
        self._give(self.person, "profile")

    def test_a_copy_has_taken_back_what_the_person_has(self):
        self.consent.action_withdraw()
        person = self.consent.partner_id
        person.commercial_partner_id.user_id = self.salesperson
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        copied = person.with_user(self.salesperson).copy()
        consents = self.env["keqing.consent"].with_user(self.salesperson)
        told = {"partner_id": copied.id, "purpose": self.consent.purpose, "basis": "oral"}
        with self.assertRaises(UserError):
            consents.create(told)
        [carried] = self.env["keqing.consent"].search([("partner_id", "=", copied.id)])
        self.assertEqual(carried.withdrawn_on, self.consent.withdrawn_on)
        self.assertEqual(carried.user_id, self.consent.user_id)

    @users("salesperson")
    def test_given_and_withdrawn_by_salesperson(self):
        consents = self.env["keqing.consent"]
        consent = consents.create({"partner_id": self.person.id, "purpose": "care"})
        self.assertEqual(consent.user_id, self.env.user)
        consent.note = "At the counter"
        consent.action_withdraw()
        self.assertEqual(consent.withdrawn_on, Date.context_today(consent))
        consent.action_withdraw()

    @users("salesperson")
    def test_not_changed(self):
        consent = self.consent.with_env(self.env)
        for values in (
            {"purpose": "care"},
            {"withdrawn_on": "2020-01-01"},
            {"given_on": "2020-01-01"},
            {"partner_id": self._create_person("Shenhe").id},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                consent.write(values)
        with self.assertRaises(AccessError):
            consent.unlink()
        for values in ({"withdrawn_on": "2020-01-01"}, {"user_id": self.manager.id}):
            with self.subTest(values=values), self.assertRaises(UserError):
                consent.create({"partner_id": self.person.id, "purpose": "care", **values})

    def test_others(self):
        """Consents follow the customer."""
        for user in (self.stranger, self._create_user("employee")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.consent.with_user(user).read(["purpose"])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.consent.with_user(user).action_withdraw()
        with self.assertRaises(AccessError):
            self.person.with_user(self._create_user("clerk")).read(["keqing_consent_ids"])
        self.assertFalse(self.consent.withdrawn_on)

    def test_named_by_purpose(self):
        self.assertEqual(self.consent.display_name, "Keep personal facts")
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = self.consent.with_context(lang="zh_CN")
        purposes = dict(chinese._fields["purpose"]._description_selection(chinese.env))
        self.assertEqual(chinese.display_name, purposes["profile"])
        self.assertNotEqual(chinese.display_name, self.consent.display_name)

    def test_consenting(self):
        others = self.env["res.partner"].concat(*(self._create_person() for _ in range(3)))
        self._give(others[0], "profile").action_withdraw()
        self._give(others[1], "care")
        self._give(others[2], "profile")
        self.env.flush_all()
        everybody = (self.person | others).with_user(self._create_user("clerk"))
        with self.assertQueryCount(1):
            consenting = everybody._keqing_consenting("profile")
        self.assertEqual(consenting, self.person | others[2])
        self.assertEqual(consenting.env.uid, everybody.env.uid)
        self.assertEqual(everybody._keqing_consenting("care"), others[1])

    def test_button(self):
        def opened(user):
            return self.person.with_user(user).action_open_keqing_personal_profile()

        self.assertEqual(opened(self.confidant)["res_id"], self.profile.id)
        with self.assertRaises(AccessError):
            opened(self.salesperson)
        self.consent.action_withdraw()
        self.assertEqual(opened(self.confidant)["res_model"], "keqing.consent")
        self.assertEqual(opened(self.officer)["res_id"], self.profile.id)
        with self.assertRaises(UserError):
            self.customer.with_user(self.officer).action_open_keqing_personal_profile()

    def test_merge(self):
        """Merging contacts shows nothing that was hidden."""
        twin = self._create_person("Ganyu", email="ganyu@example.com")
        self.consent.action_withdraw()
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set((self.person | twin).ids)],
                "dst_partner_id": twin.id,
                "state": "selection",
            }
        )
        wizard.action_merge()
        self.env.invalidate_all()
        profile = self.env["keqing.personal.profile"].search([("partner_id", "=", twin.id)])
        self.assertEqual(profile.family, FACTS["family"])
        self.assertFalse(profile.with_user(self.confidant).search([]))

    # Companies

    def test_people_are_of_the_company_of_their_customer(self):
        """Made by hand, by import, by succession, or moved there."""
        self.customer.company_id = self.company
        made = self._create_person("Made")
        moved = self.env["res.partner"].create({"name": "Moved"})
        moved.parent_id = self.customer
        succession = self.env["keqing.succession"].create(
            {"partner_id": self.person.id, "successor_name": "Next"}
        )
        succession.action_confirm()
        following = self.customer.child_ids.filtered(lambda each: each.name == "Next")
        for person in (made, moved, following):
            self.assertEqual(person.company_id, self.company, person.name)

    def test_a_person_without_a_company_is_seen_where_its_customer_is(self):
        self.customer.company_id = self.company
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = NULL WHERE id = %s", [self.person.id]
        )
        self.env.invalidate_all()
        abroad = self._create_insider("abroad", "group_customer_personal", "group_customer_all")
        abroad.write({"company_ids": self.other_company.ids, "company_id": self.other_company.id})
        profiles = self.env["keqing.personal.profile"].with_user(abroad)
        profiles = profiles.with_context(allowed_company_ids=self.other_company.ids)
        self.assertNotIn(self.profile, profiles.search([]))
        consents = self.env["keqing.consent"].with_env(profiles.env)
        self.assertNotIn(self.consent, consents.search([]))

    # Given anew

    def test_a_withdrawal_is_not_undone_by_hearsay(self):
        """The data officer, or a document, opens again what was withdrawn."""
        self.consent.action_withdraw()
        values = {"partner_id": self.person.id, "purpose": "profile"}
        Consent = self.env["keqing.consent"].with_user(self.confidant)
        with (
            self.assertRaisesRegex(UserError, "withdrawn this consent on"),
            self.env.cr.savepoint(),
        ):
            Consent.create(values)
        self.assertTrue(Consent.create({**values, "purpose": "care"}))
        picture = "R0lGODlhAQABAAAAACw="
        for label, document in (
            ("a letter", {"document": "eA=="}),
            ("a text", {"document": base64.b64encode(b"She said yes on the phone.")}),
            ("from before", {"document": picture, "given_on": "2020-01-01"}),
        ):
            with (
                self.subTest(label),
                self.assertRaisesRegex(UserError, "a PDF or a picture"),
                self.env.cr.savepoint(),
            ):
                Consent.create({**values, **document})
        given = Consent.create({**values, "document": picture})
        self.assertTrue(self.profile.with_user(self.confidant).has_consent)
        given.action_withdraw()
        self.assertTrue(self.env["keqing.consent"].with_user(self.officer).create(values))

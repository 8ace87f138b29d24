# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged

from .privacy import PrivacyCommon


@tagged("post_install", "-at_install")
class TestMergeCustomers(PrivacyCommon):
    """Two customers, or two persons, turn out to be one: nothing is lost that either had."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls._create_customer("Kept", email="x@example.com")
        cls.gone = cls._create_customer("Gone", email="x@example.com", city="Liyue", vat="LY-9")

    def _merge(self, gone=None, kept=None):
        gone, kept = gone or self.gone, kept or self.kept
        self.env.flush_all()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((gone + kept).ids, kept)
        self.env.invalidate_all()

    def test_both_teams_are_one(self):
        duties = self.env["keqing.account.duty"].create([{"name": "Taster"}, {"name": "Driver"}])
        Member = self.env["keqing.account.team.member"]
        for customer, user, duty, is_sponsor in (
            (self.kept, self.salesperson, duties[0], False),
            (self.gone, self.salesperson, duties[0], True),
            (self.gone, self.salesperson, duties[1], False),
            (self.gone, self.manager, duties[0], False),
        ):
            Member.create(
                {
                    "partner_id": customer.id,
                    "user_id": user.id,
                    "duty_id": duty.id,
                    "is_sponsor": is_sponsor,
                }
            )
        self._merge()
        members = self.kept.keqing_team_member_ids.sorted("id")
        self.assertEqual(
            members.mapped(lambda each: (each.user_id, each.duty_id, each.is_sponsor)),
            [
                (self.salesperson, duties[0], True),
                (self.salesperson, duties[1], False),
                (self.manager, duties[0], False),
            ],
        )

    def test_verdicts_stay(self):
        """One stands in each run, the customer's own; that on the other is marked."""
        scorecard = self._create_scorecard()
        self._create_invoice(self.kept, 10_000, "2024-03-01")
        runs = self._confirm_run(scorecard, "2024-03-31")
        self._create_invoice(self.gone, 5_000, "2024-05-01")
        self.kept.keqing_customer_type_id = False
        runs |= self._confirm_run(scorecard, "2024-06-30")  # of the other alone
        before = runs.evaluation_ids.filtered(lambda each: each.partner_id in self.kept + self.gone)
        self.assertEqual(len(before), 3)
        self._merge()
        self.assertEqual(before.exists().partner_id, self.kept)
        self.assertEqual(len(before.exists()), 3)
        self.assertEqual(len(before.filtered("is_merged")), 1)
        self.assertEqual(self._evaluation(runs[0], self.kept).score, 100)
        self.assertTrue(self._evaluation(runs[1], self.kept))

    def test_owner_and_grades_of_every_company_stay(self):
        self.gone.user_id = self.salesperson
        elsewhere = self.gone.with_company(self.other_company)
        elsewhere.keqing_grade_id = self.grade_a
        self._merge()
        self.assertEqual(self.kept.user_id, self.salesperson)
        self.assertEqual(self.kept.with_company(self.other_company).keqing_grade_id, self.grade_a)
        self.assertFalse(self.kept.keqing_grade_id)

    def test_history_is_told(self):
        self.gone.user_id = self.salesperson
        self.gone.user_id = self.manager
        self._merge()
        told = "".join(self.kept.message_ids.mapped("body"))
        self.assertIn("Who held “Gone” before it was merged into this one", told)
        self.assertIn("Manager", told)

    def test_the_other_name_is_known_still(self):
        self._merge()
        lead = self.env["crm.lead"].create(
            {"name": "Wine", "partner_name": "GONE", "city": "Liyue", "company_id": self.company.id}
        )
        self.assertEqual(list(lead._find_known_customers()), [self.kept])
        self.kept.city = "Mondstadt"
        self.assertEqual(list(lead._find_known_customers()), [self.kept])

    def test_two_profiles_are_one(self):
        twin = self._create_person("Twin")
        self._give(twin, "profile", note="On the telephone")
        self.env["keqing.personal.profile"].create(
            {"partner_id": twin.id, "family": "A cousin-marker", "gender": "male"}
        )
        self.profile.gender = False
        self._merge(twin, self.person)
        profile = self.env["keqing.personal.profile"].search([("partner_id", "=", self.person.id)])
        self.assertEqual(profile.family, "Auntie Xianyun-marker\nA cousin-marker")
        self.assertEqual((profile.gender, profile.birthday_calendar), ("male", "lunar"))
        self.assertTrue(profile.has_consent)
        self.assertIn("On the telephone", self.consent.note)

    def test_the_last_word_counts(self):
        twin = self._create_person("Twin")
        self._give(twin, "profile", given_on="2020-01-01")
        self.consent.action_withdraw()
        self._merge(twin, self.person)
        self.assertFalse(self.person._keqing_consenting("profile"))
        self.assertEqual(len(self.person.keqing_consent_ids), 2)

    def test_what_was_taken_back_is_not_opened_by_a_double(self):
        """After a withdrawal of either, a document opens, or the data officer."""
        document = {"document": "R0lGODlhAQABAAAAACw="}
        # names of their own: whoever took something back before is known by the name
        for names, user, values, opens in (
            ("AB", self.confidant, {}, False),
            ("CD", self.confidant, {"document": "QSBsZXR0ZXI="}, False),  # a text, shows nothing
            ("EF", self.confidant, document, True),
            ("GH", self.officer, {}, True),
        ):
            for first in (True, False):
                with self.subTest(user=user.login, values=values, first=first):
                    persons = self.env["res.partner"].union(
                        *(self._create_person(f"{name} {first}") for name in names)
                    )
                    self._give(persons[0], "profile").action_withdraw()
                    Consent = self.env["keqing.consent"].with_user(user)
                    Consent.create({"partner_id": persons[1].id, "purpose": "profile", **values})
                    kept, gone = persons if first else reversed(persons)
                    self._merge(gone, kept)
                    self.assertEqual(bool(kept._keqing_consenting("profile")), opens)

    def test_one_may_merge_who_may_not_write_the_rest(self):
        """Whoever may merge contacts needs no right on what is merged along."""
        self.salesperson.group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        self.env = self.env(user=self.salesperson)
        self._merge(self.gone.with_env(self.env), self.kept.with_env(self.env))
        self.assertFalse(self.gone.exists())

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from datetime import date, timedelta
from itertools import combinations
from random import Random

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from .agreement import AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15 04:00:00")
class TestAgreementReview(AgreementCommon):
    """From the draft to the end: who may do what, and what stays as it is."""

    @users("salesperson")
    def test_a_salesperson_draws_one_up_and_hands_it_in(self):
        form = Form(self.env["keqing.agreement"])
        form.partner_id = self.customer
        form.type_id = self.distribution
        agreement = form.save()
        self.assertEqual(agreement.user_id, self.salesperson)
        self.assertIn("territories", agreement.customer_obligations)
        self.assertEqual((agreement.notice_days, agreement.state), (60, "draft"))
        agreement.action_submit()
        self.assertEqual(agreement.state, "review")
        self.assertEqual(agreement.reviewer_id, self.manager)  # the nearest above the harbour
        self.assertEqual(agreement.activity_ids.user_id, self.manager)
        with self.assertRaises(AccessError):
            agreement.action_approve()
        with self.assertRaises(AccessError):
            agreement._terminate(date(2024, 6, 15), "No")

    def test_a_reviewer_approves_what_is_not_own(self):
        for reviewer in (self.manager, self.legal):
            agreement = self._create_agreement(user=self.salesperson, target_ids=[])
            agreement.action_submit()
            agreement.with_user(reviewer).action_approve()
            self.assertEqual(agreement.state, "active")
            self.assertEqual(agreement.reviewed_by_id, reviewer)
            self.assertEqual(agreement.signed_on, date(2024, 6, 15))
            self.assertFalse(agreement.activity_ids)

    def test_nobody_reviews_their_own(self):
        drawn_up = self._create_agreement(user=self.manager, user_id=self.salesperson.id)
        owned = self._create_agreement(user_id=self.manager.id)
        handed_in = self._create_agreement(user=self.salesperson)
        for agreement in (drawn_up, owned):
            agreement.with_user(self.salesperson).action_submit()
        handed_in.with_user(self.manager).action_submit()
        for agreement in (drawn_up, owned, handed_in):
            own = agreement.with_user(self.manager)
            self.assertFalse(own.may_review)
            for decide in (own.action_approve, lambda each=own: each._return("No")):
                with self.assertRaisesRegex(UserError, f"{own.name}.*somebody else"):
                    decide()
            agreement.with_user(self.legal).action_approve()
        with self.assertRaisesRegex(UserError, "somebody else"):
            owned.with_user(self.manager)._terminate(date(2024, 6, 15), "No")

    def test_who_wrote_a_clause_is_an_author_whoever_hands_it_in(self):
        """Four eyes stay four through edits, targets, papers, and when it changes hands."""
        writes = {
            "clause": lambda each: each.write({"our_obligations": "<p>Twice as much</p>"}),
            "targets": lambda each: each.write({"target_ids": [self._target(1)]}),
            "papers": lambda each: (
                self.env["ir.attachment"]
                .with_user(self.manager)
                .create({"name": "Terms", "res_model": each._name, "res_id": each.id})
            ),
            "for a while": lambda each: (
                each.write({"user_id": self.manager.id}),
                each.write({"user_id": self.salesperson.id}),
            ),
        }
        for label, write in writes.items():
            agreement = self._create_agreement(user=self.salesperson)
            write(agreement.with_user(self.manager))
            agreement.action_submit()
            with self.subTest(label), self.assertRaisesRegex(UserError, "is your own"):
                agreement.with_user(self.manager).action_approve()
            agreement.with_user(self.legal).action_approve()

    def test_who_wrote_terms_is_an_author_of_the_same_terms_elsewhere(self):
        first = self._create_agreement(user=self.manager, user_id=self.salesperson.id)
        first.sudo().stage = "active"
        own = first.with_user(self.salesperson)
        renewal = self.env["keqing.agreement"].browse(own.action_renew()["res_id"])
        for label, agreement in (("copy", own.copy()), ("renewal", renewal)):
            with self.subTest(label):
                self.assertEqual(agreement.create_uid, self.salesperson)
                self.assertIn(self.manager, agreement.author_ids)
                agreement.with_user(self.salesperson).action_submit()
                with self.assertRaisesRegex(UserError, "is your own"):
                    agreement.with_user(self.manager).action_approve()

    def test_who_takes_part_in_what_is_in_force_stays(self):
        agreement = self._create_agreement(user=self.salesperson)
        for stage in ("active", "terminated"):
            agreement.sudo().stage = stage
            for name in ("user_id", "reviewer_id"):
                with self.subTest(stage, field=name), self.assertRaisesRegex(UserError, "stays"):
                    agreement.with_user(self.admin).write({name: self.manager.id})

    def test_another_manager_above_is_asked_when_the_nearest_is_the_author(self):
        self.country.manager_id = self.director
        agreement = self._create_agreement(user=self.manager)
        agreement.action_submit()
        self.assertEqual(agreement.reviewer_id, self.director)

    def test_it_is_sent_back_with_a_reason_or_taken_back(self):
        agreement = self._create_agreement(user=self.salesperson)
        agreement.action_submit()
        action = agreement.with_user(self.legal).action_return()
        wizard = self.env["keqing.agreement.decision"].with_user(self.legal)
        wizard.with_context(**action["context"]).create({"reason": "No price"}).action_apply()
        self.assertEqual(agreement.state, "draft")
        self.assertIn("No price", agreement.message_ids[0].body)
        self.assertIn(self.salesperson.partner_id, agreement.message_ids[0].notified_partner_ids)
        self.assertFalse(agreement.activity_ids)
        agreement.action_submit()
        agreement.action_withdraw()
        self.assertEqual(agreement.state, "draft")

    def test_what_is_not_complete_is_not_handed_in(self):
        agreement = self._create_agreement(our_obligations="<p><br></p>")
        with self.assertRaisesRegex(UserError, f"{agreement.name}.*Our Obligations"):
            agreement.action_submit()

    def test_nothing_is_done_out_of_turn(self):
        draft = self._create_agreement()
        active = self._create_agreement(stage="active")
        for agreement, action in (
            (draft, "action_approve"),
            (draft, "action_withdraw"),
            (draft, "action_renew"),
            (active, "action_submit"),
            (active, "action_approve"),
        ):
            with self.subTest(action), self.assertRaisesRegex(UserError, agreement.name):
                getattr(agreement.with_user(self.legal), action)()

    def test_clauses_are_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.distribution.our_obligations = "<p>Supply</p>"
        self.distribution.update_field_translations(
            "our_obligations", {"zh_CN": {"Supply": "供货"}}
        )
        for lang, clause in (("zh_CN", "<p>供货</p>"), ("en_US", "<p>Supply</p>")):
            self.customer.lang = lang
            agreement = self._create_agreement(date_from="2030-01-01", date_to="2030-12-31")
            self.assertEqual(agreement.our_obligations, clause)

    def test_clauses_are_fixed_once_handed_in(self):
        agreement = self._create_agreement(user=self.salesperson, target_ids=[self._target(100)])
        agreement.action_submit()
        target = agreement.target_ids
        for user in (self.salesperson, self.legal, self.admin):
            for stage in ("review", "active", "terminated"):
                agreement.sudo().stage = stage
                theirs = agreement.with_user(user)
                for change in (
                    lambda own=theirs: own.write({"date_to": "2025-12-31"}),
                    lambda own=theirs: own.write({"customer_obligations": "<p>None</p>"}),
                    lambda own=theirs: own.write({"partner_id": self.rival.id}),
                    lambda own=theirs: own.write({"target_ids": [Command.clear()]}),
                    lambda own=theirs: own.target_ids.write({"amount": 1}),
                    lambda own=theirs: own.target_ids.unlink(),
                    lambda own=theirs: own.target_ids.copy({"date_to": "2024-06-30"}),
                    lambda own=theirs: own.unlink(),
                ):
                    with (
                        self.assertRaisesRegex(UserError, agreement.name),
                        self.cr.savepoint(),
                    ):
                        change()
                with self.assertRaises(AccessError):
                    theirs.write({"stage": "draft"})
        self.assertEqual((target.amount, agreement.date_to), (100, date(2024, 12, 31)))
        agreement.with_user(self.salesperson).action_archive()
        self.assertFalse(agreement.active)

    def test_a_target_does_not_move_to_a_fixed_agreement(self):
        fixed = self._create_agreement(stage="active")
        draft = self._create_agreement(user=self.salesperson, target_ids=[self._target(100)])
        with self.assertRaisesRegex(UserError, f"{draft.name}.*stays there"):
            draft.target_ids.agreement_id = fixed

    def test_a_target_does_not_move_to_an_agreement_that_is_theirs_to_read(self):
        elsewhere = self._create_customer("Elsewhere", keqing_territory_id=self.south.id)
        self.env["keqing.account.team.member"].create(
            {
                "partner_id": elsewhere.id,
                "user_id": self.salesperson.id,
                "duty_id": self.env.ref("keqing_customer.account_duty_marketing").id,
            }
        )
        seen = self._create_agreement(elsewhere)
        self.assertTrue(seen.with_user(self.salesperson).has_access("read"))
        draft = self._create_agreement(user=self.salesperson, target_ids=[self._target(100)])
        with self.assertRaisesRegex(UserError, "stays there"):
            draft.target_ids.agreement_id = seen
        self.assertNotIn(self.salesperson, seen.author_ids)

    def test_an_addendum_stands_beside_the_clauses_and_is_not_changed(self):
        Addendum = self.env["keqing.agreement.addendum"].with_user(self.salesperson)
        agreement = self._create_agreement(stage="active")
        addendum = Addendum.create({"agreement_id": agreement.id, "text": "Ten days longer to pay"})
        with self.assertRaisesRegex(UserError, "not changed"):
            addendum.text = "None"
        with self.assertRaises(AccessError):
            addendum.unlink()
        draft = self._create_agreement()
        with self.assertRaisesRegex(UserError, draft.name):
            Addendum.create({"agreement_id": draft.id, "text": "Too early"})

    def test_it_ends_early_with_a_reason(self):
        agreement = self._create_agreement(stage="active", user_id=self.salesperson.id)
        own = agreement.with_user(self.legal)
        for day in (date(2024, 6, 16), date(2025, 1, 1)):
            with self.assertRaisesRegex(UserError, agreement.name):
                own._terminate(day, "Sold elsewhere")
        action = own.action_terminate()
        wizard = self.env["keqing.agreement.decision"].with_user(self.legal)
        wizard = wizard.with_context(**action["context"])
        wizard.create({"reason": "Sold elsewhere", "last_day": "2024-06-10"}).action_apply()
        self.assertEqual((agreement.state, agreement.last_day), ("terminated", date(2024, 6, 10)))
        self.assertEqual(agreement.termination_reason, "Sold elsewhere")
        self.assertIn("Sold elsewhere", agreement.message_ids[0].body)
        unborn = self._create_agreement(
            stage="active", date_from="2024-09-01", date_to="2025-01-31"
        )
        unborn.with_user(self.legal)._terminate(date(2024, 6, 15), "Changed their mind")
        self.assertFalse(unborn.last_day)

    def test_changes_are_told(self):
        agreement = self._create_agreement(user=self.salesperson)
        agreement = agreement.with_context(tracking_disable=False)
        self.flush_tracking()
        agreement.action_submit()
        self.flush_tracking()
        tracked = agreement.message_ids.sudo().tracking_value_ids
        self.assertIn("In review", tracked.mapped("new_value_char"))

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15 04:00:00")
class TestAgreementRights(AgreementCommon):
    """Who sees whose agreements, by RPC as on screen."""

    def test_each_role_sees_the_agreements_of_its_customers(self):
        elsewhere = self._create_customer("Elsewhere", keqing_territory_id=self.south.id)
        own, below, far = (
            self._create_agreement(partner, target_ids=[self._target(1)])
            for partner in (
                self.customer,
                self._create_customer("North", keqing_territory_id=self.north.id),
                elsewhere,
            )
        )
        addenda = self.env["keqing.agreement.addendum"].create(
            [{"agreement_id": each.id, "text": "Later"} for each in own + below + far]
        )
        seen = {
            self.salesperson: own,
            self.manager: own + below,
            self.director: own + below + far,
            self.legal: own + below + far,
            self.admin: own + below + far,
        }
        for user, expected in seen.items():
            env = self.env(user=user)
            domain = [("company_id", "=", self.company.id)]
            with self.subTest(user.login):
                self.assertEqual(env["keqing.agreement"].search(domain, order="id"), expected)
                self.assertEqual(
                    env["keqing.agreement.target"].search(domain).agreement_id.sorted("id"),
                    expected,
                )
                visible = env["keqing.agreement.addendum"].search([("id", "in", addenda.ids)])
                self.assertEqual(visible.agreement_id.sorted("id"), expected)
                expected.with_user(user).mapped("display_name")
        with self.assertRaises(AccessError):
            far.with_user(self.salesperson).action_submit()

    def test_the_legal_reviewer_sees_customers_and_changes_none(self):
        self.assertTrue(self.rival.with_user(self.legal).name)
        self.legal.group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaises(AccessError):
            self.rival.with_user(self.legal).name = "Beidou"

    def test_types_are_kept_by_legal_reviewers_and_administrators(self):
        for user in (self.legal, self.admin):
            self.distribution.with_user(user).notice_days = 45
        for user in (self.salesperson, self.manager, self.director):
            with self.assertRaises(AccessError):
                self.distribution.with_user(user).notice_days = 30

    def test_companies_do_not_see_each_other(self):
        agreement = self._create_agreement(
            self._create_customer(company_id=self.other_company.id),
            company_id=self.other_company.id,
            user_id=False,
        )
        for user in (self.director, self.legal, self.admin):
            found = self.env["keqing.agreement"].with_user(user).search([])
            self.assertNotIn(agreement, found)

    def test_each_company_counts_its_own_numbers(self):
        agreements = [
            self._create_agreement(self.rival, company_id=company.id, user_id=False)
            for company in (self.company, self.other_company, self.company, self.other_company)
        ]
        numbers = [int(each.name.removeprefix("AG-2024-")) for each in agreements]
        self.assertEqual([numbers[2] - numbers[0], numbers[3] - numbers[1]], [1, 1])
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._create_agreement(name=agreements[0].name)

    def test_a_copy_is_a_new_draft(self):
        agreement = self._create_agreement(stage="active", target_ids=[self._target(100)])
        copy = agreement.with_user(self.salesperson).copy()
        self.assertNotEqual(copy.name, agreement.name)
        self.assertEqual((copy.state, copy.target_ids.amount), ("draft", 100))
        self.assertFalse(copy.reviewed_by_id or copy.signed_on or copy.previous_id)
        self.salesperson.group_ids += self.env.ref("base.group_allow_export")
        names = ["name", "state", "target_ids/amount"]
        rows = agreement.with_user(self.salesperson).export_data(names)
        self.assertEqual(rows["datas"], [[agreement.name, "Active", 100]])

    def test_the_customer_opens_its_agreements(self):
        agreement = self._create_agreement()
        self._create_agreement(self.rival)
        customer = self.customer.with_user(self.salesperson)
        self.assertEqual(customer.action_view_keqing_agreements()["res_id"], agreement.id)
        agreements = agreement | self._create_agreement(
            date_from="2025-01-01", date_to="2025-12-31"
        )
        action = customer.action_view_keqing_agreements()
        found = self.env["keqing.agreement"].search(action["domain"])
        self.assertEqual(found.sorted("id"), agreements)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15 04:00:00")
class TestAgreementInput(AgreementCommon):
    """What cannot be, and who is told what to do about it."""

    def test_the_end_is_not_before_the_start(self):
        with self.assertRaisesRegex(ValidationError, "Ganyu.*before it begins"):
            self._create_agreement(date_to="2023-12-31")
        one_day = self._create_agreement(date_to="2024-01-01")
        self.assertEqual(one_day.last_day, date(2024, 1, 1))

    def test_a_contact_is_no_party(self):
        contact = self.env["res.partner"].create({"name": "Clerk", "parent_id": self.customer.id})
        with self.assertRaisesRegex(ValidationError, "Clerk is a contact of Ganyu"):
            self._create_agreement(contact)

    def test_a_territory_of_another_company_is_refused(self):
        foreign = self._create_territory("Ritou", company_id=self.other_company.id)
        with self.assertRaisesRegex(UserError, "Ritou"):
            self._create_agreement(territory_ids=foreign)

    @mute_logger("odoo.sql_db")
    def test_what_an_agreement_names_is_not_deleted(self):
        agreement = self._create_agreement(territory_ids=self.south, category_ids=self.tea)
        for named in (self.south, self.tea, self.customer, agreement.type_id):
            error = UserError if named == self.customer else IntegrityError
            with self.subTest(named.name), self.assertRaises(error), self.cr.savepoint():
                named.unlink()

    def test_a_blank_one_has_nothing_to_caution_of(self):
        self.assertFalse(Form(self.env["keqing.agreement"]).caution)

    def test_an_exclusive_right_is_somewhere(self):
        with self.assertRaisesRegex(ValidationError, "name the territories"):
            self._create_agreement(is_exclusive=True)

    def test_targets_lie_within_the_agreement(self):
        for date_from, date_to in (
            ("2023-12-31", "2024-03-31"),
            ("2024-10-01", "2025-01-01"),
            ("2024-05-01", "2024-04-30"),
        ):
            with self.assertRaisesRegex(ValidationError, "within the agreement"):
                self._create_agreement(target_ids=[self._target(1, date_from, date_to)])
        agreement = self._create_agreement(target_ids=[self._target(1)])
        with self.assertRaisesRegex(ValidationError, agreement.name):
            agreement.date_to = "2024-12-30"

    @mute_logger("odoo.sql_db")
    def test_targets_are_positive_and_counted_once(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._create_agreement(target_ids=[self._target(0)])
        with self.assertRaises(ValidationError):
            self._create_agreement(target_ids=[self._target(-1)])
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._create_agreement(target_ids=[self._target(1), self._target(2)])


@tagged("post_install", "-at_install")
class TestAgreementCalendar(AgreementCommon):
    """What the dates do by themselves."""

    def test_the_status_follows_the_dates_on_screen_and_in_the_database(self):
        chance = Random(20240615)
        agreements = self.env["keqing.agreement"]
        for __ in range(40):
            start = date(2024, 1, 1) + timedelta(chance.randrange(200))
            agreement = self._create_agreement(
                stage=chance.choice(["draft", "review", "active", "active", "terminated"]),
                date_from=start,
                date_to=start + timedelta(chance.randrange(200)),
                notice_days=chance.randrange(60),
            )
            agreement.is_renewed = chance.random() < 0.3
            agreements += agreement
        domain = [("id", "in", agreements.ids)]
        seen = set()
        for day in range(0, 420, 7):
            with freeze_time(date(2024, 1, 1) + timedelta(day)):
                agreements.invalidate_recordset(["state"])
                expected = Counter()
                for each in agreements:
                    expected[each.state] += 1
                    self.assertEqual(each.state, self._state_of(each))
                groups = agreements._read_group(domain, ["state"], ["__count"])
                self.assertEqual(dict(groups), dict(expected))
                for state in ("draft", "active", "to_renew", "expired"):
                    found = agreements.search([*domain, ("state", "=", state)])
                    self.assertEqual(len(found), expected[state])
                others = agreements.search_count([*domain, ("state", "!=", "to_renew")])
                self.assertEqual(others, len(agreements) - expected["to_renew"])
                seen |= set(expected)
        self.assertEqual(len(seen), 6)

    def _state_of(self, agreement):
        today = date.today()
        if agreement.stage != "active":
            return agreement.stage
        if (today - agreement.date_to).days > 0:
            return "expired"
        soon = (agreement.date_to - today).days <= agreement.notice_days
        return "to_renew" if soon and not agreement.is_renewed else "active"

    @freeze_time("2024-11-20 04:00:00")
    def test_a_renewal_copies_and_links_and_ends_the_asking(self):
        agreement = self._create_agreement(
            stage="active",
            user_id=self.salesperson.id,
            territory_ids=self.harbour,
            is_exclusive=True,
            target_ids=[
                self._target(100, "2024-01-01", "2024-02-29"),
                self._target(500, category=self.wine),
            ],
        )
        self._remind()
        self.assertEqual(agreement.state, "to_renew")
        self.assertTrue(agreement.activity_ids)
        action = agreement.with_user(self.salesperson).action_renew()
        renewal = self.env["keqing.agreement"].browse(action["res_id"])
        self.assertEqual(renewal.previous_id, agreement)
        self.assertEqual(agreement.next_id, renewal)
        self.assertEqual(
            (renewal.date_from, renewal.date_to), (date(2025, 1, 1), date(2025, 12, 31))
        )
        self.assertEqual(
            [(each.date_from, each.date_to, each.amount) for each in renewal.target_ids],
            [
                (date(2025, 1, 1), date(2025, 2, 28), 100),
                (date(2025, 1, 1), date(2025, 12, 31), 500),
            ],
        )
        self.assertEqual(renewal.territory_ids, self.harbour)
        again = agreement.with_user(self.salesperson).action_renew()
        self.assertEqual(again["res_id"], renewal.id)
        self.assertEqual(agreement.state, "to_renew")
        renewal.action_submit()
        renewal.with_user(self.legal).action_approve()
        self.assertTrue(agreement.is_renewed)
        self.assertEqual((agreement.state, renewal.state), ("active", "active"))
        self.assertFalse(agreement.activity_ids)
        with freeze_time("2025-01-01 04:00:00"):
            agreement.invalidate_recordset(["state"])
            self.assertEqual(agreement.state, "expired")

    def test_what_has_not_begun_or_was_ended_is_not_renewed(self):
        for stage in ("draft", "review", "terminated"):
            agreement = self._create_agreement(stage=stage)
            with self.assertRaisesRegex(UserError, agreement.name):
                agreement.with_user(self.salesperson).action_renew()

    # Reminders

    def _remind(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_agreement").method_direct_trigger()

    def _reminders(self, agreement):
        return agreement.activity_ids.filtered(
            lambda each: (
                each.activity_type_id.get_external_id()[each.activity_type_id.id]
                == "keqing_customer.mail_activity_type_renew_agreement"
            )
        )

    def test_the_owner_is_reminded_once_however_many_nights_were_missed(self):
        on_time, missed, gone = (
            self._create_agreement(stage="active", date_to=date_to, user_id=self.salesperson.id)
            for date_to in ("2024-09-30", "2024-08-10", "2024-06-01")
        )
        quiet = [
            self._create_agreement(stage="active", date_to="2024-12-31"),
            self._create_agreement(stage="draft", date_to="2024-08-01"),
            self._create_agreement(stage="terminated", date_to="2024-08-01"),
        ]
        renewed = self._create_agreement(stage="active", date_to="2024-08-01")
        renewed.is_renewed = True
        with freeze_time("2024-07-31 22:00:00"):
            self._remind()
            self.assertFalse(self._reminders(on_time))  # 61 days
        with freeze_time("2024-08-01 22:00:00"):
            for __ in range(3):
                self._remind()
        for agreement in (on_time, missed, gone):
            self.assertEqual(self._reminders(agreement).user_id, self.salesperson)
        self.assertEqual(
            [self._reminders(each).date_deadline for each in (on_time, missed, gone)],
            [date(2024, 9, 30), date(2024, 8, 10), date(2024, 7, 31)],
        )
        for agreement in (*quiet, renewed):
            self.assertFalse(self._reminders(agreement))

    def test_the_day_is_that_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        agreement = self._create_agreement(stage="active", date_to="2024-09-30")
        with freeze_time("2024-07-31 22:00:00"):  # the first of August there
            self._remind()
        self.assertEqual(agreement.reminded_on, date(2024, 8, 1))

    @freeze_time("2024-08-01 04:00:00")
    def test_who_left_is_not_reminded_but_the_successor_is(self):
        leaver = self._create_user("leaver", "user")
        agreement = self._create_agreement(stage="active", date_to="2024-09-01", user_id=leaver.id)
        leaver.active = False
        self._remind()
        self.assertFalse(agreement.reminded_on)
        agreement.user_id = self.salesperson
        self._remind()
        self.assertEqual(self._reminders(agreement).user_id, self.salesperson)

    @freeze_time("2024-08-01 04:00:00")
    def test_reminding_takes_as_many_queries_for_many_as_for_a_few(self):
        counts = []
        for size in (10, 60):
            agreements = self.env["keqing.agreement"].concat(
                *(
                    self._create_agreement(
                        stage="active",
                        date_to=date(2024, 9, 1) + timedelta(number % 20),
                        user_id=self.salesperson.id,
                    )
                    for number in range(size)
                )
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            agreements._remind()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 15)

    @freeze_time("2025-02-01 04:00:00")
    def test_old_paper_that_is_entered_late_is_not_reminded_of(self):
        agreement = self._create_agreement(user=self.salesperson)
        agreement.action_submit()
        agreement.with_user(self.legal).action_approve()
        self._remind()
        self.assertEqual(agreement.state, "expired")
        self.assertFalse(self._reminders(agreement))


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15 04:00:00")
class TestAuthorisation(AgreementCommon):
    """Exclusive rights of two customers do not overlap."""

    def _ask(self, **values):
        agreement = self._create_agreement(self.rival, user=self.manager, **values)
        agreement.action_submit()
        agreement.with_user(self.legal).action_approve()
        return agreement

    def test_it_is_refused_with_the_name_and_customer_of_the_other(self):
        other = self._create_agreement(
            stage="active", territory_ids=self.north, is_exclusive=True, category_ids=self.drinks
        )
        with self.assertRaisesRegex(UserError, f"Ganyu.*{other.name}"):
            self._ask(territory_ids=self.harbour, is_exclusive=True, category_ids=self.wine)
        # a salesperson who may not see the other is told as well
        other.active = False
        self.customer.write({"user_id": False, "keqing_territory_id": self.south.id})
        self.rival.user_id = self.salesperson
        draft = self._create_agreement(
            self.rival, user=self.salesperson, territory_ids=self.country, is_exclusive=True
        )
        with self.assertRaises(AccessError):
            other.with_user(self.salesperson).read(["name"])
        with self.assertRaisesRegex(UserError, f"Ganyu.*{other.name}"):
            draft.action_submit()

    def test_the_refusal_says_where_what_and_when(self):
        other = self._create_agreement(
            stage="active",
            territory_ids=self.north + self.south,
            category_ids=self.drinks + self.tea,
            is_exclusive=True,
            date_to="2024-09-30",
        )
        with self.assertRaises(UserError) as refused:
            self._ask(territory_ids=self.harbour, is_exclusive=True, category_ids=self.wine)
        said = str(refused.exception)
        for words in ("Beisht", "Ganyu", other.name, "North to Drinks,", "2024"):
            self.assertIn(words, said)
        for words in ("South", "Tea"):  # of the other as well, but not in the way
            self.assertNotIn(words, said)
        other.category_ids = False
        with self.assertRaisesRegex(UserError, "North to all products"):
            self._ask(territory_ids=self.harbour, is_exclusive=True, category_ids=self.wine)

    def test_the_last_day_is_inside(self):
        self._create_agreement(stage="active", territory_ids=self.harbour, is_exclusive=True)
        next_year = {"date_to": "2025-12-31", "territory_ids": self.harbour, "is_exclusive": True}
        with self.assertRaises(UserError):
            self._ask(date_from="2024-12-31", **next_year)
        self.assertEqual(self._ask(date_from="2025-01-01", **next_year).state, "active")

    def test_none_goes_on_for_ever(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._create_agreement(date_to=False)

    def test_who_has_it_already_may_have_it_again(self):
        """By a renewal that begins early, or by another contract: the reviewer is told of that."""
        first = self._create_agreement(
            stage="active", territory_ids=self.harbour, is_exclusive=True, user=self.salesperson
        )
        first.action_renew()
        renewal = first.next_id
        renewal.write({"date_from": "2024-12-01", "target_ids": [Command.clear()]})
        second = self._create_agreement(
            territory_ids=self.harbour, is_exclusive=True, user=self.salesperson
        )
        self.assertFalse(renewal.caution)
        self.assertIn(f"{first.name} gives the customer a right there already", second.caution)
        for agreement in (renewal, second):
            agreement.action_submit()
            agreement.with_user(self.legal).action_approve()
            self.assertEqual(agreement.stage, "active")
        with self.assertRaisesRegex(UserError, renewal.name):
            self._ask(
                territory_ids=self.harbour,
                is_exclusive=True,
                date_from="2025-06-01",
                date_to="2025-06-30",
            )

    def test_an_addendum_prolongs_nothing(self):
        standing = self._create_agreement(
            stage="active", territory_ids=self.harbour, is_exclusive=True
        )
        self.env["keqing.agreement.addendum"].create(
            {"agreement_id": standing.id, "text": "Goes on for another year"}
        )
        later = {"date_from": "2025-01-01", "date_to": "2025-12-31"}
        asked = self._ask(territory_ids=self.harbour, is_exclusive=True, **later)
        self.assertEqual(asked.stage, "active")

    def test_archived_it_goes_on_and_ended_it_does_not(self):
        standing = self._create_agreement(
            stage="active", territory_ids=self.harbour, is_exclusive=True
        )
        asking = {"territory_ids": self.harbour, "is_exclusive": True}
        standing.action_archive()
        with self.assertRaisesRegex(UserError, standing.name):
            self._ask(**asking)
        standing.action_unarchive()
        standing.with_user(self.legal)._terminate(date(2024, 6, 10), "Sold elsewhere")
        with self.assertRaisesRegex(UserError, standing.name):
            self._ask(date_from="2024-06-10", **asking)
        self.assertEqual(self._ask(date_from="2024-06-11", **asking).stage, "active")

    def test_branches_keep_what_the_company_promised_and_other_companies_do_not(self):
        branch = self.env["res.company"].create(
            {"name": "Liyue Harbour Pier", "parent_id": self.company.id}
        )
        asking = {"territory_ids": self.harbour, "is_exclusive": True, "user_id": False}
        standing = self._create_agreement(stage="active", company_id=branch.id, **asking)
        self._create_agreement(
            self._create_customer("Thoma"),
            stage="active",
            company_id=self.other_company.id,
            date_from="2025-01-01",
            date_to="2025-12-31",
            **asking,
        )
        with self.assertRaisesRegex(UserError, standing.name):
            self._ask(**asking)
        free = {"date_from": "2025-01-01", "date_to": "2025-12-31"}
        self.assertEqual(self._ask(**asking, **free).stage, "active")

    def test_moving_a_branch_makes_no_two_rights_overlap(self):
        ours, theirs = (
            self._create_agreement(
                partner,
                "active",
                is_exclusive=True,
                territory_ids=territory,
                category_ids=category,
                date_from="2023-01-01",
                date_to="2099-12-31",
            )
            for partner, territory, category in (
                (self.customer, self.north, self.wine),
                (self.rival, self.south, self.drinks),
            )
        )
        beside = self._create_territory("Beside")
        for moved in (self.south, self.north):
            target = self.harbour if moved == self.south else self.south
            with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
                moved.parent_id = target
            for agreement in (ours, theirs):
                self.assertIn(agreement.display_name, str(refusal.exception))
        self.south.parent_id = beside  # nobody's way
        theirs.territory_ids = self.harbour
        theirs.category_ids = self.tea
        with self.assertRaisesRegex(UserError, "would overlap"), self.env.cr.savepoint():
            self.wine.parent_id = self.tea
        ours.write({"stage": "terminated", "terminated_on": date.today()})
        theirs.date_from = date.today() + timedelta(1)
        self.wine.parent_id = self.tea

    def test_who_alone_may_sell_there(self):
        right = self._create_agreement(
            stage="active",
            is_exclusive=True,
            territory_ids=self.north,
            category_ids=self.drinks,
        )
        self._create_agreement(self.rival, "active", territory_ids=self.north)
        find = self.env["keqing.agreement"].with_user(self.salesperson)._get_exclusive_rights
        for territory, category, day, found in (
            (self.harbour, self.wine, "2024-12-31", True),
            (self.harbour, self.wine, "2025-01-01", False),
            (self.harbour, self.wine, "2023-12-31", False),
            (self.harbour, self.tea, "2024-06-01", False),
            (self.country, self.wine, "2024-06-01", False),
        ):
            rights = find(self.company, territory, category, date.fromisoformat(day))
            self.assertEqual(bool(rights), found, (territory.name, category.name, day))
        self.assertEqual(
            find(self.company, self.north, self.drinks, date.fromisoformat("2024-06-01")), right
        )

    def test_what_does_not_overlap_is_allowed(self):
        self._create_agreement(
            stage="active", territory_ids=self.north, is_exclusive=True, category_ids=self.wine
        )
        for values in (
            {"territory_ids": self.south},
            {"territory_ids": self.harbour, "category_ids": self.tea},
            {"territory_ids": self.harbour, "date_from": "2025-01-01", "date_to": "2025-12-31"},
        ):
            self._ask(is_exclusive=True, **values)
        shared = self._ask(territory_ids=self.harbour)
        self.assertEqual(shared.state, "active")

    def test_the_reviewer_is_cautioned_of_what_is_not_forbidden(self):
        exclusive = self._create_agreement(
            stage="active", territory_ids=self.north, is_exclusive=True
        )
        self.rival.keqing_licence_expiry = "2024-10-01"
        shared = self._create_agreement(self.rival, territory_ids=self.harbour)
        self.assertIn(exclusive.display_name, shared.caution)
        self.assertIn("Oct 1, 2024", shared.caution)
        self.assertFalse(exclusive.caution)

    def test_both_of_a_batch_are_not_approved(self):
        pair = self.env["keqing.agreement"].concat(
            *(
                self._create_agreement(
                    partner, stage="review", territory_ids=self.harbour, is_exclusive=True
                )
                for partner in (self.customer, self.rival)
            )
        )
        with self.assertRaisesRegex(UserError, pair[0].name):
            pair.with_user(self.legal).action_approve()

    def test_who_overlaps_equals_brute_force(self):
        """Random agreements against sets of leaves and days."""
        chance = Random(7)
        trees = {
            "territory_ids": (self.country + self.north + self.south + self.harbour),
            "category_ids": (self.goods + self.drinks + self.wine + self.tea),
        }
        customers = self.customer + self.rival + self._create_customer("Xinyan")
        agreements = self.env["keqing.agreement"]
        for __ in range(40):
            start = date(2024, 1, 1) + timedelta(chance.randrange(60))
            picked = {
                name: nodes.browse(chance.sample(nodes.ids, chance.choice((0, 1, 1, 2))))
                for name, nodes in trees.items()
            }
            agreement = self._create_agreement(
                chance.choice(customers),
                date_from=start,
                date_to=start + timedelta(chance.randrange(30)),
                **picked,
            )
            agreement.is_exclusive = bool(agreement.territory_ids) and chance.random() < 0.8
            agreement.stage = chance.choice(["draft", "review", "active", "active", "terminated"])
            if agreement.stage == "terminated":
                agreement.terminated_on = start + timedelta(chance.randrange(-5, 40))
            agreements += agreement
        conflicts = 0
        for one, other in [*combinations(agreements, 2)]:
            for asking, standing in ((one, other), (other, one)):
                expected = self._overlap(asking, standing)
                found = standing in asking._get_overlapping()
                self.assertEqual(found, expected, (asking.name, standing.name))
                conflicts += expected
        self.assertGreater(conflicts, 50)
        for agreement in agreements:
            in_the_way = any(
                agreement.is_exclusive
                and other.is_exclusive
                and agreement.partner_id != other.partner_id
                and self._overlap(agreement, other)
                for other in agreements - agreement
            )
            if in_the_way:
                with self.assertRaises(UserError):
                    agreement._check_authorisation()
            else:
                agreement._check_authorisation()

    def _overlap(self, asking, standing):
        return bool(
            standing.stage in ("active", "terminated")
            and self._branches(asking.territory_ids) & self._branches(standing.territory_ids)
            and self._branches(asking.category_ids or self.goods)
            & self._branches(standing.category_ids or self.goods)
            and self._days(asking) & self._days(standing)
        )

    def _branches(self, nodes):
        """The nodes and everything below them, by walking up from each."""
        model = nodes.browse()
        below = set()
        for node in model.search([]):
            above = node
            while above:
                if above in nodes:
                    below.add(node)
                above = above.parent_id
        return below

    def _days(self, agreement):
        last = min(agreement.date_to, agreement.terminated_on or agreement.date_to)
        return {
            agreement.date_from + timedelta(day)
            for day in range((last - agreement.date_from).days + 1)
        }


@tagged("post_install", "-at_install")
class TestAchievement(AgreementCommon):
    """What was bought against what was promised."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bottle = cls._create_product("Bottle", categ_id=cls.wine.id)
        cls.leaf = cls._create_product("Leaf", categ_id=cls.tea.id)
        cls.service = cls._create_product("Tasting", categ_id=cls.goods.id)

    def test_purchases_of_a_period_and_branch_count(self):
        agreement = self._create_agreement(
            target_ids=[
                self._target(1_000),
                self._target(500, "2024-01-01", "2024-03-31"),
                self._target(400, category=self.drinks),
                self._target(100, category=self.tea),
            ]
        )
        whole, quarter, drinks, tea = (
            agreement.target_ids.filtered(lambda each, amount=amount: each.amount == amount)
            for amount in (1_000, 500, 400, 100)
        )
        self.assertEqual(agreement.target_ids.mapped("achieved"), [0, 0, 0, 0])
        self._create_invoice(self.customer, 300, "2024-01-01", product=self.bottle)
        self._create_invoice(self.customer, 200, "2024-03-31", product=self.leaf)
        self._create_invoice(self.customer, 100, "2024-04-01", product=self.bottle)
        self._create_invoice(self.customer, 50, "2024-12-31", product=self.bottle, refund=True)
        # not in the books, not in the year, another customer, another company
        self._create_invoice(self.customer, 9_000, "2024-05-01", product=self.bottle, post=False)
        self._create_invoice(self.customer, 9_000, "2023-12-31", product=self.bottle)
        self._create_invoice(self.customer, 9_000, "2025-01-01", product=self.bottle)
        self._create_invoice(self.rival, 9_000, "2024-05-01", product=self.bottle)
        self._create_invoice(
            self.customer, 9_000, "2024-05-01", product=self.bottle, company=self.other_company
        )
        agreement.target_ids.invalidate_recordset()
        self.assertEqual(whole.achieved, 550)
        self.assertEqual(quarter.achieved, 500)
        self.assertEqual(drinks.achieved, 350)
        self.assertEqual((tea.achieved, tea.achievement), (200, 200))

    def test_many_targets_equal_an_independent_sum_in_one_query(self):
        chance = Random(42)
        customers = self.customer + self.rival
        currency = self.env["res.currency"].create(
            {
                "name": "MOR",
                "symbol": "M",
                "rate_ids": [
                    Command.create(
                        {"name": "2024-01-01", "rate": 0.5, "company_id": self.company.id}
                    )
                ],
            }
        )
        products = self.bottle + self.leaf + self.service
        for __ in range(40):
            self._create_invoice(
                chance.choice(customers),
                chance.randrange(1, 5_000),
                date(2024, 1, 1) + timedelta(chance.randrange(366)),
                product=chance.choice(products),
                refund=chance.random() < 0.2,
                currency=chance.choice([None, None, currency]),
            )
        targets = self.env["keqing.agreement.target"]
        for customer in customers:
            for __ in range(6):
                since = date(2024, 1, 1) + timedelta(chance.randrange(300))
                until = since + timedelta(chance.randrange(65))
                category = chance.choice([None, self.goods, self.drinks, self.tea])
                agreement = self._create_agreement(
                    customer, target_ids=[self._target(1_000, since, until, category)]
                )
                targets += agreement.target_ids
        lines = self.env["account.move.line"].search(
            [("company_id", "=", self.company.id), ("display_type", "=", "product")]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        targets.mapped("currency_id.rounding")
        with self.assertQueryCount(1):
            targets.mapped("achieved")
        for target in targets:
            branch = self.env["product.category"].search(
                [("id", "child_of", target.category_id.id)] if target.category_id else []
            )
            expected = -sum(
                line.balance
                for line in lines
                if line.move_id.partner_id == target.partner_id
                and target.date_from <= line.move_id.invoice_date <= target.date_to
                and line.product_id.categ_id in branch
            )
            self.assertAlmostEqual(target.achieved, expected, 2)
        [(total,)] = targets._read_group([("id", "in", targets.ids)], [], ["achieved:sum"])
        self.assertAlmostEqual(total, sum(targets.mapped("achieved")), 2)

    @users("salesperson")
    def test_a_salesperson_who_sees_no_books_sees_the_achievement(self):
        agreement = self._create_agreement(target_ids=[self._target(1_000)])
        self._create_invoice(self.customer, 250, "2024-02-01")
        own = agreement.with_user(self.salesperson)
        self.assertEqual(own.target_ids.achievement, 25)
        Agreement = self.env["keqing.agreement"]
        Agreement.get_views([(False, "form"), (False, "list"), (False, "pivot")])


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15 04:00:00")
class TestAgreementPaper(AgreementCommon):
    def test_it_says_who_what_where_and_until_when(self):
        agreement = self._create_agreement(
            territory_ids=self.harbour,
            category_ids=self.wine,
            is_exclusive=True,
            our_signatory="Ningguang",
            target_ids=[self._target(120_000)],
        )
        report = self.env["ir.actions.report"].with_user(self.salesperson)
        content, __ = report._render_qweb_html(
            "keqing_customer.keqing_agreement_report", agreement.ids
        )
        text = " ".join(content.decode().split())
        for words in (
            "Distribution agreement",
            agreement.name,
            "Liyue Harbour Trading",
            "Ganyu",
            "Harbour",
            "exclusive right",
            "Drinks / Wine",
            "120,000.00",
            "Ningguang",
            "Draft, not valid",
        ):
            self.assertIn(words, text)
        self.assertNotIn("Addenda", text)

    def test_a_list_costs_as_many_queries_for_many_as_for_few(self):
        agreements = self.env["keqing.agreement"].concat(
            *(
                self._create_agreement(territory_ids=self.harbour, target_ids=[self._target(1)])
                for __ in range(40)
            )
        )
        specification = {
            "name": {},
            "state": {},
            "partner_id": {"fields": {"display_name": {}}},
            "territory_ids": {"fields": {"display_name": {}}},
            "target_ids": {"fields": {"achieved": {}, "achievement": {}}},
        }
        counts = []
        for size in (2, 2, 40):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            agreements[:size].with_user(self.manager).web_read(specification)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

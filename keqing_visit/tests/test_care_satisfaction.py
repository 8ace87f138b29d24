# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .care import CareCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 04:00:00")
class TestCareSatisfaction(CareCommon):
    """Rounds of surveys, and what their answers say of how content customers are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "How are we doing?",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "Are you content with us?",
                            "question_type": "scale",
                            "scale_min": 1,
                            "scale_max": 5,
                            "keqing_is_satisfaction": True,
                        }
                    ),
                    Command.create(
                        {
                            "title": "How many shelves have you?",
                            "question_type": "numerical_box",
                        }
                    ),
                ],
            }
        )
        cls.content, cls.shelves = cls.survey.question_and_page_ids
        cls.indicator = cls.env.ref("keqing_customer.indicator_satisfaction")
        cls.share = cls.env.ref("keqing_visit.indicator_satisfied_share")
        cls.manager.group_ids += cls.env.ref("survey.group_survey_user")

    def _answer(self, person, mark, round_=None, **values):
        answer = self.survey._create_answer(
            partner=person,
            check_attempts=False,
            **({"keqing_round_id": round_.id} if round_ else {}),
        )
        return self._say(answer, mark, **values)

    def _say(self, answer, mark, **values):
        answer._save_lines(self.content, mark)
        answer._save_lines(self.shelves, 4)
        answer._mark_done()
        answer.write({"end_datetime": "2026-03-09 04:00:00", **values})
        self.env.flush_all()
        return answer

    def _assess(self, customer, mark, on="2026-03-01"):
        self.env["keqing.assessment"].create(
            {
                "partner_id": customer.id,
                "indicator_id": self.indicator.id,
                "value": mark,
                "date": on,
            }
        )

    def _value(self, indicator=None, customer=None):
        """Of the twelve months up to the end of March."""
        indicator = indicator or self.indicator
        customer = customer or self.customer
        measure = indicator._get_measure(self.company, date(2026, 1, 1), date(2026, 3, 31))
        self.env.flush_all()
        source = getattr(indicator, f"_source_{measure.source}")(
            self.company, measure.since, date(2026, 3, 31)
        )
        [[value]] = self.env.execute_query(
            SQL(
                "SELECT %s FROM (%s) fact WHERE fact.partner_id = %s",
                measure.value,
                source,
                customer.id,
            )
        )
        return value if value is None else float(value)

    def test_answers_before_what_our_people_think(self):
        other = self._create_owned("Other")
        self._assess(self.customer, 2)
        self._assess(other, 2)
        colleague = self._create_person("Colleague")
        self._answer(self.person, 5)
        self._answer(colleague, 4)
        self.assertEqual(self._value(), 4.5)
        self.assertEqual(self._value(self.share), 100)
        self.assertEqual(self._value(customer=other), 2)
        self.assertEqual(self._value(self.share, other), 0)

    def test_shares(self):
        for number, mark in enumerate((5, 4, 3)):
            self._answer(self._create_person(f"Person{number}"), mark)
        self.assertAlmostEqual(self._value(self.share), 66.67, 1)
        self.assertEqual(self._value(), 4)

    def test_what_does_not_count(self):
        """Test entries, answers of before, and those of another company's round."""
        self._answer(self.person, 1, test_entry=True)
        self._answer(self.person, 1, end_datetime="2025-03-31 04:00:00")
        elsewhere = self._create_round(company_id=self.other_company.id)
        self._answer(self.person, 1, elsewhere)
        self.assertIsNone(self._value())
        self._answer(self.person, 3, end_datetime="2025-04-01 04:00:00")
        self.assertEqual(self._value(), 3)

    def test_a_question_that_tells_satisfaction_has_marks_from_1_to_5(self):
        with self.assertRaisesRegex(ValidationError, "scale from 1 to 5"):
            self.content.scale_max = 10

    # Rounds

    def _create_round(self, **values):
        return self.env["keqing.survey.round"].create(
            {"name": "Spring", "survey_id": self.survey.id, "date_to": "2026-03-20", **values}
        )

    def test_a_round(self):
        silent = self._create_owned("Silent")
        self._create_person("Silent", silent)
        self._create_owned("Elsewhere", keqing_territory_id=self.south.id)
        for customer in self.customer + silent:
            customer.keqing_territory_id = self.harbour
        spring = self._create_round(territory_ids=[Command.set(self.north.ids)])
        spring.with_user(self.manager).action_open()
        self._care()
        self._care()
        answer = spring._get_answers()
        self.assertEqual(answer.partner_id, self.person)
        mails = self.env["mail.mail"].search([("res_id", "=", answer.id)])
        self.assertEqual(len(mails.filtered(lambda each: each.model == "survey.user_input")), 1)
        self._say(answer, 5)
        spring.invalidate_recordset()
        self.assertEqual(
            (spring.customer_count, spring.invited_count, spring.answered_count), (2, 1, 1)
        )
        self.assertEqual(spring.coverage, 50)
        self.assertEqual(spring.action_view_silent()["domain"], [("id", "in", silent.ids)])
        self.assertEqual(self._value(), 5)
        with freeze_time("2026-03-21 04:00:00"):
            self._care()
        self.assertEqual(spring.state, "done")

    def test_what_has_begun_asks_the_same_until_the_same_day(self):
        for day in ("2027-03-11", "9999-12-31"):
            with self.subTest(day=day), self.assertRaisesRegex(ValidationError, "a year at most"):
                self._create_round(date_to=day)
        spring = self._create_round(date_to="2027-03-10").with_user(self.manager)
        spring.action_open()
        other = self.survey.copy()
        for values in (
            {"survey_id": other.id},
            {"user_id": self.director.id},
            {"date_to": "2026-04-01"},
            {"territory_ids": [Command.set(self.south.ids)]},
            {"grade_ids": [Command.set(self.grade_a.ids)]},
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "has begun"):
                spring.write(values)

    def test_nobody_to_ask(self):
        self.person.keqing_consent_ids.action_withdraw()
        with self.assertRaisesRegex(UserError, "Record their consents"):
            self._create_round().with_user(self.manager).action_open()

    # Events

    def test_invited_to_an_event(self):
        self.manager.group_ids += self.env.ref("event.group_event_user")
        event = self.env["event.event"].create(
            {
                "name": "Tasting",
                "date_begin": "2026-03-20 06:00:00",
                "date_end": "2026-03-20 09:00:00",
            }
        )
        self.customer.keqing_territory_id = self.harbour
        agrees = self._create_person("Agrees")
        self._agree(agrees, "marketing")
        invitation = (
            self.env["keqing.event.invitation"]
            .with_user(self.manager)
            .create({"event_id": event.id, "grade_ids": [Command.set(self.grade_a.ids)]})
        )
        self.assertEqual(invitation.person_count, 1)
        invitation.action_invite()
        [registration] = event.registration_ids
        self.assertEqual((registration.partner_id, registration.state), (agrees, "draft"))
        with self.assertRaisesRegex(UserError, "Nobody else"):
            invitation.action_invite()
        registration.action_set_done()
        told = self.customer.with_user(self.manager).get_keqing_timeline(["event"])["entries"]
        self.assertEqual([each["title"] for each in told], ["Tasting"])

    def test_occasions_kept(self):
        self._create_rule("women", "gift", lead_days=3)
        with freeze_time("2026-03-05 04:00:00"):
            self._care()
        kept = self.env.ref("keqing_visit.indicator_care_kept")
        self.assertIsNone(self._value(kept))
        self._tasks().action_done()
        self.assertEqual(self._value(kept), 100)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .care import CareCommon
from .test_care_gift import SIGNATURE


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 04:00:00")
class TestCarePrivacy(CareCommon):
    """Whoever may not know a birthday learns of it neither by a task nor by what comes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._born("1980-03-12")
        cls._create_rule("birthday", "call", lead_days=3)
        cls.confidant = cls._create_user("confidant", "user")
        cls._entitle(cls.confidant)
        cls.harbour.member_ids += cls.confidant
        cls.customer.keqing_territory_id = cls.harbour

    def _team_up(self, user):
        duty = self.env["keqing.account.duty"].create({"name": "Keeps in touch"})
        self.env["keqing.account.team.member"].create(
            {"partner_id": self.customer.id, "user_id": user.id, "duty_id": duty.id}
        )

    def test_it_is_the_task_of_somebody_who_may_know(self):
        """Not the owner's, who may not, nor the manager's."""
        self._team_up(self.confidant)
        self._care()
        task = self._tasks()
        self.assertEqual(task.user_id, self.confidant)
        self.assertTrue(task.is_personal)

    def test_nobody_may_know(self):
        self._care()
        self.assertFalse(self._tasks().user_id)
        self.assertFalse(self._tasks().visit_id)
        self._entitle(self.manager)
        self._care()
        self.assertEqual(self._tasks().user_id, self.manager)

    def test_the_task_is_hidden(self):
        self._care()
        task = self._tasks()
        for user in (self.salesperson, self.manager, self.director, self.admin):
            with self.subTest(user=user.login):
                self.assertFalse(self.env["keqing.care.task"].with_user(user).search([]))
                with self.assertRaises(AccessError):
                    task.with_user(user).read(["date"])
        self.assertEqual(self.env["keqing.care.task"].with_user(self.confidant).search([]), task)
        self._entitle(self.director)
        self.assertEqual(self.env["keqing.care.task"].with_user(self.director).search([]), task)

    def test_its_name_and_its_visit_tell_nothing(self):
        self._team_up(self.confidant)
        self._care()
        task = self._tasks()
        visit = task.visit_id
        told = f"{task.display_name} {visit.display_name} {visit.purpose} {visit.met_ids.name}"
        self.assertNotIn("Birthday", told)
        self.assertNotIn("Hu Tao", told)
        names = [name for name, field in visit._fields.items() if field.comodel_name == task._name]
        self.assertFalse(names)

    def test_matters_and_today(self):
        self._team_up(self.confidant)
        self._care()
        customer = self.customer
        texts = [each["text"] for each in customer.with_user(self.confidant)._find_matters()]
        self.assertIn("Birthday of Hu Tao on Mar 12, 2026", texts)
        texts = [each["text"] for each in customer.with_user(self.salesperson)._find_matters()]
        self.assertFalse([text for text in texts if "Hu Tao" in text])
        lines = {
            user: [
                line["text"]
                for section in self.env["keqing.today"].with_user(user).get_today()["sections"]
                if section["name"] == "care"
                for line in section["lines"]
            ]
            for user in (self.confidant, self.salesperson)
        }
        self.assertEqual(lines[self.confidant], ["Birthday, Hu Tao, on Mar 12, 2026: Call"])
        self.assertEqual(lines[self.salesperson], [])

    def test_a_consent_that_is_withdrawn_hides_and_ends_it(self):
        self._team_up(self.confidant)
        self._care()
        task = self._tasks()
        consents = self.person.keqing_consent_ids
        consents.filtered(lambda each: each.purpose == "profile").action_withdraw()
        self.assertEqual((task.state, task.why), ("cancelled", "consent"))
        self.assertEqual(task.visit_id.state, "cancelled")
        self.assertFalse(self.env["keqing.care.task"].with_user(self.confidant).search([]))
        self._care()
        self.assertEqual(self._tasks(), task)

    def test_without_the_consent_to_care_there_is_none(self):
        consents = self.person.keqing_consent_ids
        consents.filtered(lambda each: each.purpose == "care").action_withdraw()
        self._care()
        self.assertFalse(self._tasks())

    def test_who_was_erased_is_named_nowhere_about_visits_events_and_surveys(self):
        visit = self._create_visit(contact_kind="phone", next_step="Call Hu Tao", result="Fine")
        visit = visit.with_user(self.salesperson)
        visit.check_in({"reason": "Hu Tao was elsewhere"})
        visit.sign("Hu Tao", SIGNATURE)
        visit.step_ids.create({"visit_id": visit.id, "name": "Greet", "reason": "Hu Tao is shy"})
        visit.check_out()
        event = self.env["event.event"].create(
            {"name": "Tasting", "date_begin": "2026-03-20", "date_end": "2026-03-21"}
        )
        registration = self.env["event.registration"].create(
            {"event_id": event.id, "partner_id": self.person.id}
        )
        self.assertEqual(registration.name, "Hu Tao")
        survey = self.env["survey.survey"].create({"title": "How are we doing?"})
        answer = survey._create_answer(
            partner=self.person, email=self.person.email, check_attempts=False, nickname="Hu"
        )
        mail = self.env["mail.mail"].create(
            {"body_html": "Dear", "recipient_ids": self.person.ids, "state": "outgoing"}
        )
        officer = self._create_user("officer", "data_officer")
        self.person.with_user(officer)._keqing_erase("Asked for it")
        self.env.invalidate_all()
        visit = visit.sudo()
        self.assertFalse(visit.signature)
        told = [
            visit.signed_by,
            *visit.position_ids.mapped("reason"),
            *visit.step_ids.mapped("reason"),
            *visit.activity_ids.mapped("summary"),
            registration.name,
            registration.email,
            answer.email,
            answer.nickname,
        ]
        self.assertFalse([text for text in told if text and ("hu" in text.lower())])
        self.assertFalse(mail.exists())

    def test_who_was_erased_leaves_no_birthday(self):
        self._team_up(self.confidant)
        self._care()
        self._tasks().action_done()
        officer = self._create_user("officer", "data_officer")
        self.person.with_user(officer)._keqing_erase("Asked for it")
        self.assertFalse(self._tasks())

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import SQL

from .care import CareCommon


class NeedCommon(CareCommon):
    """A survey that asks what a customer needs and how content it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "What do you need?",
                "questions_layout": "one_page",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "What should we bring along?",
                            "question_type": "multiple_choice",
                            "keqing_is_need": True,
                            "suggested_answer_ids": [
                                Command.create({"value": value})
                                for value in ("Small bottles", "Gift boxes", "Samples")
                            ],
                        }
                    ),
                    Command.create({"title": "Bottles a week?", "question_type": "numerical_box"}),
                    Command.create(
                        {
                            "title": "Are you content with us?",
                            "question_type": "numerical_box",
                            "keqing_is_satisfaction": True,
                        }
                    ),
                ],
            }
        )
        cls.wish, cls.bottles, cls.content = cls.survey.question_and_page_ids
        cls.bottles.keqing_is_need = True
        cls.Need = cls.env["keqing.customer.need"]

    def _say(self, answer, *wishes, bottles=12.5):
        choices = self.wish.suggested_answer_ids
        chosen = choices.filtered(lambda each: each.value in wishes)
        answer._save_lines(self.wish, [str(each) for each in chosen.ids])
        answer._save_lines(self.bottles, bottles)
        answer._save_lines(self.content, 5)
        answer._mark_done()
        self.env.flush_all()
        self.env.invalidate_all()

    def _answer(self, person, *wishes, **values):
        answer = self.survey._create_answer(partner=person, check_attempts=False, **values)
        self._say(answer, *wishes)
        return answer

    def _create_round(self, **values):
        return self.env["keqing.survey.round"].create(
            {
                "name": "Needs in spring",
                "survey_id": self.survey.id,
                "date_to": "2026-03-20",
                "is_asked_in_person": True,
                **values,
            }
        )

    def _told(self, user):
        needs = self.Need.with_user(user).search([("partner_id", "=", self.customer.id)])
        return {(need.question, need.answer) for need in needs}

    def _ask(self):
        """:return: what the button opens, and the answers that it begins or goes on with"""
        action = self.customer.with_user(self.salesperson).action_keqing_ask()
        token = action["url"].split("answer_token=")[1]
        return action, self.env["survey.user_input"].search([("access_token", "=", token)])

    def _begin(self, spring):
        """Open it, and let the job work twice."""
        spring.with_user(self.manager).action_open()
        self._care()
        self._care()


@tagged("post_install", "-at_install")
class TestCareNeedScreen(NeedCommon, HttpCase):
    """The questionnaire as who asks in the shop sees it."""

    def test_who_asks_fills_it_in(self):
        """Odoo shows an answer only to whose it is, and to who asks it."""
        self._begin(self._create_round(date_to=fields.Date.add(fields.Date.today(), days=9)))
        action, answer = self._ask()
        self.authenticate(self.salesperson.login, self.salesperson.login)
        page = self.url_open(action["url"])
        self.assertIn(self.survey.title, page.text)
        tokens = f"{self.survey.access_token}/{answer.access_token}"
        self.make_jsonrpc_request(f"/survey/begin/{tokens}", {})
        gift = self.wish.suggested_answer_ids[1]
        self.make_jsonrpc_request(
            f"/survey/submit/{tokens}",
            {str(self.wish.id): [str(gift.id)], str(self.bottles.id): 6, str(self.content.id): 5},
        )
        self.env.invalidate_all()
        self.assertEqual(answer.state, "done")
        self.assertIn(("What should we bring along?", "Gift boxes"), self._told(self.salesperson))

    def test_nobody_else_of_us_opens_it(self):
        self._begin(self._create_round(date_to=fields.Date.add(fields.Date.today(), days=9)))
        action, __ = self._ask()
        self.authenticate(self.manager.login, self.manager.login)
        self.assertNotIn(self.wish.title, self.url_open(action["url"]).text)
        self.assertNotIn("o_survey_form", self.url_open(action["url"]).text)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 04:00:00")
class TestCareNeed(NeedCommon):
    """Customers are asked what they need, by e-mail or in the shop, and it stands on them."""

    def test_a_round_comes_again(self):
        """With the same days to answer, once, until it is told to stop."""
        spring = self._create_round(repeat_months=3).with_user(self.manager)
        self._begin(spring)
        self.assertEqual(str(spring.next_on), "2026-06-10")
        with freeze_time("2026-06-09 04:00:00"):
            self._care()
        self.assertFalse(spring.following_id)
        with freeze_time("2026-06-10 04:00:00"):
            self._care()
            self._care()
        summer = spring.following_id
        self.assertEqual((spring.state, summer.state), ("done", "open"))
        self.assertEqual((str(summer.begun_on), str(summer.date_to)), ("2026-06-10", "2026-06-20"))
        self.assertEqual((summer.user_id, summer.name), (self.manager, spring.name))
        self.assertEqual(summer._get_answers().partner_id, self.customer)
        summer.repeat_months = 0
        with freeze_time("2026-09-20 04:00:00"):
            self._care()
        self.assertFalse(summer.following_id)

    def test_a_round_that_nobody_can_be_asked_in_comes_again_later(self):
        spring = self._create_round(repeat_months=3).with_user(self.manager)
        self._begin(spring)
        self.customer.keqing_customer_type_id = False
        with freeze_time("2026-06-10 04:00:00"):
            self._care()
        self.assertFalse(spring.following_id)
        told = self.env["mail.activity"].search([("user_id", "=", self.manager.id)])
        self.assertIn("there are no such customers", str(told.mapped("note")))
        self.customer.keqing_customer_type_id = self.outlet
        with freeze_time("2026-06-11 04:00:00"):
            self._care()
        self.assertTrue(spring.following_id)

    def test_answers_stand_on_the_customer(self):
        """In the words of whom it concerns, who need not work with surveys."""
        self._answer(self.person, "Small bottles", "Samples")
        self.assertEqual(
            self._told(self.salesperson),
            {
                ("What should we bring along?", "Small bottles, Samples"),
                ("Bottles a week?", "12.5"),
            },
        )
        needs = self.Need.search([("person_id", "=", self.person.id)])
        self.assertEqual((needs.partner_id, len(needs)), (self.customer, 2))
        told = self.customer.with_user(self.salesperson).get_keqing_timeline(["need"])["entries"]
        self.assertIn(
            ("What should we bring along?", "Small bottles, Samples", "Hu Tao"),
            {(each["title"], each["text"], each["who"]) for each in told},
        )
        opened = self.customer.with_user(self.salesperson).action_view_keqing_needs()
        self.assertEqual(self.Need.search_count(opened["domain"]), 2)

    def test_what_is_no_answer(self):
        self._answer(self.person, "Samples", test_entry=True)
        self.survey._create_answer(partner=self.person, check_attempts=False)
        self.assertEqual(self._told(self.salesperson), set())

    def test_whom_one_does_not_see_needs_nothing(self):
        self._answer(self.person, "Samples")
        self.assertFalse(self._told(self._create_user("colleague", "user")))
        elsewhere = self._create_round(company_id=self.other_company.id)
        self.customer.company_id = False  # shared, as what it says to a company is not
        self._answer(self._create_person("Ying'er"), "Gift boxes", keqing_round_id=elsewhere.id)
        told = self._told(self.salesperson)
        self.assertIn(("What should we bring along?", "Samples"), told)
        self.assertNotIn(("What should we bring along?", "Gift boxes"), told)

    def test_asked_in_the_shop(self):
        """Without e-mail and consent: who looks after it asks, once, and goes on where it was."""
        self.person.email = False
        spring = self._create_round().with_user(self.manager)
        with self.assertRaisesRegex(UserError, "No survey is to be filled in"):
            self._ask()
        self._begin(spring)
        self.assertEqual(self._to_ask(), self.customer)
        self.assertFalse(self.env["mail.mail"].search([("model", "=", "survey.user_input")]))
        action, answer = self._ask()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertEqual(
            (answer.partner_id, answer.keqing_asked_by_id), (self.customer, self.salesperson)
        )
        self.assertEqual(self._ask()[1], answer)
        self.assertEqual((spring.invited_count, spring.answered_count), (1, 0))
        self._say(answer, "Gift boxes")
        self.assertIn(("What should we bring along?", "Gift boxes"), self._told(self.salesperson))
        self.assertEqual((spring.answered_count, spring.coverage), (1, 100))
        self.assertFalse(self._to_ask())
        with self.assertRaisesRegex(UserError, "No survey is to be filled in"):
            self._ask()

    def test_after_its_last_day_nobody_is_asked(self):
        spring = self._create_round()
        self._begin(spring)
        with freeze_time("2026-03-21 04:00:00"), self.assertRaisesRegex(UserError, "No survey"):
            self._ask()

    def _to_ask(self):
        """Whom the salesperson finds on the first screen."""
        Today = self.env["keqing.today"].with_user(self.salesperson)
        sections = Today.get_today()["sections"]
        if not any(section["name"] == "survey" for section in sections):
            return self.env["res.partner"]
        return self.env["res.partner"].search(Today.action_view_section("survey")["domain"])

    def test_what_our_people_write_down_tells_no_satisfaction(self):
        self._begin(self._create_round())
        self._say(self._ask()[1], "Samples")
        measure = self.env.ref("keqing_customer.indicator_satisfaction")
        answers = self.env["survey.user_input.line"].search(
            [("question_id", "=", self.content.id), ("answer_type", "=", "numerical_box")]
        )
        self.assertEqual(answers.value_numerical_box, 5)
        model, domain = measure._documents_satisfaction(self.company, self.customer, None, None)
        self.assertFalse(self.env[model].search_count(domain))
        source = measure._source_satisfaction(self.company, None, None)
        self.assertFalse(self.env.execute_query(SQL("SELECT 1 FROM (%s) fact", source)))

    def test_a_round_for_nobody(self):
        nowhere = self.env["keqing.customer.type"].create({"name": "Nobody", "code": "nobody"})
        with self.assertRaisesRegex(UserError, "no such customers"):
            self._create_round(customer_type_ids=[Command.set(nowhere.ids)]).with_user(
                self.manager
            ).action_open()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 04:00:00")
class TestCareNeedAnswered(NeedCommon):
    """What a customer needs matters until somebody offers something, or says there is nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.salesperson
        cls.salesperson.group_ids += cls.env.ref("sales_team.group_sale_salesman")

    def _matters(self):
        self.env.flush_all()
        self.env.invalidate_all()
        matters = self.customer.with_user(self.salesperson)._get_matters().get(self.customer, [])
        return [each["text"] for each in matters if each["text"].startswith("It needs")]

    def _needs(self, user=None):
        self._answer(self.person, "Gift boxes")
        needs = self.Need.search([("partner_id", "=", self.customer.id)])
        return needs.with_user(user or self.salesperson)

    def test_an_offer_takes_up_all_that_is_needed(self):
        needs = self._needs()
        self.assertEqual(sorted(self._matters()), ["It needs: 12.5", "It needs: Gift boxes"])
        needs.action_offer()
        lead = needs.lead_id
        self.assertEqual(
            (lead.type, lead.partner_id, lead.user_id),
            ("opportunity", self.customer, self.salesperson),
        )
        self.assertEqual(
            sorted(lead.keqing_need.split("\n")),
            ["Bottles a week? 12.5", "What should we bring along? Gift boxes"],
        )
        self.assertEqual((set(needs.mapped("state")), self._matters()), ({"offered"}, []))
        with self.assertRaisesRegex(UserError, "answered"):
            needs.action_settle()

    def test_nothing_to_offer(self):
        needs = self._needs()
        needs[0].action_settle()
        self.assertEqual(len(self._matters()), 1)
        self.assertEqual(needs[0].sudo().answered_by_id, self.salesperson)
        found = self.Need.search([("state", "=", "open"), ("partner_id", "=", self.customer.id)])
        self.assertEqual(found, needs[1].with_env(self.env))

    def test_who_does_not_look_after_the_customer_answers_nothing(self):
        stranger = self._create_user("stranger", "user")
        needs = self._needs(stranger)
        for action in (needs.action_offer, needs.action_settle):
            with self.assertRaises(AccessError):
                action()
        with self.assertRaises(AccessError):
            needs.with_user(self.salesperson).write({"state": "settled"})

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .care import CareCommon

YEAR = date(2025, 4, 1), date(2026, 3, 31)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 04:00:00")
class TestCareRecommendation(CareCommon):
    """The net promoter score, of a customer and of many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "How are we doing?",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "Would you recommend us?",
                            "question_type": "scale",
                            "scale_min": 0,
                            "scale_max": 10,
                            "keqing_is_recommendation": True,
                        }
                    )
                ],
            }
        )
        cls.question = cls.survey.question_ids
        cls.indicator = cls.env.ref("keqing_visit.indicator_net_promoter_score")

    def _answer(self, customer, *marks, end="2026-03-09 04:00:00"):
        for mark in marks:
            person = self.env["res.partner"].create({"name": "Clerk", "parent_id": customer.id})
            answer = self.survey._create_answer(partner=person, check_attempts=False)
            answer._save_lines(self.question, str(mark))  # a zero, as it comes from the screen
            answer._mark_done()
            answer.end_datetime = end

    def _scores(self, *customers):
        domain = [("id", "in", [customer.id for customer in customers])]
        figures = self.indicator._get_group_figures(self.company, [YEAR], "all", domain)
        return figures[YEAR].get(False)

    def test_who_recommends_less_who_warns(self):
        """Of 10, 9, 8, 7, 6, 0 and 9: three of seven recommend, two warn."""
        self._answer(self.customer, 10, 9, 8, 7, 6, 0, 9)
        self._answer(self.customer, 0, end="2025-03-31 04:00:00")  # the year before
        value, known = self._scores(self.customer)
        self.assertEqual((round(value, 2), known), (14.29, 1))

    def test_of_many_it_is_that_of_all_answers(self):
        """Four of five recommend and one warns: 60, not the mean of 100 and -100."""
        other = self._create_owned("Other")
        self._answer(self.customer, 10, 10, 9, 9)
        self._answer(other, 3)
        self.assertEqual(self._scores(self.customer).value, 100)
        self.assertEqual(self._scores(other).value, -100)
        value, known = self._scores(self.customer, other)
        self.assertEqual((value, known), (60, 2))

    def test_nobody_asked(self):
        self.assertIsNone(self._scores(self.customer))

    def test_the_answers_behind_it(self):
        self._answer(self.customer, 10, 0)
        model, domain = self.indicator._get_documents(self.company, self.customer, *YEAR)
        lines = self.env[model].search(domain)
        self.assertEqual(sorted(lines.mapped("value_scale")), [0, 10])

    def test_marks_are_from_0_to_10(self):
        with self.assertRaisesRegex(ValidationError, "from 0 to 10"):
            self.question.scale_max = 5

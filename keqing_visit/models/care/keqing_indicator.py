# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.measure import Measure

SATISFACTION = "satisfaction"  # code of the indicator that is assessed where nobody was asked
SATISFIED = 4  # of 5, from which on somebody is content


class KeqingIndicator(models.Model):
    """How content customers are, by their own words; and whether their occasions were kept.

    Marks from 1 to 5 are what they answered: ratings, and questions of surveys that are marked to
    ask for it. What our people think counts for customers alone who were not asked.
    """

    _inherit = "keqing.indicator"

    measure = fields.Selection(
        selection_add=[
            ("satisfied_share", "Content customers' answers"),
            ("care_kept", "Occasions kept"),
        ]
    )

    def _get_measure(self, company, date_from, date_to):
        """The indicator of satisfaction is the mean of the marks; where none was given, the latest
        assessment, as it is without this module."""
        if self.kind == "assessed" and self.code == SATISFACTION:
            return self._measure_satisfaction(company, *self._window_dates(date_from, date_to))
        return super()._get_measure(company, date_from, date_to)

    def _measure_satisfaction(self, company, date_from, date_to):
        in_window = self._in_window(date_from, date_to)
        value = SQL(
            """COALESCE(round(avg(fact.mark) FILTER (WHERE fact.is_answer AND %(in_window)s), 2),
                        (array_agg(fact.mark ORDER BY fact.date DESC, fact.id DESC)
                         FILTER (WHERE NOT fact.is_answer AND %(in_window)s))[1])""",
            in_window=in_window,
        )
        return Measure("satisfaction", value, date_from)

    def _measure_satisfied_share(self, company, date_from, date_to):
        """Marks of 4 and 5, in percent of all; of an assessment 100 or 0."""
        in_window = self._in_window(date_from, date_to)
        value = SQL(
            """COALESCE(
                   avg(CASE WHEN fact.mark >= %(least)s THEN 100.0 ELSE 0 END)
                       FILTER (WHERE fact.is_answer AND %(in_window)s),
                   (array_agg(CASE WHEN fact.mark >= %(least)s THEN 100.0 ELSE 0 END
                              ORDER BY fact.date DESC, fact.id DESC)
                    FILTER (WHERE NOT fact.is_answer AND %(in_window)s))[1])""",
            least=SATISFIED,
            in_window=in_window,
        )
        return Measure("satisfaction", value, date_from)

    def _source_satisfaction(self, company, since, until):
        """One row per mark: ``partner_id, id, date, mark, is_answer``."""
        return SQL(
            """SELECT customer.id AS partner_id, answer.id, answer.date, answer.mark,
                      TRUE AS is_answer
                 FROM (%(answers)s) answer %(customers)s
                WHERE answer.mark BETWEEN 1 AND 5 AND %(is_of_company)s
            UNION ALL
               SELECT partner_id, id, date, value, FALSE
                 FROM keqing_assessment
                WHERE company_id IN %(companies)s AND active
                  AND indicator_id = ANY(%(assessed)s)""",
            answers=SQL(" UNION ALL ").join(self._answers_sql(company)),
            customers=self._answering_customer_sql(),
            is_of_company=self._is_answer_of(company),
            companies=company._get_keqing_branch_ids(),
            assessed=self._get_assessed_satisfaction().ids,
        )

    def _answering_customer_sql(self):
        """Join from the person of ``answer`` to its ``customer``."""
        return SQL(
            """JOIN res_partner person ON person.id = answer.person_id
               JOIN res_partner customer ON customer.id = person.commercial_partner_id"""
        )

    def _is_answer_of(self, company):
        """Condition that an ``answer`` was given to a company or a branch of it; where nothing
        says to which, to that of the customer, which may be all."""
        return SQL(
            """(answer.company_id = ANY(%(branches)s)
                OR answer.company_id IS NULL
               AND (customer.company_id IS NULL OR customer.company_id = ANY(%(companies)s)))""",
            branches=list(company._get_keqing_branch_ids()),
            companies=[*company.parent_ids.ids, *company._get_keqing_branch_ids()],
        )

    def _get_assessed_satisfaction(self):
        found = self.with_context(active_test=False).search(
            [("code", "=", SATISFACTION), ("kind", "=", "assessed")]
        )
        return found

    def _answers_sql(self, company):
        """SELECTs of what customers said: ``id, person_id, company_id, date, mark``, of which the
        company is null where the customer's own decides."""
        answers = [self._survey_answers_sql(company, "keqing_is_satisfaction")]
        if "rating.rating" in self.env:  # of which Odoo lets its users make some up
            answers.append(
                SQL(
                    """SELECT rating.id, rating.partner_id, NULL::int,
                              (COALESCE(rating.rated_on, rating.write_date)
                               AT TIME ZONE 'UTC' AT TIME ZONE %s)::date, rating.rating::numeric
                         FROM rating_rating rating
                         JOIN res_users writer ON writer.id = rating.write_uid AND writer.share
                        WHERE rating.consumed AND rating.partner_id IS NOT NULL""",
                    company.sudo().keqing_tz,  # anybody may know what day it is
                )
            )
        return answers

    def _survey_answers_sql(self, company, mark):
        """SELECT of the answers to questions that are marked so, as :meth:`_answers_sql`.

        :param str mark: a boolean field of ``survey.question``
        """
        return SQL(
            """SELECT line.id, input.partner_id AS person_id, round.company_id,
                      (input.end_datetime AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS date,
                      CASE line.answer_type WHEN 'scale' THEN line.value_scale
                           ELSE line.value_numerical_box END::numeric AS mark
                 FROM survey_user_input_line line
                 JOIN survey_question question ON question.id = line.question_id AND %s
                 JOIN survey_user_input input
                   ON input.id = line.user_input_id AND input.state = 'done'
                  AND input.test_entry IS NOT TRUE
            LEFT JOIN keqing_survey_round round ON round.id = input.keqing_round_id
                WHERE line.skipped IS NOT TRUE
                  AND round.is_asked_in_person IS NOT TRUE  -- our people wrote that down
                  AND line.answer_type IN ('scale', 'numerical_box')""",
            company.sudo().keqing_tz,  # anybody may know what day it is
            SQL.identifier("question", mark),
        )

    def _documents_satisfaction(self, company, customers, since, until):
        """The answers in the surveys, or the assessments of those who gave none."""
        answers = self._answers_domain(company, customers, since, until) & Domain(
            "question_id.keqing_is_satisfaction", "=", True
        )
        lines = self.env["survey.user_input.line"]
        if lines.sudo().search_count(answers, limit=1):  # which of both it is
            return lines._name, answers
        indicators = self._get_assessed_satisfaction()
        return indicators._documents_assessment(company, customers, since, until)

    def _answers_domain(self, company, customers, since, until):
        """The answers of customers in surveys that were finished in a window."""
        return (
            Domain("user_input_id.partner_id.commercial_partner_id", "in", customers.ids)
            & Domain("user_input_id.state", "=", "done")
            & Domain("user_input_id.test_entry", "=", False)
            & Domain(  # also in no round
                "user_input_id.keqing_round_id", "not any", [("is_asked_in_person", "=", True)]
            )
            & Domain("skipped", "=", False)
            & Domain("answer_type", "in", ["scale", "numerical_box"])
            & self._dated(
                "user_input_id.end_datetime",
                (
                    since and company._get_keqing_start(since),
                    until and company._get_keqing_start(fields.Date.add(until, days=1)),
                ),
            )
        )

    # Occasions

    def _source_care(self, company, since, until):
        """One row per occasion kept or missed, but birthdays: ``partner_id, date, kept``."""
        return SQL(
            """SELECT partner_id, date, state = 'done' AS kept
                 FROM keqing_care_task
                WHERE company_id IN %s AND state IN ('done', 'missed')
                  AND is_personal IS NOT TRUE""",
            company._get_keqing_branch_ids(),
        )

    def _documents_care(self, company, customers, since, until):
        return "keqing.care.task", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & Domain("partner_id", "in", customers.ids)
            & Domain("state", "in", ["done", "missed"])
            & Domain("is_personal", "=", False)
            & self._dated("date", (since, until))
        )

    def _measure_care_kept(self, company, date_from, date_to):
        """Occasions that were kept, in percent; unknown where there was none."""
        in_window = self._in_window(date_from, date_to)
        value = SQL("avg(CASE WHEN fact.kept THEN 100.0 ELSE 0 END) FILTER (WHERE %s)", in_window)
        return Measure("care", value, date_from)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.measure import Measure

PROMOTES, DETRACTS = 9, 6  # from which on somebody recommends us, and up to which warns of us


class KeqingIndicator(models.Model):
    """Whether customers would recommend us, from 0 to 10, in answers to marked questions."""

    _inherit = "keqing.indicator"

    measure = fields.Selection(selection_add=[("net_promoter_score", "Net promoter score")])

    def _measure_net_promoter_score(self, company, date_from, date_to):
        """NPS: answers of 9 and 10 in percent of all, less those of 0 to 6: from -100 to 100.

        Of a group, over all its answers; unknown where nobody answered.
        """
        value = SQL(
            """100.0 * (count(*) FILTER (WHERE fact.mark >= %(promotes)s AND %(in_window)s)
                        - count(*) FILTER (WHERE fact.mark <= %(detracts)s AND %(in_window)s))
               / NULLIF(count(*) FILTER (WHERE %(in_window)s), 0)""",
            promotes=PROMOTES,
            detracts=DETRACTS,
            in_window=self._in_window(date_from, date_to),
        )
        return Measure("recommendation", value, date_from)

    def _source_recommendation(self, company, since, until):
        """One row per answer: ``partner_id, date, mark``."""
        marked = self._survey_answers_sql(company, "keqing_is_recommendation")
        return SQL(
            """SELECT customer.id AS partner_id, answer.date, answer.mark
                 FROM (%s) answer %s
                WHERE answer.mark BETWEEN 0 AND 10 AND %s""",
            marked,
            self._answering_customer_sql(),
            self._is_answer_of(company),
        )

    def _documents_recommendation(self, company, customers, since, until):
        return "survey.user_input.line", self._answers_domain(
            company, customers, since, until
        ) & Domain("question_id.keqing_is_recommendation", "=", True)

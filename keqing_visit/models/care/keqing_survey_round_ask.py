# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

ASKED = 50  # per commit


class KeqingSurveyRound(models.Model):
    """Rounds in which our people ask, as a shop without e-mail has to be asked."""

    _inherit = "keqing.survey.round"

    def _await_all(self):
        """Each customer has a questionnaire that waits for it, made by the scheduler."""
        asker = self.with_user(self.user_id).with_company(self.company_id)
        customers = asker._get_customers().with_env(self.env)
        self._work_through(
            customers - self._get_answers().partner_id,
            self._await,
            when=lambda customer: self.state == "open",
            size=ASKED,
        )

    def _await(self, customers):
        for customer in customers - self._get_answers().partner_id:
            self.survey_id._create_answer(
                partner=customer,
                check_attempts=False,
                keqing_round_id=self.id,
                deadline=self._get_deadline(),
            )

    @api.model
    def _to_ask_sql(self):
        """:return: SELECT of the customers of the company who wait to be asked today"""
        company = self.env.company
        return SQL(
            """SELECT input.partner_id
                 FROM survey_user_input input
                 JOIN keqing_survey_round round ON round.id = input.keqing_round_id
                WHERE round.is_asked_in_person AND round.state = 'open' AND round.company_id = %s
                  AND round.date_to >= %s AND input.state != 'done'""",
            company.id,
            company._get_keqing_today(),
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...wording import say_day

# What a verdict was reckoned from
JUDGED_FIELDS = {"partner_id", "company_id", "indicator_id", "value", "date", "active"}


class KeqingAssessment(models.Model):
    """What was judged stays as it was judged: nothing is entered for a closed period."""

    _inherit = "keqing.assessment"

    @api.constrains(*JUDGED_FIELDS)
    def _check_period_open(self):
        """A period is closed for a customer once a confirmed run has judged it by the indicator.

        :raise UserError: naming customer, indicator, period and what to do instead
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT assessment.id, run.id
                     FROM keqing_assessment assessment
                     JOIN keqing_evaluation verdict ON verdict.partner_id = assessment.partner_id
                     JOIN keqing_evaluation_run run
                       ON run.id = verdict.run_id AND run.company_id = assessment.company_id
                      AND run.state = 'confirmed'
                      AND assessment.date BETWEEN run.date_from AND run.date_to
                      AND run.definition->'lines' @> jsonb_build_array(
                              jsonb_build_object('indicator_id', assessment.indicator_id))
                    WHERE assessment.id IN %s
                 ORDER BY assessment.id, run.date_to DESC
                    LIMIT 1""",
                tuple(self.ids),
            )
        )
        for assessment_id, run_id in rows:
            assessment = self.browse(assessment_id)
            run = self.env["keqing.evaluation.run"].browse(run_id).sudo()  # its name is no secret
            raise UserError(
                self.env._(
                    "%(customer)s, %(indicator)s: %(run)s is confirmed, so nothing can be entered "
                    "or changed up to %(date)s. Give the mark a later date; it then counts for the "
                    "next period. To put the verdict right, have a manager set another grade.",
                    customer=assessment.partner_id.display_name,
                    indicator=assessment.indicator_id.name,
                    run=run.name,
                    date=say_day(self.env, run.date_to),
                )
            )

    def write(self, vals):
        if JUDGED_FIELDS & vals.keys():
            self._check_period_open()  # of the day that it had so far
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_judged(self):
        self._check_period_open()

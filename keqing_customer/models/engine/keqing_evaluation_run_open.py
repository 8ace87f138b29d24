# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ...tools.period import last_finished_period


class KeqingEvaluationRun(models.Model):
    """Opening a run when a period of its scorecard has ended."""

    _inherit = "keqing.evaluation.run"

    def _cron_open(self):
        """Open and compute the run of every period that has ended; a person confirms it.

        A period that was opened once, even if cancelled since, is left to people.
        """
        scorecards = self.env["keqing.scorecard"].search([("auto_open", "=", True)], order="id")
        self._work_through(scorecards, self._open_last_period)

    def _open_last_period(self, scorecard):
        """Open the last finished period of one scorecard unless that was done before.

        What stands in the way of computing is left as an activity on the draft run.
        """
        company = scorecard.company_id
        local = self.with_company(company).with_context(
            lang=scorecard.user_id.lang or self.env.lang
        )
        today = company._get_keqing_today()
        date_from, date_to = last_finished_period(scorecard.period, today)
        known = [
            ("scorecard_id", "=", scorecard.id),
            ("date_from", "=", date_from),
            ("is_simulation", "=", False),
            ("partner_id", "=", False),
        ]
        if self.with_context(active_test=False).search_count(known, limit=1):
            return
        run = local.create(
            {"scorecard_id": scorecard.id, "date_from": date_from, "date_to": date_to}
        )
        note = local.env._("Look at who moves and why, overrule where you must, then confirm.")
        try:
            with self.env.cr.savepoint():
                run.action_compute()
        except UserError as error:
            note = plaintext2html(str(error))
        if scorecard.user_id:
            run.activity_schedule(
                "keqing_customer.mail_activity_type_confirm_run",
                user_id=scorecard.user_id.id,
                date_deadline=today,
                note=note,
            )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ...tools.period import finished_periods


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
        """Open what has ended since the latest run of one scorecard, the earliest period first.

        Where the latest run is over a year old, or there is none, only the last period is opened.
        """
        today = scorecard.company_id._get_keqing_today()
        periods = finished_periods(
            after=today - relativedelta(years=1, days=1), today=today, **scorecard._period_rule()
        )
        latest = self.with_context(active_test=False).search(
            [
                ("scorecard_id", "=", scorecard.id),
                ("is_simulation", "=", False),
                ("partner_id", "=", False),
                ("date_to", "<", today),
            ],
            order="date_to desc",
            limit=1,
        )
        if not latest or latest.date_to < periods[0][1]:
            periods = periods[-1:]
        for date_from, date_to in periods:
            if not latest or date_to > latest.date_to:
                self._open_period(scorecard, date_from, date_to)

    def _open_period(self, scorecard, date_from, date_to):
        """Open and compute the run of one period, and ask who is responsible to confirm it.

        What stands in the way of computing is left as an activity on the draft run.
        """
        company = scorecard.company_id
        user = scorecard._get_confirming_user()
        local = self.with_company(company).with_context(lang=user.lang or self.env.lang)
        run = local.create(
            {"scorecard_id": scorecard.id, "date_from": date_from, "date_to": date_to}
        )
        note = local.env._("Look at who moves and why, overrule where you must, then confirm.")
        try:
            with self.env.cr.savepoint():
                run.action_compute()
        except UserError as error:
            note = plaintext2html(str(error))
        gone = scorecard.line_ids.indicator_id.filtered(lambda each: each._is_gone())
        if gone:
            note += Markup("<p>%s</p>") % local.env._(
                "Nothing here can measure %s any more, so its value is unknown. "
                "Take it out of the scorecard.",
                ", ".join(gone.mapped("name")),
            )
        if user:
            run.activity_schedule(
                "keqing_customer.mail_activity_type_confirm_run",
                user_id=user.id,
                date_deadline=company._get_keqing_today(),
                note=note,
            )

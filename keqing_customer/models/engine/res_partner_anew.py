# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...chosen import MANAGERS, for_one
from ...tools.period import last_finished_period, period_around


@dataclass
class Judgement:
    """What the judge says of a customer now, by one scorecard."""

    run: models.Model
    """The last run of the scorecard that judged anybody; empty if none did"""
    judge: models.Model
    """The run that judges now, which is not kept"""
    standing: models.Model
    """The verdict on the customer that stands in ``run``; empty if it was not judged"""
    found: dict | None = None
    """See ``_judge_one`` of ``keqing.evaluation.run``; None where nothing can be said"""
    problem: str = ""
    """Why nothing can be said"""
    compared: bool = False
    """Whether the customers of ``run`` had a say"""


class ResPartner(models.Model):
    """A customer judged anew, without a run over everybody."""

    _inherit = "res.partner"

    @for_one("read")
    def action_keqing_judge_anew(self):
        """Show what the scorecards say of the customer by what is known now.

        :raise AccessError: if the user may not simulate runs
        """
        self._check_is_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Judge %s Anew", self.commercial_partner_id.name),
            "res_model": "keqing.evaluation.anew",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }

    def _check_is_manager(self):
        if not self.env.su and not self.env.user.has_group(MANAGERS):
            raise AccessError(self.env._("Only territory managers judge customers anew."))

    def _check_may_decide_anew(self):
        """:raise AccessError: if the user may not let count what was found of the customer"""
        self._check_is_manager()
        if not self.env.su and not self.keqing_is_in_my_charge:
            raise AccessError(
                self.env._(
                    "%s is looked after by others: ask who answers for it.", self.display_name
                )
            )

    def _judge_anew(self, is_running=False):
        """Have each scorecard that applies judge the customer by the documents of now.

        :param is_running: whether of the period that runs, up to today; else of the last judged
        :return: list of :class:`Judgement`, in the order of the scorecards
        """
        self.ensure_one()
        # sudo: a customer is judged by all there is, whoever asks
        scorecards = self.env["keqing.scorecard"].sudo()
        return [
            self._judge_by(scorecard, is_running)
            for scorecard in scorecards.search(
                [("company_id", "=", self.env.company.id), ("purpose", "!=", "selection")]
            )
            if self._is_judged_by(scorecard)
        ]

    def _is_judged_by(self, scorecard):
        customers = self.sudo().with_company(scorecard.company_id)  # as a run judges
        return bool(
            customers.search_count(
                scorecard._population_domain() & Domain("id", "=", self.id), limit=1
            )
        )

    def _judge_by(self, scorecard, is_running):
        Run = scorecard.env["keqing.evaluation.run"]
        run = Run.search(
            [
                ("scorecard_id", "=", scorecard.id),
                ("state", "in", ("computed", "confirmed")),
                ("is_simulation", "=", False),
                ("partner_id", "=", False),
            ],
            order="date_to desc",
            limit=1,
        )
        standing = run._standing_verdict(self)
        today = scorecard.company_id._get_keqing_today()
        if is_running:
            date_from, date_to = period_around(day=today, **scorecard._period_rule())
            period = date_from, min(date_to, today)
        elif run:
            period = run.date_from, run.date_to
        else:
            period = last_finished_period(today=today, **scorecard._period_rule())
        compares = bool(run) and run._compares()
        keeps = run and (compares or not is_running)
        judge = Run.new(
            {
                "scorecard_id": scorecard.id,
                "company_id": scorecard.company_id.id,
                "date_from": period[0],
                "date_to": period[1],
                "is_simulation": True,
                "definition": run.definition if keeps else scorecard._get_definition(),
                # from the grade before, where the verdict is one
                "simulated_run_id": standing and not is_running and run.id,
            }
        )
        judgement = Judgement(run, judge, standing, compared=compares)
        if not run and judge._compares():
            judgement.problem = self.env._(
                "Judged beside the others, of whom nobody has been judged yet: open a run."
            )
            return judgement
        try:
            judgement.found = judge._judge_one(self, run if compares else run.browse())
        except UserError as error:
            judgement.problem = str(error)
        return judgement

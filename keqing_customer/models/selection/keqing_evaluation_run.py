# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain

from ...tools.period import year_up_to
from ...wording import say_day

WAITING = ("draft", "computing", "computed")


class KeqingEvaluationRun(models.Model):
    """A run for one candidate: judged at once, on the twelve months to the day of the last marks.

    One waits for confirmation at most; each new assessment computes it anew. Confirming it decides
    on the outlet, and what is assessed later opens another.
    """

    _inherit = "keqing.evaluation.run"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Candidate",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="cascade",
        help="The outlet that this run judges before it is opened; empty: all of the scorecard.",
    )

    _candidate_waits_once = models.UniqueIndex(
        "(scorecard_id, partner_id) WHERE partner_id IS NOT NULL AND is_simulation IS NOT TRUE"
        " AND state IN ('draft', 'computing', 'computed')",
        "This candidate has a verdict that waits for confirmation. Confirm or cancel that one.",
    )

    @api.depends("partner_id.name")
    @api.depends_context("lang")
    def _compute_name(self):
        computed = super()._compute_name()
        for run in self.filtered("partner_id"):
            run.name = f"{run.partner_id.name} · {run.name}"
        return computed

    def _get_period(self, day):
        if self.partner_id:
            return year_up_to(day)
        return super()._get_period(day)

    def _get_period_name(self):
        if self.partner_id and self.date_to:
            return self.env._("12 months to %s", say_day(self.env, self.date_to))
        return super()._get_period_name()

    def _check_period_is_over(self):
        return None if self.partner_id else super()._check_period_is_over()

    def _population_domain(self):
        if self.partner_id:
            return Domain("id", "=", self.partner_id.id)
        return super()._population_domain()

    @api.model
    def _open_for_candidate(self, scorecard, candidate):
        """The run that judges a candidate as of today, ready to be computed: the one that waits,
        or a new one. Two at once get the same.

        :raise UserError: if a manager has set the grade of the waiting verdict by hand
        :raise ConcurrencyError: if somebody else opened it just now; the server then tries again
        """
        waiting = [("scorecard_id", "=", scorecard.id), *self._waiting_domain(candidate)]
        run = self.search(waiting)
        overruled = run.evaluation_ids.filtered("is_overridden")
        if overruled:
            raise UserError(
                self.env._(
                    "%(user)s has set the grade %(grade)s for %(candidate)s. Ask for it to be "
                    "confirmed, or cancelled, before you assess it again.",
                    user=overruled.override_user_id.name,
                    grade=overruled.grade_id.name,
                    candidate=candidate.display_name,
                )
            )
        date_from, date_to = year_up_to(self.env.company._get_keqing_today())
        if run:
            run._reset()
            run.write({"date_from": date_from, "date_to": date_to})
            return run
        try:
            with self.env.cr.savepoint():
                return self.create(
                    {
                        "scorecard_id": scorecard.id,
                        "partner_id": candidate.id,
                        "date_from": date_from,
                        "date_to": date_to,
                    }
                )
        except UniqueViolation as error:
            raise ConcurrencyError(f"{candidate} was judged by somebody else") from error

    @api.model
    def _waiting_domain(self, candidates):
        return [
            ("partner_id", "in", candidates.ids),
            ("state", "in", WAITING),
            ("is_simulation", "=", False),
        ]

    # On the lead

    def _finish(self):
        finished = super()._finish()
        self._show_on_leads()
        return finished

    def _delete_results(self):
        deleted = super()._delete_results()
        self._show_on_leads()
        return deleted

    def _tell_owners(self):
        told = super()._tell_owners()
        self._leads()._tell_selection()
        return told

    def _show_on_leads(self):
        """Write what came out on the leads of the candidates, or empty it if nothing is left."""
        self._leads()._show_selection()

    def _leads(self):
        """The leads that these runs of candidates are about, lost ones too."""
        candidates = self.filtered("partner_id")
        # sudo: a lead shows its verdict whoever else may see it
        Lead = self.env["crm.lead"].sudo().with_context(active_test=False)
        return Lead.search([("keqing_selection_run_id", "in", candidates.ids)])

    @api.model
    def _merge_partners(self, gone, kept):
        """One verdict on a candidate waits: leads that showed another show the one that stays."""
        waiting = self.search(self._waiting_domain(gone + kept), order="id desc")
        for of_scorecard in waiting.grouped("scorecard_id").values():
            stays = of_scorecard.filtered(lambda run: run.partner_id == kept) or of_scorecard[:1]
            leads = (of_scorecard - stays)._leads()
            (of_scorecard - stays).action_cancel()
            leads.keqing_selection_run_id = stays
            leads._show_selection()

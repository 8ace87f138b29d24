# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...chosen import MANAGERS
from ...today import Section


class KeqingToday(models.AbstractModel):
    """What is proposed to do about customers, and runs that wait for somebody."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [*super()._get_sections(), *self._get_engine_sections()]

    def _get_engine_sections(self):
        if not self.env.user.has_group(MANAGERS):
            return
        yield Section(
            name="runs",
            title=self.env._("Runs to look at"),
            empty=self.env._("No evaluation waits for you."),
            sequence=22,
            groups=MANAGERS,
            action="keqing_customer.keqing_evaluation_run_action",
            records=self.env["keqing.evaluation.run"],
            domain=self._waiting_runs(),
            fields=("scorecard_id", "partner_id", "simulated_run_id", "date_from", "date_to"),
            customer=None,
            line=self._run_line,
        )
        customer = self._column("keqing.strategy.proposal", "partner_id")
        proposed = (
            Domain("state", "=", "proposed")
            & Domain("company_id", "=", self.env.company.id)
            & self._in_charge("partner_id.")
        )
        yield Section(
            name="proposals",
            title=self.env._("Proposed actions"),
            empty=self.env._("Nothing is proposed at present."),
            sequence=26,
            groups=MANAGERS,
            action="keqing_customer.keqing_strategy_proposal_action",
            records=self.env["keqing.strategy.proposal"],
            domain=proposed & self._latest_of_each_customer(),
            opened=lambda: self.env["keqing.strategy.proposal"].search(proposed),
            concerns=Domain("company_id", "=", self.env.company.id)
            & self._in_charge("partner_id."),
            fields=("partner_id", "strategy_id"),
            figure=SQL(
                "jsonb_build_array(%s, %s)",
                self._purchases_sql(customer),
                self._rank_sql(customer),
            ),
            pick=self._pick_proposals,
            line=self._proposal_line,
        )

    @api.model
    def _get_setup_steps(self):
        return [
            *super()._get_setup_steps(),
            (
                self.env._("Confirm the first run, which gives the grades"),
                self.env["keqing.evaluation.run"],
                Domain("company_id", "=", self.env.company.id) & Domain("state", "=", "confirmed"),
                "keqing_customer.keqing_evaluation_run_action",
            ),
        ]

    def _in_charge(self, path=""):
        """Domain: customers that the user answers for, which are all for who sees all."""
        if self.env.user.has_group("keqing_customer.group_customer_all"):
            return Domain.TRUE
        return Domain(f"{path}keqing_is_in_my_charge", "=", True)

    # What is at stake

    def _purchases_sql(self, customer):
        """Untaxed purchases of a customer from the company over the last twelve months.

        Past the rights on invoices, as in a verdict: for managers of customers in their charge.
        """
        company = self.env.company
        today = company._get_keqing_today()
        return SQL(
            """(SELECT COALESCE(sum(move.amount_untaxed_signed), 0) FROM account_move move
                 WHERE move.commercial_partner_id = %s AND %s)""",
            customer,
            self.env["keqing.indicator"]._posted_sale(
                company, today - relativedelta(years=1, days=-1), today
            ),
        )

    def _rank_sql(self, customer):
        """How many grades of its scale the grade of a customer is not worse than; 1 for none."""
        return SQL(
            """(SELECT greatest(count(*), 1)
                  FROM res_partner graded
                  JOIN keqing_grade grade
                    ON grade.id = (graded.keqing_grade_id->>%s)::int
                  JOIN keqing_grade other
                    ON other.scale_id = grade.scale_id AND other.sequence >= grade.sequence
                 WHERE graded.id = %s)""",
            str(self.env.company.id),
            customer,
        )

    # What is proposed

    def _latest_of_each_customer(self):
        """Domain: of several proposals about a customer the last one; who counts is customers."""
        return Domain(
            "id",
            "in",
            SQL(
                """(SELECT max(id) FROM keqing_strategy_proposal
                     WHERE state = 'proposed' GROUP BY company_id, partner_id)"""
            ),
        )

    def _pick_proposals(self, figures):
        """By what the customer buys times its grade."""
        return sorted(figures, key=lambda each: (-figures[each][0] * figures[each][1], -each.id))

    def _proposal_line(self, proposal, figure):
        return {
            "text": proposal.strategy_id.summary or proposal.strategy_id.name,
            "amount": self._money(figure[0]),
            "action": proposal._get_records_action(),
        }

    # Runs

    def _waiting_runs(self):
        """Domain: computed, with customers of the user, who has not said that they are right."""
        return (
            Domain("state", "=", "computed")
            & Domain("is_simulation", "=", False)
            & Domain("partner_id", "=", False)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("reviewed_by_ids", "not in", self.env.uid)
            & Domain("evaluation_ids", "any", [("is_superseded", "=", False)])
        )

    def _run_line(self, run):
        return {
            "text": run.name,
            "note": self.env._("To confirm")
            if run.scorecard_id.user_id == self.env.user
            or self.env.user.has_group("keqing_customer.group_customer_all")
            else self.env._("To review"),
            "level": "soon",
            "action": run._get_records_action(),
        }

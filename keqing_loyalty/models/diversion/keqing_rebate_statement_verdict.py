# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.rebate import exact

PROVEN = Domain("state", "=", "closed") & Domain("verdict", "=", "proven")


class KeqingRebateStatement(models.Model):
    """What a verdict takes is taken also of what was confirmed before it, and given back with it.

    A statement stays as it was confirmed. One that does not say what a verdict takes is reckoned
    anew before it is paid; what one took by a verdict that was set aside is owed by the next one.
    """

    _inherit = "keqing.rebate.statement"

    def _check_verdicts_taken(self):
        """:raise UserError: for one that pays what a verdict takes, as it was confirmed before"""
        paying = self.filtered(
            lambda each: (
                each.currency_id.compare_amounts(each.payable, 0) > 0
                and "case" in each.program_id.sudo().condition_ids.mapped("kind")
            )
        )
        taking = PROVEN & Domain("forfeit_percent", ">", 0)
        for statement, cases in paying._find_touching(taking).items():
            said = statement._get_cases_said()
            for case in cases.filtered(lambda each, said=said: each.name not in said):
                raise UserError(
                    self.env._(
                        "%(statement)s was confirmed before %(case)s was proven, which takes a "
                        "part of it. Take it back, so that it is reckoned anew.",
                        statement=statement.display_name,
                        case=case.name,
                    )
                )

    def _get_cases_said(self):
        """The numbers of the cases by whose verdicts something of it was taken."""
        facts = [stopped.get("fact") for stopped in self.stopped or ()]
        return {
            name
            for fact in facts
            if isinstance(fact, dict) and fact.get("percent") is not None
            for name in fact["case"].split(", ")
        }

    @api.model
    def _get_given_back(self, programs, before, states):
        """What was forfeited by verdicts that were set aside since.

        :param before: of statements up to an earlier day
        :return: list of (partner id, first day of the period, exact amount)
        """
        if "case" not in programs.condition_ids.mapped("kind"):
            return []
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT statement.partner_id, statement.period_from, statement.company_id,
                          part->>'amount', part->'fact'->>'case', part->'fact'->>'percent'
                     FROM keqing_rebate_statement statement
               CROSS JOIN jsonb_array_elements(
                              CASE jsonb_typeof(statement.stopped) WHEN 'array'
                                   THEN statement.stopped ELSE '[]' END) part
                    WHERE statement.program_id = ANY(%s) AND statement.date_to < %s
                      AND statement.state = ANY(%s) AND statement.forfeited != 0
                      AND jsonb_typeof(part->'fact'->'percent') = 'number'""",
                programs.ids,
                before,
                list(states),
            )
        )
        names = {name for *__, said, __ in rows for name in said.split(", ")}
        Case = self.env["keqing.diversion.case"].sudo()  # for everybody alike
        stands = {
            (case.company_id.id, case.name): exact(case.forfeit_percent)
            for case in Case.search(PROVEN & Domain("name", "in", sorted(names)))
        }
        given_back = []
        for partner_id, period_from, company_id, amount, said, percent in rows:
            left = sum(stands.get((company_id, name), 0) for name in said.split(", "))
            share = 1 - min(exact(left) / exact(percent), 1)
            if share:
                given_back.append((partner_id, period_from, exact(amount) * share))
        return given_back

    @api.model
    def _get_stated(self, chain, window):
        stated = super()._get_stated(chain, window)
        every = [state for state, __ in self._fields["state"].selection]
        for partner_id, day, amount in self._get_given_back(chain, window.date_to, every):
            paid, forfeited = stated[partner_id][day]
            stated[partner_id][day] = paid, forfeited - amount
        return stated

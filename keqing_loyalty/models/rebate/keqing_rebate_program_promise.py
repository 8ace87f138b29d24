# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.rebate import Outlook, exact


class Promise(NamedTuple):
    """What buying more would bring a customer, told by the judge that will settle."""

    program: object
    outlook: Outlook


class KeqingRebateProgram(models.Model):
    """What running programmes promise customers at present."""

    _inherit = "keqing.rebate.program"

    @api.model
    def _get_promises(self, company, customers):
        """What the next tier takes and brings, of who takes part or will with the next invoice.

        As many queries, however many customers. What an indicator is rewarded for no order brings
        nearer: that is said on statements alone.

        :return: ``{customer: list of Promise}``; those with nothing to reach are absent
        """
        today = company._get_keqing_today()
        programs = self.sudo().search(  # what is promised is no secret to who sells
            Domain("company_id", "parent_of", company.id)  # a branch counts at its head
            & Domain("state", "=", "running")
            & Domain("basis", "!=", "indicator")
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )
        if not programs or not customers:
            return {}
        periods = {program: program._get_period(today) for program in programs}
        standings = programs._get_standings(today, customers=customers)
        newcomers = self._get_newcomers(periods, customers)
        promises = {}
        for customer in customers:
            theirs = standings.get(customer.id, {})
            for program, (first, __) in periods.items():
                if standing := theirs.get((program.id, first)):
                    outlook = standing.coming
                else:
                    outlook = newcomers.get((program.id, customer.id))
                if outlook and outlook.worth > 0:
                    promises.setdefault(customer, []).append(Promise(program, outlook))
        return promises

    def _get_newcomers(self, periods, customers):
        """What the first tier takes and brings, of whom programmes are for at present.

        :param periods: ``{program: (first day, last day)}``
        :return: ``{(program's id, customer's id): Outlook}``
        """
        coming = {
            program.id: program._get_judge().look_out(exact(0), exact(0)) for program in periods
        }
        rows = self.env.execute_query(
            SQL(" UNION ALL ").join(
                program._scope_sql(customers, *period) for program, period in periods.items()
            )
        )
        return {(program_id, customer_id): coming[program_id] for program_id, customer_id in rows}

    def _scope_sql(self, customers, first, last):
        """Which of these customers the programme is for at present."""
        return SQL(
            """SELECT %s::int AS program_id, document.partner_id
                 FROM (SELECT unnest(%s::int[]) AS partner_id,
                              %s::date AS period_from, %s::date AS period_to) document
                WHERE %s""",
            self.id,
            customers.ids,
            first,
            last,
            self._is_in_scope(),
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.measure import Measure


class KeqingIndicator(models.Model):
    """What customers earn by rebates, what that is of what they buy, and who takes part at all.

    A statement counts on its last day, whoever confirmed it or did not yet: by what it adds to the
    ones before, in company currency, untaxed, negative where late credit notes take something back.
    """

    _inherit = "keqing.indicator"

    measure = fields.Selection(
        selection_add=[
            ("rebate_earned", "Rebate earned"),
            ("rebate_share", "Rebate in percent of purchases"),
            ("rebate_joined", "Takes part in a rebate programme"),
        ]
    )

    def _source_rebate(self, company, since, until):
        """One row per statement: ``partner_id, date, earned``."""
        companies = list(company._get_keqing_branch_ids())
        return self.env["keqing.rebate.statement"]._earned_sql(
            SQL("statement.company_id = ANY(%s)", companies)
        )

    def _source_rebate_share(self, company, since, until):
        """The same, and one row per invoice and credit note: ``partner_id, date, earned, sold``."""
        return SQL(
            """SELECT partner_id, date, earned, NULL::numeric AS sold FROM (%s) rebate
            UNION ALL
               SELECT partner_id, date, NULL, amount FROM (%s) sale""",
            self._source_rebate(company, since, until),
            self._source_invoice(company, since, until),
        )

    def _measure_rebate_earned(self, company, date_from, date_to):
        """What statements up to a day of the window add, without what is forfeited."""
        in_window = self._in_window(date_from, date_to)
        earned = SQL("sum(fact.earned) FILTER (WHERE %s)", in_window)
        return Measure("rebate", earned, date_from)

    def _measure_rebate_share(self, company, date_from, date_to):
        """What was earned in percent of purchases, less credit notes; unknown without any."""
        value = SQL(
            """CASE WHEN %(sold)s > 0
                    THEN 100.0 * COALESCE(%(earned)s, 0) / %(sold)s END""",
            earned=SQL("sum(fact.earned) FILTER (WHERE %s)", self._in_window(date_from, date_to)),
            sold=SQL("sum(fact.sold) FILTER (WHERE %s)", self._in_window(date_from, date_to)),
        )
        return Measure("rebate_share", value, date_from)

    def _documents_rebate(self, company, customers, since, until):
        return "keqing.rebate.statement", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & Domain("partner_id", "in", customers.ids)
            & self._dated("date_to", (since, until))
        )

    def _documents_rebate_share(self, company, customers, since, until):
        return self._documents_rebate(company, customers, since, until)

    # Who takes part

    def _source_rebate_member(self, company, since, until):
        """One row per customer, programme and period: ``partner_id, id, period_from, period_to``.

        One that adds up over its whole term has no other last day than that of the programme.
        """
        return SQL(
            """SELECT member.partner_id, member.id, member.period_from,
                      LEAST(program.date_to,
                            (member.period_from + make_interval(
                                months => CASE program.period
                                               WHEN 'month' THEN 1 WHEN 'quarter' THEN 3
                                               WHEN 'half' THEN 6 WHEN 'year' THEN 12
                                          END))::date - 1) AS period_to
                 FROM keqing_rebate_member member
                 JOIN keqing_rebate_program program ON program.id = member.program_id
                WHERE member.company_id = ANY(%s)""",
            list(company._get_keqing_branch_ids()),
        )

    def _is_member_in(self, date_from, date_to, alias="fact"):
        """Condition that some day of a participant's period lies in the window."""
        began = SQL("%s <= %s", SQL.identifier(alias, "period_from"), date_to)
        if date_from is None:
            return began
        return SQL("%s AND %s >= %s", began, SQL.identifier(alias, "period_to"), date_from)

    def _measure_rebate_joined(self, company, date_from, date_to):
        """1 for whoever takes part in a programme on some day of the window."""
        joined = SQL("bool_or(%s)::int", self._is_member_in(date_from, date_to))
        return Measure("rebate_member", joined, date_from)

    def _documents_rebate_member(self, company, customers, since, until):
        found = customers and self.env.execute_query(
            SQL(
                "SELECT id FROM (%s) member WHERE partner_id = ANY(%s) AND %s",
                self._source_rebate_member(company, since, until),
                customers.ids,
                self._is_member_in(since, until, alias="member"),
            )
        )
        return "keqing.rebate.member", Domain("id", "in", [member_id for (member_id,) in found])

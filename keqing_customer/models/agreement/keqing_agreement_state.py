# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class KeqingAgreement(models.Model):
    """What the calendar makes of an agreement, on screen and in SQL: no job keeps it up."""

    _inherit = "keqing.agreement"

    @api.depends("date_from", "date_to", "terminated_on")
    def _compute_last_day(self):
        for agreement in self:
            last_day = agreement.date_to
            if agreement.terminated_on:
                last_day = min(last_day, agreement.terminated_on)
            agreement.last_day = last_day and last_day >= agreement.date_from and last_day

    @api.depends("date_to", "notice_days")
    def _compute_renew_from(self):
        for agreement in self:
            notice = timedelta(agreement.notice_days)
            agreement.renew_from = agreement.date_to and agreement.date_to - notice

    @api.depends("stage", "date_to", "renew_from", "is_renewed")
    def _compute_state(self):
        """See :meth:`_field_to_sql` for the same in the database."""
        for agreement in self:
            agreement.state = agreement.stage
            if agreement.stage == "active":
                today = agreement.company_id._get_keqing_today()
                if agreement.date_to < today:
                    agreement.state = "expired"
                elif agreement.renew_from <= today and not agreement.is_renewed:
                    agreement.state = "to_renew"

    def _field_to_sql(self, alias, field_expr, query=None):
        """Have the database group and sort by the status as well."""
        column = super()._field_to_sql
        if field_expr != "state":
            return column(alias, field_expr, query)
        names = "stage", "date_to", "renew_from", "is_renewed"
        return SQL(
            """CASE WHEN %(stage)s != 'active' THEN %(stage)s
                    WHEN %(date_to)s < %(today)s THEN 'expired'
                    WHEN %(renew_from)s <= %(today)s AND %(is_renewed)s IS NOT TRUE THEN 'to_renew'
                    ELSE 'active'
               END""",
            today=self._today_sql(column(alias, "company_id", query)),
            **{name: column(alias, name, query) for name in names},
        )

    def _today_sql(self, company):
        """The day of the company of each row, of those whose agreements the user may see."""
        companies = self.env.companies
        days = companies.grouped(lambda each: each._get_keqing_today())
        if len(days) == 1:
            return SQL("%s::date", next(iter(days)))
        cases = [
            SQL("WHEN %s IN %s THEN %s::date", company, tuple(of_day.ids), day)
            for day, of_day in days.items()
        ]
        default = self.env.company._get_keqing_today()
        return SQL("CASE %s ELSE %s::date END", SQL(" ").join(cases), default)

    @api.model
    def _answered_for(self):
        return Domain("state", "in", ["review", "active", "to_renew"])

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = tuple(filter(None, value))  # none is without
        if not states:
            return Domain.FALSE

        def to_sql(model, alias, query):
            return SQL("%s IN %s", model._field_to_sql(alias, "state", query), states)

        return Domain.custom(to_sql=to_sql, predicate=lambda each: each.state in states)

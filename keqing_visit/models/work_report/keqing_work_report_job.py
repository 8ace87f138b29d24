# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.wording import say_day

from ...tools.stretch import stretches_between

KINDS = ("daily", "weekly", "monthly")
CATCH_UP_DAYS = 7  # of nights in which the job did not run
LOOK_AHEAD_DAYS = 45  # for the working days until a deadline, past any holiday


class KeqingWorkReport(models.Model):
    """The job that asks for reports and says which are missing."""

    _inherit = "keqing.work.report"

    @api.model
    def _cron_ask(self):
        """Ask each salesperson for the reports of these days, and tell once of what is missing."""
        if not self.env["res.users"]._keqing_is_used():
            return
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        self._work_through(companies.sorted("id"), self._ask_in_company)

    @api.model
    def _ask_in_company(self, company):
        self = self.with_company(company)
        kinds = [kind for kind in KINDS if company[f"keqing_report_{kind}"]]
        people = kinds and self._get_reporters(company)
        for kind in kinds:
            self._ask(company, kind, people)
        self._tell_missing(company)

    @api.model
    def _get_reporters(self, company):
        """Who owns customers that somebody is to contact, or works in a territory; directors and
        administrators do not report."""
        ours, higher = (
            self.env.ref(f"keqing_customer.group_customer_{role}").all_user_ids
            for role in ("user", "all")
        )
        candidates = (ours - higher).filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )
        owners = self.env["res.partner"]._read_group(
            Domain("user_id", "in", candidates.ids)
            & Domain("keqing_customer_type_id", "!=", False)
            & Domain("company_id", "in", [False, *company.parent_ids.ids]),
            ["user_id"],
        )
        members = candidates.filtered(
            lambda user: user.keqing_territory_ids.filtered(
                lambda territory: territory.company_id in (company.browse(), company)
            )
        )
        return members.union(*(user for (user,) in owners))

    def _ask(self, company, kind, people):
        """Have the drafts of the days since the job last ran, for those who work on one of them."""
        today = company._get_keqing_today()
        asked = Domain("company_id", "=", company.id) & Domain("kind", "=", kind)
        last = self.search(asked & Domain("is_owed", "=", True), order="date_to desc", limit=1)
        first = max(
            fields.Date.subtract(today, days=CATCH_UP_DAYS),
            min(fields.Date.add(last.date_to, days=1), today) if last else today,
        )
        stretches = list(stretches_between(kind, first, today))
        begins, ends = stretches[0][0], stretches[-1][1]
        theirs = self.search(asked & Domain("date_from", ">=", begins))
        there = {(report.user_id, report.date_from): report for report in theirs}
        working = company._get_keqing_working_days(
            people, begins, fields.Date.add(ends, days=LOOK_AHEAD_DAYS)
        )
        missing = []
        for user, days in working.items():
            for date_from, date_to in stretches:
                if not any(date_from <= day <= date_to for day in days):
                    continue
                report = there.get((user, date_from))
                vals = {"is_owed": True, **self._prepare_dates(company, days, date_to)}
                if not report:
                    missing.append(
                        {
                            "user_id": user.id,
                            "company_id": company.id,
                            "kind": kind,
                            "day": date_from,
                            **vals,
                        }
                    )
                elif not report.is_owed and report.state == "draft":
                    report.write(vals)
        self.create(missing)

    def _prepare_dates(self, company, days, date_to):
        """When it is written, and until when.

        :param days: the person's working days, in order
        """
        later = [day for day in days if day > date_to]
        grace = company.keqing_report_days
        latest = fields.Date.add(date_to, days=LOOK_AHEAD_DAYS)
        deadline = date_to if not grace else (later[grace - 1 : grace] or [latest])[0]
        return {"write_on": max(day for day in days if day <= date_to), "deadline": deadline}

    def _tell_missing(self, company):
        """What was not submitted by its deadline is missing, of which its person is told once."""
        late = self.search(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "draft")
            & Domain("is_owed", "=", True)
            & Domain("deadline", "<", company._get_keqing_today())
        )
        late.write({"state": "missing"})
        for user, reports in late.grouped("user_id").items():
            if not user.active:
                continue
            local = self.with_context(lang=user.lang)
            days = ", ".join(say_day(local.env, report.date_to) for report in reports)
            self.env["mail.thread"].message_notify(
                partner_ids=user.partner_id.ids,
                subject=local.env._("Missing work reports"),
                body=local.env._("Please submit the work reports of these days: %s", days),
            )

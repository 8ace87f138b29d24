# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from random import Random

from odoo import api, models

from ..visit.keqing_demo import DAYS_BACK, SALESPEOPLE

COMMENTS = (
    "老城区两家店断货，已催物流。",
    "竞品在做买二送一，店主观望，建议跟进小样支持。",
    "按路线走完，陈列基本达标。",
    "客户库存偏高，下周重点帮助动销。",
    "婚宴渠道询价增多，已报价三家。",
)
MISSING = "user_salesperson_west"  # did not submit one of them
AWAY = "user_salesperson_new_town"  # is on leave for two days next week
STANDS_IN = "user_demo_salesperson"


class KeqingDemo(models.AbstractModel):
    """What the salespeople reported, and who stands in for whom."""

    _inherit = "keqing.demo"

    @api.model
    def _load_work_reports(self):
        """Daily reports until yesterday, of which one is missing and one waits; once."""
        company = self.env.ref("keqing_customer.company_demo")
        Report = self.env["keqing.work.report"]
        if Report.search_count([("company_id", "=", company.id)], limit=1):
            return
        self = self.with_company(company).with_context(
            lang=company.partner_id.lang, tz=company.keqing_tz, tracking_disable=True
        )
        company.keqing_report_daily = True
        today = self.env.company._get_keqing_today()
        people = self.env["res.users"].concat(*map(self._of_customers, SALESPEOPLE))
        working = self.env.company._get_keqing_working_days(
            people, today - timedelta(DAYS_BACK), today + timedelta(DAYS_BACK)
        )
        reports = self.env["keqing.work.report"].create(
            [
                {
                    "user_id": user.id,
                    "company_id": self.env.company.id,
                    "kind": "daily",
                    "day": day,
                    "is_owed": True,
                    "comment": Random(f"{user.login} {number}").choice((*COMMENTS, False)),
                    **Report._prepare_dates(self.env.company, days, day),
                }
                for user, days in working.items()
                for number, day in enumerate(day for day in days if day < today)
            ]
        )
        figures = reports._find_figures()
        missing = reports.filtered(lambda report: report.user_id == self._of_customers(MISSING))
        missing = missing.sorted("day")[-3:-2]
        for report in reports - missing:
            report.write(
                {
                    "state": "submitted",
                    "submitted_at": self._at(report.day, 18, 20),
                    "kept_figures": figures[report],
                }
            )
        missing.state = "missing"
        Report._ask_in_company(self.env.company)
        self._load_leave(today)

    def _load_leave(self, today):
        """Somebody is away from next Tuesday on, and somebody else sees the customers."""
        away, stands_in = self._of_customers(AWAY), self._of_customers(STANDS_IN)
        self.env["keqing.stand.in"].create(
            {
                "user_id": away.id,
                "stand_in_id": stands_in.id,
                "company_id": self.env.company.id,
            }
        )
        tuesday = today + timedelta(8 - today.weekday())
        calendar = self.env.company.resource_calendar_id
        resource = self.env["resource.resource"].create(
            {
                "name": away.name,
                "user_id": away.id,
                "company_id": self.env.company.id,
                "calendar_id": calendar.id,
            }
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "年休假",
                "resource_id": resource.id,
                "company_id": self.env.company.id,
                "calendar_id": calendar.id,
                "date_from": self._at(tuesday, 0, 0),
                "date_to": self._at(tuesday + timedelta(1), 23, 0),
            }
        )

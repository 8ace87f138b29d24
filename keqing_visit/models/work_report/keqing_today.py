# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS
from odoo.addons.keqing_customer.today import Section
from odoo.addons.keqing_customer.wording import say_day


class KeqingToday(models.AbstractModel):
    """Which reports one is to submit, and which of one's people are missing."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        today = self.env.company._get_keqing_today()
        own = Domain("user_id", "=", self.env.uid)
        return [
            *super()._get_sections(),
            self._work_report_section(
                name="reports",
                title=self.env._("Reports to submit"),
                empty=self.env._("Every report is submitted."),
                sequence=33,
                domain=own
                & Domain("state", "in", ["draft", "missing"])
                & (Domain("write_on", "<=", today) | Domain("write_on", "=", False)),
                concerns=own,
            ),
            self._work_report_section(
                name="reports_missing",
                title=self.env._("Reports missing"),
                empty=self.env._("Nobody's report is missing."),
                sequence=27,
                groups=MANAGERS,
                domain=Domain("state", "=", "missing") & Domain("is_of_my_people", "=", True),
                concerns=Domain("is_of_my_people", "=", True),
            ),
        ]

    def _work_report_section(self, domain, **section):
        return Section(
            action="keqing_visit.keqing_work_report_action",
            records=self.env["keqing.work.report"],
            domain=domain & Domain("company_id", "=", self.env.company.id),
            order="deadline, id",
            fields=("user_id", "kind", "date_to", "deadline", "state"),
            customer="user_id",
            line=self._work_report_line,
            **section,
        )

    def _work_report_line(self, report):
        kinds = dict(report._fields["kind"]._description_selection(self.env))
        return {
            "text": self.env._(
                "%(kind)s report until %(day)s",
                kind=kinds[report.kind],
                day=say_day(self.env, report.date_to),
            ),
            "level": "now" if report.state == "missing" else "soon",
            "action": report._get_records_action(),
        }

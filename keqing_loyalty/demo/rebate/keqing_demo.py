# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models

from odoo.addons.keqing_customer.tools.period import last_finished_period

# Number, name, kind of account
ACCOUNTS = (
    ("600199", "主营业务收入（返利冲减）", "income"),
    ("224199", "应付客户返利", "liability_current"),
)
DAYS_TO_SETTLE = 20  # after the end of a quarter


class KeqingDemo(models.AbstractModel):
    """What the demo company promised its distributors and shops, and what has come of it."""

    _inherit = "keqing.demo"

    @api.model
    def _load_rebates(self):
        """The programmes of the policy from the year of the last finished quarter on; once.

        The yearly rebate is booked each month and settled each quarter; the last quarter waits for
        people. The rebates for prompt payment and for display have their statements waiting.
        """
        company = self.env.ref("keqing_customer.company_demo")
        started = [("company_id", "=", company.id), ("state", "!=", "draft")]
        if self.env["keqing.rebate.program"].search_count(started, limit=1):
            return
        self = self.with_company(company).with_context(
            lang=company.partner_id.lang, tracking_disable=True, mail_create_nolog=True
        )
        today = company._get_keqing_today()
        __, quarter_end = last_finished_period("quarter", today)
        programs = self._get_programs(company, quarter_end.replace(month=1, day=1))
        for program in programs:
            program.action_start()
        yearly, *others = programs
        self._tell_rebate_story(yearly, today, quarter_end)
        for program in others:
            program._state_all()

    def _get_programs(self, company, since):
        """The programmes of the policy, with what a company adds to them."""
        director = self.env.ref("keqing_customer.user_demo_director")
        policy = self.env["keqing.policy"].with_user(director)
        # Demo data load before their module counts as loaded.
        policy = policy.with_context(lang=director.lang, install_module="keqing_loyalty")
        policy._load("liquor", company)
        contra, liability = self.env["account.account"].create(
            [
                {"code": code, "name": name, "account_type": kind, "company_ids": company.ids}
                for code, name, kind in ACCOUNTS
            ]
        )
        programs = self.env["keqing.rebate.program"].concat(
            *(
                self.env.ref(f"keqing_loyalty.{company.id}_rebate_liquor_{name}")
                for name in ("yearly", "prompt", "display")
            )
        )
        programs.write({"user_id": director.id, "date_from": since, "contra_account_id": contra.id})
        programs[0].write(
            {
                "accrues": True,
                "accrual_journal_id": self._make_rebate_journal(company).id,
                "liability_account_id": liability.id,
            }
        )
        return programs

    def _make_rebate_journal(self, company):
        return self.env["account.journal"].create(
            {"name": "返利", "code": "FL", "type": "general", "company_id": company.id}
        )

    def _tell_rebate_story(self, program, today, quarter_end):
        """Month by month up to the last one: booked, and after each quarter stated and settled."""
        director = self.env.ref("keqing_customer.user_demo_director")
        controller = self.env.ref("keqing_customer.user_demo_credit_controller")
        Statement = self.env["keqing.rebate.statement"]
        windows = {window.date_to: window for window in program._get_windows(today)}
        first = program.date_from
        while (day := first + relativedelta(months=1, days=-1)) < today:
            program._accrue(day)
            if window := windows.get(day):
                Statement._compute_statements(program, window)
                stated = Statement.search([("program_id", "=", program.id), ("date_to", "=", day)])
                if day < quarter_end:
                    stated.with_user(director).action_confirm()
                    stated.with_user(controller).action_approve()
                    self._settle(stated.filtered("payable"), day + timedelta(DAYS_TO_SETTLE))
                else:
                    stated[: len(stated) // 2].with_user(director).action_confirm()
            first += relativedelta(months=1)
        Statement._compute_statements(program, windows[max(windows)])

    def _settle(self, statements, day):
        for statement in statements:
            note = statement._draft_settlement("credit")._get_document()
            note.write({"invoice_date": day, "date": day})
            note.action_post()

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, api, fields, models

WHYS = (
    (False, "同一批次由两个勾调罐灌装，两罐配比不同"),
    (False, "换罐时没有重新取样比对"),
    (False, "作业指导书没有写换罐取样这一步"),
    (True, "出厂抽检只在每批首件取样"),
    (True, "抽检方案沿用旧的单罐工艺"),
)
CLOSED = (
    ("late", "中秋前到货晚一天", "4"),
    ("damage", "一件外箱受潮", "5"),
    ("service", "电话两天没人接", "3"),
    ("price", "返利少算一笔", "4"),
    ("shortage", "少送两瓶", "5"),
    ("late", "改了送货时间没通知", "4"),
)


class KeqingDemo(models.AbstractModel):
    """What the demo company promises, does and learns when customers complain."""

    _inherit = "keqing.demo"

    @api.model
    def _load_lessons(self):
        """Once, after the complaints."""
        company = self.env.ref("keqing_customer.company_demo")
        if self.env["keqing.quality.sample"].search_count(
            [("company_id", "=", company.id)], limit=1
        ):
            return
        self = self.with_company(company).with_context(
            lang=company.partner_id.lang,
            mail_activity_quick_update=True,
            mail_notify_force_send=False,
        )
        complaints = self.env["keqing.complaint"].search([("company_id", "=", company.id)])
        learnt = complaints.filtered(
            lambda each: each.state == "follow_up" and each.type_id.code == "quality"
        )
        self._learn(learnt)
        self._complain_again(learnt)
        self._sample(company, complaints)

    def _learn(self, complaint):
        """Causes, whys and what is done against them, so that its 8D report is complete."""
        today = complaint.company_id._get_keqing_today()
        owner = self.env.ref("keqing_customer.user_demo_regional_manager")
        complaint.write(
            {
                "cause_id": self.env.ref("keqing_complaint.complaint_cause_method_instruction").id,
                "escape_cause_id": self.env.ref(
                    "keqing_complaint.complaint_cause_control_missing"
                ).id,
                "containment": "暂停发运该批次，仓库在库品隔离；已发货客户逐一电话告知。",
                "lesson": "换罐即视为新批，必须重新取样比对后才能灌装。",
                "freight_cost": 260,
                "extra_cost": 400,
                "why_ids": [
                    Command.create({"answer": answer, "is_escape": is_escape, "sequence": number})
                    for number, (is_escape, answer) in enumerate(WHYS)
                ],
                "action_ids": [
                    Command.create(
                        {
                            "name": "修订作业指导书：换罐必须取样比对",
                            "user_id": owner.id,
                            "due_on": today,
                            "check_on": today,
                        }
                    ),
                    Command.create(
                        {
                            "name": "抽检改为每罐首中末三次",
                            "user_id": owner.id,
                            "due_on": fields.Date.add(today, days=14),
                            "check_on": fields.Date.add(today, days=44),
                        }
                    ),
                ],
            }
        )
        done = complaint.action_ids.sorted("due_on")[:1]
        done.action_done()
        done.sudo().write(  # somebody else looked at it
            {
                "state": "worked",
                "checked_by_id": complaint.user_id.id,
                "evidence": "此后三批换罐均有比对记录，口感一致。",
            }
        )

    def _complain_again(self, before):
        """The same goods with the same cause, which opens a case by itself."""
        line = before.line_ids[:1]
        again = self.env["keqing.complaint"].create(
            {
                "partner_id": before.partner_id.id,
                "company_id": before.company_id.id,
                "subject": "新到一批又偏淡",
                "description": "上次说过的问题，这批又有两箱偏淡。",
                "type_id": before.type_id.id,
                "severity": "1",
                "channel": "hotline",
                "received_at": fields.Datetime.now() - timedelta(hours=30),
                "user_id": before.user_id.id,
                "line_ids": [
                    Command.create({"product_id": line.product_id.id, "quantity": 12}),
                ],
            }
        )
        self._bring_complaint_to(again, "investigating", self._find_teams(before.company_id))
        again.cause_id = before.cause_id

    def _find_teams(self, company):
        teams = self.env["keqing.complaint.team"].search([("company_id", "=", company.id)])
        return {team.department: team for team in teams}

    def _sample(self, company, complaints):
        """Complaints that were closed last month, some of them drawn, one marked."""
        last_month = fields.Date.subtract(company._get_keqing_today().replace(day=1), months=1)
        start = company._get_keqing_start(last_month)
        customers, teams = complaints.partner_id, self._find_teams(company)
        for number, (code, subject, mark) in enumerate(CLOSED):
            complaint = self.env["keqing.complaint"].create(
                {
                    "partner_id": customers[number % len(customers)].id,
                    "company_id": company.id,
                    "subject": subject,
                    "description": f"{subject}，请处理。",
                    "type_id": self.env.ref(f"keqing_complaint.complaint_type_{code}").id,
                    "severity": "0",
                    "channel": "hotline",
                    "received_at": start + timedelta(days=3 + number),
                }
            )
            self._bring_complaint_to(complaint, "closed", teams, (mark, "4"))
        check = self.env["keqing.quality.sample"]._draw(company, last_month).check_ids[:1]
        for each, mark in zip(check.mark_ids, "454553", strict=False):
            each.mark = mark
        check.remark = "受理及时，回访记录可再详细。"

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

# Department, name, leader
TEAMS = (
    ("service", "客户服务组", "user_demo_service"),
    ("quality", "质量部", "user_demo_regional_manager"),
    ("logistics", "物流部", "user_demo_territory_manager"),
)
# Type, severity, channel, received so many hours ago, how far, what it is about, in whose words
COMPLAINTS = (
    (
        "quality",
        "1",
        "hotline",
        1,
        "received",
        "六瓶酒瓶口渗漏",
        "昨天到的货，六瓶瓶口渗酒，箱子都湿了。",
    ),
    ("late", "0", "email", 5, "received", "宴席用酒还没送到", "后天就办席，订的二十件到现在没影。"),
    (
        "safety",
        "2",
        "hotline",
        20,
        "investigating",
        "开瓶时瓶口崩裂",
        "开瓶时瓶口崩了一块，差点划伤手。",
    ),
    (
        "damage",
        "1",
        "visit",
        70,
        "investigating",
        "两箱运输压坏",
        "最下面两箱压扁了，酒盒变形没法上架。",
    ),
    ("shortage", "1", "portal", 96, "proposed", "少送一件", "送货单写十二件，实收十一件。"),
    ("price", "0", "email", 150, "agreed", "发票单价与合同不符", "合同价每瓶少三元，发票没有扣。"),
    ("damage", "1", "hotline", 220, "executing", "礼盒外包装破损", "四盒礼盒角破了，客人不肯收。"),
    (
        "quality",
        "1",
        "visit",
        340,
        "follow_up",
        "批次口感不一致",
        "这一批比上批偏淡，老顾客都说不一样。",
    ),
    ("service", "1", "hotline", 500, "closed", "送货师傅态度差", "卸货扔在门口就走，叫也不应。"),
    ("late", "0", "hotline", 700, "closed", "节前到货晚两天", "端午前说好周三到，周五才来。"),
    (
        "suggestion",
        "0",
        "portal",
        260,
        "investigating",
        "希望有小瓶装",
        "散客多，想要一百毫升的小瓶。",
    ),
)
PROPOSALS = {
    "shortage": "明天随车补送一件，并致歉。",
    "price": "按合同价开具红字发票，差额冲抵下月货款。",
    "damage": "破损礼盒全部换新，旧货带回。",
}
GIVEN = "问题核实，按约定处理完毕。"


class KeqingDemo(models.AbstractModel):
    """Complaints of the demo company's customers, at each stage."""

    _inherit = "keqing.demo"

    @api.model
    def _load_complaints(self):
        """What customers complained about in the last month; once."""
        company = self.env.ref("keqing_customer.company_demo")
        if self.env["keqing.complaint"].search_count([("company_id", "=", company.id)], limit=1):
            return
        self = self.with_company(company).with_context(
            lang=company.partner_id.lang,
            mail_activity_quick_update=True,
            mail_notify_force_send=False,
        )
        teams = self._make_complaint_teams(company)
        self.env["keqing.sla.policy"].create(
            {"name": "一般投诉", "company_id": company.id, "sequence": 20}
        )
        self.env["keqing.sla.policy"].create(
            {
                "name": "严重与安全",
                "company_id": company.id,
                "sequence": 10,
                "severity": "2",
                "acknowledge_hours": 1,
                "propose_hours": 8,
                "resolve_hours": 24,
            }
        )
        for complaint, state in self._take_in_complaints(company):
            self._bring_complaint_to(complaint, state, teams)

    def _make_complaint_teams(self, company):
        teams = {}
        for department, name, leader in TEAMS:
            user = self.env.ref(f"keqing_customer.{leader}")
            teams[department] = self.env["keqing.complaint.team"].create(
                {
                    "name": name,
                    "department": department,
                    "company_id": company.id,
                    "user_id": user.id,
                    "member_ids": user.ids,
                }
            )
        types = self.env["keqing.complaint.type"].search([("active", "=", True)])
        types.with_company(company).team_id = teams["service"]
        types.tells_progress = False  # nobody is written to by a demo
        return teams

    def _take_in_complaints(self, company):
        """:return: list of (complaint, state), each of another customer, about what it bought"""
        bought = self.env["account.move.line"].search(
            [
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("move_id.move_type", "=", "out_invoice"),
                ("product_id", "!=", False),
                ("move_id.commercial_partner_id.keqing_customer_type_id", "!=", False),
            ],
            order="date desc, id",
            limit=400,
        )
        of_customers = bought.grouped(lambda line: line.move_id.commercial_partner_id)
        now = fields.Datetime.now()
        taken = []
        for (customer, lines), told in zip(of_customers.items(), COMPLAINTS, strict=False):
            code, severity, channel, hours, state, subject, words = told
            complaint_type = self.env.ref(f"keqing_complaint.complaint_type_{code}")
            line = lines[0]
            goods = {"product_id": line.product_id.id, "quantity": 6, "defect": subject}
            complaint = self.env["keqing.complaint"].create(
                {
                    "partner_id": customer.id,
                    "company_id": company.id,
                    "subject": subject,
                    "description": words,
                    "type_id": complaint_type.id,
                    "severity": severity,
                    "channel": channel,
                    "received_at": now - timedelta(hours=hours),
                    "proposal": PROPOSALS.get(code),
                    "line_ids": []
                    if complaint_type.is_suggestion
                    else [fields.Command.create({**goods, "invoice_line_id": line.id})],
                }
            )
            taken.append((complaint, state))
        return taken

    def _bring_complaint_to(self, complaint, state, teams):
        """As far as it has come, by the steps that people take."""
        if state == "received":
            return
        complaint._acknowledge()
        complaint.user_id = teams["service"].user_id
        complaint._enter("investigating")
        if complaint.type_id.code in ("safety", "quality"):
            self.env["keqing.complaint.inquiry"].create(
                {
                    "complaint_id": complaint.id,
                    "team_id": teams["quality"].id,
                    "question": "这一批的封口与抽检记录是否正常？",
                }
            )
        steps = ("proposed", "agreed", "executing", "follow_up")
        if state in ("follow_up", "closed"):
            if inquiries := complaint.inquiry_ids:
                inquiries.findings = "留样复检正常，个别瓶封口不严。"
                inquiries.action_done()
            complaint.liability = "ours"
            complaint.cause_id = self.env.ref("keqing_complaint.complaint_cause_transport_handling")
        last = "follow_up" if state == "closed" else state
        for step in steps[: steps.index(last) + 1] if last in steps else ():
            complaint._enter(step)
        if state == "closed":
            complaint._rate(complaint.contact_id, "4", "5", GIVEN)
            complaint.action_close()

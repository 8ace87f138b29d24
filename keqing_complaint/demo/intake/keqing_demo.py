# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

from ..moment import at

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
        130,
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
# Of one product, so that an incident comes of it
ALIKE = ("quality", "safety")
PRODUCT = "keqing_customer.product_qiantai_classic"
LOGIN = "kehu"  # of a customer, on the portal


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
            mail_create_nolog=True,  # the name of a model is in English while its demo is loaded
            mail_notify_force_send=False,
        )
        # What is tracked is told in words that are translated only after the demo otherwise
        self.env.ref("base.module_keqing_complaint")._update_translations([self.env.lang])
        teams = self._make_complaint_teams(company)
        # Those of long ago first, as they came
        for complaint, state in reversed(self._take_in_complaints(company)):
            self._bring_complaint_to(complaint, state, teams)
        self._confirm_incident(company)
        self._make_portal_user(company)

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
        """:return: list of (complaint, state), each of another customer, about what it received"""
        received = self.env["sale.order.line"].search(
            [("company_id", "=", company.id), ("order_id.effective_date", "!=", False)],
            order="order_id desc, id",
        )
        customers = self.env["res.partner"]
        taken = []
        for told in COMPLAINTS:
            code, *__, state, _subject, _words = told
            line = self._find_received(received, customers, told)
            customers |= line.order_id.partner_id
            taken.append((self._take_in(company, line, told), state))
        return taken

    def _find_received(self, lines, but, told):
        """A line of an order that was there before the complaint, of another customer."""
        code, __, __, hours, *__ = told
        moment = fields.Datetime.now() - timedelta(hours=hours)
        able = lines.filtered(
            lambda line: (
                line.order_id.effective_date < moment and line.order_id.partner_id not in but
            )
        )
        product = self.env.ref(PRODUCT)
        alike = able.filtered(lambda line: line.product_id == product)
        return (code in ALIKE and alike or able)[:1]

    def _take_in(self, company, line, told):
        code, severity, channel, hours, __, subject, words = told
        complaint_type = self.env.ref(f"keqing_complaint.complaint_type_{code}")
        goods = {
            "product_id": line.product_id.id,
            "sale_line_id": line.id,
            "quantity": min(6, line.product_uom_qty),
            "uom_id": line.product_uom_id.id,
            "defect": subject,
        }
        received_at = fields.Datetime.now() - timedelta(hours=hours)
        with at(received_at):
            return self.env["keqing.complaint"].create(
                {
                    "partner_id": line.order_id.partner_id.commercial_partner_id.id,
                    "company_id": company.id,
                    "subject": subject,
                    "description": words,
                    "type_id": complaint_type.id,
                    "severity": severity,
                    "channel": channel,
                    "received_by_id": self.env.ref("keqing_customer.user_demo_service").id,
                    "received_at": received_at,
                    "line_ids": []
                    if complaint_type.is_suggestion
                    else [fields.Command.create(goods)],
                }
            )

    def _confirm_incident(self, company):
        """Customers enough complained about the same goods: somebody says that it is one."""
        incident = self.env["keqing.incident"].search(
            [("company_id", "=", company.id), ("state", "=", "suspected")], limit=1
        )
        if incident:
            manager = self.env.ref("keqing_customer.user_demo_regional_manager")
            incident.with_user(manager).action_confirm()
            incident.handled = "该批次停止发运，留样送检；已购客户逐一回访。"

    def _make_portal_user(self, company):
        """A customer to log in as, who is asked what it thinks of a proposal."""
        complaint = self.env["keqing.complaint"].search(
            [("company_id", "=", company.id), ("state", "=", "proposed")], limit=1
        )
        customer = complaint.partner_id
        person = customer.child_ids.filtered(lambda each: not each.is_company)[:1] or customer
        user = (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "login": LOGIN,
                    "password": LOGIN,
                    "partner_id": person.id,
                    "company_id": company.id,
                    "company_ids": [fields.Command.set(company.ids)],
                    "group_ids": [fields.Command.set(self.env.ref("base.group_portal").ids)],
                    "lang": company.partner_id.lang,
                    "tz": company.partner_id.tz,
                }
            )
        )
        self.env["ir.model.data"].create(
            {
                "module": "keqing_complaint",
                "name": "user_demo_customer",  # so that it is told among the logins
                "model": user._name,
                "res_id": user.id,
                "noupdate": True,
            }
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from base64 import b64decode
from datetime import timedelta

from odoo import Command, api, models

# A grey dot: the photograph of goods that nobody photographed
PHOTO = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNsaGj4DwAFhAKAjM1mJgAAAABJRU5ErkJggg=="
)
SANCTIONS = (
    {"occurrence": 1, "forfeit_percent": 30, "fine": 20000, "compensation": 10000},
    {"occurrence": 2, "forfeit_percent": 100, "fine": 50000, "compensation": 20000}
    | {"grade_steps": 1, "stop_months": 3},
)


class KeqingDemo(models.AbstractModel):
    """Whose goods were found where they may not be sold."""

    _inherit = "keqing.demo"

    @api.model
    def _load_diversion(self):
        """What the first and the second time cost, and one open case that holds a rebate; once."""
        company = self.env.ref("keqing_customer.company_demo")
        Case = self.env["keqing.diversion.case"]
        if Case.search_count([("company_id", "=", company.id)], limit=1):
            return
        self = self.with_company(company).with_context(
            lang=company.partner_id.lang, tracking_disable=True
        )
        self.env["keqing.diversion.sanction"].create(
            [{"kind": "diversion", "company_id": company.id, **vals} for vals in SANCTIONS]
        )
        case = self._find_goods(company)
        case.sudo().partner_id = self.env.ref("keqing_customer.customer_dingsheng")
        manager = self.env.ref("keqing_customer.user_demo_regional_manager")
        case.with_user(manager).action_accuse()
        case.sudo().defence = "这批货是卖给市内烟酒店的，不清楚怎么到了遵义，愿意配合调查。"
        self._hold_rebate(case.sudo())

    def _find_goods(self, company):
        finder = self.env.ref("keqing_customer.user_demo_salesperson_zunyi")
        today = company._get_keqing_today()
        Attachment = self.env["ir.attachment"].with_user(finder)
        paper = Attachment.create({"name": "货架照片.png", "raw": PHOTO})
        goods = {
            "product_id": self.env.ref("keqing_customer.product_qiantai_cellar").id,
            "quantity": 24,
            "code": "QTJC-0917-0386",
            "document": "出库单 CK-0917",
        }
        return (
            self.env["keqing.diversion.case"]
            .with_user(finder)
            .create(
                {
                    "company_id": company.id,
                    "found_on": today - timedelta(9),
                    "territory_id": self.env.ref("keqing_customer.territory_zunyi").id,
                    "place": "遵义市红花岗区老城烟酒行",
                    "reported_by": "遵义黔粮的业务员",
                    "description": "货架上两件窖藏，箱码不是本区发货，售价低于批发价。",
                    "line_ids": [Command.create(goods)],
                    "evidence_ids": [Command.set(paper.ids)],
                }
            )
        )

    def _hold_rebate(self, case):
        """State anew what the case holds."""
        Statement = self.env["keqing.rebate.statement"].sudo()
        program = self.env.ref(f"keqing_loyalty.{case.company_id.id}_rebate_liquor_yearly")
        for window in program._get_windows(case.company_id._get_keqing_today()):
            if window.period_from <= case.found_on <= window.date_to:
                Statement._compute_statements(program.sudo(), window, case.partner_id)

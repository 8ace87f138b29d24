# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, models

# Name, order, and what is promised otherwise than usual
LEVELS = (
    ("一般投诉", 20, {}),
    (
        "严重与安全",
        10,
        {"severity": "2", "acknowledge_hours": 1, "propose_hours": 8, "resolve_hours": 24},
    ),
)
# Name, types, days, whether opened and damaged goods are taken back
RETURNS = (
    ("酒品有质量问题：30 天", ("quality", "damage", "safety"), 30, True),
    ("其他原因：7 天，未开封", (), 7, False),
)
LIMITS = (("service", 2000), ("manager", 20000), ("all", 0))
ANSWERS = (
    ("运输破损", "damage", "很抱歉商品在途中受损。请保留外包装并拍照，破损部分由我们换新。"),
    ("少送、错送", "shortage", "很抱歉少送了商品。我们今天核对出库记录，所缺商品免费补送。"),
)


class KeqingDemo(models.AbstractModel):
    """What the demo company promises to whoever complains, and who may promise how much."""

    _inherit = "keqing.demo"

    @api.model
    def _load_promises(self):
        """Once, before the first complaint."""
        company = self.env.ref("keqing_customer.company_demo")
        if self.env["keqing.return.policy"].search_count(
            [("company_id", "=", company.id)], limit=1
        ):
            return
        self = self.with_company(company).with_context(lang=company.partner_id.lang)
        company.resource_calendar_id.tz = company.partner_id.tz  # Odoo makes it in UTC
        for name, sequence, values in LEVELS:
            self.env["keqing.sla.policy"].create(
                {"name": name, "company_id": company.id, "sequence": sequence, **values}
            )
        for number, (name, codes, days, is_lenient) in enumerate(RETURNS):
            types = [self.env.ref(f"keqing_complaint.complaint_type_{code}").id for code in codes]
            self.env["keqing.return.policy"].create(
                {
                    "name": name,
                    "company_id": company.id,
                    "sequence": number,
                    "type_ids": [Command.set(types)],
                    "days": days,
                    "takes_opened": is_lenient,
                    "takes_damaged": is_lenient,
                }
            )
        self.env["keqing.remedy.limit"].create(
            [
                {
                    "company_id": company.id,
                    "role": role,
                    "amount": amount,
                    "is_unlimited": not amount,
                }
                for role, amount in LIMITS
            ]
        )
        self.env["keqing.standard.answer"].create(
            [
                {
                    "name": name,
                    "body": body,
                    "type_ids": self.env.ref(f"keqing_complaint.complaint_type_{code}").ids,
                }
                for name, code, body in ANSWERS
            ]
        )

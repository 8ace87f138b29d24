# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import api, models

CRITERIA = (
    *("location", "footfall", "spending_level", "local_competition"),
    *("outlet_potential", "reputation", "stable_history"),
)


class Candidate(NamedTuple):
    """An outlet that might be opened, with the marks by each criterion; 0 was left out."""

    name: str
    customer_type: str
    street: str
    contact: str
    phone: str
    marks: tuple
    decided: bool = False


CANDIDATES = {
    "lead_fushui": Candidate(
        "富水北路名烟名酒行",
        "shop",
        "云岩区富水北路88号",
        "田景芳",
        "0851-85550188",
        (5, 4, 4, 3, 4, 4, 5),
    ),
    "lead_wenchang": Candidate(
        "文昌阁小酒馆",
        "bar",
        "云岩区文昌北路12号",
        "罗一鸣",
        "0851-85550112",
        (4, 4, 3, 2, 3, 0, 0),
    ),
    "lead_qingyun": Candidate(
        "青云路江湖菜",
        "restaurant",
        "南明区青云路206号",
        "蒋大勇",
        "0851-85550206",
        (2, 4, 2, 1, 2, 3, 1),
        decided=True,
    ),
}


class KeqingDemo(models.AbstractModel):
    """Three outlets on the way to be opened: one waits for the manager, one lacks marks, one is
    not worth it and that is decided."""

    _inherit = "keqing.demo"

    @api.model
    def _load_selection(self):
        """The leads, assessed by the salesperson of the old town; once."""
        company = self.env.ref("keqing_customer.company_demo")
        self = self.with_company(company).with_context(
            lang=company.partner_id.lang, tz="Asia/Shanghai", tracking_disable=True
        )
        salesperson = self.env.ref("keqing_customer.user_demo_salesperson")
        for name, candidate in CANDIDATES.items():
            xml_id = f"keqing_customer.{name}"
            if self.env.ref(xml_id, raise_if_not_found=False):
                continue
            lead = self._create_candidate(xml_id, candidate, salesperson)
            wizard = (
                self.env["keqing.quick.assessment"]
                .with_user(salesperson)
                .create({"lead_id": lead.id, "note": "实地走访,数过半小时客流。"})
            )
            marks = dict(zip(CRITERIA, candidate.marks, strict=True))
            for line in wizard.line_ids:
                mark = marks[line.indicator_id.code]
                line.write({"value": mark, "is_given": bool(mark)})
            wizard.action_save()
            if candidate.decided:
                manager = self.env.ref("keqing_customer.user_demo_territory_manager")
                lead.with_user(manager).action_keqing_confirm_selection()

    def _create_candidate(self, xml_id, candidate, salesperson):
        vals = {
            "name": f"{candidate.name} 开户",
            "type": "opportunity",
            "partner_name": candidate.name,
            "contact_name": candidate.contact,
            "street": candidate.street,
            "city": "贵阳市",
            "phone": candidate.phone,
            "user_id": salesperson.id,
            "company_id": salesperson.company_id.id,
            "keqing_customer_type_id": self.env.ref(
                f"keqing_customer.customer_type_{candidate.customer_type}"
            ).id,
            "keqing_territory_id": self.env.ref("keqing_customer.territory_guiyang_old_town").id,
        }
        return self.env["crm.lead"]._load_records(
            [{"xml_id": xml_id, "values": vals, "noupdate": True}]
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, api, models

# What shops want help with, and what their customers ask for in vain
SAID = (
    (("陈列布置", "小瓶装"), "100 毫升小瓶装"),
    (("宴席政策",), "婚宴定制酒标"),
    (("店员培训", "宴席政策"), "带扫码溯源的礼盒"),
    (("小瓶装",), "100 毫升小瓶装"),
)


class KeqingDemo(models.AbstractModel):
    """Shops are asked what they need, and some have said it."""

    _inherit = "keqing.demo"

    @api.model
    def _load_needs(self, today):
        survey = self.env.ref("keqing_visit.survey_need")
        outlets = self.env["keqing.customer.type"].search([("code", "=", "outlet")])
        manager = self._of_customers("user_demo_regional_manager")
        each = self.env["keqing.survey.round"].create(
            {
                "name": "四季度终端需求调研",
                "survey_id": survey.id,
                "company_id": self.env.company.id,
                "customer_type_ids": [Command.set(outlets.ids)],
                "is_asked_in_person": True,
                "date_to": today + timedelta(21),
                "user_id": manager.id,
            }
        )
        customers = each._get_customers().sorted("id")
        each.write({"state": "open", "customer_count": len(customers)})
        each._await(customers)
        answers = each._get_answers().grouped("partner_id")
        ticked, lacking = survey.question_ids
        for customer, (helps, wanted) in zip(customers, SAID, strict=False):
            answer = answers[customer]
            answer.keqing_asked_by_id = customer.user_id or manager
            chosen = ticked.suggested_answer_ids.filtered(lambda one, said=helps: one.value in said)
            answer._save_lines(ticked, [str(one) for one in chosen.ids])
            answer._save_lines(lacking, wanted)
            answer._mark_done()

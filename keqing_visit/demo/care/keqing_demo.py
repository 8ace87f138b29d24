# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from random import Random

from odoo import Command, api, models

FESTIVAL_WITHIN = 120  # days: there is one at any time
# Customer, what, worth, why; and what became of it
GIFTS = (
    ("guobin", "手工茶具一套", 68, "总经理乔迁新居，登门祝贺。", "requested"),
    ("qianliang", "品鉴礼盒（两瓶装）", 95, "年度合同续签，答谢采购负责人。", "requested"),
    ("huizhan", "定制笔记本与签字笔", 45, "会展季合作答谢。", "requested"),
    ("dingsheng", "都匀毛尖一盒", 88, "中层主管生日问候。", "given"),
    ("wumeng", "名牌手表", 2600, "想请老板多进货。", "refused"),
)
WISHES = ("送货再快一点", "希望多一些婚宴政策", "新品试饮装可以多给几瓶", "")
ASKED = 12


class KeqingDemo(models.AbstractModel):
    """A festival ahead, gifts, a survey under way and a tasting to come."""

    _inherit = "keqing.demo"

    @api.model
    def _load_care(self):
        """What is thought of these days; once."""
        company = self.env.ref("keqing_customer.company_demo")
        if self.env["keqing.gift"].search_count([("company_id", "=", company.id)], limit=1):
            return
        self = self.with_company(company).with_context(
            lang=company.partner_id.lang,
            tz=company.keqing_tz,
            tracking_disable=True,
            mail_activity_quick_update=True,
        )
        today = self.env.company._get_keqing_today()
        self._load_consents(today)
        self._load_festival(today)
        self._load_gifts(today)
        self._load_round(today)
        self._load_needs(today)
        self._load_tasting(today)

    def _load_consents(self, today):
        """Whom one may ask how content they are: some of those who buy."""
        buyers = self.env["res.partner"].search(
            [
                ("parent_id.company_id", "=", self.env.company.id),
                ("parent_id.keqing_customer_type_id", "!=", False),
                ("parent_id.keqing_lifecycle", "!=", "lost"),
                ("email", "!=", False),
            ],
            order="id",
        )
        buyers -= buyers._keqing_consenting("care")
        self.env["keqing.consent"].create(
            [
                {
                    "partner_id": person.id,
                    "purpose": "care",
                    "basis": "oral",
                    "given_on": today - timedelta(30 + number),
                    "user_id": person.parent_id.user_id.id,
                    "note": "拜访时口头同意接收问候和回访。",
                }
                for number, person in enumerate(buyers[:ASKED])
            ]
        )

    def _load_festival(self, today):
        """The next festival asks for a call at everybody's who is graded, from today on."""
        festivals = self.env["keqing.care.occasion"].search([("kind", "=", "festival")])
        falls = festivals._get_falls(today + timedelta(2), today + timedelta(FESTIVAL_WITHIN))
        occasion_id, __, day = min(falls, key=lambda fall: fall[2])
        grades = self._of_customers("grade_a"), self._of_customers("grade_b")
        lead = min(90, (day - today).days)
        for grade, action, note in zip(
            grades,
            ("visit", "call"),
            ("上门送节日问候，带新品小样。", "电话问候，了解节日备货。"),
            strict=True,
        ):
            self.env["keqing.care.rule"].create(
                {
                    "company_id": self.env.company.id,
                    "occasion_id": occasion_id,
                    "sequence": 50,
                    "action": action,
                    "grade_ids": [Command.set(grade.ids)],
                    "lead_days": lead,
                    "note": note,
                }
            )
        Task = self.env["keqing.care.task"]
        Task._plan_company(self.env.company)

    def _load_gifts(self, today):
        """Asked for by the owners; one was handed over, one refused, the others wait."""
        for letter, budget in (("a", 600), ("b", 300)):
            grade = self._of_customers(f"grade_{letter}")
            grade.gift_budget = grade.gift_budget or budget
        manager = self._of_customers("user_demo_regional_manager")
        for name, item, amount, reason, state in GIFTS:
            customer = self._of_customers(f"customer_{name}")
            people = customer.child_ids.filtered("keqing_role_id").sorted("id")
            gift = (
                self.env["keqing.gift"]
                .with_user(customer.user_id)
                .create(
                    {
                        "partner_id": customer.id,
                        "recipient_id": people[:1].id or customer.id,
                        "item": item,
                        "amount": amount,
                        "give_on": today + timedelta(3 if state == "requested" else 0),
                        "reason": reason,
                    }
                )
            )
            decided = gift.with_user(manager)
            if state == "given":
                decided.action_approve()
                gift.receipt_note = "快递签收，单号 SF1088 0011 2233"
                gift.action_give()
            elif state == "refused":
                decided.decision_note = "金额超出礼品管理规定，改用品鉴会邀请。"
                decided.action_refuse()

    def _load_round(self, today):
        """A survey of satisfaction, of which some answers are there."""
        survey = self.env.ref("keqing_visit.survey_satisfaction")
        manager = self._of_customers("user_demo_regional_manager")
        each = self.env["keqing.survey.round"].create(
            {
                "name": "年底满意度回访",
                "survey_id": survey.id,
                "company_id": self.env.company.id,
                "date_to": today + timedelta(14),
                "user_id": manager.id,
            }
        )
        customers = each._get_customers()
        each.write({"state": "open", "customer_count": len(customers)})
        people = each._get_people(customers, "care").sorted("id")
        for number, person in enumerate(people[:ASKED]):
            answer = survey._create_answer(
                partner=person, email=person.email, check_attempts=False, keqing_round_id=each.id
            )
            if number % 3 == 2:
                continue  # still thinks about it
            chance = Random(f"{person.name} answered")
            lines = [
                {"question_id": question.id, "answer_type": "scale", "value_scale": value}
                for question in survey.question_ids.filtered(
                    lambda each: each.question_type == "scale"
                )
                for value in [chance.choice((3, 4, 4, 5, 5))]
            ]
            if wish := chance.choice(WISHES):
                question = self.env.ref("keqing_visit.survey_question_wish")
                lines.append(
                    {
                        "question_id": question.id,
                        "answer_type": "text_box",
                        "value_text_box": wish,
                    }
                )
            answer.write(
                {
                    "user_input_line_ids": [Command.create(line) for line in lines],
                    "state": "done",
                    "start_datetime": answer.create_date,
                    "end_datetime": answer.create_date,
                }
            )

    def _load_tasting(self, today):
        """An evening to which some of the best are invited."""
        day = today + timedelta(12)
        tasting = self.env["event.event"].create(
            {
                "name": "黔台窖藏品鉴会",
                "company_id": self.env.company.id,
                "user_id": self._of_customers("user_demo_marketing").id,
                "organizer_id": self.env.company.partner_id.id,
                "date_tz": self.env.company.keqing_tz,
                "date_begin": self._at(day, 18, 30),
                "date_end": self._at(day, 21, 0),
            }
        )
        best = self.env["res.partner"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("keqing_grade_id", "=", self._of_customers("grade_a").id),
            ],
            order="id",
        )
        people = best.child_ids.filtered(lambda person: person.email and person.keqing_role_id)
        self.env["event.registration"].create(
            [
                {
                    "event_id": tasting.id,
                    "partner_id": person.id,
                    "name": person.name,
                    "email": person.email,
                    "company_name": person.commercial_partner_id.name,
                    "state": "open" if number % 2 else "draft",
                }
                for number, person in enumerate(people)
            ]
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time, timedelta
from random import Random

from pytz import UTC, timezone

from odoo import Command, api, fields, models

from odoo.addons.keqing_customer.demo.card.keqing_demo import FORGOTTEN, NEVER_CHECKED

from ...tools.position import distance_meters

DAYS_BACK = 14
A_DAY = 3  # visits of one salesperson
TODAY = 5
SALESPEOPLE = (
    "user_demo_salesperson",
    "user_demo_salesperson_zunyi",
    "user_salesperson_new_town",
    "user_salesperson_west",
)
UNDER_WAY = "user_salesperson_west"  # of whose visits of today one has begun
EARLY = "user_demo_salesperson_zunyi"  # of whose visits of today one is over
# Where streets and cities of the customers' addresses lie, WGS-84
PLACES = {
    "云岩区": (26.6047, 106.7245),
    "南明区": (26.5680, 106.7145),
    "观山湖区": (26.6475, 106.6260),
    "花溪区": (26.4098, 106.6703),
    "汇川区": (27.7260, 106.9345),
    "红花岗区": (27.6950, 106.8940),
    "播州区": (27.5360, 106.8310),
    "仁怀市": (27.7920, 106.4010),
    "湄潭县": (27.7490, 107.4850),
    "桐梓县": (28.1330, 106.8260),
    "七星关区": (27.2985, 105.3050),
    "大方县": (27.1440, 105.6130),
    "织金县": (26.6680, 105.7700),
    "威宁县": (26.8590, 104.2790),
    "钟山区": (26.5880, 104.8430),
    "水城区": (26.5480, 104.9570),
    "凯里市": (26.5660, 107.9810),
    "都匀市": (26.2590, 107.5190),
    "榕江县": (25.9320, 108.5210),
    "镇远县": (27.0490, 108.4290),
}
PURPOSES = (
    "看陈列、点库存、补货",
    "对账并了解动销",
    "新品铺市与试饮",
    "确认下月订货计划",
    "价格巡查",
)
RESULTS = (
    "陈列达标，经典款动销好于上月，已提醒补货。",
    "门口堆头被竞品占了一半，店主同意下周调整回来。",
    "老板反映周转慢，先消化库存，月底再订。",
    "试饮反响不错，愿意先进两箱新品试卖。",
    "宴席季预订增加，确认追加窖藏。",
    "采购换人，新负责人要一份报价和授权书。",
    "货架价低于指导价，已当场说明，答应改签。",
)
NEXT_STEPS = (
    "送样品和报价单",
    "带新版价签过来",
    "约采购经理谈年度合同",
    "调整端架陈列",
    "跟进补货订单",
)
SAID = {
    "products": ("口感认可，嫌瓶型旧", "宴席点单多，散客少"),
    "prices": ("比隔壁贵五块，想要返利", "价格稳定，愿意主推"),
    "sales": ("周末走得快，平时慢", "库存够卖两周"),
    "rivals": ("竞品送冰柜，正在谈", False),
    "feedback": ("送货晚了一天", "希望多给试饮装"),
}
REASONS = ("客户外出开会，改约下周", "门店临时盘点，不接待")


class KeqingDemo(models.AbstractModel):
    """Two weeks of visits by four salespeople, and what is planned from today on."""

    _inherit = "keqing.demo"

    @api.model
    def _load_visit_policy(self):
        """What the policy of the liquor trade says of visits, where it was loaded without them."""
        self.env["ir.module.module"]._load_module_terms(
            ["keqing_visit"],
            [code for code, __ in self.env["res.lang"].get_installed() if code != "en_US"],
        )
        company = self.env.ref("keqing_customer.company_demo")
        manager = self.env.ref("keqing_customer.user_demo_regional_manager")
        policy = self.env["keqing.policy"].with_user(manager).with_context(lang=manager.lang)
        policy._load("liquor", company)

    @api.model
    def _load_visits(self):
        """What was done until yesterday, today's visits, and what the jobs plan from here; once."""
        company = self.env.ref("keqing_customer.company_demo")
        done = [("company_id", "=", company.id), ("state", "=", "done")]
        if self.env["keqing.visit"].search_count(done, limit=1):
            return
        self = self.with_company(company).with_context(
            lang=company.partner_id.lang,
            tz=company.keqing_tz,
            tracking_disable=True,
            mail_activity_quick_update=True,
        )
        today = self.env.company._get_keqing_today()
        people = self.env["res.users"].concat(*map(self._of_customers, SALESPEOPLE))
        self._place_customers()
        days = self.env.company._get_keqing_working_days(
            people, today - timedelta(DAYS_BACK), today - timedelta(1)
        )
        # The second week finds what the first one wrote down
        for first in (DAYS_BACK, DAYS_BACK // 2):
            week = range(first - DAYS_BACK // 2, first)
            self._make_week(
                {
                    user: [
                        (n, day) for n, day in enumerate(theirs) if (today - day).days - 1 in week
                    ]
                    for user, theirs in days.items()
                }
            )
        self._plan_today(people, today)
        self._plan_coming(people, today)
        self._order_what_is_suggested(people)

    def _of_customers(self, name):
        return self.env.ref(f"keqing_customer.{name}")

    def _place_customers(self):
        """Near to where their street is, some not known yet."""
        customers = self.env["res.partner"].search(
            [("company_id", "=", self.env.company.id), ("keqing_customer_type_id", "!=", False)]
        )
        for customer, name in self._named(customers):
            chance = Random(f"{name} placed")
            for place, (latitude, longitude) in PLACES.items():
                if place in (customer.street or "") and chance.random() < 0.93:
                    customer.partner_latitude = latitude + chance.uniform(-0.02, 0.02)
                    customer.partner_longitude = longitude + chance.uniform(-0.02, 0.02)

    def _visited_customers(self, user):
        """Whom a salesperson sees: nobody saw those whose cards were forgotten.

        :return: list of (customer, name of its xml id)
        """
        customers = self.env["res.partner"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("user_id", "=", user.id),
                ("keqing_customer_type_id", "!=", False),
                ("keqing_customer_type_id.code", "!=", "ecommerce"),
            ],
            order="id",
        )
        left_out = {*FORGOTTEN, *NEVER_CHECKED}
        return [each for each in self._named(customers) if each[1] not in left_out]

    # What was done

    def _make_week(self, days):
        """
        :param dict days: of each user pairs of a number and a day
        """
        stories = [
            {
                "user": user,
                "customer": customer,
                "day": day,
                "turn": turn,
                "chance": Random(f"{name} visited {user.login} {number} {turn}"),
            }
            for user, theirs in days.items()
            for customers in [self._visited_customers(user)]
            for number, day in theirs
            for turn in range(A_DAY)
            for customer, name in [customers[(number * A_DAY + turn) % len(customers)]]
        ]
        visits = self.env["keqing.visit"].create([self._visit_vals(**story) for story in stories])
        self._answer_checks(visits)
        done = self.env["keqing.visit"]
        for visit, story in zip(visits, stories, strict=True):
            fate = story["chance"].random()
            if fate < 0.04:
                reason = story["chance"].choice(REASONS)
                visit.write({"state": "cancelled", "cancel_reason": reason})
            elif fate < 0.1:
                visit.state = "missed"
            else:
                visit.write(self._outcome_vals(visit, story["chance"]))
                done |= visit
        done.step_ids.is_done = True
        self._report_positions(done)
        self._write_down_talks(done)
        recent = self.env.company._get_keqing_today() - timedelta(3)
        done.filtered(lambda visit: visit.next_on and visit.next_on > recent)._plan_next_steps()

    def _write_down_talks(self, visits):
        """What customers said, where samples were left, and who promised to pay."""
        talks, samples, promises = [], [], []
        product = self._of_customers("product_qiantai_classic")
        for number, visit in enumerate(visits):
            chance = Random(f"{visit.partner_id.name} told {number}")
            for code in chance.sample(sorted(SAID), chance.randint(0, 2)):
                topic = self.env.ref(f"keqing_visit.visit_topic_{code}")
                said = chance.choice(SAID[code])
                talks.append({"visit_id": visit.id, "topic_id": topic.id, "said": said})
            if number % 6 == 1:
                samples.append({"visit_id": visit.id, "product_id": product.id, "quantity": 1})
            if number % 11 == 2:
                promises.append(
                    {
                        "visit_id": visit.id,
                        "partner_id": visit.partner_id.id,
                        "company_id": visit.company_id.id,
                        "user_id": visit.user_id.id,
                        "amount": 1000 * chance.randint(2, 20),
                        "promised_on": visit.done_on,
                        "due_on": visit.done_on + timedelta(chance.randint(4, 12)),
                    }
                )
        self.env["keqing.visit.talk"].create(talks)
        self.env["keqing.visit.sample"].create(samples)
        self.env["keqing.payment.promise"].create(promises)

    def _visit_vals(self, user, customer, day, turn, chance):
        return {
            "partner_id": customer.id,
            "company_id": self.env.company.id,
            "user_id": user.id,
            "planned_on": day,
            "start": self._at(day, 9 + 2 * turn, chance.choice((0, 15, 30))),
            "sequence": 10 * (turn + 1),
            "purpose": chance.choice(PURPOSES),
            "is_deep": chance.random() < 0.3,
        }

    def _at(self, day, hour, minute):
        """An hour of the company's day, in UTC."""
        local = timezone(self.env.company.keqing_tz).localize(
            datetime.combine(day, time(hour, minute))
        )
        return local.astimezone(UTC).replace(tzinfo=None)

    def _outcome_vals(self, visit, chance):
        came = visit.start + timedelta(minutes=chance.randint(-10, 25))
        left = came + timedelta(minutes=chance.randint(18, 55))
        people = visit.partner_id.child_ids.filtered("keqing_role_id").sorted("id")
        vals = {
            "state": "done",
            "checked_in_at": came,
            "checked_out_at": left,
            "done_at": left,
            "done_on": visit.planned_on,
            "is_in_time": True,
            "met_ids": [Command.set(people[chance.randrange(len(people))].ids if people else [])],
            "mood": chance.choice("2333444445"),
            "result": chance.choice(RESULTS),
        }
        if chance.random() < 0.35:
            vals["next_step"] = chance.choice(NEXT_STEPS)
            vals["next_on"] = visit.planned_on + timedelta(chance.randint(3, 12))
        return vals

    def _report_positions(self, visits):
        """What the phones said: mostly in front of the door, now and then somewhere else."""
        vals_list = []
        for visit in visits:
            chance = Random(f"{visit.partner_id.name} {visit.planned_on.toordinal()} {visit.id}")
            shop = (visit.partner_id.partner_latitude, visit.partner_id.partner_longitude)
            far = chance.random() < 0.06
            away = 0.012 if far else 0.0006
            place = tuple(each + chance.uniform(-away, away) for each in shop)
            meters = distance_meters(place, shop)
            verdict = "in_range" if meters <= 300 else "bypassed"
            for occasion, moment in (("in", visit.checked_in_at), ("out", visit.checked_out_at)):
                vals_list.append(
                    {
                        "visit_id": visit.id,
                        "occasion": occasion,
                        "reported_at": moment,
                        "latitude": place[0],
                        "longitude": place[1],
                        "datum": "wgs84",
                        "accuracy_meters": chance.randint(6, 45),
                        "distance_meters": meters,
                        "verdict": verdict if shop[0] else "customer_unknown",
                        "reason": "在客户仓库见面，不在店里" if verdict == "bypassed" else False,
                    }
                    if shop[0]
                    else {"visit_id": visit.id, "occasion": occasion, "verdict": "not_given"}
                )
        self.env["keqing.visit.position"].create(vals_list)

    # What is to come

    def _plan_today(self, people, today):
        """Five stops for each, of whom one is there already, and one was."""
        vals_list = []
        for user in people:
            customers = self._visited_customers(user)
            chance = Random(f"{user.login} today")
            for turn, (customer, __) in enumerate(chance.sample(customers, TODAY)):
                vals = self._visit_vals(user, customer, today, turn, chance)
                vals_list.append({**vals, "start": self._at(today, 9 + turn, 30 * (turn % 2))})
        visits = self.env["keqing.visit"].create(vals_list)
        for name in (UNDER_WAY, EARLY):
            user = self._of_customers(name)
            visit = visits.filtered(lambda each, user=user: each.user_id == user)[:1]
            now = fields.Datetime.now()
            if name == UNDER_WAY:
                visit.write({"state": "under_way", "checked_in_at": now - timedelta(minutes=12)})
            else:
                vals = self._outcome_vals(visit, Random(f"{name} early"))
                times = {"checked_in_at": now - timedelta(minutes=70)}
                times["checked_out_at"] = times["done_at"] = now - timedelta(minutes=30)
                visit.write({**vals, **times})

    def _plan_coming(self, people, today):
        """Two stops a day in the next week, on days that no route is gone."""
        first, last = today + timedelta(1), today + timedelta(DAYS_BACK // 2)
        days = self.env.company._get_keqing_working_days(people, first, last)
        vals_list = []
        for user, theirs in days.items():
            customers = self._visited_customers(user)
            chance = Random(f"{user.login} coming")
            chosen = chance.sample(customers, min(len(customers), 2 * len(theirs)))
            for number, (customer, __) in enumerate(chosen):
                day, turn = theirs[number // 2], number % 2
                vals_list.append(self._visit_vals(user, customer, day, turn, chance))
        self.env["keqing.visit"].create(vals_list)

    def _order_what_is_suggested(self, people):
        """A quotation each out of a visit of the last days."""
        for user in people:
            visits = self.env["keqing.visit"].search(
                [("user_id", "=", user.id), ("state", "=", "done")],
                order="done_on desc, id",
                limit=A_DAY,
            )
            for visit in visits:
                if visit._suggest_order():
                    visit.action_make_order()
                    break

    @api.model
    def _load_plan(self):
        """What the job of this night would have planned, now that routes and leaves are known."""
        company = self.env.ref("keqing_customer.company_demo")
        self.env["keqing.visit"].with_company(company)._plan_company(company)

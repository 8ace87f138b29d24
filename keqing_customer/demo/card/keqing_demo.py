# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from odoo import api, models

from ...models.card.keqing_verification import VERIFY_ACTIVITY
from ..keqing_demo import NEWCOMER

LICENCE_DAYS = {"customer_hequn": -40, "customer_wenchang": 21}  # left from today
# Months since somebody looked; all of them longer ago than their type allows
FORGOTTEN = {
    "customer_jianjiang": 8,
    "customer_shanhuo": 7,
    "customer_qianling": 15,
    "customer_dafang": 14,
    "customer_zhenyuan": 13,
    "customer_hongshan": 16,
    "customer_weining": 20,
}
REBUILT = "customer_guobin"
LOST = "customer_dongxiang"
NEVER_CHECKED = {"customer_zhijin", "customer_xiehui", "customer_chahai", NEWCOMER, LOST}


class KeqingDemo(models.AbstractModel):
    """The customer file: what of it depends on the day that the data are loaded."""

    _inherit = "keqing.demo"

    def _hand_over(self):
        """Zhou Peng's customers are his until the day that he left, then Wang Lei's."""
        manager = self.env.ref("keqing_customer.user_demo_territory_manager")
        reassignment = self.env.ref("keqing_customer.reassignment_done").with_user(manager)
        reassignment.with_context(lang=manager.lang).action_confirm()

    @api.model
    def _load_file(self):
        """Licences, checks, reminders and lifecycle as of today; once."""
        company = self.env.ref("keqing_customer.company_demo")
        self = self.with_company(company).with_context(tz="Asia/Shanghai", tracking_disable=True)
        customers = self.env["res.partner"].search(
            [("company_id", "=", company.id), ("keqing_customer_type_id", "!=", False)]
        )
        if customers.keqing_verification_ids:
            return
        self._settle_in(company)
        today = self.env.company._get_keqing_today()
        self._date_licences(customers, today)
        self._check_cards(customers, today)
        self._tell_of_change(today)
        self._remind(customers, today)
        self._follow_lifecycle(customers, today)

    def _named(self, customers):
        """:return: list of (customer, name of its xml id)"""
        names = customers.get_external_id()
        return [(customer, names[customer.id].split(".")[1]) for customer in customers]

    def _date_licences(self, customers, today):
        for customer, name in self._named(customers):
            if customer.keqing_licence_number:
                days = LICENCE_DAYS.get(name) or Random(f"{name} licensed").randint(200, 1700)
                customer.keqing_licence_expiry = today + timedelta(days)

    def _check_cards(self, customers, today):
        """Who looked at the cards: most of them lately, some long ago, a few never."""
        vals_list = []
        for customer, name in self._named(customers):
            if name in NEVER_CHECKED or not name.startswith("customer_"):
                continue
            chance = Random(f"{name} checked")
            last = today - timedelta(chance.randint(10, 150))
            if name in FORGOTTEN:
                last = today - relativedelta(months=FORGOTTEN[name])
            days = [last - timedelta(chance.randint(100, 200)), last]
            vals_list += [
                {
                    "partner_id": customer.id,
                    "date": day,
                    "user_id": customer.user_id.id,
                    "source": chance.choice(("visit", "visit", "phone", "questionnaire")),
                }
                for day in days[chance.randint(0, 1) :]
            ]
        self.env["keqing.verification"].create(vals_list)

    def _tell_of_change(self, today):
        """The hotel that was closed for a quarter is another one now."""
        manager = self.env.ref("keqing_customer.user_demo_territory_manager")
        customer = self.env.ref(f"keqing_customer.{REBUILT}")
        self.env["keqing.verification"].with_user(manager).with_context(lang=manager.lang).create(
            {
                "partner_id": customer.id,
                "date": today - timedelta(3),
                "source": "visit",
                "has_major_change": True,
                "note": "装修后重新开业，新增两个宴会厅，可开六十桌；采购仍由刘雅琴负责。",
            }
        )

    def _remind(self, customers, today):
        """The reminders that the nightly job would have written."""
        forgotten = customers.filtered("keqing_is_unverified")
        for owner, cards in forgotten.grouped("user_id").items():
            cards.with_context(mail_activity_quick_update=True).activity_schedule(
                VERIFY_ACTIVITY, today, "客户资料很久没核实了，还准确吗？", user_id=owner.id
            )

    def _follow_lifecycle(self, customers, today):
        """What the invoices say; and a customer that was given up."""
        customers._update_lifecycle(customers._lifecycle_changes())
        lost = self.env.ref(f"keqing_customer.{LOST}")
        lost.with_user(lost.user_id).action_keqing_lose()
        lost.keqing_lost_on = today - relativedelta(months=2)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from random import Random

from odoo import Command, api, fields, models

from ..card.keqing_demo import FORGOTTEN, NEVER_CHECKED

OCCASIONS = ("拜访：看陈列、补货", "电话：确认下月订货", "拜访：对账并了解动销", "新品品鉴")
TALKS = "高层会面：年度合作与市场投入"
UNMET = "customer_liangdu"  # its sponsor has not found the time


class KeqingDemo(models.AbstractModel):
    """Who keeps in touch with whom: the owners with their customers, the teams with the A ones."""

    _inherit = "keqing.demo"

    @api.model
    def _load_teams(self):
        """Account teams of the A customers, and meetings of the last months; once.

        Online sellers have no sponsor yet. Who forgot to check a card did not call either.
        """
        company = self.env.ref("keqing_customer.company_demo")
        self = self.with_company(company).with_context(
            tz="Asia/Shanghai", tracking_disable=True, dont_notify=True
        )
        Member = self.env["keqing.account.team.member"]
        if Member.search_count([("partner_id.company_id", "=", company.id)], limit=1):
            return
        customers = self.env["res.partner"].search(
            [("company_id", "=", company.id), ("keqing_customer_type_id", "!=", False)]
        )
        best = customers.filtered(lambda customer: customer.keqing_grade_id.team_demanded)
        members = Member.create([vals for each in best for vals in self._team_vals(each)])
        today = self.env.company._get_keqing_today()
        self.env["calendar.event"].create(
            [
                *(
                    vals
                    for each in self._named(customers)
                    for vals in self._call_vals(*each, today)
                ),
                *(vals for each in members for vals in self._member_call_vals(each, today)),
            ]
        )

    def _team_vals(self, customer):
        """The manager of the territory leads, and there is somebody for orders and for money."""
        staff = {
            "lead": customer.keqing_territory_id.manager_id
            or customer.keqing_territory_id.parent_id.manager_id,
            "service": self.env.ref("keqing_customer.user_demo_administrator"),
            "finance": self.env.ref("keqing_customer.user_demo_credit_controller"),
        }
        kind = customer.keqing_customer_type_id.code
        if kind != "ecommerce":
            sponsor = "director" if kind == "distributor" else "regional_manager"
            staff["executive"] = self.env.ref(f"keqing_customer.user_demo_{sponsor}")
        for duty, user in staff.items():
            yield {
                "partner_id": customer.id,
                "user_id": user.id,
                "duty_id": self.env.ref(f"keqing_customer.account_duty_{duty}").id,
                "is_sponsor": duty == "executive",
            }

    def _call_vals(self, customer, name, today):
        """What the owner did in the last half-year: mostly with the same person."""
        if name in FORGOTTEN or name in NEVER_CHECKED:
            return
        chance = Random(f"{name} called")
        people = customer.child_ids.filtered("keqing_role_id").sorted("id")
        for __ in range(chance.randint(1, 4)):
            partner = people[min(chance.randrange(4), len(people) - 1)] if people else customer
            yield self._meeting_vals(chance, customer.user_id, partner, today)

    def _member_call_vals(self, member, today):
        customer, user = member.partner_id, member.user_id
        chance = Random(f"{customer.name} {member.duty_id.code}")
        people = customer.child_ids.sorted("keqing_influence", reverse=True)
        if not member.is_sponsor:
            for __ in range(chance.randint(0, 3)):
                yield self._meeting_vals(chance, user, people[-1:] or customer, today)
        elif customer != self.env.ref(f"keqing_customer.{UNMET}"):
            yield self._meeting_vals(chance, user, people[:1] or customer, today, TALKS, 80)

    def _meeting_vals(self, chance, user, partner, today, name=None, most_days=160):
        """Half an hour in the afternoon, Chinese time, not longer ago than so many days."""
        start = fields.Datetime.to_datetime(today - timedelta(chance.randint(2, most_days)))
        start += timedelta(hours=chance.randint(6, 8))
        return {
            "name": name or chance.choice(OCCASIONS),
            "start": start,
            "stop": start + timedelta(minutes=30),
            "user_id": user.id,
            "partner_ids": [Command.set((user.partner_id | partner).ids)],
        }

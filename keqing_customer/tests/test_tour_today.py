# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .today import TodayCommon


@tagged("post_install", "-at_install")
class TestTodayOnThePhone(TodayCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_salesperson(self):
        today = Date.today()
        customer = self._create_customer(
            "Wanmin Restaurant",
            user_id=self.salesperson.id,
            keqing_licence_expiry=Date.subtract(today, days=3),
        )
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        self._promise(customer, self.salesperson, today)
        self.start_tour("/odoo/keqing", "keqing_customer_today_salesperson", login="salesperson")
        self.assertEqual(customer.keqing_licence_number, "GZ-2030")


@tagged("post_install", "-at_install")
class TestTodayOnTheDesk(TodayCommon, HttpCase):
    def test_director(self):
        customer = self._create_customer("Wanmin Restaurant")
        self._fall({customer: 4_500})
        self.start_tour("/odoo/keqing", "keqing_customer_today_director", login="director")

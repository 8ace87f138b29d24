# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, freeze_time, tagged

from .common import ReportsCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestCockpitOnTheDesk(ReportsCommon, HttpCase):
    def test_director(self):
        self.director.group_ids += self.env.ref("account.group_account_readonly")
        self.start_tour("/odoo/keqing", "keqing_reports_cockpit", login="director")
        layout = self.env["keqing.cockpit.layout"].search([("user_id", "=", self.director.id)])
        self.assertNotIn(self.kpis["growth"].id, layout.tiles)


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestCockpitOnThePhone(ReportsCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_salesperson(self):
        self.start_tour("/odoo/keqing-cockpit", "keqing_reports_cockpit_phone", login="salesperson")

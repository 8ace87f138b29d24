# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo.fields import Date
from odoo.tests import HttpCase, freeze_time, tagged

from ..tools.period import last_finished_period
from .test_engine_strategy import StrategyCommon


@tagged("post_install", "-at_install")
class TestRelationshipTour(StrategyCommon, HttpCase):
    """A manager with a telephone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_from_a_mark_to_an_activity(self):
        today = Date.context_today(self.env.user)
        __, judged_to = last_finished_period("quarter", today)
        self._judge(str(judged_to), (8, 8))
        self._create_strategy("below", points=50)
        self._create_strategy("drops", points=20)
        self.customer.user_id = self.salesperson
        before = self.env["keqing.assessment"].search([("partner_id", "=", self.customer.id)])

        url = f"/odoo/keqing-customers/{self.customer.id}"
        self.start_tour(url, "keqing_customer_assess", login="manager")

        given = self.env["keqing.assessment"].search([("partner_id", "=", self.customer.id)])
        given = (given - before).sorted("id")
        self.assertEqual(given.mapped("value"), [3, 2])
        self.assertEqual(set(given.mapped("date")), {today})
        self.assertEqual(given.user_id, self.manager)

        next_quarter = judged_to + relativedelta(days=1)
        with freeze_time(next_quarter + relativedelta(months=3)):
            run = self._compute_run(self.relationship, str(next_quarter))
        url = f"/odoo/keqing-evaluation-runs/{run.id}"
        self.start_tour(url, "keqing_customer_accept_proposal", login="manager")

        self.assertEqual(run.state, "confirmed")
        activities = self.customer.activity_ids
        self.assertEqual(activities.user_id, self.salesperson)
        self.assertEqual(set(activities.mapped("summary")), {"Act on below", "Act on drops"})

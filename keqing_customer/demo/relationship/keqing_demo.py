# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from random import Random

from odoo import api, fields, models

from ...tools.period import last_finished_period, previous_period

QUARTERS = 5  # that have invoices on any day of the year
# How content they said they were, quarter by quarter; the others stay about where they were
MOODS = {
    "customer_qianling": (5, 4, 4, 3, 1),  # an index that falls
    "customer_huizhan": (2, 3, 3, 4, 5),
}


class KeqingDemo(models.AbstractModel):
    """How content the customers are, asked every quarter; one of them less and less."""

    _inherit = "keqing.demo"

    @api.model
    def _load_relationships(self):
        """Marks and confirmed runs of the last quarters, and what the strategies propose; once.

        The manager has accepted one proposal and dismissed another.
        """
        company = self.env.ref("keqing_customer.company_demo")
        self = self.with_company(company).with_context(tz="Asia/Shanghai", tracking_disable=True)
        scorecard = self.env.ref(f"keqing_customer.{company.id}_scorecard_liquor_relationship")
        if scorecard.run_ids:
            return
        scorecard.period = "quarter"
        scorecard.user_id = self.env.ref("keqing_customer.user_demo_regional_manager")
        periods = [last_finished_period("quarter", self.env.company._get_keqing_today())]
        while len(periods) < QUARTERS:
            periods.insert(0, previous_period(*periods[0]))
        self.env["keqing.assessment"].create(
            [
                vals
                for customer, name, __, place in self._customers_by_rank()
                for vals in self._satisfaction_vals(customer, name, place, periods)
            ]
        )
        for date_from, date_to in periods:
            run = (
                self.env["keqing.evaluation.run"]
                .with_user(scorecard.user_id)
                .create({"scorecard_id": scorecard.id, "date_from": date_from, "date_to": date_to})
            )
            run.action_compute()
            run.action_confirm()
            run.sudo().confirmed_on = fields.Datetime.to_datetime(date_to) + timedelta(8)
        self._decide_on_proposals(scorecard)

    def _satisfaction_vals(self, customer, name, place, periods):
        """A mark a period; some customers were not asked every time."""
        chance = Random(f"{name} content")
        usual = 4.6 - place**0.3 + chance.random()
        for number, (__, date_to) in enumerate(periods):
            mark = round(usual + chance.gauss(0, 0.5))
            if name in MOODS:
                mark = MOODS[name][number]
            elif chance.random() < 0.2:
                continue
            yield {
                "partner_id": customer.id,
                "indicator_id": self.env.ref("keqing_customer.indicator_satisfaction").id,
                "value": min(5, max(1, mark)),
                "date": date_to - timedelta(chance.randint(3, 40)),
                "user_id": customer.user_id.id,
            }

    def _decide_on_proposals(self, scorecard):
        falling = self.env.ref("keqing_customer.customer_qianling")
        waiting = self.env["keqing.strategy.proposal"].search(
            [("scorecard_id", "=", scorecard.id), ("partner_id", "!=", falling.id)], limit=2
        )
        decided = waiting.with_user(scorecard.user_id)
        decided[:1].action_accept()
        decided[1:]._dismiss("上周已登门拜访,问题已经解决。")

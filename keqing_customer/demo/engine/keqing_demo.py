# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

from ...tools.period import last_finished_period


class KeqingDemo(models.AbstractModel):
    """Which customers one thanks, wakes, or lets go."""

    _inherit = "keqing.demo"

    @api.model
    def _load_segments(self):
        """Who bought when, how often and how much in twelve months up to last month; once."""
        company = self.env.ref("keqing_customer.company_demo")
        self = self.with_company(company).with_context(tz="Asia/Shanghai", tracking_disable=True)
        scorecard = self.env.ref(f"keqing_customer.{company.id}_scorecard_liquor_rfm")
        if scorecard.run_ids:
            return
        scorecard.user_id = self.env.ref("keqing_customer.user_demo_regional_manager")
        date_from, date_to = last_finished_period("rolling", company._get_keqing_today())
        run = (
            self.env["keqing.evaluation.run"]
            .with_user(scorecard.user_id)
            .create({"scorecard_id": scorecard.id, "date_from": date_from, "date_to": date_to})
        )
        run.action_compute()
        run.action_confirm()
        run.sudo().confirmed_on = fields.Datetime.to_datetime(date_to) + timedelta(3)

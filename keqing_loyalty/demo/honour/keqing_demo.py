# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, api, models

from odoo.addons.keqing_customer.tools.period import (
    last_finished_period,
    period_around,
    previous_period,
)

DAYS_TO_PUBLISH = 20  # after the end of a quarter
JURY = ("director", "regional_manager", "territory_manager")


class KeqingDemo(models.AbstractModel):
    """Whom the demo company honoured, and whom it may honour next."""

    _inherit = "keqing.demo"

    @api.model
    def _load_honours(self):
        """The best of the last quarter that was graded, and candidates of the year; once."""
        company = self.env.ref("keqing_customer.company_demo")
        Honour = self.env["keqing.honour"].with_company(company)
        if Honour.search_count([("company_id", "=", company.id)], limit=1):
            return
        director = self.env.ref("keqing_customer.user_demo_director")
        Honour = Honour.with_user(director).with_context(
            lang=company.partner_id.lang, tracking_disable=True, mail_create_nolog=True
        )
        today = company._get_keqing_today()
        self._tell_quarter(Honour, *previous_period(*last_finished_period("quarter", today)))
        self._tell_year(Honour, *period_around("year", today))

    def _tell_quarter(self, Honour, date_from, date_to):
        """Found by the scorecard, decided on, and published."""
        company = Honour.env.company
        scorecard = self.env.ref(f"keqing_customer.{company.id}_scorecard_liquor")
        quarter = (date_to.month + 2) // 3
        honour = self._create_honour(
            Honour,
            f"{date_to.year}年第{quarter}季度优秀客户",
            (("金奖", 1, 20000), ("银奖", 2, 8000)),
            date_from=date_from,
            date_to=date_to,
            citation="进货稳步增长，价格规范，配合良好。",
            scorecard_id=scorecard.id,
            top_count=4,
        )
        honour.action_find()
        candidates = honour.candidate_ids.sorted("place")
        honour.action_ask_jury()
        gold, silver = honour.prize_ids
        for number, candidate in enumerate(candidates):
            if number < 3:
                candidate._award(silver if number else gold, "评分名列前茅，无逾期，无窜货。")
            else:
                candidate._decline("本季度评分虽高，但库存偏大，下季度再议。")
        honour.action_publish()
        day = date_to + timedelta(DAYS_TO_PUBLISH)
        told = (honour.sudo(), honour.sudo().candidate_ids.filtered("published_on"))
        for records in told:
            records.published_on = day
        honour.sudo().candidate_ids.decided_on = day

    def _tell_year(self, Honour, date_from, date_to):
        """Open: our people propose customers."""
        honour = self._create_honour(
            Honour,
            f"{date_to.year}年度最佳经销商",
            (("年度大奖", 1, 100000), ("优秀合作奖", 0, 0)),
            date_from=date_from,
            date_to=date_to,
            citation="全年诚信经营，与我们共同成长。",
            votes_needed=2,
        )
        salesperson = self.env.ref("keqing_customer.user_demo_salesperson")
        own = self.env["res.partner"].search(
            [("user_id", "=", salesperson.id), ("keqing_customer_type_id", "!=", False)],
            order="id",
            limit=1,
        )
        self.env["keqing.honour.candidate"].with_user(salesperson).create(
            {
                "honour_id": honour.id,
                "partner_id": own.id,
                "reason": "主动配合新品上市，陈列始终达标，回款从未逾期。",
            }
        )

    def _create_honour(self, Honour, name, prizes, **values):
        jury = [self.env.ref(f"keqing_customer.user_demo_{role}").id for role in JURY]
        honour = Honour.create(
            {
                "name": name,
                "company_id": Honour.env.company.id,
                "jury_ids": jury,
                "prize_ids": [
                    Command.create({"name": prize, "places": places, "value": value})
                    for prize, places, value in prizes
                ],
                **values,
            }
        )
        honour.action_open()
        return honour

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from math import ceil

from odoo import Command, api, fields, models

from ...tools.period import last_finished_period

UNDECIDED = "user_demo_salesperson_zunyi"  # of whose customers the controller has not thought yet


class KeqingDemo(models.AbstractModel):
    """Whom the company trusts with how much: limits by a rating, and orders that go beyond."""

    _inherit = "keqing.demo"

    @api.model
    def _load_credit(self):
        """The rating of the last quarter, what was decided on it and what has happened since; once.

        One order waits for its release and another was released. One customer has a temporary
        limit, another is on hold.
        """
        company = self.env.ref("keqing_customer.company_demo")
        scorecard = self.env.ref(f"keqing_customer.{company.id}_scorecard_liquor_credit")
        if scorecard.run_ids:
            return
        self = self.with_company(company).with_context(
            lang=company.partner_id.lang, tz="Asia/Shanghai", tracking_disable=True
        )
        company.account_use_credit_limit = True
        company.keqing_credit_constraint = "approve"
        self._decide_on_limits(self._load_rating(scorecard.with_env(self.env)))
        self._load_exceptions()
        self._load_held_order()
        self._load_released_order()

    def _demo(self, name):
        return self.env.ref(f"keqing_customer.{name}")

    def _account(self, customer):
        """The credit account of a customer as the controller has it."""
        account = self.env["keqing.credit.account"]._of(self._demo(customer))
        return account.with_user(self._demo("user_demo_credit_controller"))

    def _load_rating(self, scorecard):
        """Everybody's rating; that of a hotel that buys less and less was lowered by hand.

        :return: the limits that it proposes
        """
        rater = self._demo("user_demo_regional_manager")
        today = self.env.company._get_keqing_today()
        date_from, date_to = last_finished_period("quarter", today)
        run = (
            self.env["keqing.evaluation.run"]
            .with_user(rater)
            .create({"scorecard_id": scorecard.id, "date_from": date_from, "date_to": date_to})
        )
        run.action_compute()
        falling = self._demo("customer_qianling")
        run.evaluation_ids.filtered(lambda verdict: verdict.partner_id == falling)._override(
            self._demo("grade_credit_a"),
            "订货额逐季下滑，酒店经营不明朗，货款虽按期支付，信用先按 A 级掌握。",
        )
        run.action_confirm()
        confirmed_on = min(date_to + timedelta(6), today - timedelta(1))
        run.sudo().confirmed_on = fields.Datetime.to_datetime(confirmed_on)
        return self.env["keqing.credit.proposal"].search([("run_id", "=", run.id)])

    def _decide_on_limits(self, proposals):
        proposals = proposals.with_user(self._demo("user_demo_credit_controller"))
        proposals -= proposals.filtered(
            lambda each: each.partner_id.user_id == self._demo(UNDECIDED).with_env(proposals.env)
        )
        of_customer = proposals.grouped("partner_id")
        changed = of_customer[self._demo("customer_wumeng").with_env(proposals.env)]
        refused = of_customer[self._demo("customer_minghu").with_env(proposals.env)]
        changed._change(150_000, "毕节路远、回款周期长，额度先给 15 万，半年后再议。")
        refused._refuse("酒店正在更换股东，新股东资信查明之前不调整额度。")
        (proposals - changed - refused).action_accept()

    def _load_exceptions(self):
        """A temporary limit for who buys ever more; nothing more for who has stopped paying."""
        growing = self._account("customer_huizhan")
        wanted = growing.exposure + 2 * growing.credit_limit
        growing.write(
            {
                "temporary_limit": ceil(wanted / 10_000) * 10_000,
                "temporary_until": self.env.company._get_keqing_today() + timedelta(30),
                "temporary_reason": "承接大型展会，集中备货；会后两周内回款。",
            }
        )
        self._account("customer_tongxin").action_hold(
            "逾期货款多次催收无果，已发律师函，暂停供货。"
        )

    def _load_held_order(self):
        order = self._create_order("customer_qianling", "product_qiantai_cellar")
        self._request(order, "婚宴订单已收定金，客户承诺宴后三天内付清本单，请放行。")

    def _load_released_order(self):
        order = self._create_order("customer_jianjiang", "product_qiantai_classic")
        release = self._request(order, "本单现款现货，货款已转账，旧欠款每月归还。")
        release = release.with_user(self._demo("user_demo_credit_controller"))
        release.decision_note = "本单货款已到账，仅放行本单；旧欠款继续催收。"
        release.action_approve_confirm()

    def _create_order(self, customer, product):
        """A quotation of the customer's owner, by a fifth beyond its limit or average month."""
        account = self._account(customer)
        customer, product = self._demo(customer), self._demo(product)
        amount = 1.2 * (account.limit_amount or account.average_month)
        line = {"product_id": product.id, "product_uom_qty": ceil(amount / product.list_price)}
        return (
            self.env["sale.order"]
            .with_user(customer.user_id)
            .create({"partner_id": customer.id, "order_line": [Command.create(line)]})
        )

    def _request(self, order, reason):
        Release = self.env["keqing.credit.release"].with_user(order.user_id)
        return Release.create({"sale_order_id": order.id, "reason": reason})

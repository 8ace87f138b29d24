# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from odoo.addons.keqing_customer.tools.credit import Reason
from odoo.addons.keqing_customer.wording import say_day


class KeqingCreditAccount(models.Model):
    """A verdict that stops supply answers whatever asks for credit: orders, deliveries."""

    _inherit = "keqing.credit.account"

    @api.model
    def _let_pass(self, company, charges):
        if any(charge.record._name != "account.move" for charge in charges):  # which supplies
            self.env["keqing.diversion.case"]._check_stops_known(company.id)
        return super()._let_pass(company, charges)

    @api.model
    def _answer_one(self, company, charge, payer, concerned, exposure, supplied=0.0):
        answer = super()._answer_one(company, charge, payer, concerned, exposure, supplied)
        stops = self.env["keqing.diversion.case"]._get_stops(company.id)[0]
        if not stops:
            return answer
        today = company._get_keqing_today()
        reasons = [
            Reason(
                "diversion",
                agreed.partner_id,
                self.env._(
                    "%(customer)s is not supplied until %(day)s, by the verdict on %(case)s.",
                    customer=agreed.customer_name,
                    day=say_day(self.env, stops[agreed.partner_id][0]),
                    case=stops[agreed.partner_id][1],
                ),
            )
            for agreed in dict.fromkeys(concerned)
            if agreed.partner_id in stops and stops[agreed.partner_id][0] >= today
        ]
        return (
            answer._replace(state="hold", reasons=(*reasons, *answer.reasons))
            if reasons
            else answer
        )

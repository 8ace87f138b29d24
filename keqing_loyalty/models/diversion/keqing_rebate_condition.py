# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain

from ...tools.rebate import cents, exact


class KeqingRebateCondition(models.Model):
    """That no violation is open or proven: held while a case is open, then released or forfeited.

    Cases count that touch the programme, as those that freeze a statement do. How much is forfeited
    says the verdict, not the condition.
    """

    _inherit = "keqing.rebate.condition"

    kind = fields.Selection(
        selection_add=[("case", "No violation is open or proven")], ondelete={"case": "cascade"}
    )

    def _get_unmet_case(self, partner_ids, window, day):
        """Whose cases touch the period, with their numbers and how much is lost by them.

        :return: ``{partner id: {"case", "percent"}}``; the percentage is None for one that is open
        """
        Case = self.env["keqing.diversion.case"].sudo()  # for everybody alike
        cases = Case.search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("partner_id", "in", list(partner_ids))
            & Domain("found_on", ">=", window.period_from)
            & Domain("found_on", "<=", window.date_to)
            & (
                Case._open_domain(self.company_id)
                | (Domain("state", "=", "closed") & Domain("verdict", "=", "proven"))
            ),
            order="id",
        )
        if not cases:
            return {}
        Statement = self.env["keqing.rebate.statement"]
        counting = Statement._find_counting(self.program_id.sudo(), cases.line_ids.product_id)
        touching = cases.filtered(lambda case: case.line_ids.product_id & counting)
        unmet = {}
        for customer, theirs in touching.grouped("partner_id").items():
            undecided = theirs.filtered(lambda case: case.state != "closed")
            percent = None if undecided else min(sum(theirs.mapped("forfeit_percent")), 100)
            if percent != 0:
                unmet[customer.id] = {
                    "case": ", ".join((undecided or theirs).mapped("name")),
                    "percent": percent,
                }
        return unmet

    def _say_unmet_case(self, fact):
        if fact["percent"] is None:
            return self.env._("%s is open", fact["case"])
        return self.env._(
            "%(case)s was proven: %(percent)s%%", case=fact["case"], percent=f"{fact['percent']:g}"
        )

    def _stop(self, row, fact):
        """By the verdict: all of it waits while there is none, so many percent are lost by it."""
        if self.kind != "case":
            return super()._stop(row, fact)
        if fact["percent"] is None:
            stopped = row["payable"]
            row["held"] += stopped
        else:
            digits = self.company_id.currency_id.decimal_places
            lost = cents(row["balance"] * exact(fact["percent"]) / 100, digits)
            stopped = min(exact(lost), row["payable"])
            row["forfeited"] += stopped
        row["payable"] -= stopped
        row["stopped"].append({"condition": self.id, "fact": fact, "amount": float(stopped)})
        return None

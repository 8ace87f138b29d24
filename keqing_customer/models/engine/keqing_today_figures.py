# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import date_utils, formatLang

BADGE = ["code", "name", "color"]


class KeqingToday(models.AbstractModel):
    """What was sold this month, and how customers are graded."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [
            *super()._get_sections(),
            self._figures(self._get_sales_figures),
            self._figures(self._get_grade_figures),
        ]

    def _get_sales_figures(self):
        """Sales of the month so far, and of the same days of the month before.

        Of the invoices that the user may see; absent without the right to see any.
        """
        Move = self.env["account.move"]
        if not Move.has_access("read"):
            return
        today = self.env.company._get_keqing_today()
        start = date_utils.start_of(today, "month")
        month = relativedelta(months=1)
        this, last = (
            self._sales_domain(start, today),
            self._sales_domain(start - month, today - month),
        )
        by_day = Move._read_group(this | last, ["invoice_date:day"], ["amount_untaxed_signed:sum"])
        sold = sum(amount for day, amount in by_day if day >= start)
        before = sum(amount for day, amount in by_day if day < start)
        yield {
            "text": self.env._("Sales this month"),
            "amount": self._money(sold),
            "note": self.env._(
                "Same days of last month: %(amount)s%(change)s",
                amount=self._money(before),
                change=f" ({formatLang(self.env, 100 * (sold - before) / before, digits=0)} %)"
                if before > 0
                else "",
            ),
            "action": self.env["keqing.indicator"]._view_documents(
                self.env._("Sales this month"), "account.move", this
            ),
        }

    def _sales_domain(self, since, until):
        Indicator = self.env["keqing.indicator"]
        return (
            Domain("company_id", "=", self.env.company.id)
            & Indicator._sale_domain()
            & Indicator._dated("invoice_date", (since, until))
        )

    def _get_grade_figures(self):
        """How many customers have which grade, and how many rose and fell at last."""
        Partner = self.env["res.partner"]
        groups = Partner._read_group(
            Domain("keqing_grade_id", "!=", False),
            ["keqing_grade_id", "keqing_grade_trend"],
            ["__count"],
        )
        by_grade, by_trend = {}, {}
        for grade, trend, count in groups:
            by_grade[grade] = by_grade.get(grade, 0) + count
            by_trend[trend] = by_trend.get(trend, 0) + count
        # all at once, also those that other sections speak of
        self.env["keqing.grade"].search_fetch([], ["scale_id", "sequence", *BADGE])
        for grade, count in sorted(
            by_grade.items(), key=lambda each: (each[0].scale_id.id, each[0].sequence)
        ):
            yield {
                "text": self.env._("Customers") if grade.name == grade.code else grade.name,
                "grade": grade._badge(),
                "amount": str(count),
                "action": self._customers_action(
                    grade.name, Domain("keqing_grade_id", "=", grade.id)
                ),
            }
        for trend, text in (
            ("up", self.env._("Risen at the last evaluation")),
            ("down", self.env._("Fallen at the last evaluation")),
        ):
            if by_grade:
                yield {
                    "text": text,
                    "amount": str(by_trend.get(trend, 0)),
                    "trend": trend,
                    "action": self._customers_action(
                        text, Domain("keqing_grade_trend", "=", trend)
                    ),
                }

    @api.model
    def _customers_action(self, name, domain):
        """Our own list of some customers."""
        view = self._xml_id
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "res.partner",
            "views": [
                (view("keqing_customer.customer_view_list"), "list"),
                (view("keqing_customer.customer_view_kanban"), "kanban"),
                (view("base.view_partner_form"), "form"),
            ],
            "search_view_id": [view("keqing_customer.customer_view_search"), name],
            "domain": list(domain),
        }

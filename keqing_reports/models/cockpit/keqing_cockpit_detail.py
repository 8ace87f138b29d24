# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.keqing_customer.tools.period import period_around

MOVERS = 5
MONTHS = 12


class KeqingCockpit(models.AbstractModel):
    """One KPI in detail: month by month, group by group, and whose figures moved most."""

    _inherit = "keqing.cockpit"

    def _get_detail(self, asked):
        kpi, company = asked.kpi, self.env.company
        ways = [
            {"name": name, "title": title}
            for name, title in self._get_ways().items()
            if kpi._can_be_by(name, company, asked.period)
        ]
        by = asked.by if asked.by in [way["name"] for way in ways] else ways[0]["name"]
        return {
            "kpi_id": kpi.id,
            "name": kpi.name,
            "by": by,
            "way_title": self._get_ways()[by],
            "ways": ways,
            "months": self._as_chart(
                kpi._get_table("month", self._get_year(asked), territory=asked.territory)
            ),
            "groups": self._as_list(
                kpi, kpi._get_table(by, asked.period, territory=asked.territory)
            ),
            "movers": self._get_movers(asked),
        }

    def _get_year(self, asked):
        """The twelve months that end with the period's last one."""
        first = period_around("month", asked.period[1])[0]
        return first - relativedelta(months=MONTHS - 1), asked.period[1]

    def _as_chart(self, table):
        """A line for each column.

        :return: ``{"labels", "series": [{"of", "label", "values", "texts", "drills"}]}``
        """
        columns = list(enumerate(table["columns"]))
        series = [
            {
                "of": column["of"],
                "label": column["label"],
                **{
                    name: [row[name][at] for row in table["rows"]]
                    for name in ("values", "texts", "drills")
                },
            }
            for at, column in columns
        ]
        return {
            "labels": [row["label"] for row in table["rows"]],
            "series": [each for each in series if each["of"] != "target" or any(each["values"])],
        }

    def _as_list(self, kpi, table):
        """The rows, each with its value, what it was and how it changed."""
        at = {column["of"]: position for position, column in enumerate(table["columns"])}
        return [
            {
                "label": row["label"],
                "level": row["level"],
                "is_partial": row["is_partial"],
                "text": row["texts"][at["value"]],
                "drill": row["drills"][at["value"]],
                **{
                    name: {
                        "text": row["texts"][at[name]],
                        "drill": row["drills"][at[name]],
                        "change": kpi._get_change(
                            row["values"][at["value"]], row["values"][at[name]]
                        ),
                    }
                    for name in ("before", "last_year")
                },
            }
            for row in table["rows"]
        ]

    # Whose figures moved most

    def _get_moved_indicator(self, kpi):
        """What is compared from customer to customer: the KPI's if it adds up, else purchases."""
        company = self.env.company
        if not kpi.denominator_id and kpi._adds_up(kpi.numerator_id, company):
            return kpi.numerator_id
        return self.env.ref("keqing_customer.indicator_purchase_amount", False)

    def _get_movers(self, asked):
        """Those whose figure rose most and fell most, as the engine tells it of each customer.

        :return: dict: ``title`` and ``up``, ``down``, lists of dicts ``name``, ``text``,
            ``change``, ``action``; False if there is nothing to compare
        """
        company = self.env.company
        indicator = self._get_moved_indicator(asked.kpi)
        if not indicator:
            return False
        periods = asked.kpi._get_periods(company, asked.period)
        base = getattr(periods, asked.against)
        domain = asked.kpi._visible_domain(company, periods.now[1], asked.territory)
        members = indicator._members_sql(company, "all", periods.now[1], domain)
        rows = self.env.execute_query(
            SQL(
                """WITH mover AS MATERIALIZED (
                       SELECT partner_id, now.value_0 AS value,
                              now.value_0 - base.value_0 AS change
                         FROM (%s) now JOIN (%s) base USING (partner_id)
                        WHERE now.value_0 != base.value_0)
                   (SELECT partner_id, value, change FROM mover WHERE change > 0
                  ORDER BY change DESC, partner_id LIMIT %s)
                   UNION ALL
                   (SELECT partner_id, value, change FROM mover WHERE change < 0
                  ORDER BY change, partner_id LIMIT %s)""",
                indicator._facts_sql(members, company, *periods.now),
                indicator._facts_sql(members, company, *base),
                MOVERS,
                MOVERS,
            )
        )
        # sudo: they are the user's to see, by the domain
        customers = self.env["res.partner"].sudo().browse(row[0] for row in rows)
        customers.fetch(["name"])
        currency = company.currency_id
        told = [
            {
                "name": customer.name,
                "text": indicator._format_value(float(value), currency),
                "change": self._signed(indicator, float(change), currency),
                "rises": change > 0,
                "action": {
                    "type": "ir.actions.act_window",
                    "res_model": "res.partner",
                    "res_id": customer.id,
                    "views": [[False, "form"]],
                },
            }
            for customer, (__, value, change) in zip(customers, rows, strict=True)
        ]
        return {
            "title": indicator.name,
            "up": [each for each in told if each["rises"]],
            "down": [each for each in told if not each["rises"]],
        }

    def _signed(self, indicator, change, currency):
        text = indicator._format_value(change, currency)
        return f"+{text}" if change > 0 else text

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass

from babel.dates import format_skeleton
from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import get_lang

from odoo.addons.keqing_customer.tools.period import period_around, same_period_last_year

# By what figures are told apart, and the model of a group
GROUPS = {
    "all": None,
    "month": None,
    "territory": "keqing.territory",
    "type": "keqing.customer.type",
    "holder": "res.users",
    "product": "product.product",
}
MOST_MONTHS = 36


@dataclass(frozen=True, eq=False)
class Row:
    """A row of a table of figures, before they are filled in."""

    label: str
    group: int | bool
    """Id of the territory, type, user or product; False for all and for none"""
    periods: dict
    """``{name of a column: (first day, last day)}``; a figure of no period is empty"""
    level: int = 0
    """How deep in its tree"""
    is_partial: bool = False
    """There are customers in it that are not the user's to see"""


class KeqingKpi(models.Model):
    """The one table that screen, paper and spreadsheet ask for."""

    _inherit = "keqing.kpi"

    def _get_table(self, by, period, *, territory=None, compare=True):
        """The figures of these KPIs in the user's company, a row for each group.

        They are of the customers that are the user's to see, in company currency. What is not over
        yet is told up to today, beside so much of what it is compared with; a target is that of
        all of the period. Values are not rounded; texts are, once.

        :param str by: a key of ``GROUPS``; a territory and a type have those below inside; who
            held a customer, and where, is of the last day; months stand beside the whole month of
            last year, and those to come are empty
        :param period: (first day, last day)
        :param territory: only of customers that lay in it, or below, on the last day
        :param bool compare: beside the period before, last year and the target
        :return: dict: ``by``; ``periods`` (:class:`Periods`); ``columns``, a list of dicts ``kpi``
            (record), ``of`` (``value``, ``before``, ``last_year`` or ``target``), ``label``,
            ``unit``, ``digits``; ``rows``, a list of dicts ``group``, ``label``, ``level``,
            ``is_partial`` as of :class:`Row` and, for each column, ``values`` (float or None),
            ``texts``, ``is_planned`` (a target that adds up day by day), and ``drills`` (arguments
            for :meth:`action_view_documents` of the column's KPI; None where there are no
            documents, or none that the user may open)
        :raise UserError: if none of these can be told apart so
        """
        company = self.env.company
        periods = self._get_periods(company, period)
        names = ["value", "before", "last_year", "target"] if compare else ["value"]
        if by == "month":
            names = [name for name in names if name != "before"]
        kpis = self.filtered(lambda kpi: kpi._can_be_by(by, company, period))
        if self and not kpis:
            raise UserError(
                self.env._("“%s” is about customers, not about products.", self[0].name)
            )
        rows = self._month_rows(period) if by == "month" else None
        told = dict(zip(("value", "before", "last_year"), periods, strict=True))
        asked = (
            [row.periods[name] for row in rows for name in names if name in row.periods]
            if rows
            else [told[name] for name in names if name in told]
        )
        engine_by = "all" if by == "month" else by
        figures = kpis._read_figures(company, asked, engine_by, territory)
        if rows is None:
            rows = self._group_rows(by, figures, {**told, "target": period})
        columns = [(kpi, name) for kpi in kpis for name in names]
        plans = kpis._find_plans(by, rows, territory) if compare else {}
        is_of_all = by in ("all", "month") and not territory and self._sees_all()
        targets = {
            (kpi, row): plans.get((kpi, row), kpi._get_target(row.periods["target"], is_of_all))
            for kpi in kpis
            for row in rows
            if compare
        }
        openable = kpis._find_openable(company, periods.now)
        return {
            "by": by,
            "periods": periods,
            "columns": [kpi._describe_column(name, company) for kpi, name in columns],
            "rows": [
                {
                    "group": row.group,
                    "label": row.label,
                    "level": row.level,
                    "is_partial": row.is_partial,
                    "is_planned": [
                        name == "target" and (kpi, row) in plans for kpi, name in columns
                    ],
                    **self._fill_row(
                        row, columns, figures, targets, openable, (engine_by, territory)
                    ),
                }
                for row in rows
            ],
        }

    def _fill_row(self, row, columns, figures, targets, openable, whose):
        currency = self.env.company.currency_id
        by, territory = whose
        values, texts, drills = [], [], []
        for kpi, name in columns:
            period = row.periods.get(name)
            if name == "target":
                value = targets[kpi, row]
            else:
                value = period and kpi._read_value(figures, period, row.group)
            is_empty = value is None and (name == "target" or not period)
            values.append(value)
            texts.append("" if is_empty else kpi._format_value(value, currency))
            can_open = name != "target" and value is not None and kpi in openable
            drills.append(kpi._drill(by, row.group, period, territory) if can_open else None)
        return {"values": values, "texts": texts, "drills": drills}

    def _describe_column(self, name, company):
        words = {
            "value": self.name,
            "before": self.env._("The period before"),
            "last_year": self.env._("Last year"),
            "target": self.env._("Target"),
        }
        return {
            "kpi": self,
            "of": name,
            "label": words[name],
            "unit": self.unit,
            "digits": self._shown_digits(company.currency_id),
        }

    def _can_be_by(self, by, company, period):
        """Whether the documents of all its parts tell such groups apart; products not all do."""
        self.ensure_one()
        return by != "product" or all(
            hasattr(part, f"_product_source_{part._get_measure(company, *period).source}")
            for part in self.numerator_id | self.denominator_id
        )

    def _find_plans(self, by, rows, territory):
        """Targets of rows that are planned elsewhere, and go before the KPI's own.

        :return: ``{(KPI, Row): number}``
        """
        return {}

    # Rows

    def _month_rows(self, period):
        """:raise UserError: for more months than anybody reads"""
        today = self.env.company._get_keqing_today()
        rows = []
        first = period[0].replace(day=1)
        while first <= period[1]:
            if len(rows) == MOST_MONTHS:
                raise UserError(
                    self.env._("These are more than %s months. Choose fewer.", MOST_MONTHS)
                )
            month = period_around("month", first)
            periods = {"last_year": same_period_last_year(*month), "target": month}
            if first <= today:
                periods["value"] = (first, min(month[1], today))
            label = format_skeleton("yMMM", first, locale=get_lang(self.env).code)
            rows.append(Row(label, False, periods))
            first += relativedelta(months=1)
        return rows

    def _group_rows(self, by, figures, periods):
        """A row for each group that has any figure, in the order in which people look for them."""
        if by == "all":
            label = self.env._("All customers")
            if not self._sees_all():
                label = self.env._("Your customers")
            return [Row(label, False, periods)]
        ids = {group for each in figures.values() for group in each}
        records = self.env[GROUPS[by]].with_context(active_test=False)
        # sudo: what colleagues, territories and products are called is no secret
        records = records.browse(ids - {False}).sudo().exists()
        rows = [
            Row(
                record.display_name if by == "product" else record.name,
                record.id,
                periods,
                level,
                self._is_partial(by, record),
            )
            for record, level in self._in_order(by, records, figures)
        ]
        if False in ids:
            words = {
                "territory": self.env._("No territory"),
                "type": self.env._("No type"),
                "holder": self.env._("Nobody"),
                "product": self.env._("No product"),
            }
            rows.append(Row(words[by], False, periods))
        return rows

    def _in_order(self, by, records, figures):
        """Trees from the root down, people by name, products by the first figure.

        :return: ``[(record, level)]``
        """
        if by in ("territory", "type"):
            return self._as_tree(records)
        if by == "holder":
            return [(each, 0) for each in records.sorted(lambda each: (each.name, each.id))]
        values = next(iter(figures.values()), {})
        known = {group: figure.value or 0 for group, figure in values.items()}
        return [
            (each, 0) for each in records.sorted(lambda each: (-known.get(each.id, 0), each.id))
        ]

    def _as_tree(self, records):
        """Nodes of a tree in its order: ``[(node, how many of these lie above it)]``"""
        paths = {
            record: [int(each) for each in record.parent_path.split("/")[:-1]] for record in records
        }
        # sudo: in which order what lies above stands is no secret
        above = records.sudo().browse({each for path in paths.values() for each in path})
        places = {node.id: (node.sequence, node.id) for node in above}
        ids = set(records.ids)
        return [
            (record, sum(each in ids for each in paths[record]) - 1)
            for record in sorted(paths, key=lambda each: [places[node] for node in paths[each]])
        ]

    def _is_partial(self, by, record):
        """A territory of which the user sees own customers alone."""
        return (
            by == "territory"
            and not self._sees_all()
            and self.env.user not in record.access_user_ids
        )

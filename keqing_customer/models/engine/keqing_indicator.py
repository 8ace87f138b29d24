# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, formatLang

from ...fields import BoundedFloat
from ...measure import Measure
from ...tools.exact import round_to
from ...tools.period import MONTHS


class KeqingIndicator(models.Model):
    """One fact about one customer over one period.

    *Measured* ones come from documents, by the method ``_measure_<measure>``; *assessed* ones are
    entered by a person as :class:`keqing.assessment`. Other modules add to the field ``measure``
    and bring the method; the engine needs to know nothing else.
    """

    _name = "keqing.indicator"
    _description = "Indicator"
    _inherit = ["keqing.coded.catalogue.mixin"]

    code = fields.Char(required=True, index=False)
    description = fields.Text(translate=True, help="What it says about a customer, and its source.")

    # What it means
    unit = fields.Selection(
        selection=[
            ("money", "Amount in company currency"),
            ("count", "Number"),
            ("days", "Days"),
            ("percent", "Percent"),
            ("flag", "Yes or no"),
            ("mark", "Mark"),
            ("grade", "Grade"),
        ],
        default="count",
        required=True,
    )
    better = fields.Selection(
        selection=[("higher", "Higher is better"), ("lower", "Lower is better")],
        default="higher",
        required=True,
    )

    # Where it comes from
    kind = fields.Selection(
        selection=[("measured", "Measured"), ("assessed", "Assessed")],
        default="measured",
        required=True,
    )
    measure = fields.Selection(
        selection=[("purchase_amount", "Purchase amount")],
        help="What a measured indicator counts.",
    )
    mark_min = BoundedFloat(low=-1000000, high=1000000, string="Lowest Mark", default=1.0)
    mark_max = BoundedFloat(low=-1000000, high=1000000, string="Highest Mark", default=5.0)
    window = fields.Selection(
        selection=[
            ("period", "The period under evaluation"),
            ("year", "Twelve months up to the period's end"),
            ("history", "All history up to the period's end"),
        ],
        default="period",
        required=True,
        help="The days whose documents or assessments count.",
    )
    absent_is_zero = fields.Boolean(
        string="Nothing Means Zero",
        help="A customer without any such document has the value zero, e.g. bought for nothing. "
        "Otherwise the value is unknown and takes no part in the score.",
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "Another indicator has this code already.")
    _measured_has_measure = models.Constraint(
        "CHECK (kind = 'assessed' OR measure IS NOT NULL OR active IS NOT TRUE)",
        "Choose what the indicator measures, or make it an assessed one.",
    )
    _marks_ordered = models.Constraint(
        "CHECK (kind = 'measured' OR mark_min < mark_max)",
        "The highest mark must be above the lowest.",
    )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        copies = self.with_context(active_test=False).search([("code", "like", "_copy")])
        codes = set(copies.mapped("code"))
        for indicator, vals in zip(self, vals_list, strict=True):
            code = f"{indicator.code}_copy"
            while code in codes:
                code += "_copy"
            codes.add(code)
            vals.setdefault("code", code)
        return vals_list

    @api.constrains("measure")
    def _check_measure(self):
        for indicator in self.filtered("measure"):
            if indicator._is_gone():
                raise ValidationError(
                    self.env._(
                        "Nothing here can measure “%(indicator)s” any more: its module is gone. "
                        "Archive the indicator or make it an assessed one.",
                        indicator=indicator.name,
                    )
                )

    @api.constrains("measure", "window")
    def _check_window(self):
        for indicator in self._needing("first_day"):
            if indicator.window == "history":
                raise ValidationError(
                    self.env._(
                        "“%(indicator)s” counts or compares the days of its window, and all "
                        "history has no first one. Choose the period or twelve months.",
                        indicator=indicator.name,
                    )
                )

    def _needing(self, word):
        """Those of these whose measure says that it needs something, see :func:`needs`."""
        needing = {
            name
            for name in {f"_measure_{each.measure}" for each in self.filtered("measure")}
            for body in type(self).__mro__
            if word in getattr(vars(body).get(name), "_keqing_needs", ())
        }
        return self.filtered(lambda each: f"_measure_{each.measure}" in needing)

    def _format_value(self, value, currency):
        """A value as people read it, in the language of the environment.

        :param value: number, or None when unknown
        :param currency: the company's, for amounts
        """
        self.ensure_one()
        if value is None:
            return self.env._("unknown")
        match self.unit:
            case "money":
                return currency.format(value)
            case "days":
                return self.env._("%s days", formatLang(self.env, value, digits=0))
            case "percent":
                return f"{formatLang(self.env, value, digits=1)} %"
            case "flag":
                return self.env._("yes") if value else self.env._("no")
            case "mark":
                return f"{value:g} / {self.mark_max:g}"
        return formatLang(self.env, value, digits=0 if float(value).is_integer() else 2)

    def _can_be(self, value):
        """Whether a value is one that the indicator can have at all."""
        self.ensure_one()
        if self.kind == "assessed":
            return self.mark_min <= value <= self.mark_max
        match self.unit:
            case "flag":
                return value in (0, 1)
            case "count":
                return value >= 0
        return True

    def _shown_digits(self, currency):
        """Decimals that people read of a value; a module with a unit of its own adds them here."""
        self.ensure_one()
        match self.unit:
            case "money":
                return currency.decimal_places
            case "count" | "days" | "flag":
                return 0
            case "percent":
                return 1
        return 2

    def _format_bound(self, value, currency, rounding):
        """A value beside a limit as text, rounded to the side where what is read is true.

        A percentage has two decimals where one would not be exact.

        :param rounding: ``ROUND_CEILING`` or ``ROUND_FLOOR`` of Python's decimal
        """
        digits = self._shown_digits(currency)
        if self.unit == "percent" and round(value, digits) != value:
            digits += 1
        rounded = round_to(value, digits, rounding)
        if self.unit == "percent":
            return f"{formatLang(self.env, float(rounded), digits=digits)} %"
        return self._format_value(float(rounded), currency)

    def _window_dates(self, date_from, date_to):
        """First and last day that count for a period; the first is None for all history."""
        self.ensure_one()
        if self.window == "period":
            return date_from, date_to
        if self.window == "year":
            return date_to + relativedelta(days=1, months=-MONTHS["year"]), date_to
        return None, date_to

    def _get_measure(self, company, date_from, date_to):
        """:return: the :class:`Measure` of one indicator for a period of a company"""
        self.ensure_one()
        since, until = self._window_dates(date_from, date_to)
        if self.kind == "assessed":
            return self._measure_assessed(company, since, until)
        if self._is_gone():
            return Measure("nothing", SQL("NULL"), until)
        return getattr(self, f"_measure_{self.measure}")(company, since, until)

    def _source_nothing(self, company, since, until):
        return SQL("SELECT NULL::int AS partner_id WHERE FALSE")

    def _measure_assessed(self, company, date_from, date_to):
        """The latest assessment in the window."""
        return Measure(
            source="assessment",
            value=SQL(
                "(array_agg(fact.value ORDER BY fact.date DESC, fact.id DESC)"
                " FILTER (WHERE fact.indicator_id = %s AND %s))[1]",
                self.id,
                self._in_window(date_from, date_to),
            ),
            since=date_from,
        )

    def _source_assessment(self, company, since, until):
        return SQL(
            """SELECT partner_id, id, indicator_id, date, value
                 FROM keqing_assessment
                WHERE company_id IN %s AND active AND indicator_id IN %s AND %s""",
            company._get_keqing_branch_ids(),
            tuple(self.ids),
            self._in_window(since, until, alias="keqing_assessment"),
        )

    def _in_window(self, date_from, date_to, alias="fact"):
        """Condition that a row's ``date`` lies in a window, both ends inside."""
        column = SQL.identifier(alias, "date")
        if date_from is None:
            return SQL("%s <= %s", column, date_to)
        return SQL("%s BETWEEN %s AND %s", column, date_from, date_to)

    def _measured_sources(self, company, date_from, date_to):
        """Sources of these indicators with the measures read off each.

        :return: ``{source name: [(position in self, Measure)]}``
        """
        sources = {}
        for position, indicator in enumerate(self):
            measure = indicator._get_measure(company, date_from, date_to)
            sources.setdefault(measure.source, []).append((position, measure))
        return sources

    def _facts_sql(self, population, company, date_from, date_to):
        """One SELECT with the values of these indicators for everybody in ``population``.

        :param SQL population: SELECT with the column ``partner_id``
        :return: SELECT with the columns ``partner_id``, ``value_0``, ``value_1`` … (numeric, in the
            order of ``self``, NULL where nothing is known)
        """
        measures = {
            f"value_{position}": indicator._get_measure(company, date_from, date_to)
            for position, indicator in enumerate(self)
        }
        absent_is_zero = {
            f"value_{position}" for position, each in enumerate(self) if each.absent_is_zero
        }
        return self._measures_sql(population, company, date_to, measures, absent_is_zero)

    def _measures_sql(
        self, population, company, date_to, measures, absent_is_zero=(), customers=None
    ):
        """One SELECT with the values of some measures for everybody in ``population``.

        Each source is scanned once, whatever the number of measures and of customers.

        :param SQL population: SELECT with the column ``partner_id``
        :param dict measures: ``{column: Measure}``
        :param absent_is_zero: columns where nothing means zero
        :param customers: only theirs, found by index, where each source knows how to; all if None
        :return: SELECT with ``partner_id`` and a numeric column for each of ``measures``
        """
        sources = {}
        for name, measure in measures.items():
            sources.setdefault(measure.source, {})[name] = measure
        narrow = {} if customers is None else {"customers": customers}
        ctes, joins = [], []
        for source, read in sources.items():
            starts = [measure.since for measure in read.values()]
            since = None if None in starts else min(starts)
            rows = getattr(self, f"_source_{source}")(company, since, date_to, **narrow)
            values = [
                SQL("(%s)::numeric AS %s", measure.value, SQL.identifier(name))
                for name, measure in read.items()
            ]
            joins.append(SQL("LEFT JOIN %s USING (partner_id)", SQL.identifier(f"source_{source}")))
            if shares := [name for name, measure in read.items() if measure.is_share]:
                place = self._territory_sql(SQL("fact.partner_id"), date_to)
                values.append(SQL("%s AS territory_id", place))
                joins.append(self._share_joins(source, shares))
            ctes.append(
                SQL(
                    "%s AS (SELECT fact.partner_id, %s FROM (%s) fact GROUP BY fact.partner_id)",
                    SQL.identifier(f"source_{source}"),
                    SQL(", ").join(values),
                    rows,
                )
            )
        columns = [
            SQL(
                "COALESCE(%(value)s, 0) AS %(column)s"
                if name in absent_is_zero
                else "%(value)s AS %(column)s",
                value=self._share_sql(name) if measure.is_share else SQL.identifier(name),
                column=SQL.identifier(name),
            )
            for name, measure in measures.items()
        ]
        return SQL(
            "WITH %s SELECT partner_id, %s FROM (%s) population %s",
            SQL(", ").join(ctes),
            SQL(", ").join(columns),
            population,
            SQL(" ").join(joins),
        )

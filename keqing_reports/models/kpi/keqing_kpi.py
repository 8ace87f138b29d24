# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.keqing_customer.fields import BoundedFloat

# What adds up over customers, and so may be divided by something that does
SUMMED_UNITS = ("money", "count")
# How a group of customers has what a single one answers by these
GROUP_UNITS = {"flag": "percent", "grade": "mark"}


class KeqingKpi(models.Model):
    """What a company watches: an indicator over a group of customers, or a ratio of two of them.

    The figures are those of the engine, see :meth:`keqing.indicator._get_group_figures`: screen,
    paper and spreadsheet have no definition of their own.
    """

    _name = "keqing.kpi"
    _description = "KPI"
    _inherit = ["keqing.coded.catalogue.mixin"]

    description = fields.Text(translate=True, help="What it tells, and what to do about it.")

    # What it is
    numerator_id = fields.Many2one(
        comodel_name="keqing.indicator",
        string="Figure",
        required=True,
        index=True,
        ondelete="restrict",
        help="Over a group of customers: what adds up is added up, what a customer is like is "
        "averaged.",
    )
    denominator_id = fields.Many2one(
        comodel_name="keqing.indicator",
        string="Divided By",
        index="btree_not_null",
        ondelete="restrict",
        help="The sum of the one by the sum of the other, never a mean of ratios.",
    )
    unit = fields.Selection(
        selection=[
            ("money", "Amount in company currency"),
            ("count", "Number"),
            ("days", "Days"),
            ("percent", "Percent"),
            ("mark", "Mark"),
        ],
        compute="_compute_unit",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    better = fields.Selection(
        selection=[("higher", "Higher is better"), ("lower", "Lower is better")],
        compute="_compute_better",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )

    # What it is to be
    has_target = fields.Boolean(string="Target")
    target = BoundedFloat(string="Value to Reach")
    target_basis = fields.Selection(
        selection=[("any", "in any period"), ("month", "each month")],
        default="any",
        required=True,
        help="A percentage or an average is the same for a month and a year; an amount or a "
        "number adds up from month to month.",
    )

    # Who sees it
    group_ids = fields.Many2many(
        comodel_name="res.groups",
        string="Shown To",
        help="Who has one of these rights; everybody with a role if empty. Each sees the figures "
        "of the customers that are his or hers to see.",
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "Another KPI has this code already.")

    # The month so far, as people read it
    value_text = fields.Char(string="This Month So Far", compute="_compute_texts")
    before_text = fields.Char(string="Same Days of Last Month", compute="_compute_texts")
    last_year_text = fields.Char(string="Same Days of Last Year", compute="_compute_texts")
    can_open = fields.Boolean(compute="_compute_can_open")

    @api.depends("numerator_id", "denominator_id")
    def _compute_unit(self):
        for kpi in self:
            unit = kpi.numerator_id.unit
            kpi.unit = "percent" if kpi.denominator_id else GROUP_UNITS.get(unit, unit) or "count"

    @api.depends("numerator_id")
    def _compute_better(self):
        for kpi in self:
            kpi.better = kpi.numerator_id.better or kpi.better or "higher"

    @api.depends_context("uid", "company", "allowed_company_ids", "lang")
    @api.depends("numerator_id", "denominator_id", "unit")
    def _compute_texts(self):
        """Of those that are stored: what a new one would be is not known to be one yet."""
        names = ("value", "before", "last_year")
        for kpi in self:
            for name in names:
                kpi[f"{name}_text"] = False
        stored = self.filtered("id")
        if stored:
            month = self._get_month(self.env.company)
            table = stored._get_table("all", month)
            for column, text in zip(table["columns"], table["rows"][0]["texts"], strict=True):
                if column["of"] in names:
                    column["kpi"][f"{column['of']}_text"] = text

    @api.depends_context("uid", "company")
    @api.depends("numerator_id")
    def _compute_can_open(self):
        company = self.env.company
        openable = self.filtered("id")._find_openable(company, self._get_month(company))
        for kpi in self:
            kpi.can_open = kpi in openable

    @api.constrains("numerator_id", "denominator_id")
    def _check_parts(self):
        """Refuse what a group of customers has not, and quotients of what does not add up."""
        for kpi in self:
            company = self.env.company
            today = company._get_keqing_today()
            parts = kpi.numerator_id | kpi.denominator_id
            for part in parts:
                measure = part._get_measure(company, today, today)
                if measure.is_share:
                    raise ValidationError(
                        self.env._(
                            "“%(indicator)s” is a customer's share of its region, which a group of "
                            "customers has not. Choose the figure that is shared for “%(kpi)s”.",
                            indicator=part.name,
                            kpi=kpi.name,
                        )
                    )
                if kpi.denominator_id and not kpi._adds_up(part, company):
                    raise ValidationError(
                        self.env._(
                            "“%(indicator)s” does not add up over customers, so “%(kpi)s” cannot "
                            "divide by it or divide it. Choose amounts or numbers.",
                            indicator=part.name,
                            kpi=kpi.name,
                        )
                    )

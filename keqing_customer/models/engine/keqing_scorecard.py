# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.fields import Domain

from ...chosen import for_one
from ...fields import BoundedInteger

# Cut methods that judge one indicator instead of the score
INDICATOR_CUTS = ("share", "cumulative")


class KeqingScorecard(models.Model):
    """How indicators are weighed into a score and cut into grades, and for whom."""

    _name = "keqing.scorecard"
    _description = "Scorecard"
    _inherit = ["keqing.catalogue.mixin", "mail.thread", "mail.activity.mixin"]
    _check_company_auto = True

    name = fields.Char(tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    purpose = fields.Selection(
        selection=[
            ("grade", "Customer grade"),
            ("credit", "Credit rating"),
            ("relationship", "Relationship"),
            ("selection", "Selection of outlets"),
            ("segment", "Segments of customers"),
            ("honour", "Honour"),
        ],
        default="grade",
        required=True,
        tracking=True,
        help="What a confirmed result is used for.",
    )

    # Who is judged, and when
    customer_type_ids = fields.Many2many(
        comodel_name="keqing.customer.type",
        string="Customer Types",
        help="These types and the types below them; empty means all customers.",
    )
    territory_ids = fields.Many2many(
        comodel_name="keqing.territory",
        string="Territories",
        check_company=True,
        help="These territories and those below them; empty means all.",
    )
    period = fields.Selection(
        selection=[
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("half", "Half-year"),
            ("year", "Year"),
            ("rolling", "Last 12 months, every month"),
            ("week", "Week"),
            ("weeks_445", "4, 4 and 5 weeks"),
            ("fiscal_half", "Half of the fiscal year"),
            ("fiscal_year", "Fiscal year"),
        ],
        default="quarter",
        required=True,
        tracking=True,
        help="The fiscal year is that of the company's accounts. A year of 4, 4 and 5 weeks ends "
        "on the Sunday nearest to its end; a 53rd week is the last period's.",
    )
    auto_open = fields.Boolean(
        string="Open Automatically",
        default=True,
        help="When a period has ended, a run is computed and waits for somebody to confirm it.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        index="btree_not_null",
        check_company=True,
        default=lambda self: self.env.user,
        tracking=True,
        help="Is asked to confirm the runs.",
    )

    # How they are judged
    line_ids = fields.One2many(
        comodel_name="keqing.scorecard.line",
        inverse_name="scorecard_id",
        string="Indicators",
        copy=True,
    )
    weight_total = fields.Float(compute="_compute_weight_total", digits=(16, 2))
    scale_id = fields.Many2one(
        comodel_name="keqing.grade.scale",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self.env["keqing.grade.scale"].search([], limit=1),
    )
    cut_method = fields.Selection(
        selection=[
            ("score", "By score"),
            ("share", "By share of the territory"),
            ("quota", "By quota of customers"),
            ("cumulative", "By cumulative share"),
        ],
        default="score",
        required=True,
        tracking=True,
        help="By score: a grade needs so many points.\n"
        "By share: a grade needs such a share of the territory's purchases.\n"
        "By quota: the best so many percent of the customers by score.\n"
        "By cumulative share: the biggest customers that together make such a share (Pareto).",
    )
    cut_indicator_id = fields.Many2one(
        comodel_name="keqing.indicator",
        string="Cut By",
        compute="_compute_cut_indicator_id",
        store=True,
        readonly=False,
        domain="[('kind', '=', 'measured')]",
        help="The figure that decides the grade: the share itself, or the amount that cumulates.",
    )
    region_level = fields.Selection(
        selection=[
            ("0", "Its own territory, with those below it"),
            ("1", "First level: the top of its territories"),
            ("2", "Second level"),
            ("3", "Third level"),
            ("4", "Fourth level"),
        ],
        string="Compared Within",
        default="0",
        required=True,
        tracking=True,
        help="The region of a share is the customer's territory, or the one above it at this "
        "level; its total is all sales there, to whomever. Who is above that level is compared "
        "within its own territory.",
    )
    compares_regions = fields.Boolean(compute="_compute_compares_regions")
    band_ids = fields.One2many(
        comodel_name="keqing.scorecard.band",
        inverse_name="scorecard_id",
        string="Grades",
        compute="_compute_band_ids",
        store=True,
        readonly=False,
        copy=True,
    )

    # Mercy
    downgrade_after = BoundedInteger(
        low=1,
        high=120,
        default=1,
        required=True,
        help="A customer goes down only after so many periods in a row below the present grade.",
    )
    provisional_days = BoundedInteger(
        low=0,
        high=3650,
        help="A customer keeps the provisional grade for so many days after the first invoice. "
        "For a credit rating it is the best that such a customer can have without approval.",
    )
    provisional_grade_id = fields.Many2one(
        comodel_name="keqing.grade",
        domain="[('scale_id', '=', scale_id)]",
    )
    run_ids = fields.One2many(comodel_name="keqing.evaluation.run", inverse_name="scorecard_id")
    run_count = fields.Integer(compute="_compute_run_count")

    @api.depends("line_ids.weight")
    def _compute_weight_total(self):
        for scorecard in self:
            scorecard.weight_total = sum(scorecard.line_ids.mapped("weight"))

    @api.depends("scale_id")
    def _compute_band_ids(self):
        """A band for every grade of the scale, the last one without a lower bound."""
        for scorecard in self:
            grades = scorecard.scale_id.grade_ids
            if scorecard.band_ids.grade_id == grades:
                continue
            scorecard.band_ids = [Command.clear()] + [
                Command.create({"grade_id": grade.id}) for grade in grades
            ]

    @api.depends("cut_method")
    def _compute_cut_indicator_id(self):
        """Propose the share of the territory, or the purchase amount."""
        for scorecard in self:
            wanted = {"share": "territory_share", "cumulative": "purchase_amount"}.get(
                scorecard.cut_method
            )
            scorecard.cut_indicator_id = wanted and self.env["keqing.indicator"].search(
                [("measure", "=", wanted)], limit=1
            )

    @api.depends("line_ids.indicator_id", "cut_indicator_id", "cut_method")
    def _compute_compares_regions(self):
        for scorecard in self:
            asked = scorecard.line_ids.indicator_id
            if scorecard.cut_method in INDICATOR_CUTS:
                asked |= scorecard.cut_indicator_id
            scorecard.compares_regions = bool(asked._needing("territory"))

    @api.depends("run_ids")
    def _compute_run_count(self):
        counts = dict(
            self.env["keqing.evaluation.run"]._read_group(
                [("scorecard_id", "in", self.ids)], ["scorecard_id"], ["__count"]
            )
        )
        for scorecard in self:
            scorecard.run_count = counts.get(scorecard, 0)

    @for_one("read")
    def action_view_runs(self):
        """Open the runs of this scorecard."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_evaluation_run_action"
        )
        action["domain"] = [("scorecard_id", "=", self.id)]
        action["context"] = {"default_scorecard_id": self.id}
        return action

    def _get_verdict_field(self):
        """The field of res.partner that a confirmed verdict writes; None if it writes none.

        There is a field for the arrow beside it: ``x_trend`` for ``x_id``.
        """
        self.ensure_one()
        fields_by_purpose = {"grade": "keqing_grade_id", "credit": "keqing_credit_grade_id"}
        return fields_by_purpose.get(self.purpose)

    def _period_rule(self):
        """What the functions of ``tools.period`` ask for: the kind, and the fiscal year's end."""
        company = self.company_id or self.env.company
        year_end = int(company.fiscalyear_last_month), company.fiscalyear_last_day
        return {"kind": self.period or "quarter", "year_end": year_end}

    def _get_confirming_user(self):
        """Who is asked to confirm runs; who administers grades, where the responsible has left."""
        self.ensure_one()
        if self.user_id.active:
            return self.user_id
        managers = self.env.ref("keqing_customer.group_customer_admin").sudo().all_user_ids
        return managers.filtered(lambda user: user.active and self.company_id in user.company_ids)[
            :1
        ]

    def _population_domain(self):
        """The customers judged by this scorecard: commercial entities that we sell to."""
        self.ensure_one()
        domain = (
            Domain("active", "=", True)
            & Domain(self.env["res.partner"]._check_company_domain(self.company_id))
            & (Domain("is_company", "=", True) | Domain("parent_id", "=", False))
        )
        if self.customer_type_ids:
            domain &= Domain("keqing_customer_type_id", "child_of", self.customer_type_ids.ids)
        else:
            domain &= Domain("keqing_customer_type_id", "!=", False) | Domain(
                "customer_rank", ">", 0
            )
        if self.territory_ids:
            domain &= Domain("keqing_territory_id", "child_of", self.territory_ids.ids)
        return domain

    def _get_definition(self):
        """All that a computation needs to know of the scorecard, as plain data.

        A run keeps this copy, so that its results stay explained when the scorecard changes.

        :return: dict of JSON values; ``indicators`` are ids, one per line, and at the end the one
            that decides the cut if no line has it (with weight 0)
        """
        self.ensure_one()
        lines = [line._get_definition() for line in self.line_ids]
        cut_position = least_position = False
        if self.cut_method in INDICATOR_CUTS:
            cut_position = self._position_among(lines, self.cut_indicator_id)
        if asks_least := self.band_ids._ask_least_purchase():
            least_position = self._position_among(lines, self._get_purchase_indicator())
        return {
            "lines": lines,
            "cut_method": self.cut_method,
            "cut_position": cut_position,
            "least_position": least_position,
            "region_level": int(self.region_level),
            "bands": [
                {
                    "grade_id": band.grade_id.id,
                    "threshold": band.threshold,
                    "least": band.least_purchase if asks_least else 0,
                }
                for band in self.band_ids
            ],
            "downgrade_after": self.downgrade_after,
            "provisional_days": self.provisional_days,
            "provisional_grade_id": self.provisional_grade_id.id,
        }

    @api.model
    def _position_among(self, lines, indicator):
        """Where an indicator stands among the lines, at the end with weight 0 if nowhere yet."""
        ids = [line["indicator_id"] for line in lines]
        if indicator.id not in ids:
            lines.append({"indicator_id": indicator.id, "weight": 0, "curve": None})
            return len(ids)
        return ids.index(indicator.id)

    def _get_purchase_indicator(self):
        """What a least purchase is read off: the purchase amount of the period."""
        return self.env["keqing.indicator"].search(
            [("measure", "=", "purchase_amount"), ("window", "=", "period")], limit=1
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.keqing_customer.fields import BoundedInteger, BoundedMonetary
from odoo.addons.keqing_customer.tools.period import MONTHS, period_around
from odoo.addons.keqing_customer.wording import say_day

from ...tools.rebate import Terms

# What customers were promised: fixed as soon as the programme runs
TERMS = frozenset(
    {
        "company_id",
        "date_from",
        "date_to",
        "period",
        "claim_period",
        "grace_days",
        "customer_type_ids",
        "territory_ids",
        "grade_ids",
        "partner_ids",
        "agreement_type_ids",
        "product_ids",
        "category_ids",
        "tag_ids",
        "attribute_value_ids",
        "basis",
        "uom_id",
        "method",
        "rate_kind",
        "least",
        "most",
        "all_or_nothing",
        "tier_ids",
        "factor_ids",
        "condition_ids",
        "best_of",
        "indicator_id",
        "without_base_year",
        "mix_of",
        "is_shared",
    }
)
# What each basis may be paid by: (kinds of rate, and those that apply slice by slice)
RATES = {
    "amount": ({"percent", "unit", "lump"}, "percent"),
    "quantity": ({"percent", "unit", "lump"}, "unit"),
    "collected": ({"percent", "lump"}, "percent"),
    "growth": ({"percent", "lump"}, "percent"),
    "achievement": ({"percent", "unit", "lump"}, None),
    "mix": ({"percent", "unit", "lump"}, None),
    "indicator": ({"unit", "lump"}, "unit"),
}


class KeqingRebateProgram(models.Model):
    """What we promise customers for buying: to whom, for what, and how much of it.

    Its terms are fixed once it runs. Other terms are another version of it, from the first day of a
    period on: one period is judged by one set of terms.
    """

    _name = "keqing.rebate.program"
    _description = "Rebate Programme"
    _inherit = ["mail.thread", "mail.activity.mixin", "keqing.anchored.mixin"]
    _order = "state desc, date_from desc, id desc"
    _check_company_auto = True
    _waits = ("state", ("draft", "running"))
    _policy_key = ("name",)

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("running", "Running"), ("closed", "Closed")],
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default="draft",
        tracking=True,
    )

    # Since when
    previous_id = fields.Many2one(
        comodel_name="keqing.rebate.program",
        string="Follows",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The version whose terms hold until this one begins.",
    )
    origin_id = fields.Many2one(
        comodel_name="keqing.rebate.program",
        string="First Version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="What was stated under any version counts for all of them. Empty: this is the first.",
    )
    version = fields.Integer(readonly=True, copy=False, default=1, aggregator=None)

    # When
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._get_keqing_today().replace(month=1, day=1),
        tracking=True,
    )
    date_to = fields.Date(
        string="Until", tracking=True, help="The last day. Empty: until another version begins."
    )
    period = fields.Selection(
        selection=[
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("half", "Half-year"),
            ("year", "Year"),
            ("custom", "The whole term"),
        ],
        string="Adds Up Over",
        required=True,
        default="year",
        help="After it, the base begins at zero again.",
    )
    claim_period = fields.Selection(
        selection=[("month", "Month"), ("quarter", "Quarter"), ("half", "Half-year")],
        string="Stated Every",
        help="Statements in between are on what has added up so far, less what was stated before. "
        "Empty: once, after the period.",
    )
    grace_days = BoundedInteger(
        low=0,
        high=366,
        help="Payments until so many days after the period still count, where payments do.",
    )

    # How much
    basis = fields.Selection(
        selection=[
            ("amount", "Amount invoiced"),
            ("quantity", "Quantity invoiced"),
            ("collected", "Amount paid"),
            ("growth", "Growth on last year"),
            ("achievement", "Percent of the agreement's target"),
            ("mix", "Number of products or categories"),
            ("indicator", "An indicator"),
        ],
        required=True,
        default="amount",
        help="By what the tiers are reached: untaxed, less credit notes, of the products that "
        "count. A credit note counts in the period of the invoice that it reverses. A percentage "
        "is paid on the growth, or else on the amount invoiced.",
    )
    uom_id = fields.Many2one(
        comodel_name="uom.uom",
        string="Counted In",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.ref("uom.product_uom_unit", raise_if_not_found=False),
        help="Quantities are converted; what cannot be counted in it does not count.",
    )
    rate_kind = fields.Selection(
        selection=[
            ("percent", "Percent of the amount"),
            ("unit", "Amount per unit"),
            ("lump", "Lump sum"),
        ],
        string="Rate Is",
        required=True,
        default="percent",
    )
    method = fields.Selection(
        selection=[
            ("whole", "The reached rate on everything"),
            ("incremental", "Each rate on its own slice"),
        ],
        string="Rate Applies To",
        required=True,
        default="whole",
    )
    tier_ids = fields.One2many(
        comodel_name="keqing.rebate.tier", inverse_name="program_id", copy=True
    )
    factor_ids = fields.One2many(
        comodel_name="keqing.rebate.factor", inverse_name="program_id", copy=True
    )
    condition_ids = fields.One2many(
        comodel_name="keqing.rebate.condition",
        inverse_name="program_id",
        string="Conditions",
        copy=True,
    )
    least = BoundedMonetary(
        low=0, string="Not Paid Below", help="What comes to less in a period is not paid."
    )
    most = BoundedMonetary(
        low=0, string="At Most", help="In a period, to one customer. Zero: no limit."
    )
    all_or_nothing = fields.Boolean(help="Nothing below the highest tier.")
    director_from = BoundedMonetary(
        low=0,
        string="Director Confirms From",
        help="Statements that pay so much or more are confirmed by a director. Zero: managers "
        "confirm any.",
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)",
        "A programme cannot end before it begins.",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for program in self:
            program.display_name = (
                self.env._(
                    "%(name)s (version %(number)s)", name=program.name, number=program.version
                )
                if program.version > 1
                else program.name
            )

    @api.constrains("date_from", "date_to", "period", "claim_period")
    def _check_periods(self):
        """Begins and ends with a period, so that each is judged by one set of terms."""
        for program in self:
            if program.period == "custom":
                if not program.date_to or program.claim_period:
                    raise ValidationError(
                        self.env._(
                            "%s adds up over its whole term: enter its last day, and have it "
                            "stated once.",
                            program.display_name,
                        )
                    )
                continue
            first, __ = period_around(program.period, program.date_from)
            last = program.date_to and period_around(program.period, program.date_to)[1]
            if (program.date_from, program.date_to) != (first, last):
                raise ValidationError(program._tell_period(first, last))
            if program.claim_period and MONTHS[program.claim_period] >= MONTHS[program.period]:
                raise ValidationError(
                    self.env._(
                        "%s is stated more often than it begins anew, or once: leave it empty for "
                        "once.",
                        program.display_name,
                    )
                )

    def _tell_period(self, first, last):
        if not last:
            return self.env._(
                "%(program)s begins with a period: from %(first)s.",
                program=self.display_name,
                first=say_day(self.env, first),
            )
        return self.env._(
            "%(program)s begins and ends with a period: from %(first)s to %(last)s.",
            program=self.display_name,
            first=say_day(self.env, first),
            last=say_day(self.env, last),
        )

    @api.constrains("basis", "rate_kind", "method", "uom_id")
    def _check_rates(self):
        for program in self:
            kinds, sliced = RATES[program.basis]
            if program.rate_kind not in kinds:
                raise ValidationError(
                    self.env._(
                        "%s: an indicator is no amount of which a percentage could be paid. Pay a "
                        "lump sum, or an amount for each.",
                        program.display_name,
                    )
                    if program.basis == "indicator"
                    else self.env._(
                        "%s: what counts is money, and no number of units. Choose another rate, or "
                        "another basis.",
                        program.display_name,
                    )
                )
            if program.method == "incremental" and not sliced:
                raise ValidationError(
                    self.env._(
                        "%s: what decides on the tier is no amount that could be paid in slices. "
                        "Let the reached rate apply to everything.",
                        program.display_name,
                    )
                )
            if program.method == "incremental" and program.rate_kind != sliced:
                raise ValidationError(
                    self.env._(
                        "%s: slices of a quantity are paid per unit, those of an amount in "
                        "percent. Let the reached rate apply to everything, or change the rate.",
                        program.display_name,
                    )
                )
            counts_units = program.basis != "indicator" and "unit" in (program.rate_kind, sliced)
            if counts_units and not program.uom_id:
                raise ValidationError(
                    self.env._("%s: choose the unit to count in.", program.display_name)
                )

    def _check_open_to_change(self):
        """:raise UserError: for programmes whose terms hold already"""
        for program in self:
            if program.state != "draft":
                raise UserError(
                    self.env._(
                        "%s runs, and customers count on its terms. Make a new version from the "
                        "beginning of a period instead.",
                        program.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        self._programs_changed()
        return programs

    def write(self, vals):
        if not (TERMS.isdisjoint(vals) or self.env.su):
            self._check_open_to_change()
        written = super().write(vals)
        self._programs_changed()
        return written

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts(self):
        self._check_open_to_change()

    def _get_terms(self):
        """How a base becomes money, for :mod:`..tools.rebate`."""
        self.ensure_one()
        return Terms(
            tiers=tuple((tier.base_from, tier.rate) for tier in self.tier_ids.sorted("base_from")),
            method=self.method,
            rate=self.rate_kind,
            least=self.least,
            most=self.most or None,
            all_or_nothing=self.all_or_nothing,
        )

    def _get_period(self, day):
        """The period in which a day lies: (first day, last day)"""
        self.ensure_one()
        if self.period == "custom":
            return self.date_from, self.date_to
        return period_around(self.period, day)

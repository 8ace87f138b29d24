# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import date_utils

from ...fields import BoundedFloat, BoundedInteger, BoundedMonetary
from ...wording import say_day


class KeqingDevelopmentTarget(models.Model):
    """How many new customers are to be won where, of what kind and by when; and how many were.

    A customer is new on the day of its first invoice of the company. It counts for the territory
    that held it on that day, and for the type that it has.
    """

    _name = "keqing.development.target"
    _description = "Development Target"
    _inherit = ["mail.thread", "mail.activity.mixin", "keqing.anchored.mixin", "keqing.job.mixin"]
    _order = "date_from desc, territory_id, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # What part of the market, when, by whom
    territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    customer_type_id = fields.Many2one(
        comodel_name="keqing.customer.type",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="This type and those below it; empty means all.",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: date_utils.start_of(self.env.company._get_keqing_today(), "year"),
        tracking=True,
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: date_utils.end_of(self.env.company._get_keqing_today(), "year"),
        tracking=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        index="btree_not_null",
        check_company=True,
        compute="_compute_user_id",
        store=True,
        readonly=False,
        tracking=True,
    )
    parent_id = fields.Many2one(
        comodel_name="keqing.development.target",
        string="Part Of",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('id', '!=', id)]",
    )
    child_ids = fields.One2many(
        comodel_name="keqing.development.target", inverse_name="parent_id", string="Parts"
    )

    # The plan
    customer_count_planned = BoundedInteger(
        low=1,
        high=1000000,
        string="Planned Customers",
        required=True,
        tracking=True,
        aggregator="sum",
    )
    amount_planned = BoundedMonetary(
        low=0,
        string="Planned Amount",
        tracking=True,
        help="What the new customers are to buy in the year after their first invoice.",
    )
    quality_planned = BoundedFloat(
        low=0,
        high=100,
        string="Planned Quality",
        digits=(5, 1),
        tracking=True,
        help="Percent of those new customers that are graded who are to reach the grade beside.",
    )
    quality_grade_id = fields.Many2one(
        comodel_name="keqing.grade",
        string="Or Better",
        index="btree_not_null",
        default=lambda self: self.env.ref("keqing_customer.grade_b", raise_if_not_found=False),
    )

    # What came of it
    customer_count = fields.Integer(string="New Customers", compute="_compute_actuals")
    amount = fields.Monetary(string="First-Year Amount", compute="_compute_actuals")
    graded_count = fields.Integer(compute="_compute_actuals")
    quality = fields.Float(compute="_compute_actuals", digits=(5, 1))
    progress = fields.Float(compute="_compute_actuals", help="Percent of the planned customers.")
    time_progress = fields.Float(
        string="Time Gone", compute="_compute_time_progress", help="Percent of the days."
    )
    is_behind = fields.Boolean(compute="_compute_is_behind")
    milestone = fields.Integer(
        readonly=True,
        copy=False,
        help="Percent of the planned customers of which the people concerned have been told.",
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)", "A target cannot end before it begins."
    )

    @api.depends("territory_id", "customer_type_id", "date_from", "date_to")
    def _compute_display_name(self):
        for target in self:
            names = [target.territory_id.name, target.customer_type_id.name]
            days = (say_day(self.env, day) for day in (target.date_from, target.date_to))
            names.append(" – ".join(days))
            target.display_name = " · ".join(filter(None, names))

    @api.depends("territory_id")
    def _compute_user_id(self):
        for target in self:
            target.user_id = target.territory_id.manager_id or target.user_id

    @api.depends_context("uid")
    @api.depends(
        "company_id",
        "territory_id",
        "customer_type_id",
        "date_from",
        "date_to",
        "quality_grade_id",
        "customer_count_planned",
    )
    def _compute_actuals(self):
        actuals = self._actuals()
        for target in self:
            count, amount, graded, good = actuals.get(target._origin.id, (0, 0, 0, 0))
            target.customer_count = count
            target.amount = amount
            target.graded_count = graded
            target.quality = 100 * good / graded if graded else 0
            target.progress = 100 * count / (target.customer_count_planned or 1)

    @api.depends("company_id", "date_from", "date_to")
    def _compute_time_progress(self):
        for target in self:
            today = (target.company_id or self.env.company)._get_keqing_today()
            target.time_progress = 0
            if target.date_from and target.date_to:
                gone = (min(today, target.date_to) - target.date_from).days + 1
                days = (target.date_to - target.date_from).days + 1
                target.time_progress = max(0, 100 * gone / days)

    @api.depends_context("uid")
    @api.depends("progress", "time_progress")
    def _compute_is_behind(self):
        for target in self:
            target.is_behind = target.progress < min(100, target.time_progress)

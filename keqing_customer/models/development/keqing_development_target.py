# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import date_utils

from ...fields import BoundedFloat, BoundedInteger, BoundedMonetary


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
            names.append(f"{target.date_from or ''} – {target.date_to or ''}")
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

    @api.depends("progress", "time_progress")
    def _compute_is_behind(self):
        for target in self:
            target.is_behind = target.progress < min(100, target.time_progress)

    # What cannot be planned

    @api.constrains(
        "active",
        "company_id",
        "territory_id",
        "customer_type_id",
        "date_from",
        "date_to",
        "parent_id",
    )
    def _check_twins(self):
        """Refuse a second plan for the same: nobody could tell which of them counts."""
        for target in self.sudo().filtered("active"):  # sudo: also plans of others
            twins = self.sudo().search(
                [
                    ("company_id", "=", target.company_id.id),
                    ("territory_id", "=", target.territory_id.id),
                    ("customer_type_id", "=", target.customer_type_id.id),
                    ("date_from", "<=", target.date_to),
                    ("date_to", ">=", target.date_from),
                ]
            )
            for twin in twins - target - target._wholes():
                if target not in twin._wholes():
                    raise ValidationError(
                        self.env._(
                            "“%(target)s” overlaps with “%(twin)s”, which plans the same: change "
                            "the period, the type or the territory, or make one a part of the "
                            "other.",
                            target=target.display_name,
                            twin=twin.display_name,
                        )
                    )

    def _wholes(self):
        """The targets of which this one is a part, and those of which they are parts."""
        wholes = self.browse()
        whole = self.parent_id
        while whole and whole not in wholes:
            wholes |= whole
            whole = whole.parent_id
        return wholes

    @api.constrains(
        "active",
        "parent_id",
        "company_id",
        "territory_id",
        "customer_type_id",
        "date_from",
        "date_to",
        "customer_count_planned",
        "amount_planned",
    )
    def _check_parts(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A target cannot be a part of itself."))
        targets = self.sudo()  # the whole and its other parts may be of other territories
        for whole in targets | targets.parent_id:
            parts = whole.with_context(active_test=False).child_ids.filtered("active")
            if parts and not whole.active:
                raise ValidationError(
                    self.env._(
                        "“%(whole)s” is archived, “%(part)s” is a part of it: archive the parts "
                        "too, or restore the whole.",
                        whole=whole.display_name,
                        part=parts[0].display_name,
                    )
                )
            for part in parts:
                whole._check_part(part)
            if parts:
                whole._check_sums(parts)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_whole(self):
        parts = self.sudo().with_context(active_test=False).child_ids - self
        if parts:
            raise ValidationError(
                self.env._(
                    "“%(part)s” is a part of “%(whole)s”: delete it first, or take it out.",
                    part=parts[0].display_name,
                    whole=parts[0].parent_id.display_name,
                )
            )

    def _check_part(self, part):
        """Refuse a part that lies outside of its whole."""
        territory, kind = self.territory_id, self.customer_type_id
        outside = {
            self.env._("territory"): territory not in part._ancestors("territory_id"),
            self.env._("customer type"): kind and kind not in part._ancestors("customer_type_id"),
            self.env._("period"): part.date_from < self.date_from or part.date_to > self.date_to,
            self.env._("company"): part.company_id != self.company_id,
        }
        for what, is_outside in outside.items():
            if is_outside:
                raise ValidationError(
                    self.env._(
                        "“%(part)s” cannot be a part of “%(whole)s”: its %(what)s lies outside.",
                        part=part.display_name,
                        whole=self.display_name,
                        what=what,
                    )
                )

    def _ancestors(self, name):
        """The territory or type of a target and all that lie above it."""
        node = self[name]
        return node.browse(int(each) for each in (node.parent_path or "").split("/")[:-1])

    def _check_sums(self, parts):
        """Refuse a whole that plans less than its parts together."""
        count = sum(parts.mapped("customer_count_planned"))
        amount = sum(parts.mapped("amount_planned"))
        if count > self.customer_count_planned:
            raise ValidationError(
                self.env._(
                    "“%(whole)s” plans %(planned)s customers, its parts together %(parts)s. Raise "
                    "the whole or lower a part.",
                    whole=self.display_name,
                    planned=self.customer_count_planned,
                    parts=count,
                )
            )
        if self.currency_id.compare_amounts(amount, self.amount_planned) > 0:
            raise ValidationError(
                self.env._(
                    "“%(whole)s” plans %(planned)s, its parts together %(parts)s. Raise the whole "
                    "or lower a part.",
                    whole=self.display_name,
                    planned=self.currency_id.format(self.amount_planned),
                    parts=self.currency_id.format(amount),
                )
            )

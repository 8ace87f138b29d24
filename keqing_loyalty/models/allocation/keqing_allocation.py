# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.keqing_customer.fields import BoundedInteger

MOST_PIECES = 10_000_000
# What shares were reckoned from: fixed as soon as they are
TERMS = frozenset(
    {
        "product_id",
        "uom_id",
        "company_id",
        "supply",
        "date_from",
        "date_to",
        "mode",
        "customer_type_ids",
        "grade_ids",
        "territory_ids",
        "weight_without_grade",
        "history",
        "history_months",
        "history_indicator_id",
        "guarantee",
        "cap",
    }
)


class KeqingAllocation(models.Model):
    """Scarce goods, shared out among customers by rules that everybody may read.

    It is tried out as often as one likes. Once it is published the shares are promises: orders
    hold to them, more is asked for and granted by somebody else, and what nobody used goes back to
    the pool.
    """

    _name = "keqing.allocation"
    _description = "Allocation"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "keqing.anchored.mixin",
        "keqing.progress.mixin",
        "keqing.job.mixin",
    ]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _waits = ("state", ("draft", "computed", "published"))

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("computed", "Tried Out"),
            ("published", "Published"),
            ("closed", "Closed"),
        ],
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default="draft",
        tracking=True,
    )

    # What there is
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('sale_ok', '=', True)]",
        tracking=True,
    )
    uom_id = fields.Many2one(
        comodel_name="uom.uom",
        string="Shared In",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
        help="Everybody gets whole ones. Orders in other units are converted.",
    )
    supply = BoundedInteger(
        low=0, high=MOST_PIECES, tracking=True, help="What there is to share out, in whole units."
    )
    has_stock = fields.Boolean(compute="_compute_has_stock")
    added = BoundedInteger(
        low=0,
        high=MOST_PIECES,
        string="Arrived Since",
        copy=False,
        tracking=True,
        help="What came in after it was published: it goes into the pool.",
    )

    # When
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._get_keqing_today(),
        tracking=True,
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        tracking=True,
        help="The last day. Orders count by the day on which they are confirmed.",
    )
    release_on = fields.Date(
        tracking=True,
        help="What is not ordered by the evening before goes back to the pool that day. Empty: "
        "until somebody releases it.",
    )
    mode = fields.Selection(
        selection=[
            ("limit", "A limit for whom it is shared out to"),
            ("reserve", "Reserved: nobody else may order it"),
        ],
        required=True,
        default="limit",
        tracking=True,
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)", "An allocation cannot end before it begins."
    )
    _released_within = models.Constraint(
        "CHECK (release_on BETWEEN date_from AND date_to)",
        "What is unused is released within the days of the allocation.",
    )

    @api.depends("product_id")
    def _compute_uom_id(self):
        for allocation in self:
            unit, own = allocation.uom_id, allocation.product_id.uom_id
            if not unit or own and not unit._has_common_reference(own):
                allocation.uom_id = own

    def _compute_has_stock(self):
        self.has_stock = "free_qty" in self.env["product.product"]

    @api.constrains("product_id", "uom_id")
    def _check_uom_id(self):
        for allocation in self:
            if not allocation.uom_id._has_common_reference(allocation.product_id.uom_id):
                raise ValidationError(
                    self.env._(
                        "%(allocation)s: %(product)s is not counted in %(unit)s. Choose another "
                        "unit.",
                        allocation=allocation.name,
                        product=allocation.product_id.display_name,
                        unit=allocation.uom_id.name,
                    )
                )

    def write(self, vals):
        if not (TERMS.isdisjoint(vals) or self.env.su):
            self._check_open_to_change()
        if "added" in vals and not self.env.su:
            self._check_state("published")
        return super().write(vals)

    def _check_open_to_change(self):
        """:raise UserError: for those whose shares were reckoned already"""
        for allocation in self:
            if allocation.state != "draft":
                raise UserError(
                    self.env._(
                        "%(allocation)s is “%(state)s”: its shares were reckoned from its terms. "
                        "Put it back to draft while it is tried out, or make another one.",
                        allocation=allocation.name,
                        state=allocation._name_state(),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_unpublished(self):
        self._check_state("draft", "computed")

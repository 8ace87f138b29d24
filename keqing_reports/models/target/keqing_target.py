# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import date_utils, float_compare

from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedMonetary
from odoo.addons.keqing_customer.wording import say_day

# What a part is narrower in than its whole
PLACES = ("territory_id", "user_id", "customer_type_id", "category_id")


class KeqingTarget(models.Model):
    """What a KPI is to come to: where, by whom, with what and when.

    A whole is the sum of its parts, always: its amount is entered while it has none, and shared out
    over them in proportion when it is entered afterwards. What came of each is measured by itself,
    as what lies in a territory need not lie in one of those below.
    """

    _name = "keqing.target"
    _description = "Target"
    _inherit = ["mail.thread", "keqing.anchored.mixin", "keqing.job.mixin"]
    _order = "date_from desc, date_to desc, parent_path, id"
    _parent_store = True
    _check_company_auto = True
    _waits = ("state", ("draft",))

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id", store=True
    )
    state = fields.Selection(
        selection=[("draft", "Being planned"), ("confirmed", "In force")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )

    # Of what
    kpi_id = fields.Many2one(
        comodel_name="keqing.kpi",
        string="KPI",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('denominator_id', '=', False), ('unit', 'in', ('money', 'count'))]",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: date_utils.start_of(self.env.company._get_keqing_today(), "year"),
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: date_utils.end_of(self.env.company._get_keqing_today(), "year"),
    )
    territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="And those below it; empty means all.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="What customers buy whom this person holds on the last day.",
    )
    customer_type_id = fields.Many2one(
        comodel_name="keqing.customer.type",
        index="btree_not_null",
        ondelete="restrict",
        help="And those below it; empty means all.",
    )
    category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product Category",
        index="btree_not_null",
        ondelete="restrict",
        help="And those below it; empty means all.",
    )

    # Parts
    parent_id = fields.Many2one(
        comodel_name="keqing.target",
        string="Part Of",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        domain="[('id', '!=', id)]",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="keqing.target", inverse_name="parent_id", string="Parts"
    )
    is_whole = fields.Boolean(compute="_compute_is_whole", store=True)

    # The plan
    amount = BoundedMonetary(
        low=0,
        high=10**11,
        string="Plan",
        compute="_compute_amount",
        inverse="_inverse_amount",
        store=True,
        readonly=False,
        recursive=True,
        tracking=True,
    )
    stretch = BoundedFloat(
        low=100,
        high=1000,
        string="Stretch",
        default=110,
        digits=(5, 1),
        help="Percent of the plan that is more than was asked for.",
    )
    challenge = BoundedFloat(
        low=100,
        high=1000,
        default=120,
        digits=(5, 1),
        help="Percent of the plan that only few reach.",
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)", "A target cannot end before it begins."
    )
    _challenge_above = models.Constraint(
        "CHECK (stretch <= challenge)", "The challenge cannot lie below the stretch."
    )
    _part_uniq = models.UniqueIndex(
        "(parent_id, date_from, COALESCE(territory_id, 0), COALESCE(user_id, 0),"
        " COALESCE(customer_type_id, 0), COALESCE(category_id, 0)) WHERE parent_id IS NOT NULL",
        "The whole has this part already.",
    )

    @api.depends("company_id", "kpi_id.unit")
    def _compute_currency_id(self):
        for target in self:
            is_money = target.kpi_id.unit == "money"
            target.currency_id = target.company_id.currency_id if is_money else False

    @api.depends("parent_id")
    def _compute_is_whole(self):
        for target in self:
            target.is_whole = not target.parent_id

    @api.depends("kpi_id", "date_from", "date_to", *PLACES)
    def _compute_display_name(self):
        for target in self.sudo():  # what it is about, whoever may know of the target
            names = [target.kpi_id.name, *(target[place].display_name for place in PLACES)]
            days = (say_day(self.env, day) for day in (target.date_from, target.date_to))
            names.append(" – ".join(days))
            target.display_name = " · ".join(filter(None, names))

    @api.depends("child_ids.amount")
    def _compute_amount(self):
        for target in self:
            parts = target.child_ids
            target.amount = sum(parts.mapped("amount")) if parts else target.amount

    def _inverse_amount(self):
        """Share out over the parts what was entered for the whole."""
        for target in self:
            parts = target.child_ids
            if parts and float_compare(target.amount, sum(parts.mapped("amount")), 2):
                shares = target._share_out(parts.mapped("amount"))
                for part, share in zip(parts, shares, strict=True):
                    part.amount = share

    @api.constrains("kpi_id")
    def _check_kpi_id(self):
        for target in self:
            kpi = target.kpi_id.sudo()  # whoever plans may know of what
            if kpi.denominator_id or not kpi._adds_up(kpi.numerator_id, target.company_id):
                raise ValidationError(
                    self.env._(
                        "“%s” does not add up, so its target cannot be split. Enter it on the KPI.",
                        kpi.name,
                    )
                )

    @api.constrains("parent_id", "company_id", "kpi_id", "date_from", "date_to", *PLACES)
    def _check_parts(self):
        """Refuse parts that lie outside of their wholes; these may be of other territories."""
        if self._has_cycle():
            raise ValidationError(self.env._("A target cannot be a part of itself."))
        targets = self.sudo()
        for part in targets.filtered("parent_id") | targets.child_ids:
            whole = part.parent_id
            outside = {
                self.env._("KPI"): part.kpi_id != whole.kpi_id,
                self.env._("company"): part.company_id != whole.company_id,
                self.env._("period"): part.date_from < whole.date_from
                or part.date_to > whole.date_to,
                self.env._("salesperson"): whole.user_id and part.user_id != whole.user_id,
                self.env._("territory"): not part._lies_in("territory_id", whole),
                self.env._("customer type"): not part._lies_in("customer_type_id", whole),
                self.env._("product category"): not part._lies_in("category_id", whole),
            }
            for what, is_outside in outside.items():
                if is_outside:
                    raise ValidationError(
                        self.env._(
                            "“%(part)s” cannot be a part of “%(whole)s”: its %(what)s lies "
                            "outside.",
                            part=part.display_name,
                            whole=whole.display_name,
                            what=what,
                        )
                    )

    def _lies_in(self, name, whole):
        """Whether its place in a tree is that of a whole or lies below; anywhere if it has none."""
        path = self[name].parent_path or ""
        return not whole[name] or str(whole[name].id) in path.split("/")

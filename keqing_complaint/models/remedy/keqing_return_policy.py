# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.fields import BoundedInteger

from .keqing_remedy_limit import ROLES

VERDICTS = [
    ("none", "No policy"),
    ("within", "Within the policy"),
    ("beyond", "Beyond the policy"),
]


class KeqingReturnPolicy(models.Model):
    """How long, and in what condition, goods are taken back, and who decides beyond that.

    The first one in order that is for the product and the type of complaint holds. It judges a
    remedy by which goods come back when that is proposed; what was judged stays.
    """

    _name = "keqing.return.policy"
    _description = "Return Policy"
    _inherit = ["keqing.catalogue.mixin"]

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product Category",
        index="btree_not_null",
        ondelete="restrict",
        help="With those below it. Empty: all products.",
    )
    type_ids = fields.Many2many(
        comodel_name="keqing.complaint.type",
        relation="keqing_return_policy_type_rel",
        string="Complaint Types",
        help="Empty: all types.",
    )
    days = BoundedInteger(
        low=0,
        high=3650,
        default=30,
        required=True,
        string="Days Since Delivery",
        help="Until the customer complained; the day of the delivery is day zero.",
    )
    takes_unopened = fields.Boolean(string="Unopened", default=True)
    takes_opened = fields.Boolean(string="Opened", default=True)
    takes_damaged = fields.Boolean(string="Damaged", default=True)
    takes_used = fields.Boolean(string="Used")
    decider = fields.Selection(
        selection=[role for role in ROLES if role[0] != "user"],
        string="Who Decides Beyond It",
        required=True,
        default="manager",
    )

    @api.model
    def _find_for(self, line):
        """The policy that holds for a complaint line, if any."""
        category = line.product_id.categ_id
        is_above = Domain("category_id", "parent_of", category.id) if category else Domain.FALSE
        return self.sudo().search(  # rules for everybody alike
            Domain("company_id", "=", line.company_id.id)
            & (Domain("category_id", "=", False) | is_above)
            & Domain("type_ids", "in", [False, line.complaint_id.type_id.id]),
            limit=1,
        )

    def _judge(self, line):
        """What this policy says of taking back the goods of a complaint line.

        :return: the verdict, and in words why
        """
        if not self:
            return "none", self.env._("No return policy is for such goods and complaints.")
        reasons = [*self._judge_days(line), *self._judge_condition(line)]
        if reasons:
            return "beyond", " ".join(reasons)
        return "within", self.env._(
            "%s: in time, and in a condition that is taken back.", self.name
        )

    def _judge_days(self, line):
        delivered = line._get_delivery_day()
        if not delivered:
            return [self.env._("It is not known when the goods were delivered.")]
        received = line.company_id._get_keqing_day(line._get_complained_at())
        days = max((received - delivered).days, 0)
        if days <= self.days:
            return []
        return [
            self.env._(
                "%(policy)s: %(days)s days after delivery, and %(allowed)s are allowed.",
                policy=self.name,
                days=days,
                allowed=self.days,
            )
        ]

    def _judge_condition(self, line):
        names = dict(line._fields["condition"]._description_selection(self.env))
        taken = {name for name in names if self[f"takes_{name}"]}
        if taken == set(names) or line.condition in taken:
            return []
        if not line.condition:
            return [self.env._("The condition of the goods is not written down.")]
        return [
            self.env._(
                "%(policy)s: goods that are “%(condition)s” are not taken back.",
                policy=self.name,
                condition=names[line.condition],
            )
        ]

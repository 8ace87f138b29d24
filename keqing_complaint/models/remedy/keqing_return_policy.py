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
    ("unknown", "Something is missing"),
]


class KeqingReturnPolicy(models.Model):
    """How long, and in what condition, goods are taken back, and who decides beyond that.

    The first one in order that is for the product and the type of complaint holds. It judges a
    remedy by which goods come back when that is proposed; what was judged stays. What it lacks for
    that is named, and decided on like what is beyond it.
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
    restocks = fields.Selection(
        selection=[
            ("none", "Nothing"),
            ("unopened", "Unopened goods"),
            ("opened", "Unopened and opened goods"),
        ],
        string="Back Into Good Stock",
        required=True,
        default="unopened",
        help="What else comes back lies with the bad goods of the warehouse; whoever handles the "
        "complaint can say otherwise on the remedy.",
    )
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

    def _restocks(self, condition):
        """Whether goods of a condition may be sold again; unopened ones if there is no policy."""
        return condition in {
            "none": (),
            "opened": ("unopened", "opened"),
        }.get(self.restocks, ("unopened",))

    def _judge(self, line):
        """What this policy says of taking back the goods of a complaint line.

        :return: the verdict, and in words why
        """
        if not self:
            return "none", self.env._("No return policy is for such goods and complaints.")
        missing = self._find_missing(line)
        reasons = [*self._judge_days(line), *self._judge_condition(line)]
        if reasons:
            return "beyond", " ".join([*reasons, *missing])
        if missing:
            return "unknown", " ".join(missing)
        return "within", self.env._(
            "%s: in time, and in a condition that is taken back.", self.name
        )

    def _find_missing(self, line):
        """What this policy has to know of one line, and nobody has written down, in words."""
        missing = []
        if not line._get_delivery_day():
            missing.append(
                self.env._(
                    "%s: it is not known when the goods were delivered. Name the order, delivery "
                    "or invoice on the complaint line.",
                    self.name,
                )
            )
        if not line.condition and self._get_taken(line) != set(self._get_conditions(line)):
            missing.append(
                self.env._(
                    "%s: the condition of the goods is missing. Write it down on the complaint "
                    "line.",
                    self.name,
                )
            )
        return missing

    def _judge_days(self, line):
        delivered = line._get_delivery_day()
        if not delivered:
            return []
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
        if not line.condition or line.condition in self._get_taken(line):
            return []
        return [
            self.env._(
                "%(policy)s: goods that are “%(condition)s” are not taken back.",
                policy=self.name,
                condition=self._get_conditions(line)[line.condition],
            )
        ]

    def _get_conditions(self, line):
        return dict(line._fields["condition"]._description_selection(self.env))

    def _get_taken(self, line):
        return {name for name in self._get_conditions(line) if self[f"takes_{name}"]}

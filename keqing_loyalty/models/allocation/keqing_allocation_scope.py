# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedInteger

from .keqing_allocation import MOST_PIECES


class KeqingAllocation(models.Model):
    """Among whom, who is left out at present, and by what the shares are weighed."""

    _inherit = "keqing.allocation"

    # Whom: all of what is named must be so
    customer_type_ids = fields.Many2many(
        comodel_name="keqing.customer.type",
        relation="keqing_allocation_type_rel",
        string="Customer Types",
        help="With those below them.",
    )
    grade_ids = fields.Many2many(
        comodel_name="keqing.grade", relation="keqing_allocation_grade_rel", string="Grades"
    )
    territory_ids = fields.Many2many(
        comodel_name="keqing.territory",
        relation="keqing_allocation_territory_rel",
        string="Territories",
        help="With those below them.",
    )

    # Who of them gets none as things stand; ``_gate_<name>`` finds them
    gate_overdue = fields.Boolean(
        string="Nothing Overdue", help="Who owes something overdue gets none."
    )
    gate_licence = fields.Boolean(
        string="Licence in Order",
        help="Who is in violation of the law, or whose licence ends before the allocation does, "
        "gets none.",
    )

    # How much
    weight_without_grade = BoundedFloat(
        low=0, high=1000, help="Of customers without a grade; those with one have its weight."
    )
    history = fields.Selection(
        selection=[
            ("none", "Nothing else"),
            ("purchases", "What they bought"),
            ("product", "What they bought of the product"),
            ("indicator", "An indicator"),
        ],
        string="Times",
        required=True,
        default="purchases",
        help="A share is the weight of the grade, times this.",
    )
    history_months = BoundedInteger(low=1, high=60, default=12, string="In the Last Months")
    history_indicator_id = fields.Many2one(
        comodel_name="keqing.indicator",
        string="Indicator",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('better', '=', 'higher')]",
        help="Such as what they sold. Where it is unknown it is zero.",
    )
    guarantee = BoundedInteger(
        low=0, high=MOST_PIECES, string="At Least", help="For everybody whose grade has a weight."
    )
    cap = BoundedInteger(
        low=0, high=MOST_PIECES, string="No More Than", help="For each customer. Zero: no limit."
    )

    _bounds_ordered = models.Constraint(
        "CHECK (cap = 0 OR guarantee <= cap)", "Nobody can get at least more than at most."
    )

    @api.constrains("history", "history_indicator_id")
    def _check_history(self):
        for allocation in self:
            indicator = allocation.history_indicator_id
            if allocation.history == "indicator" and indicator.better != "higher":
                raise ValidationError(
                    self.env._("%s: choose an indicator of which more is better.", allocation.name)
                )

    def _scope_domain(self):
        """Customers among whom it is shared out, as a domain for the company."""
        self.ensure_one()
        domain = Domain(
            "id", "in", self.env["keqing.customer.figure"]._population_sql(self.company_id, None)
        )
        if self.customer_type_ids:
            domain &= Domain("keqing_customer_type_id", "child_of", self.customer_type_ids.ids)
        if self.grade_ids:
            domain &= Domain("keqing_grade_id", "in", self.grade_ids.ids)
        if self.territory_ids:
            domain &= Domain("keqing_territory_id", "child_of", self.territory_ids.ids)
        return domain

    @api.model
    def _gates(self):
        """What may leave customers out: the field ``gate_<name>`` switches it on, the method
        ``_gate_<name>`` finds them, and an outcome of that name is told on their shares."""
        return ["overdue", "licence"]

    def _find_stopped(self, customers):
        """Who gets none as things stand, and by which gate first: ``{id: name}``"""
        stopped = {}
        for name in self._gates():
            if self[f"gate_{name}"]:
                for customer_id in getattr(self, f"_gate_{name}")(customers):
                    stopped.setdefault(customer_id, name)
        return stopped

    def _gate_overdue(self, customers):
        today = self.company_id._get_keqing_today()
        Indicator = self.env["keqing.indicator"].sudo()  # for everybody alike
        measure = Indicator._measure_overdue_amount(self.company_id, today, today)
        return {
            customer_id
            for customer_id, amount in self._measure(customers, measure, today).items()
            if self.company_id.currency_id.compare_amounts(amount, 0) > 0
        }

    def _gate_licence(self, customers):
        return customers.filtered(
            lambda customer: (
                customer.keqing_compliance == "violation"
                or customer.keqing_licence_expiry
                and customer.keqing_licence_expiry < self.date_to
            )
        )._ids

    def _measure(self, customers, measure, day):
        """What a measure of the engine comes to: ``{customer id: float}``"""
        if not customers:
            return {}
        population = SQL("SELECT unnest(%s::int[]) AS partner_id", list(customers.ids))
        indicator = self.history_indicator_id.sudo()  # for everybody alike
        found = indicator._measures_sql(population, self.company_id, day, {"value": measure})
        self.env.flush_all()
        return {
            customer_id: float(value or 0) for customer_id, value in self.env.execute_query(found)
        }

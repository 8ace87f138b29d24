# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...chosen import for_one
from ...fields import BoundedFloat, BoundedInteger


class KeqingStrategy(models.Model):
    """What we do when an evaluation finds something: a rule that proposes an action.

    It looks at the latest confirmed run of its scorecard; what it finds becomes a proposal that a
    manager accepts or dismisses.
    """

    _name = "keqing.strategy"
    _description = "Strategy"
    _inherit = ["keqing.catalogue.mixin"]
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    # When
    scorecard_id = fields.Many2one(
        comodel_name="keqing.scorecard",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    scale_id = fields.Many2one(related="scorecard_id.scale_id")
    condition = fields.Selection(
        selection=[
            ("below", "Score is below"),
            ("drops", "Score drops by"),
            ("fell", "Grade has fallen"),
            ("reached", "Grade is reached"),
            ("grade", "Grade is"),
        ],
        default="below",
        required=True,
        help="Score drops by: at least so many points less than in the period before.\n"
        "Grade is reached: the customer has come to one of the grades, from above or below or as "
        "its first.\n"
        "Grade is: the customer has one of the grades, in every period anew.\n"
        "A score that rests on less than half of its scorecard's weight is left alone.",
    )
    points = BoundedFloat(low=0, high=100, default=50.0, digits=(16, 2))
    grade_ids = fields.Many2many(
        comodel_name="keqing.grade", string="Grades", domain="[('scale_id', '=', scale_id)]"
    )
    customer_type_ids = fields.Many2many(
        comodel_name="keqing.customer.type",
        string="Customer Types",
        help="Only these types and the types below them; empty means all.",
    )

    # What is proposed; a module adds to the actions, with a method _accept_<action> of proposals
    action = fields.Selection(
        selection=[("activity", "Plan an activity"), ("pricelist", "Give the grade's pricelist")],
        default="activity",
        required=True,
        help="What is done when somebody accepts the proposal.\n"
        "Give the grade's pricelist: only to customers who do not have it yet.",
    )
    activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.ref("mail.mail_activity_data_todo", False),
        domain="['|', ('res_model', '=', False), ('res_model', '=', 'res.partner')]",
    )
    summary = fields.Char(required=True, translate=True)
    note = fields.Html(translate=True)
    days = BoundedInteger(
        low=0,
        high=3650,
        string="Due in Days",
        default=7,
        help="Days from accepting to the deadline.",
    )
    proposal_count = fields.Integer(string="Waiting", compute="_compute_proposal_count")

    @api.depends_context("uid")
    def _compute_proposal_count(self):
        counts = dict(
            self.env["keqing.strategy.proposal"]._read_group(
                [("strategy_id", "in", self.ids), ("state", "=", "proposed")],
                ["strategy_id"],
                ["__count"],
            )
        )
        for strategy in self:
            strategy.proposal_count = counts.get(strategy, 0)

    @api.constrains("action", "condition", "points", "grade_ids", "scorecard_id")
    def _check_condition(self):
        for strategy in self:
            if problem := strategy._problem():
                raise ValidationError(
                    self.env._(
                        "Strategy “%(strategy)s”: %(problem)s",
                        strategy=strategy.name,
                        problem=problem,
                    )
                )

    def _problem(self):
        """What makes the rule senseless, as a sentence; None if nothing does."""
        self.ensure_one()
        if self.condition in ("below", "drops") and not self.points:
            return self.env._("scores go from 0 to 100; write points in between.")
        if self.condition in ("reached", "grade"):
            if not self.grade_ids and self.action != "pricelist":
                return self.env._("choose the grades it is about.")
            for grade in self.grade_ids:
                if grade.scale_id != self.scale_id:
                    return self.env._(
                        "grade %(grade)s is not on the scale %(scale)s of the scorecard; "
                        "choose another.",
                        grade=grade.name,
                        scale=self.scale_id.name,
                    )
        return None

    def _retire(self):
        """Archive what asks for an action whose module goes; what was proposed stays."""
        self.write({"active": False, "action": "activity"})

    @for_one("read")
    def action_view_proposals(self):
        """Open what the strategy proposes."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_strategy_proposal_action"
        )
        return {**action, "domain": [("strategy_id", "=", self.id)]}

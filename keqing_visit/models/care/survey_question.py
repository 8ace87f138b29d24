# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE


class SurveyQuestion(models.Model):
    """A question whose answer says how content a customer is, or what it needs."""

    _inherit = "survey.question"

    keqing_is_satisfaction = fields.Boolean(
        string="Tells Satisfaction",
        groups=OWN_PEOPLE,
        copy=False,
        help="Answers from 1 to 5 count for the satisfaction of the customer.",
    )

    keqing_is_recommendation = fields.Boolean(
        string="Tells Recommendation",
        groups=OWN_PEOPLE,
        copy=False,
        help="Answers from 0 to 10 to whether one would recommend us make the net promoter score.",
    )

    keqing_is_need = fields.Boolean(
        string="Tells Needs",
        groups=OWN_PEOPLE,
        copy=False,
        help="The answer stands on the customer, as what it needs.",
    )

    def _keqing_is_marked_in(self, low, high):
        """Whether its answers are marks from ``low`` to ``high``, or numbers."""
        if self.question_type == "scale":
            return (self.scale_min, self.scale_max) == (low, high)
        return self.question_type == "numerical_box"

    @api.constrains(
        "keqing_is_satisfaction",
        "keqing_is_recommendation",
        "question_type",
        "scale_min",
        "scale_max",
    )
    def _check_keqing_marks(self):
        if not self.env["res.users"]._keqing_is_used():
            return
        for question in self.sudo():  # a field of ours, that others need not know
            if question.keqing_is_recommendation and not question._keqing_is_marked_in(0, 10):
                raise ValidationError(
                    self.env._(
                        "“%s” tells recommendation: make it a scale from 0 to 10, or a number.",
                        question.title,
                    )
                )
            if question.keqing_is_satisfaction and not question._keqing_is_marked_in(1, 5):
                raise ValidationError(
                    self.env._(
                        "“%s” tells satisfaction: make it a scale from 1 to 5, or a number.",
                        question.title,
                    )
                )

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

    keqing_is_need = fields.Boolean(
        string="Tells Needs",
        groups=OWN_PEOPLE,
        copy=False,
        help="The answer stands on the customer, as what it needs.",
    )

    @api.constrains("keqing_is_satisfaction", "question_type", "scale_min", "scale_max")
    def _check_keqing_is_satisfaction(self):
        if not self.env["res.users"]._keqing_is_used():
            return
        for question in self.sudo():  # a field of ours, that others need not know
            if not question.keqing_is_satisfaction:
                continue
            is_scale = question.question_type == "scale"
            if not (
                question.question_type == "numerical_box"
                or (is_scale and (question.scale_min, question.scale_max) == (1, 5))
            ):
                raise ValidationError(
                    self.env._(
                        "“%s” tells satisfaction: make it a scale from 1 to 5, or a number.",
                        question.title,
                    )
                )

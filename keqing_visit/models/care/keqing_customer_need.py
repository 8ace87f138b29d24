# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain


class KeqingCustomerNeed(models.Model):
    """What a customer answered to a question that tells needs.

    Answers are for who works with surveys; these are for who sees the customer, and stay when the
    survey goes.
    """

    _name = "keqing.customer.need"
    _description = "Need of a Customer"
    _inherit = ["keqing.customer.company.record.mixin"]
    _order = "date desc, id desc"
    _rec_name = "question"

    person_id = fields.Many2one(
        comodel_name="res.partner",
        string="Told By",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
    )
    date = fields.Date(
        string="Told On",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company._get_keqing_today(),
        help="The company's day.",
    )
    question = fields.Char(required=True, readonly=True)
    answer = fields.Text(required=True, readonly=True)
    input_id = fields.Many2one(
        comodel_name="survey.user_input",
        string="Questionnaire",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        groups="survey.group_survey_user",
    )

    @api.model
    def _stays_known(self):
        return Domain.TRUE

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...fields import BoundedFloat


class KeqingAssessment(models.Model):
    """What a person thinks of a customer in one respect, on one day.

    Entering another one later keeps this one: the latest counts.
    """

    _name = "keqing.assessment"
    _inherit = ["keqing.customer.company.record.mixin"]
    _description = "Assessment"
    _order = "date desc, id desc"
    _rec_name = "indicator_id"
    _guard_exempts = "keqing_customer.group_customer_admin"
    _word_of = "user_id"

    # What
    indicator_id = fields.Many2one(
        comodel_name="keqing.indicator",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('kind', '=', 'assessed')]",
    )
    value = BoundedFloat(
        low=-1000000, high=1000000, string="Mark", required=True, digits=(16, 2), aggregator="avg"
    )
    note = fields.Text(string="Reason")
    active = fields.Boolean(default=True)

    # Whose word it is
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Assessed By",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        readonly=True,
    )

    @api.constrains("indicator_id", "value")
    def _check_value(self):
        for assessment in self:
            indicator = assessment.indicator_id
            if indicator.kind != "assessed":
                raise ValidationError(
                    self.env._(
                        "“%(indicator)s” is measured from documents and cannot be assessed.",
                        indicator=indicator.name,
                    )
                )
            if not indicator.mark_min <= assessment.value <= indicator.mark_max:
                raise ValidationError(
                    self.env._(
                        "%(customer)s, %(indicator)s: the mark must lie between %(low)g and "
                        "%(high)g.",
                        customer=assessment.partner_id.display_name,
                        indicator=indicator.name,
                        low=indicator.mark_min,
                        high=indicator.mark_max,
                    )
                )

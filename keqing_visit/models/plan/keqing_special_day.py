# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingSpecialDay(models.Model):
    """A day on which a company works or rests against its weekly rhythm.

    Holidays of the law move working days to weekends (调休), which a weekly calendar cannot say.
    """

    _name = "keqing.special.day"
    _description = "Special Day"
    _order = "date desc"

    name = fields.Char(required=True, translate=True)
    date = fields.Date(required=True)
    is_working = fields.Boolean(
        string="Working Day", help="Work is done on it, whatever the weekly calendar says."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    _date_uniq = models.Constraint(
        "UNIQUE (company_id, date)", "A company says of a day only once whether it works."
    )

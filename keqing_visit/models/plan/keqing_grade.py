# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingGrade(models.Model):
    """How customers of a grade are contacted; how often stands in the engine's standard already."""

    _inherit = "keqing.grade"

    contact_depth = fields.Selection(
        selection=[("plain", "Any contact"), ("deep", "Deep contact")],
        default="plain",
        required=True,
        help="A deep contact is a visit or meeting in which more than the order was talked about.",
    )
    contact_channel = fields.Selection(
        selection=lambda self: self.env["keqing.contact.mixin"]._get_contact_kinds(),
        default="visit",
        required=True,
        help="How contacts are planned, unless the customer prefers otherwise.",
    )
    contact_period = fields.Selection(
        selection=[
            ("month", "Each month"),
            ("two_months", "Every two months"),
            ("quarter", "Each quarter"),
        ],
        string="Contact Judged",
        default="month",
        required=True,
        help="Within which months of the calendar the contact must have happened; the interval "
        "alone plans it.",
    )

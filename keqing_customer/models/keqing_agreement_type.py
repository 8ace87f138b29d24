# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingAgreementType(models.Model):
    """A kind of contract with customers, and what it usually obliges both sides to."""

    _name = "keqing.agreement.type"
    _description = "Agreement Type"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True, help="The title on the paper.")
    code = fields.Char(help="Short name used by imports and policies.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    notice_days = fields.Integer(
        string="Renewal Notice",
        default=60,
        help="So many days before its end an agreement is to be renewed, and its owner is told.",
    )
    our_obligations = fields.Html(translate=True, help="Copied into each new agreement.")
    customer_obligations = fields.Html(translate=True, help="Copied into each new agreement.")

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "Another type of agreement has this code already."
    )
    _notice_not_negative = models.Constraint(
        "CHECK (notice_days >= 0)", "The renewal notice is a number of days before the end."
    )

    def copy_data(self, default=None):
        """Codes are unique, names better are."""
        return [
            {**vals, "name": self.env._("%s (copy)", agreement_type.name), "code": False}
            for agreement_type, vals in zip(self, super().copy_data(default), strict=True)
        ]

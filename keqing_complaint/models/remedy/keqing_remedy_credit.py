# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingRemedyCredit(models.Model):
    """Which line of a credit note carries out which remedy, and of which invoice line it takes."""

    _name = "keqing.remedy.credit"
    _description = "Credit of a Remedy"
    _rec_name = "line_id"
    _log_access = False

    remedy_id = fields.Many2one(
        comodel_name="keqing.complaint.remedy",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="remedy_id.company_id", store=True, index=True)
    line_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Line of the Credit Note",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    origin_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Line of the Invoice",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )

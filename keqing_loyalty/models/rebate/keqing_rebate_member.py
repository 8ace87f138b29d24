# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class KeqingRebateMember(models.Model):
    """A customer that takes part in a programme for a period.

    Who is one is looked at once, when the period begins for the customer: whoever changes type,
    territory or grade meanwhile takes part until its end.
    """

    _name = "keqing.rebate.member"
    _description = "Participant of a Rebate"
    _inherit = ["keqing.customer.company.record.mixin"]
    _order = "period_from desc, program_id, partner_id, id"
    _rec_name = "partner_id"

    program_id = fields.Many2one(
        comodel_name="keqing.rebate.program",
        string="Programme",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    period_from = fields.Date(required=True, readonly=True)
    company_id = fields.Many2one(readonly=True)
    partner_id = fields.Many2one(readonly=True)
    group_id = fields.Many2one(
        comodel_name="res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The company above all others, where a programme judges the group as one.",
    )

    _customer_uniq = models.Constraint(
        "UNIQUE (program_id, partner_id, period_from)",
        "A customer takes part in a programme once.",
    )

    @api.model
    def _merge_partners(self, gone, kept):
        """Who takes part as either takes part."""
        both = self.search([("partner_id", "in", (gone + kept).ids)])
        for same in both.grouped(lambda row: (row.program_id, row.period_from)).values():
            same.sorted(lambda row: row.partner_id != kept)[1:].unlink()

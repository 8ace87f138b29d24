# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .keqing_credit_account import SEES_FIGURES


class KeqingCreditLog(models.Model):
    """Who decided what on a customer's credit, when and why: one row for each decision.

    Rows are kept for good: nobody changes or deletes them, the superuser included. They are written
    where it is decided, by whatever way that is.
    """

    _name = "keqing.credit.log"
    _description = "Credit History"
    _inherit = ["keqing.customer.record.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now, index=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(readonly=True)
    kind = fields.Selection(
        selection=[
            ("hold", "Put on hold"),
            ("unhold", "Supplied again"),
            ("limit", "Limit"),
            ("temporary", "Temporary limit"),
            ("terms", "Terms"),
            ("requested", "Release requested"),
            ("approved", "Released"),
            ("refused", "Release refused"),
            ("cancelled", "Request taken back"),
            ("used", "Release used"),
            ("ended", "Release ended by a stricter decision"),
        ],
        string="What",
        required=True,
        readonly=True,
        index=True,
    )
    amount_before = fields.Monetary(string="Before", readonly=True, groups=SEES_FIGURES)
    amount = fields.Monetary(readonly=True, groups=SEES_FIGURES)
    change = fields.Char(string="In Words", readonly=True, groups=SEES_FIGURES)
    document_name = fields.Char(string="Document", readonly=True)
    reason = fields.Text(readonly=True)

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for log in self:
            log.display_name = kinds.get(log.kind)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The credit history cannot be changed."))

    @api.model
    def _stays_known(self):
        return Domain.TRUE

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The credit history cannot be deleted."))

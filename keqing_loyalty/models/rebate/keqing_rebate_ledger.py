# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one


class KeqingRebateLedger(models.Model):
    """What each invoice line added to the base of a programme, or took from it, and when.

    Rows are kept for good: nobody changes or deletes them, the superuser included. They are written
    by one statement, which says what lines are worth now less what was written of them before.
    """

    _name = "keqing.rebate.ledger"
    _description = "Rebate Ledger"
    _inherit = ["keqing.customer.company.record.mixin"]
    _order = "day desc, id desc"
    _rec_name = "event"

    program_id = fields.Many2one(
        comodel_name="keqing.rebate.program",
        string="Programme",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(readonly=True)
    period_from = fields.Date(
        required=True,
        readonly=True,
        help="The first day of the period in which it counts: that of the invoice to which it "
        "belongs.",
    )
    day = fields.Date(
        required=True, readonly=True, help="Of the document, or of the payment where those count."
    )
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Document",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    move_line_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    event = fields.Selection(
        selection=[
            ("post", "Posted"),
            ("unpost", "Taken back"),
            ("pay", "Paid"),
            ("unpay", "Payment taken back"),
            ("correct", "Corrected"),
            ("opening", "Brought along"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(
        readonly=True, aggregator="sum", help="Untaxed, in company currency; less if negative."
    )
    quantity = fields.Float(
        readonly=True, digits=0, aggregator="sum", help="In the programme's unit."
    )

    _base_idx = models.Index("(program_id, partner_id, period_from, day)")

    @api.depends("event", "day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        events = dict(self._fields["event"]._description_selection(self.env))
        for row in self:
            row.display_name = events.get(row.event)

    @for_one("read")
    def action_open_document(self):
        """Open the invoice, credit note or receipt."""
        if self.event == "opening":
            raise UserError(self.env._("It was brought along: its documents are not here."))
        if not self.move_id:
            raise UserError(self.env._("The document was deleted; what it counted was taken back."))
        return self.move_id._get_records_action()

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The rebate ledger cannot be changed."))

    @api.model
    def _stays_known(self):
        return Domain.TRUE

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The rebate ledger cannot be deleted."))

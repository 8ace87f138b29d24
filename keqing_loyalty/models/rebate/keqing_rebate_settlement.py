# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.keqing_customer.chosen import for_one

WAYS = [
    ("credit", "Credit note"),
    ("payment", "Payment"),
    ("wallet", "eWallet"),
    ("goods", "Goods"),
]


class KeqingRebateSettlement(models.Model):
    """One way in which what a statement pays was given, or is about to be.

    What it has given is what its posted entries say, less those that were taken back: a credit note
    is such an entry itself, for any other way one is booked as soon as it is given.
    """

    _name = "keqing.rebate.settlement"
    _description = "Settlement of a Rebate"
    _inherit = ["keqing.guard.mixin"]
    _order = "id desc"
    _rec_name = "document"

    statement_id = fields.Many2one(
        comodel_name="keqing.rebate.statement",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    way = fields.Selection(selection=WAYS, required=True, readonly=True)

    # By what
    move_ids = fields.One2many(
        comodel_name="account.move",
        inverse_name="keqing_rebate_settlement_id",
        string="Entries",
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    payment_id = fields.Many2one(
        comodel_name="account.payment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="sales_team.group_sale_salesman",
    )
    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        string="eWallet",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="sales_team.group_sale_salesman",
    )
    document = fields.Char(compute="_compute_progress")

    # How much
    settled = fields.Monetary(compute="_compute_progress", help="By what is posted, untaxed.")
    waiting = fields.Monetary(
        compute="_compute_progress", help="Drafted, or ordered and not yet invoiced."
    )
    state = fields.Selection(
        selection=[("waiting", "Waiting"), ("done", "Settled"), ("back", "Taken back")],
        compute="_compute_progress",
    )
    may_take_back = fields.Boolean(compute="_compute_progress")

    @api.depends_context("uid")
    @api.depends("way", "statement_id.settled", "statement_id.state")
    def _compute_progress(self):
        """Read from the documents: nothing is kept that could differ from them."""
        is_finance = self.env["keqing.rebate.statement"]._is_finance()
        for settlement in self:
            known = settlement.sudo()  # amounts alone, for whoever sees the statement
            settlement.settled = known._get_settled()
            settlement.waiting = known._get_waiting()
            settlement.document = known._get_document().display_name
            compare = known.currency_id.compare_amounts
            if compare(settlement.waiting, 0) > 0:
                settlement.state = "waiting"
            else:
                settlement.state = "done" if compare(settlement.settled, 0) else "back"
            settlement.may_take_back = is_finance and settlement.state != "back"

    def _get_settled(self):
        posted = self.move_ids.filtered(lambda move: move.state == "posted")
        return sum(move._get_keqing_settled() for move in posted)

    def _get_waiting(self):
        """What it may still come to: that much is left for no other settlement."""
        match self.way:
            case "credit":
                drafts = self.move_ids.filtered(lambda move: move.state == "draft")
                return sum(move._get_keqing_settled() for move in drafts)
            case "payment":
                return self.payment_id.amount if self.payment_id.state == "draft" else 0
            case "goods" if self.order_id.state != "cancel":
                return max(self.order_id._get_keqing_worth() - self._get_settled(), 0)
        return 0

    def _get_document(self):
        """What a person opens."""
        return {
            "credit": self.move_ids.filtered(lambda move: move.move_type == "out_refund")[:1],
            "payment": self.payment_id,
            "wallet": self.card_id,
            "goods": self.order_id,
        }[self.way]

    @for_one("read")
    def action_open_document(self):
        """Open the credit note, payment, eWallet or order, as far as the user may read it."""
        document = self.sudo()._get_document()  # asked at once whether it may be read
        if not document:
            raise UserError(self.env._("It was deleted, and settles nothing any more."))
        document = document.with_env(self.env)
        document.check_access("read")
        return document._get_records_action()

    # Taken back

    @for_one("read")
    def action_take_back(self):
        """Undo it by what reverses it: what it settled is payable again.

        :raise UserError: if what was given cannot be had back, with what to do
        """
        if not (self.env.su or self.env["keqing.rebate.statement"]._is_finance()):
            raise AccessError(
                self.env._("Credit controllers who keep the books take settlements back.")
            )
        self.env["keqing.job.mixin"]._lock_alone(self.statement_id)
        settlement = self.sudo()  # who keeps the books of rebates need not sell
        if settlement.state == "back":
            raise UserError(self.env._("%s is taken back already.", self.document))
        getattr(settlement, f"_take_back_{settlement.way}")()
        settlement.statement_id._follow_settlement()

    def _take_back_credit(self):
        note = self._get_document()
        if note.state == "draft":
            note.button_cancel()
            return
        if note.reversal_move_ids.filtered(lambda move: move.state == "posted"):
            raise UserError(
                self.env._(
                    "%s was taken back in part: take back the rest there.", note.display_name
                )
            )
        day = self.company_id._get_keqing_today()
        self.statement_id._check_can_settle(day)
        note._reverse_moves([{"date": day, "invoice_date": day}], cancel=True)

    def _take_back_payment(self):
        if self.payment_id.is_matched and self.payment_id.state == "paid":
            raise UserError(
                self.env._(
                    "%s has left the bank: have it paid back, and unmatch it first.",
                    self.payment_id.display_name,
                )
            )
        if self.payment_id.state != "draft":
            self.payment_id.action_draft()
        self.payment_id.action_cancel()

    def _take_back_goods(self):
        if self.currency_id.compare_amounts(self._get_settled(), 0) > 0:
            raise UserError(
                self.env._(
                    "Goods of %s were invoiced: credit that invoice, and they are payable again.",
                    self.order_id.display_name,
                )
            )
        self.order_id._action_cancel()

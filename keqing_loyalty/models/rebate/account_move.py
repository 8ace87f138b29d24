# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE, for_one

# What decides whether a document counts, for whom and when
WATCHED = {"state", "partner_id", "invoice_date", "company_id", "reversed_entry_id", "move_type"}


class AccountMove(models.Model):
    """Sales documents are followed by the ledger of rebates, whatever way they change; and what
    settles a rebate by its statement."""

    _name = "account.move"
    _inherit = ["account.move", "keqing.guard.mixin"]

    keqing_rebate_program_id = fields.Many2one(
        comodel_name="keqing.rebate.program",
        string="Accrues Rebate",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_rebate_statement_id = fields.Many2one(
        comodel_name="keqing.rebate.statement",
        string="Settles Rebate",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_rebate_settlement_id = fields.Many2one(
        comodel_name="keqing.rebate.settlement",
        string="Settlement",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=OWN_PEOPLE,
    )

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        if any(vals.get("state") == "posted" for vals in vals_list):
            self.env["keqing.rebate.ledger"]._note(moves.ids)
        return moves

    def write(self, vals):
        if vals.get("state") in ("draft", "cancel") and self._keqing_rebates_run():
            self.sudo()._check_keqing_stays_booked()  # whoever resets them
        written = super().write(vals)
        if not WATCHED.isdisjoint(vals):
            self.env["keqing.rebate.ledger"]._note(self.ids)
        if "state" in vals and self._keqing_rebates_run():
            self.sudo()._follow_keqing_settlement()  # whoever books them
        return written

    def unlink(self):
        if self._keqing_rebates_run():
            Ledger = self.env["keqing.rebate.ledger"].sudo()  # whoever deletes, it counts no more
            Ledger._follow(Ledger._running(), self.ids, gone=True)
        return super().unlink()

    def _keqing_rebates_run(self):
        """Whether anything here may matter to a rebate; costs nothing until one runs."""
        return (
            self.env["res.users"]._keqing_is_used()
            and self.env["keqing.rebate.program"]._any_runs()
        )

    def _follow_keqing_settlement(self):
        """What was posted or reset settles more or less, and gives back what eWallets paid."""
        settling = self.filtered("keqing_rebate_statement_id")
        if settling:
            settling.filtered(lambda move: move.state == "posted")._check_keqing_settles()
            settling._book_keqing_goods()
            settling.keqing_rebate_statement_id._follow_settlement()
        notes = self.filtered(lambda move: move.move_type == "out_refund") - settling
        if notes:
            self.env["loyalty.card"]._follow_keqing_notes(notes)

    def _book_keqing_goods(self):
        """Goods that are given as a rebate are given when they are invoiced, at no price."""
        orders = self.invoice_line_ids.sale_line_ids.order_id
        if orders := orders.filtered("keqing_rebate_statement_id"):
            settlements = orders.keqing_rebate_statement_id.settlement_ids
            settlements.filtered(lambda each: each.order_id in orders)._book()

    def _get_keqing_settled(self):
        """What it settles of a rebate, untaxed, in company currency; less if it takes back."""
        self.ensure_one()
        if self.move_type != "entry":
            return -self.amount_untaxed_signed
        taken_back = self.reversed_entry_id
        if taken_back.move_type == "out_refund":  # what Odoo reverses by an entry
            accounts = taken_back.invoice_line_ids.account_id
            lines = self.line_ids.filtered(lambda line: line.account_id in accounts)
            return sum(lines.mapped("balance"))
        return -self.amount_total_signed if taken_back else self.amount_total_signed

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """What takes a settlement back is none of a sale either, and what takes an accrual back is
        one of its programme."""
        runs = self._keqing_rebates_run()
        if runs:
            self.sudo()._check_keqing_stays_booked()  # whoever takes them back
        reversals = super()._reverse_moves(default_values_list, cancel)
        if runs:
            for move in reversals.sudo():  # whoever takes it back
                taken_back = move.reversed_entry_id
                move.keqing_rebate_program_id = taken_back.keqing_rebate_program_id
                if statement := taken_back.keqing_rebate_statement_id:
                    move.keqing_rebate_settlement_id = taken_back.keqing_rebate_settlement_id
                    move.keqing_rebate_statement_id = statement
                    statement._follow_settlement()
        return reversals

    @for_one("read")
    def action_view_keqing_rebate_statement(self):
        """From a credit note to the statement that it settles."""
        return self.keqing_rebate_statement_id._get_records_action()

    @for_one("read")
    def action_view_keqing_rebates(self):
        """From an invoice to what it added to rebates."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_rebate_ledger_action"
        )
        return {**action, "domain": [("move_id", "=", self.id)]}

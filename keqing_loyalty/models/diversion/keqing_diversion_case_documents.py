# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS, for_one
from odoo.addons.keqing_customer.fields import BoundedMonetary


class KeqingDiversionCase(models.Model):
    """What a verdict takes from who did it, and gives whom it harmed: documents of the books.

    They are drafts, for who keeps the books to post. What is to be paid is a debit on the account
    of the accused, which rebates may be matched with as with anything due; it is no sale.
    """

    _inherit = "keqing.diversion.case"

    # Who finds the goods need not know whom it harms
    harmed_id = fields.Many2one(
        comodel_name="res.partner",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('is_company', '=', True), ('id', '!=', partner_id)]",
        tracking=True,
        groups=MANAGERS,
        help="The customer whose territory it is: by the agreements of then, if that is one alone.",
    )
    compensation = BoundedMonetary(
        low=0, copy=False, help="Credited to the harmed customer, without tax."
    )
    move_ids = fields.One2many(
        comodel_name="account.move",
        inverse_name="keqing_diversion_case_id",
        string="Entries",
        groups="account.group_account_readonly,account.group_account_invoice",
    )

    @api.model
    def _decided_fields(self):
        return super()._decided_fields() | {"harmed_id", "compensation"}

    def _propose_penalties(self):
        sanction = self._get_sanction()
        harmed = sanction.compensation and self._find_harmed()
        return {
            **super()._propose_penalties(),
            "compensation": sanction.compensation,
            "harmed_id": harmed and harmed.id,
        }

    def _find_harmed(self):
        """Who might sell there then, by its agreement; nobody if several might."""
        Agreement = self.env["keqing.agreement"].sudo()  # whoever decides, it is one of all
        there = Agreement.with_context(active_test=False).search(
            Agreement._in_force_domain(self.found_on)
            & Domain("company_id", "child_of", self.company_id.root_id.id)
            & Domain("partner_id", "!=", self.partner_id.id)
            & Domain("territory_ids", "parent_of", self.territory_id.id)
        )
        return there.partner_id if len(there.partner_id) == 1 else there.partner_id.browse()

    @api.constrains("harmed_id", "partner_id")
    def _check_harmed(self):
        for case in self.sudo():  # whom it harms is not for everybody
            if case.harmed_id and case.harmed_id.commercial_partner_id == case.partner_id:
                raise ValidationError(
                    self.env._(
                        "%s: whom it harmed is somebody else than the accused.", case.display_name
                    )
                )

    def _check_decidable(self):
        case = self.sudo()  # whom it harms is not for everybody
        if case.verdict == "proven" and case.compensation and not case.harmed_id:
            raise UserError(
                self.env._(
                    "%s: say whom it harmed, or leave the compensation at zero.", case.display_name
                )
            )
        return super()._check_decidable()

    def _carry_out(self):
        told = super()._carry_out()
        sanction = self._get_sanction()
        if self.fine:
            self._draft_move("out_invoice", self.partner_id, self.fine, sanction.fine_account_id)
            amount = self.currency_id.format(self.fine)
            told.append(self.env._("To be paid: %s, drafted as a debit.", amount))
        if self.compensation:
            self._draft_move(
                "out_refund", self.harmed_id, self.compensation, sanction.compensation_account_id
            )
            told.append(self.env._("Whom it harmed is compensated by a draft credit note."))
        return told

    def _draft_move(self, move_type, customer, amount, account):
        """
        :param account: where it is booked; that of the journal if empty
        """
        words = {
            "out_invoice": self.env._("Penalty by the verdict on %s", self.name),
            "out_refund": self.env._("Compensation by the verdict on %s", self.name),
        }
        line = {
            "name": words[move_type],
            "quantity": 1,
            "price_unit": amount,
            "tax_ids": [Command.clear()],
            **({"account_id": account.id} if account else {}),
        }
        return (
            self.env["account.move"]
            .with_company(self.company_id)
            .create(
                {
                    "move_type": move_type,
                    "partner_id": customer.id,
                    "currency_id": self.currency_id.id,
                    "invoice_date": self.company_id._get_keqing_today(),
                    "ref": self.name,
                    "keqing_diversion_case_id": self.id,
                    "invoice_line_ids": [Command.create(line)],
                }
            )
        )

    def _undo(self):
        """Drafts are cancelled, and what was posted is reversed."""
        told = super()._undo()
        moves = self.move_ids.filtered(lambda move: not move.reversed_entry_id)
        moves.filtered(lambda move: move.state == "draft").button_cancel()
        posted = moves.filtered(
            lambda move: (
                move.state == "posted"
                and not move.reversal_move_ids.filtered(lambda each: each.state == "posted")
            )
        )
        if posted:
            day = self.company_id._get_keqing_today()
            vals = [{"date": day, "invoice_date": day} for __ in posted]
            posted._reverse_moves(vals, cancel=True)
        if moves:
            told.append(self.env._("What was booked of it is taken back."))
        return told

    @for_one("read")
    def action_view_moves(self):
        """Open the debit, the credit note, and what took them back."""
        return self.env["keqing.indicator"]._view_documents(
            self.display_name,
            "account.move",
            Domain("keqing_diversion_case_id", "=", self.id),
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class KeqingRebateProgram(models.Model):
    """In which ways customers are given what a programme pays."""

    _inherit = "keqing.rebate.program"

    pays_credit = fields.Boolean(string="Credit Note", default=True, tracking=True)
    pays_payment = fields.Boolean(string="Payment", tracking=True)
    pays_wallet = fields.Boolean(string="eWallet", tracking=True, help="Spent on orders.")
    pays_goods = fields.Boolean(
        string="Goods",
        tracking=True,
        help="What is owed in goods is another obligation than money, so such a programme offers "
        "nothing else, and accrues on an account of its own.",
    )
    wallet_program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="eWallet Programme",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('program_type', '=', 'ewallet')]",
        check_company=True,
    )

    def _get_ways(self):
        self.ensure_one()
        return {way for way in ("credit", "payment", "wallet", "goods") if self[f"pays_{way}"]}

    @api.constrains("pays_credit", "pays_payment", "pays_wallet", "pays_goods")
    def _check_ways(self):
        for program in self:
            ways = program._get_ways()
            if not ways:
                raise ValidationError(
                    self.env._("%s: choose in which way it is settled.", program.display_name)
                )
            if "goods" in ways and len(ways) > 1:
                raise ValidationError(
                    self.env._(
                        "%s: what is owed in goods is not owed in money. Offer goods alone, or "
                        "make a programme for each.",
                        program.display_name,
                    )
                )

    @api.constrains("pays_goods", "liability_account_id")
    def _check_own_obligation(self):
        """Goods and money are owed on different accounts."""
        for program in self.filtered("liability_account_id"):
            others = self.sudo().search(  # whoever drafts it, the books are the company's
                [
                    ("liability_account_id", "=", program.liability_account_id.id),
                    ("company_id", "=", program.company_id.id),
                    ("pays_goods", "!=", program.pays_goods),
                ],
                limit=1,
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%(account)s is what %(other)s owes, and one of both pays goods. Choose "
                        "another account.",
                        account=program.liability_account_id.display_name,
                        other=others.display_name,
                    )
                )

    @api.constrains("pays_wallet", "wallet_program_id", "company_id")
    def _check_wallet(self):
        for program in self.filtered("pays_wallet"):
            wallet = program.wallet_program_id.sudo()  # whoever drafts it need not sell
            if wallet.program_type != "ewallet" or wallet.currency_id != program.currency_id:
                raise ValidationError(
                    self.env._(
                        "%(program)s: choose an eWallet programme in %(currency)s.",
                        program=program.display_name,
                        currency=program.currency_id.name,
                    )
                )

    @api.model
    def _get_wallets(self):
        """Odoo's programmes that rebates are put in: what was spent of them comes back."""
        programs = self.with_context(active_test=False).search(
            [("wallet_program_id", "!=", False), ("state", "!=", "draft")]
        )
        return programs.wallet_program_id

    def _get_wallet_card(self, customer):
        """The customer's eWallet, a new one if there is none yet.

        :raise UserError: if the programme names none
        """
        self.ensure_one()
        wallet = self.wallet_program_id
        if not wallet:
            raise UserError(
                self.env._("%s has no eWallet programme. Enter it there.", self.display_name)
            )
        domain = [("program_id", "=", wallet.id), ("partner_id", "=", customer.id)]
        card = self.env["loyalty.card"].search(domain, order="id", limit=1)
        return card or card.create({"program_id": wallet.id, "partner_id": customer.id})

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.keqing_customer.chosen import for_chosen, for_one
from odoo.addons.keqing_customer.wording import say_day


class KeqingRebateStatement(models.Model):
    """What is payable is given in one way or several, which come to no more together."""

    _inherit = "keqing.rebate.statement"

    settlement_ids = fields.One2many(
        comodel_name="keqing.rebate.settlement", inverse_name="statement_id"
    )
    move_ids = fields.One2many(
        comodel_name="account.move",
        inverse_name="keqing_rebate_statement_id",
        string="Entries",
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    settled = fields.Monetary(
        readonly=True,
        aggregator="sum",
        help="In all ways, by what is posted, untaxed, less what was taken back.",
    )
    may_settle = fields.Boolean(compute="_compute_may_decide")
    may_credit = fields.Boolean(compute="_compute_may_decide")
    may_pay = fields.Boolean(compute="_compute_may_decide")
    may_fill_wallet = fields.Boolean(compute="_compute_may_decide")
    may_give_goods = fields.Boolean(compute="_compute_may_decide")

    def _compute_may_decide(self):
        computed = super()._compute_may_decide()
        is_finance = self._is_finance()
        for statement in self:
            may_settle = (
                is_finance
                and statement.state == "approved"
                and statement.currency_id.compare_amounts(statement.payable, statement.settled) > 0
            )
            ways = may_settle and statement.program_id._get_ways()
            statement.may_settle = may_settle
            statement.may_credit = may_settle and "credit" in ways
            statement.may_pay = may_settle and "payment" in ways
            statement.may_fill_wallet = may_settle and "wallet" in ways
            statement.may_give_goods = may_settle and "goods" in ways
        return computed

    @for_chosen("write")
    def action_approve(self):
        """What pays nothing is settled by that."""
        approved = super().action_approve()
        self.filtered(lambda each: each._pays_nothing())._follow_settlement()
        return approved

    def _pays_nothing(self):
        return not self.currency_id.compare_amounts(self.payable, 0)

    def _take_over(self, other):
        other.settlement_ids.statement_id = self
        other.move_ids.keqing_rebate_statement_id = self
        taken = super()._take_over(other)
        self._follow_settlement()
        return taken

    def _is_drawn(self):
        settlements = self.sudo().settlement_ids  # whether there are any
        return super()._is_drawn() or any(each.state != "back" for each in settlements)

    @for_one("write")
    def action_settle(self):
        """Draft a credit note over what is not settled yet, and open it."""
        return self._settle("credit")

    @for_one("write")
    def action_pay(self):
        """Draft a payment over what is not settled yet, and open it."""
        return self._settle("payment")

    @for_one("write")
    def action_fill_wallet(self):
        """Put what is not settled yet in the customer's eWallet."""
        return self._settle("wallet")

    @for_one("write")
    def action_give_goods(self):
        """Draft an order whose goods are given for what is not settled yet, and open it."""
        return self._settle("goods")

    def _settle(self, way):
        self._check_may_settle(way)
        self.env["keqing.job.mixin"]._lock_alone(self)
        settlement = self.sudo()._draft_settlement(way)  # who settles need not sell
        document = settlement._get_document().with_env(self.env)
        return document._get_records_action() if document.has_access("read") else None

    def _draft_settlement(self, way):
        """Begin to give all that is left in one way; an eWallet is filled at once.

        :return: keqing.rebate.settlement
        :raise UserError: with what stands in the way, before anything is written
        """
        left = self._get_left()
        self._get_settling_account()
        self._check_can_settle(self.company_id._get_keqing_today())
        settlement = self.settlement_ids.create({"statement_id": self.id, "way": way})
        getattr(self, f"_settle_by_{way}")(settlement, left)
        return settlement

    def _check_may_settle(self, way):
        """:raise AccessError: for who does not keep the books
        :raise UserError: for statements that do not wait for it, and ways that are not offered
        """
        if not (self.env.su or self._is_finance()):
            raise AccessError(
                self.env._("Credit controllers who keep the books settle rebate statements.")
            )
        if self.state != "approved":
            raise UserError(
                self.env._(
                    "%s cannot be settled: finance approves it first, and settles it once.",
                    self.display_name,
                )
            )
        program = self.program_id
        if way not in program._get_ways():
            names = dict(
                self.env["keqing.rebate.settlement"]._fields["way"]._description_selection(self.env)
            )
            raise UserError(
                self.env._(
                    "%(program)s is not settled by “%(way)s”. Choose a way that it offers, or "
                    "offer this one on the programme.",
                    program=program.display_name,
                    way=names[way],
                )
            )

    def _get_left(self):
        """What is neither settled nor drafted.

        :raise UserError: if that is nothing, naming what is drafted
        """
        waiting = self.settlement_ids.filtered("waiting")
        left = self.payable - self.settled - sum(waiting.mapped("waiting"))
        if self.currency_id.compare_amounts(left, 0) <= 0:
            raise UserError(
                self.env._(
                    "%(statement)s has drafts over all it pays: %(drafts)s. Post them, or take one "
                    "back.",
                    statement=self.display_name,
                    drafts=", ".join(filter(None, waiting.mapped("document"))),
                )
            )
        return self.currency_id.round(left)

    def _get_settling_account(self):
        """What settlements take off: what is owed if that was accrued, else revenue itself.

        :raise UserError: if it is not entered
        """
        program = self.program_id
        account = program.liability_account_id if program.accrues else program.contra_account_id
        if not account:
            raise UserError(
                self.env._(
                    "%s has no account to settle on. Enter it on the programme.",
                    program.display_name,
                )
            )
        return account

    def _check_can_settle(self, day):
        """:raise UserError: if the books of sales are closed on a day"""
        locks = self.company_id._get_lock_date_violations(day, purchase=False)
        if locks:
            raise UserError(
                self.env._(
                    "%(statement)s cannot be settled on %(day)s: the books are locked until "
                    "%(locked)s.",
                    statement=self.display_name,
                    day=say_day(self.env, day),
                    locked=say_day(self.env, max(date for date, *__ in locks)),
                )
            )

    def _settle_by_payment(self, settlement, amount):
        Payment = self.env["account.payment"].with_company(self.company_id)
        payment = Payment.create(
            {
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": self.partner_id.id,
                "amount": amount,
                "currency_id": self.currency_id.id,
                "date": self.company_id._get_keqing_today(),
                "memo": self.display_name,
                "company_id": self.company_id.id,
            }
        )
        settlement.payment_id = payment

    def _settle_by_wallet(self, settlement, amount):
        settlement.card_id = self.program_id._get_wallet_card(self.partner_id)
        settlement._fill_wallet(amount)

    def _settle_by_goods(self, settlement, amount):
        order = (
            self.env["sale.order"]
            .with_company(self.company_id)
            .create(
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "origin": self.display_name,
                    "keqing_rebate_statement_id": self.id,
                }
            )
        )
        settlement.order_id = order
        order.message_post(
            body=self.env._(
                "Goods of %(amount)s are given as a rebate: enter them at their price, which is "
                "discounted in full.",
                amount=self.currency_id.format(amount),
            )
        )

    def _check_worth(self, order):
        """:raise UserError: for an order of somebody else, or worth more than is left for it"""
        customer = order.partner_id.commercial_partner_id
        if customer != self.partner_id:
            raise UserError(
                self.env._(
                    "%(document)s settles %(statement)s, and is of %(customer)s.",
                    document=order.display_name,
                    statement=self.display_name,
                    customer=customer.display_name,
                )
            )
        others = self.settlement_ids.filtered(lambda each: each.order_id != order)
        taken = sum(each.settled + each.waiting for each in others)
        left = self.currency_id.round(self.payable - taken)
        worth = order._get_keqing_worth()
        if self.currency_id.compare_amounts(worth, left) > 0:
            raise UserError(
                self.env._(
                    "%(order)s gives goods of %(worth)s, and %(statement)s has %(left)s left for "
                    "them. Take some off.",
                    order=order.display_name,
                    worth=self.currency_id.format(worth),
                    statement=self.display_name,
                    left=self.currency_id.format(left),
                )
            )

    def _follow_settlement(self):
        """Say what posted documents have settled.

        The row is written in any case, so that of two posted at once the second looks again.

        :raise UserError: if they come to more than is payable
        """
        if not self:
            return
        Move = self.env["account.move"].sudo()  # whoever books them
        Move.flush_model()
        moves = Move.search_fetch(
            [("keqing_rebate_statement_id", "in", self.ids), ("state", "=", "posted")],
            ["keqing_rebate_statement_id", "move_type", "reversed_entry_id"],
        )
        by_statement = moves.grouped("keqing_rebate_statement_id")
        for statement in self.sudo():
            posted = by_statement.get(statement, Move)
            settled = sum(move._get_keqing_settled() for move in posted)
            left = statement.currency_id.compare_amounts(statement.payable, settled)
            if left < 0:
                raise UserError(
                    self.env._(
                        "%(statement)s pays %(payable)s, and what settles it comes to %(settled)s. "
                        "Lower this one.",
                        statement=statement.display_name,
                        payable=statement.currency_id.format(statement.payable),
                        settled=statement.currency_id.format(settled),
                    )
                )
            values = {"settled": settled}
            if statement.state in ("approved", "settled"):
                values["state"] = "approved" if left else "settled"
            statement.write(values)

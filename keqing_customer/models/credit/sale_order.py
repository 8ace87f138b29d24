# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...chosen import for_chosen, for_one
from ...tools import computed
from ...tools.credit import Charge, CreditHold, Standing
from ..res_partner import OWN_PEOPLE

ANSWERS = [("ok", "Within credit"), ("warn", "Beyond credit"), ("hold", "Held")]
UNCONFIRMED = ("draft", "sent")
SUBJECT = ("partner_invoice_id", "partner_id", "company_id", "currency_id")
COMPUTED = {"amount_untaxed", "amount_tax", "amount_total", "keqing_confirmed_on"}
WAIT_ACTIVITY = "keqing_customer.mail_activity_type_credit_wait"


class SaleOrder(models.Model):
    """Orders ask for credit whenever they are confirmed or grow, whoever or whatever does it.

    Every way leads through ``write``, here and on the lines: when an order becomes a confirmed one
    it asks for its total, and once it is one it asks whenever it owes more, which is what is still
    to be invoiced. Nor is anything delivered before, see the lines.
    """

    _name = "sale.order"
    _inherit = ["sale.order", "keqing.credit.document"]

    keqing_credit_state = fields.Selection(
        selection=ANSWERS,
        string="Credit",
        compute="_compute_keqing_credit",
        groups=OWN_PEOPLE,
    )
    keqing_credit_reason = fields.Text(
        string="Credit: Why", compute="_compute_keqing_credit", groups=OWN_PEOPLE
    )
    keqing_supply_note = fields.Char(
        string="Reduced Supply", compute="_compute_keqing_credit", groups=OWN_PEOPLE
    )
    keqing_confirmed_on = fields.Date(
        string="Supplied On",
        readonly=True,
        copy=False,
        groups=OWN_PEOPLE,
        help="When it was confirmed, where it counts against what a customer may have.",
    )
    keqing_credit_release_ids = fields.One2many(
        comodel_name="keqing.credit.release",
        inverse_name="sale_order_id",
        string="Releases",
        groups=OWN_PEOPLE,
    )
    keqing_release_state = fields.Selection(
        selection=[
            ("requested", "Waiting for Release"),
            ("approved", "Released"),
            ("refused", "Release Refused"),
        ],
        string="Release",
        compute="_compute_keqing_release_state",
        search="_search_keqing_release_state",
        groups=OWN_PEOPLE,
    )

    @api.depends(
        "state",
        "partner_id",
        "partner_invoice_id",
        "partner_shipping_id",
        "company_id",
        "amount_total",
        "currency_rate",
    )
    @api.depends_context("uid", "lang")
    def _compute_keqing_credit(self):
        """The answer on quotations, with figures for those who may see them."""
        asking = self.filtered(
            lambda order: (
                order.state in UNCONFIRMED and order.partner_invoice_id and order.company_id
            )
        )
        answers = asking._credit_answers()
        Account = self.env["keqing.credit.account"]
        texts = Account._tell(answers.values(), Account._sees_figures())
        self.keqing_credit_state = self.keqing_credit_reason = self.keqing_supply_note = False
        for (order, answer), text in zip(answers.items(), texts, strict=True):
            order.keqing_credit_state = answer.state
            order.keqing_credit_reason = text
        if not Account._sees_figures():
            return
        for company, orders in asking.grouped("company_id").items():
            capped = orders.filtered(lambda each: answers[each].terms.constraint == "cap")
            payers = capped.partner_invoice_id.commercial_partner_id._origin
            # sudo: the same figures as in the answers
            notes = Account.sudo()._tell_supply_left(company.sudo(), payers.sudo())
            for order in capped:
                payer = order.partner_invoice_id.commercial_partner_id._origin
                order.keqing_supply_note = notes.get(payer.id)

    @api.depends("keqing_credit_release_ids.state", "keqing_credit_release_ids.valid_until")
    def _compute_keqing_release_state(self):
        for order in self:
            # sudo: whoever has the order
            latest = order.sudo().keqing_credit_release_ids.sorted("id", reverse=True)[:1]
            is_told = latest.state in ("requested", "refused") or latest._is_valid()
            state = "approved" if latest.state == "used" else latest.state
            order.keqing_release_state = state if is_told else False

    def _search_keqing_release_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields["keqing_release_state"], "read")  # Odoo does not
        # sudo: whoever has the order
        orders = self.env["keqing.credit.release"].sudo()._orders_told()
        orders = orders.filtered("keqing_release_state")
        found = orders.filtered(lambda order: order.keqing_release_state in value)
        if False in value:
            return [("id", "not in", (orders - found).ids)]
        return [("id", "in", found.ids)]

    def _compute_partner_credit_warning(self):
        """Odoo's warning tells everybody figures; whoever sees our answer needs none."""
        if not self.env.user.has_group(OWN_PEOPLE):
            return super()._compute_partner_credit_warning()
        self.partner_credit_warning = ""

    @contextmanager
    def _credit_watch(self):
        """Ask for confirmed orders that owe more after the block, or become a matter of others.

        What is compared is what they owe and have not been invoiced for, whatever was written; in
        a block within a block, once, at the end of the outer one.

        :raise CreditHold: at the end of the block
        """
        watched = self.env.cr.cache.setdefault("keqing.credit.watched", set())
        orders = self.sudo().filtered(  # whoever writes
            lambda order: order.state == "sale" and order.id not in watched
        )
        if not orders or not self.env["res.users"]._keqing_is_used():
            yield
            return
        before = orders._credit_standing()
        watched.update(orders._ids)
        try:
            yield
        finally:
            watched.difference_update(orders._ids)
        now = orders._credit_standing()
        orders.with_env(self.env)._check_delivered_is_owed(before, now)
        orders.filtered(
            lambda order: (
                order.state == "sale"
                and order.partner_invoice_id  # else Odoo refuses it
                and (
                    now[order].subject != before[order].subject
                    or order.company_id.currency_id.compare_amounts(
                        now[order].owed, before[order].owed
                    )
                    > 0
                )
            )
        ).with_env(self.env)._credit_check(added=False)
        orders.filtered(
            lambda order: order.state == "sale" and now[order].receiver != before[order].receiver
        ).with_env(self.env)._credit_check(added=False, stops_only=True)

    def _check_delivered_is_owed(self, before, now):
        """What was delivered is not made cheaper, by its price or by lines that take it off.

        :param before: ``{order: Standing}``; ``now``: the same
        :raise UserError: for customers who could be held, unless a credit controller does it
        """
        Account = self.env["keqing.credit.account"]
        for order in self.filtered(lambda order: before[order].delivered):
            delivered = order._credit_rate() * sum(
                price * min(quantity, now[order].delivered[line][0])
                for line, (quantity, price) in before[order].delivered.items()
                if line in now[order].delivered
            )
            if (
                order.state == "sale"
                and order.company_id.currency_id.compare_amounts(
                    now[order].owed, min(before[order].owed, delivered)
                )
                < 0
                and Account._is_bound(order.company_id, order.partner_invoice_id)
            ):
                raise UserError(
                    self.env._(
                        "%s: what was delivered does not become cheaper. Enter what came back, or "
                        "ask a credit controller for the discount.",
                        order.name,
                    )
                )

    def _credit_standing(self):
        """What each of these orders owes, and whose matter it is."""
        Account = self.env["keqing.credit.account"].sudo()  # for everybody alike
        standing = {}
        for orders in self.grouped("company_id").values():
            owed = Account._get_owed_by_orders(orders)
            for order in orders:
                amount, __ = owed.get(order.id, (0.0, 0.0))
                standing[order] = Standing(
                    [order[name].id for name in SUBJECT],
                    amount,
                    order.order_line._delivered_worth(),
                    order.partner_shipping_id.commercial_partner_id,
                )
        return standing

    def _credit_reads(self, vals):
        """Whether writing these values, or fields, changes anything that credit reads."""
        return (
            "order_line" in vals
            or "partner_shipping_id" in vals
            or self.env["keqing.credit.account"]._is_read(self._name, frozenset(vals))
        )

    # Confirming

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env["res.users"]._keqing_is_used():
            return super().create(vals_list)
        orders = computed.create_with(super().create, self, vals_list, COMPUTED)
        confirmed = orders.filtered(lambda order: order.state == "sale")
        confirmed._credit_note_day()
        confirmed._credit_check(added=False)
        return orders

    def write(self, vals):
        if not self.env["res.users"]._keqing_is_used():
            return super().write(vals)
        vals = computed.write_vals(self, vals, COMPUTED)
        if not self._credit_reads(vals):
            return super().write(vals)
        confirming = self.browse()
        if vals.get("state") == "sale":
            confirming = self.filtered(lambda order: order.state != "sale")
            confirming._credit_check()
        elif "state" in vals:
            self._check_nothing_is_out()
        with self._credit_watch():
            written = super().write(vals)
        if confirming and self._credit_reads(vals.keys() - {"state"}):
            confirming._credit_check(added=False)  # of what they are now
        return written

    def _credit_note_day(self):
        """Keep on which day these were confirmed; that of the order itself anybody may write."""
        for company, orders in self.grouped("company_id").items():
            # sudo: whoever confirms
            orders.sudo().write({"keqing_confirmed_on": company._get_keqing_today()})

    def _credit_day(self):
        if self.state != "sale":
            return None
        return self.keqing_confirmed_on or self.company_id._get_keqing_day(self.date_order)

    def _check_nothing_is_out(self):
        """What was delivered is owed, though the order be cancelled.

        :raise UserError: for customers who could be held, unless a credit controller cancels
        """
        out = self.sudo().order_line._delivered_uninvoiced()
        Account = self.env["keqing.credit.account"]
        for order in out.order_id:
            if Account._is_bound(order.company_id, order.partner_invoice_id):
                raise UserError(
                    self.env._(
                        "%s: goods were delivered that are on no invoice. Invoice them, or enter "
                        "what came back, before the order is cancelled.",
                        order.name,
                    )
                )

    def _validate_order(self):
        """A customer's signature stays even if the order has to wait."""
        try:
            with self.env.cr.savepoint():
                return super()._validate_order()
        except CreditHold as hold:
            return self._credit_wait(hold)

    def _credit_wait(self, hold):
        """What a customer has signed or paid waits for release: controllers and seller know."""
        Release = self.env["keqing.credit.release"].sudo()  # the customer is on the portal
        for order in self & hold.records.with_env(self.env):
            if not Release.search_count(
                [("sale_order_id", "=", order.id), ("state", "=", "requested")], limit=1
            ):
                seller = order.user_id
                Release.create(
                    {
                        "sale_order_id": order.id,
                        "user_id": seller.id,
                        "reason": self.env._("Signed or paid by the customer."),
                    }
                )
                if seller.active:
                    told = order.sudo().with_context(lang=seller.lang)
                    summary = told.env.ref(WAIT_ACTIVITY).summary
                    told.activity_schedule(WAIT_ACTIVITY, summary=summary, user_id=seller.id)

    @for_chosen("write")
    def action_keqing_confirm(self):
        """Confirm what may be confirmed, and tell of the rest why not."""
        refused = []
        for order in self.sorted("id"):
            try:
                with self.env.cr.savepoint():
                    order.action_confirm()
            except AccessError:
                raise
            except UserError as error:
                text = str(error)
                if not isinstance(error, CreditHold):  # which names its document
                    text = self.env._(
                        "%(document)s: %(reasons)s", document=order.name, reasons=text
                    )
                refused.append(text)
        done = self.env._("%s orders confirmed.", len(self) - len(refused))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if refused else "success",
                "title": done,
                "message": "\n".join(refused),
                "sticky": bool(refused),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @for_one("read")
    def action_keqing_request_release(self):
        """Open the dialog that asks a credit controller to release this order."""
        self.env["keqing.credit.release"].check_access("create")
        return self._credit_release_action()

    def _credit_charges(self, added):
        untaxed, total = self._credit_amounts()
        more = total
        if not added or self._origin.order_line.invoice_lines:  # confirmed before
            # What was invoiced has used up what it was let pass for, and is owed already
            Account = self.env["keqing.credit.account"]
            more, billed = Account._get_owed_by_orders(self._origin).get(
                self._origin.id, (0.0, 0.0)
            )
            total = max(total, more + billed)
        return [
            Charge(
                record=self,
                payer_id=self.partner_invoice_id._origin.id,
                buyer_id=self.partner_id._origin.id,
                total=total,
                untaxed=untaxed,
                added=max(more, 0.0) if added else 0.0,
                receiver_id=self.partner_shipping_id._origin.id,
            )
        ]

    def _credit_read_ahead(self):
        self.order_line.mapped("tax_ids")
        self.order_line.mapped("invoice_lines")

    def _credit_amounts(self):
        """Without tax and with it, as the lines have it and at today's rate.

        :return: two amounts in company currency
        """
        AccountTax = self.env["account.tax"]
        company = self.company_id
        currency = self.currency_id or company.currency_id
        base_lines = [
            line._prepare_base_line_for_taxes_computation() for line in self._get_priced_lines()
        ]
        base_lines += self._add_base_lines_for_early_payment_discount()
        AccountTax._add_tax_details_in_base_lines(base_lines, company)
        AccountTax._round_base_lines_tax_details(base_lines, company)
        totals = AccountTax._get_tax_totals_summary(base_lines, currency, company)
        rate = self._credit_rate()
        return totals["base_amount_currency"] * rate, totals["total_amount_currency"] * rate

    def _credit_rate(self, currency=None):
        """What one of a currency, else of the order's, is worth today in the company's."""
        company = self.company_id
        return self.env["res.currency"]._get_conversion_rate(
            currency or self.currency_id or company.currency_id,
            company.currency_id,
            company,
            company._get_keqing_today(),
        )

    def _credit_prepaid(self):
        """Online payments of this order that the books do not hold yet, in company currency."""
        paid = self.sudo().transaction_ids.filtered(  # the customer's, of which a sum is taken
            lambda each: (
                each.state in ("authorized", "done") and each.payment_id.move_id.state != "posted"
            )
        )
        return sum(each.amount * self._credit_rate(each.currency_id) for each in paid)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import computed
from .sale_order import UNCONFIRMED

COMPUTED = {
    "price_subtotal",
    "price_tax",
    "price_total",
    "qty_delivered_method",
    "qty_invoiced",
    "qty_invoiced_posted",
    "invoice_lines",  # written from the invoice, see there
}
# What Odoo distributes of rounding differences, in the smallest coins; more is no rounding
COINS = 10
# Quantities that follow work and expenses: what is done is done
BOOKED_ELSEWHERE = {"analytic", "timesheet", "milestones"}


class SaleOrderLine(models.Model):
    """What is delivered, and in what numbers, asks the credit of the order's customer."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env["res.users"]._keqing_is_used():
            return super().create(vals_list)
        if not self.env.su:
            vals_list = [_as_it_is(vals) for vals in vals_list]
        default = self.env.context.get("default_order_id")
        orders = self.env["sale.order"].browse(
            {order_id for vals in vals_list if (order_id := vals.get("order_id", default))}
        )
        with orders._credit_watch():
            lines = computed.create_with(super().create, self, vals_list, COMPUTED)
        lines.browse(
            line.id
            for line, vals in zip(lines, vals_list, strict=True)
            if vals.get("qty_delivered")
        )._ask_to_deliver()
        return lines

    def write(self, vals):
        if not self.env["res.users"]._keqing_is_used():
            return super().write(vals)
        vals = computed.write_vals(self, vals, COMPUTED | {"is_downpayment", "is_expense"})
        if not self.env["keqing.credit.account"]._is_read(self._name, frozenset(vals)):
            return super().write(vals)
        self._check_stays_owed(vals)
        orders = self.order_id
        if vals.get("order_id"):
            orders |= orders.browse(vals["order_id"])
        with orders._credit_watch():
            return super().write(vals)

    def _check_stays_owed(self, vals):
        """What was delivered stays on its order, and is not made undone by ordering less.

        :raise UserError: for customers who could be held, unless a credit controller does it
        """
        if vals.keys().isdisjoint(("order_id", "product_uom_qty", "product_uom_id")):
            return
        Account = self.env["keqing.credit.account"]
        for line in self.sudo():  # whoever writes it
            order = line.order_id
            if line.state != "sale":
                continue
            quantity = vals.get("product_uom_qty", line.product_uom_qty)
            undone = (
                vals.get("order_id", order.id) != order.id
                or vals.get("product_uom_id", line.product_uom_id.id) != line.product_uom_id.id
                and line.qty_delivered
                or quantity < min(line.product_uom_qty, line.qty_delivered)
                or quantity
                and line.is_downpayment
            )
            if undone and Account._is_bound(order.company_id, order.partner_invoice_id):
                raise UserError(
                    self.env._(
                        "%(order)s: what was delivered of %(line)s is owed. Enter what came back "
                        "before less is ordered, and make another line for anything else.",
                        order=order.name,
                        line=line.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_delivered(self):
        """Odoo lets down payments go, and whatever is called one."""
        Account = self.env["keqing.credit.account"]
        for line in self.sudo()._delivered_uninvoiced():  # whoever deletes it
            order = line.order_id
            if Account._is_bound(order.company_id, order.partner_invoice_id):
                raise UserError(
                    self.env._(
                        "%(order)s: what was delivered of %(line)s is owed. Enter what came back "
                        "before the line is deleted.",
                        order=order.name,
                        line=line.name,
                    )
                )

    def _delivered_uninvoiced(self):
        return self.filtered(
            lambda line: (
                line.state == "sale"
                and not line.display_type
                and line.qty_delivered > max(line.qty_invoiced_posted, 0)
            )
        )

    def _delivered_worth(self):
        """What was delivered and is on no invoice: ``{line: (quantity, price of one)}``."""
        return {
            line: (
                line.qty_delivered - max(line.qty_invoiced_posted, 0),
                line.price_total / line.product_uom_qty
                if line.product_uom_qty
                else line.price_unit * (1 - line.discount / 100),
            )
            for line in self._delivered_uninvoiced()
        }

    def _prepare_base_line_for_taxes_computation(self, **kwargs):
        """Amounts that were kept by hand count as far as they round what the line has."""
        base_line = super()._prepare_base_line_for_taxes_computation(**kwargs)
        kept = self.extra_tax_data
        if not (kept and self.env["res.users"]._keqing_is_used()):
            return base_line
        key = {name: kept[name] for name in ("computation_key",) if name in kept}
        plain = super()._prepare_base_line_for_taxes_computation(
            **{"extra_tax_data": key, **kwargs}
        )
        company = self.order_id.company_id or self.env.company
        AccountTax = self.env["account.tax"]
        totals = []
        for each in (dict(base_line), dict(plain)):
            AccountTax._add_tax_details_in_base_lines([each], company)
            AccountTax._round_base_lines_tax_details([each], company)
            totals.append(each["tax_details"])
        coin = (self.order_id.currency_id or company.currency_id).rounding
        is_rounding = all(
            abs(totals[0][name] - totals[1][name]) <= COINS * coin
            for name in ("total_excluded_currency", "total_included_currency")
        )
        return base_line if is_rounding else plain

    @api.constrains("qty_delivered")
    def _check_credit_delivery(self):
        """What is held does not go out, by a quantity that is entered, imported or transferred.

        :raise CreditHold: as confirming would
        """
        if self.env["res.users"]._keqing_is_used():
            self._delivered_more()._ask_to_deliver()

    def _ask_to_deliver(self):
        orders = self.order_id
        waiting = orders.filtered(lambda order: order.state in UNCONFIRMED)
        answers = waiting._credit_answers()
        held = [pair for pair in answers.items() if pair[1].state == "hold"]
        if held:
            raise self.env["keqing.credit.account"].sudo()._hold_of(held)  # whoever delivers
        beyond = self.filtered(lambda line: line.qty_delivered > line.product_uom_qty).order_id
        confirmed = orders.filtered(lambda order: order.state == "sale")
        (confirmed & beyond)._credit_check(added=False)
        (confirmed - beyond)._credit_check(added=False, stops_only=True)

    def _delivered_more(self):
        """Those of which the database knows a smaller quantity; asking reads the database."""
        lines = self.filtered(
            lambda line: (
                line.qty_delivered > 0 and line.qty_delivered_method not in BOOKED_ELSEWHERE
            )
        )
        if not lines:
            return lines
        known = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, COALESCE(qty_delivered, 0) FROM sale_order_line WHERE id IN %s",
                    lines._ids,
                )
            )
        )
        return lines.filtered(lambda line: line.qty_delivered > float(known[line.id]))


def _as_it_is(vals):
    """A down payment has no quantity; what has one is ordered, whatever it is called."""
    if (
        vals.get("is_downpayment")
        and not vals.get("display_type")
        and vals.get("product_uom_qty", 1)
    ):
        return {**vals, "is_downpayment": False}
    return vals

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import Command, models
from odoo.exceptions import UserError

from ...tools.prices import share_out
from .keqing_complaint_remedy import PAYING

SMALL = 1e-6


class KeqingComplaintRemedy(models.Model):
    """Money that is given back: one credit note per invoice, a draft with its prices and taxes.

    Amounts are compared as the prices of the invoice are, in its currency.
    """

    _inherit = "keqing.complaint.remedy"

    def _plan_credit(self, plan):
        """
        :raise UserError: for more than is left of what was invoiced
        """
        line = self.line_id
        invoiced = line._get_invoice_lines()
        if self.kind in PAYING:
            if not invoiced:
                raise self._refusal(
                    self.env._(
                        "Nothing of it was invoiced, so nothing can be paid back. Name the order "
                        "or the invoice on the complaint line."
                    )
                )
            self._plan_amount(plan, invoiced)
        else:
            self._plan_quantity(plan, invoiced)

    def _plan_amount(self, plan, invoiced):
        missing = self.amount
        for each in invoiced.filtered(lambda each: each.currency_id == self.currency_id):
            taken = min(missing, each._keqing_worth_left(plan))
            if self.currency_id.compare_amounts(taken, 0) > 0:
                plan.credits.append((self, each, None, taken))
                plan.take(plan.credited, each, taken)
                missing -= taken
        if self.currency_id.compare_amounts(missing, 0) > 0:
            raise self._refusal(
                self.env._(
                    "%(amount)s are to be paid back, and %(left)s are left of what was invoiced, "
                    "less all credit notes, drafts as well, and what was replenished.",
                    amount=self.currency_id.format(self.amount),
                    left=self.currency_id.format(self.amount - missing),
                )
            )

    def _plan_quantity(self, plan, invoiced):
        """Credit what comes back at the price that was invoiced, as far as it still is.

        What was delivered and not invoiced is taken back without a credit note, if the order is
        invoiced by what is delivered.
        """
        line = self.line_id
        unit = line.product_id.uom_id
        missing = self._in_product_unit()
        free = min(missing, line._get_uninvoiced(plan))
        plan.counted[line._get_order_line()] += free
        missing -= free
        for each in invoiced:
            left = each._keqing_quantity_left(plan)
            taken = min(missing, left)
            if unit.compare(taken, 0) <= 0:
                continue
            price = each.price_unit * (1 - each.discount / 100)
            quantity = unit._compute_quantity(taken, each.product_uom_id, round=False)
            worth = min(each.currency_id.round(price * quantity), each._keqing_worth_left(plan))
            plan.take(plan.counted, each, taken)
            missing -= taken
            if each.currency_id.compare_amounts(worth, 0) > 0:
                plan.credits.append((self, each, taken, worth))
                plan.take(plan.credited, each, worth)
        if unit.compare(missing, 0) > 0:
            raise self._refusal(
                self.env._(
                    "%(missing)s %(unit)s of what comes back are not invoiced, or credited "
                    "already. Invoice the order first, or return fewer.",
                    missing=unit.round(missing),
                    unit=unit.name,
                )
            )

    def _plan_worth(self, plan):
        """What is replenished counts as if it were paid back.

        :raise UserError: if less is left of what was invoiced
        """
        first = self.line_id._get_paid_lines()[:1]
        if not first:
            return
        currency = first.currency_id
        needed = currency.round(self.quantity * self.line_id._get_price())
        left = first._keqing_worth_left(plan, of_order=True)
        if currency.compare_amounts(needed, left) > 0:
            raise self._refusal(
                self.env._(
                    "It is worth %(needed)s, and %(left)s are left of what was invoiced, less all "
                    "credit notes, drafts as well, and what was replenished.",
                    needed=currency.format(needed),
                    left=currency.format(left),
                )
            )
        plan.credited[first._keqing_pot(of_order=True)] += needed
        share = first._keqing_pot_lines(of_order=True, whole=True)._keqing_share()
        plan.credited[first._keqing_pot(of_order=True, whole=True)] += needed * share

    # Credit notes

    def _make_credit_notes(self, plan, day):
        """
        :param day: of the credit notes
        :raise UserError: if their period is locked, or compensation has no product
        """
        by_invoice = defaultdict(list)
        for credit in plan.credits:
            by_invoice[credit[1].move_id].append(credit)
        notes = self.env["account.move"]
        for invoice, credits in by_invoice.items():
            invoice._keqing_check_open(day)
            invoice._keqing_check_day(day)
            complaint = credits[0][0].complaint_id
            parts = [
                (remedy, rest[0], vals)
                for remedy, *rest in credits
                for vals in remedy._prepare_credit_vals(*rest)
            ]
            note = notes.create(
                {
                    "move_type": "out_refund",
                    "reversed_entry_id": invoice.id,
                    "journal_id": invoice.journal_id.id,
                    "partner_id": invoice.partner_id.id,
                    "partner_shipping_id": invoice.partner_shipping_id.id,
                    "fiscal_position_id": invoice.fiscal_position_id.id,
                    "currency_id": invoice.currency_id.id,
                    "invoice_date": day,
                    "date": day,
                    "invoice_date_due": day,
                    "invoice_payment_term_id": False,
                    "invoice_user_id": invoice.invoice_user_id.id,
                    "invoice_origin": complaint.name,
                    "ref": f"{complaint.name}, {invoice.name}",
                    "invoice_line_ids": [
                        Command.create({**vals, "sequence": number})
                        for number, (__, __, vals) in enumerate(parts)
                    ],
                }
            )
            self.env["keqing.remedy.credit"].create(
                [
                    {"remedy_id": remedy.id, "line_id": line.id, "origin_id": origin.id}
                    for (remedy, origin, __), line in zip(
                        parts, note.invoice_line_ids.sorted("sequence"), strict=True
                    )
                ]
            )
            notes += note
        notes._keqing_check_remedies()
        return notes

    def _prepare_credit_vals(self, origin, quantity, amount):
        """The lines of a credit note; of goods two where one price does not make up the amount.

        :param quantity: in the unit of the product; part of another is told in that unit

        A return of an order that is invoiced by what was ordered is not counted there as invoiced
        less: Odoo would invoice the same again.
        """
        complaint = self.complaint_id
        if self.kind == "compensation":
            product = complaint.company_id.keqing_compensation_product_id
            if not product:
                raise UserError(
                    self.env._(
                        "Compensation is booked by a service of its own: choose one in the "
                        "settings, under Remedies."
                    )
                )
            return [
                {
                    "product_id": product.id,
                    "name": f"{product.display_name}: {origin.name}",
                    "quantity": 1.0,
                    "price_unit": amount,
                }
            ]
        vals = {
            "product_id": origin.product_id.id,
            "product_uom_id": origin.product_uom_id.id,
            "name": origin.name,
            "account_id": origin.account_id.id,
            "tax_ids": [Command.set(origin.tax_ids.ids)],
            "analytic_distribution": origin.analytic_distribution,
            "quantity": 1.0,
            "price_unit": amount,
        }
        if self.kind == "refund":
            return [{**vals, "name": self.env._("Refund: %s", origin.name)}]
        unit, invoiced_unit = origin.product_id.uom_id, origin.product_uom_id
        invoiced = unit._compute_quantity(quantity, invoiced_unit, round=False)
        full = origin.currency_id.round(origin.price_unit * (1 - origin.discount / 100) * invoiced)
        is_whole = abs(invoiced_unit.round(invoiced) - invoiced) < SMALL
        orders = origin.sale_line_ids
        if orders.product_id.invoice_policy == "delivery":
            vals["sale_line_ids"] = [Command.set(orders.ids)]
        if is_whole and origin.currency_id.compare_amounts(full, amount) == 0:
            price = {"price_unit": origin.price_unit, "discount": origin.discount}
            return [{**vals, **price, "quantity": invoiced}]
        digits = min(
            self.env["decimal.precision"].precision_get("Product Price"),
            origin.currency_id.decimal_places,
        )
        return [
            {**vals, "product_uom_id": unit.id, "quantity": number, "price_unit": price}
            for number, price in share_out(amount, quantity, digits)
        ]

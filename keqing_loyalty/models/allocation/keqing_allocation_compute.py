# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_one

from ...tools.allocation import share_out


class KeqingAllocation(models.Model):
    """Who gets how much, and why."""

    _inherit = "keqing.allocation"

    history_from = fields.Date(readonly=True, copy=False)
    history_to = fields.Date(readonly=True, copy=False)

    @for_one("write")
    def action_take_stock(self):
        """Take over as supply what is in stock and promised to nobody."""
        self._check_state("draft")
        if not self.has_stock:
            raise UserError(
                self.env._("There is no Inventory here: enter what there is to share out.")
            )
        product = self.product_id.with_company(self.company_id).sudo()  # who sells may not see it
        free = product.uom_id._compute_quantity(product.free_qty, self.uom_id, round=False)
        self.supply = max(int(free + 1e-6), 0)

    @for_one("write")
    def action_compute(self):
        """Try it out: reckon all shares, which promises nothing to anybody."""
        self._check_state("draft", "computed")
        self._lock_alone(self)
        self.env.flush_all()
        customers = (
            self.env["res.partner"]
            .sudo()  # for everybody alike
            .with_company(self.company_id)
            .search(self._scope_domain(), order="id")
        )
        shares = self._reckon(customers)
        if not any(share["weight"] for share in shares):
            raise UserError(
                self.env._(
                    "%s: there is nobody to share out to. Widen whom it is for, and look at the "
                    "weights of the grades.",
                    self.name,
                )
            )
        everything = self.sudo()  # read-only for people
        everything.share_ids.unlink()
        everything.share_ids.create(shares)
        everything.write(
            {"state": "computed", "shared": sum(share["quantity"] for share in shares)}
        )
        return self.action_view_shares()

    @for_one("write")
    def action_draft(self):
        """Change its terms; what was tried out is gone."""
        self._check_state("computed")
        self._lock_alone(self)
        everything = self.sudo()  # read-only for people
        everything.share_ids.unlink()
        everything.write({"state": "draft", "shared": 0})

    def _reckon(self, customers):
        """What each of these customers would get as things stand.

        :param customers: res.partner as superuser, in the company
        :return: list of values of keqing.allocation.share
        """
        grades = {customer: customer.keqing_grade_id for customer in customers}
        weights = {
            customer: grade.allocation_weight if grade else self.weight_without_grade
            for customer, grade in grades.items()
        }
        stopped = self._find_stopped(customers)
        taking_part = customers.filtered(lambda each: weights[each] and each.id not in stopped)
        history = self._find_history(taking_part)
        taking_part = taking_part.sorted(  # of equal fractions the weightier goes first
            lambda each: (-weights[each] * history[each.id], each.id)
        )
        quantities = share_out(
            self.supply,
            [round(weights[each] * history[each.id], 6) for each in taking_part],
            self.guarantee,
            self.cap or None,
        )
        shared = dict(zip(taking_part, quantities, strict=True))
        return [
            {
                "allocation_id": self.id,
                "partner_id": customer.id,
                "company_id": self.company_id.id,
                "grade_id": grades[customer].id,
                "weight": weights[customer],
                "history": history.get(customer.id, 0.0),
                "quantity": shared.get(customer, 0),
                "outcome": stopped.get(customer.id) or self._find_outcome(shared.get(customer)),
            }
            for customer in customers
        ]

    def _find_outcome(self, quantity):
        if quantity is None:
            return "weightless"
        if self.cap and quantity >= self.cap:
            return "capped"
        if self.guarantee and quantity <= self.guarantee:
            return "guaranteed" if quantity == self.guarantee else "short"
        return "shared"

    def _find_history(self, customers):
        """By what the weights are multiplied: ``{customer id: number, not negative}``"""
        today = self.company_id._get_keqing_today()
        since = today - relativedelta(months=self.history_months) + relativedelta(days=1)
        self.sudo().write({"history_from": since, "history_to": today})  # read-only for people
        if self.history == "none":
            return dict.fromkeys(customers.ids, 1.0)
        if self.history == "product":
            found = self._find_bought(customers, since, today)
        else:
            Indicator = self.env["keqing.indicator"].sudo()  # for everybody alike
            measure = (
                Indicator._measure_purchase_amount(self.company_id, since, today)
                if self.history == "purchases"
                else self.history_indicator_id.sudo()._get_measure(self.company_id, since, today)
            )
            found = self._measure(customers, measure, today)
        return {customer.id: max(found.get(customer.id, 0.0), 0.0) for customer in customers}

    def _find_bought(self, customers, since, until):
        """What was invoiced of the product, less credit notes, in the unit of the allocation."""
        Indicator = self.env["keqing.indicator"].sudo()  # for everybody alike
        self.env.flush_all()
        return {
            customer_id: float(quantity)
            for customer_id, quantity in self.env.execute_query(
                SQL(
                    """SELECT move.commercial_partner_id,
                              sum(line.quantity * unit.factor
                                  * CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END)
                              / %(factor)s
                         FROM account_move_line line
                         JOIN account_move move ON move.id = line.move_id
                         JOIN uom_uom unit ON unit.id = line.product_uom_id
                        WHERE line.product_id = %(product)s
                          AND line.display_type = 'product'
                          AND move.commercial_partner_id = ANY(%(customers)s)
                          AND %(is_sold)s
                     GROUP BY move.commercial_partner_id""",
                    factor=self.uom_id.factor,
                    product=self.product_id.id,
                    customers=list(customers.ids),
                    is_sold=Indicator._posted_sale(self.company_id, since, until),
                )
            )
        }

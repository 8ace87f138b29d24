# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...tools.credit import Reason
from ...tools.period import period_around


class KeqingCreditAccount(models.Model):
    """Reduced supply: how much a customer may be supplied with in a period, and what is left.

    Confirmed orders count with their untaxed total on the day on which they were confirmed, at
    today's rate; posted invoices without an order count on their own day. Credit notes give nothing
    back, nor does what was let pass beyond the cap.
    """

    _inherit = "keqing.credit.account"

    has_supply_cap = fields.Boolean(compute="_compute_supply")
    supply_cap = fields.Monetary(
        compute="_compute_supply",
        help="What the credit grade lets the customer be supplied with in a period, untaxed.",
    )
    supply_left = fields.Monetary(
        compute="_compute_supply", help="Of the cap, in the present period."
    )
    supply_until = fields.Date(compute="_compute_supply", help="The last day of the period.")

    @api.depends("partner_id", "company_id", "average_month", "grade_id")
    def _compute_supply(self):
        self.has_supply_cap = self.supply_cap = self.supply_left = self.supply_until = False
        for company, accounts in self.grouped("company_id").items():
            found = self.sudo()._get_supply_left(company, accounts.partner_id)
            for account in accounts.filtered(lambda each, known=found: each.partner_id.id in known):
                account.has_supply_cap = True
                account.supply_cap, account.supply_left, account.supply_until = found[
                    account.partner_id.id
                ]

    @api.model
    def _get_supply_left(self, company, customers):
        """What is left to customers whose supply is reduced: ``{id: (cap, left, last day)}``.

        In company currency; the last day is False where each order is capped by itself.
        """
        terms = self._get_terms(company, customers.ids) if customers.ids else {}
        capped = {each.partner_id: each for each in terms.values() if each.constraint == "cap"}
        windows = {
            partner_id: self._supply_window(agreed, company._get_keqing_today())
            for partner_id, agreed in capped.items()
        }
        asked = [(partner_id, *window, 0, 0) for partner_id, window in windows.items() if window]
        amounts = self._get_supplied(company, asked)
        supplied = {each[0]: amount for each, amount in zip(asked, amounts, strict=True)}
        left = {}
        for partner_id, agreed in capped.items():
            cap = self._supply_cap(company, agreed)
            until = windows[partner_id] and windows[partner_id][1]
            left[partner_id] = (cap, max(cap - supplied.get(partner_id, 0.0), 0.0), until)
        return left

    @api.model
    def _tell_supply_left(self, company, customers):
        """The same in words, for who sees figures: ``{id: sentence}``."""
        currency = company.currency_id
        return {
            partner_id: self.env._(
                "Reduced supply: %(left)s left of %(cap)s until %(day)s.",
                left=currency.format(left),
                cap=currency.format(cap),
                day=format_date(self.env, until),
            )
            if until
            else self.env._("Reduced supply: at most %s an order.", currency.format(cap))
            for partner_id, (cap, left, until) in self._get_supply_left(company, customers).items()
        }

    @api.model
    def _supply_cap(self, company, agreed):
        return self._average_month(company, agreed) * agreed.cap_percent / 100

    @api.model
    def _supply_window(self, agreed, day):
        """First and last day of the period that is capped; None where each order is."""
        return None if agreed.cap_period == "order" else period_around(agreed.cap_period, day)

    @api.model
    def _supplied_before(self, company, pairs):
        """What customers were supplied with in the periods of some documents, without these.

        :param pairs: ``(charge, terms of who pays)``, of customers whose supply is reduced
        :return: list of amounts, 0 where each order is capped by itself
        """
        asked = []
        for charge, agreed in pairs:
            day = charge.record._credit_day() or company._get_keqing_today()
            window = self._supply_window(agreed, day) or (day, day)
            own = charge.record._origin.id or 0
            is_order = charge.record._name == "sale.order"
            asked.append((agreed.partner_id, *window, own * is_order, own * (not is_order)))
        return [
            0.0 if agreed.cap_period == "order" else amount
            for (__, agreed), amount in zip(pairs, self._get_supplied(company, asked), strict=True)
        ]

    @api.model
    def _get_supplied(self, company, asked):
        """
        :param asked: list of customer's id, first and last day, and the ids of an order and of an
            invoice that do not count
        :return: list of amounts in company currency
        """
        if not asked:
            return []
        company = company.sudo()
        self._flush_documents()
        self.env["sale.order"].flush_model(["keqing_confirmed_on", "date_order", "amount_untaxed"])
        rows = self.env.execute_query(
            SQL(
                """SELECT place, COALESCE((
                              SELECT sum(ordered.amount_untaxed / %(order_rate)s)
                                FROM res_partner payer
                                JOIN sale_order ordered ON ordered.partner_invoice_id = payer.id
                               WHERE payer.commercial_partner_id = asked.partner_id
                                 AND ordered.company_id = %(company)s
                                 AND ordered.state = 'sale'
                                 AND ordered.id != asked.order_id
                                 AND COALESCE(ordered.keqing_confirmed_on, ordered.date_order::date)
                                     BETWEEN asked.date_from AND asked.date_to), 0)
                          + COALESCE((
                              SELECT sum(-line.balance)
                                FROM res_partner payer
                                JOIN account_move move ON move.partner_id = payer.id
                                JOIN account_move_line line ON line.move_id = move.id
                               WHERE payer.commercial_partner_id = asked.partner_id
                                 AND move.company_id = %(company)s
                                 AND move.state = 'posted'
                                 AND move.move_type IN ('out_invoice', 'out_receipt')
                                 AND move.id != asked.move_id
                                 AND move.invoice_date BETWEEN asked.date_from AND asked.date_to
                                 AND line.display_type = 'product'
                                 AND NOT EXISTS (
                                     SELECT FROM sale_order_line_invoice_rel invoiced
                                       JOIN sale_order_line ON sale_order_line.id = order_line_id
                                      WHERE invoiced.invoice_line_id = line.id
                                        AND sale_order_line.state = 'sale')), 0)
                     FROM (VALUES %(asked)s)
                          asked (place, partner_id, date_from, date_to, order_id, move_id)
                 ORDER BY place""",
                order_rate=self._rate_sql(company, "ordered"),
                company=company.id,
                asked=SQL(", ").join(
                    SQL("(%s, %s, %s::date, %s::date, %s, %s)", place, *each)
                    for place, each in enumerate(asked)
                ),
            )
        )
        return [float(amount) for __, amount in rows]

    @api.model
    def _beyond_cap(self, company, charge, agreed, supplied):
        """
        :param supplied: untaxed, in the period of the document and without it
        """
        if not charge.is_supply or agreed.constraint != "cap":
            return
        currency = company.currency_id
        cap = self._supply_cap(company, agreed)
        if currency.compare_amounts(charge.untaxed + supplied, cap) <= 0:
            return
        said = {"grade": agreed.grade_name, "percent": agreed.cap_percent}
        figures = {
            "amount": currency.format(charge.untaxed),
            "cap": currency.format(cap),
            "left": currency.format(max(cap - supplied, 0.0)),
        }
        if agreed.cap_period == "order":
            text = self.env._(
                "The order is bigger than a customer of credit grade %(grade)s may "
                "place: %(percent)g %% of the average month.",
                **said,
            )
            told = self.env._("%(amount)s untaxed, at most %(cap)s.", **figures)
        else:
            window = self._supply_window(
                agreed, charge.record._credit_day() or company._get_keqing_today()
            )
            text = self.env._(
                "With the order the supply is more than a customer of credit grade %(grade)s may "
                "have until %(day)s: %(percent)g %% of the average month.",
                **said,
                day=format_date(self.env, window[1]),
            )
            told = self.env._(
                "%(amount)s untaxed, and of %(cap)s there are %(left)s left.", **figures
            )
        yield Reason("cap", agreed.partner_id, text, told)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE

UNCONFIRMED = ("draft", "sent")
MONTHS = 6  # by which a customer's rhythm is told
TIMES = 2  # an average month, from which on an order looks like loading
LEAST = 3  # invoices, fewer are no rhythm


class SaleOrder(models.Model):
    """What an order could bring its customer, said to who sells while it is a quotation."""

    _inherit = "sale.order"

    keqing_rebate_hint = fields.Text(
        string="Next Tier", compute="_compute_keqing_rebate_hint", groups=OWN_PEOPLE
    )
    keqing_loading_hint = fields.Char(
        string="Out of Rhythm", compute="_compute_keqing_loading_hint", groups=OWN_PEOPLE
    )

    def _get_keqing_waiting(self):
        """Quotations, where anybody uses us."""
        if not self.env["res.users"]._keqing_is_used():
            return self.browse()
        return self.filtered(lambda order: order.state in UNCONFIRMED and order.partner_id)

    @api.depends_context("lang")
    @api.depends("partner_id", "company_id", "state")
    def _compute_keqing_rebate_hint(self):
        self.keqing_rebate_hint = False
        Program = self.env["keqing.rebate.program"]
        for company, orders in self._get_keqing_waiting().grouped("company_id").items():
            customers = orders.partner_id.commercial_partner_id._origin
            promises = Program._get_promises(company, customers)
            for order in orders:
                promised = promises.get(order.partner_id.commercial_partner_id._origin, ())
                order.keqing_rebate_hint = "\n".join(map(self._say_promise, promised)) or False

    @api.depends_context("lang")
    @api.depends("keqing_rebate_hint", "amount_untaxed", "currency_id")
    def _compute_keqing_loading_hint(self):
        self.keqing_loading_hint = False
        promised = self.filtered("keqing_rebate_hint")
        for company, orders in promised.grouped("company_id").items():
            customers = orders.partner_id.commercial_partner_id._origin
            months = self._get_keqing_months(company, customers)
            for order in orders:
                customer = order.partner_id.commercial_partner_id._origin
                order.keqing_loading_hint = order._say_loading(months.get(customer.id, 0))

    def _say_promise(self, promise):
        program, outlook = promise
        return self.env._(
            "%(program)s: %(missing)s more reach the tier from %(bound)s and bring %(worth)s.",
            program=program.name,
            missing=program._say_base(float(outlook.missing)),
            bound=program._say_base(float(outlook.bound)),
            worth=program.currency_id.format(float(outlook.worth)),
        )

    @api.model
    def _get_keqing_months(self, company, customers):
        """What customers were invoiced in an average month of the last six: ``{id: amount}``

        Untaxed, in company currency; those with fewer than three invoices are absent.
        """
        until = company._get_keqing_today().replace(day=1)
        rows = self.env.execute_query(
            SQL(
                """SELECT move.commercial_partner_id,
                          (sum(move.amount_untaxed_signed) / %(months)s)::float
                     FROM account_move move
                    WHERE move.company_id = %(company)s AND %(is_sale)s
                      AND move.commercial_partner_id = ANY(%(customers)s)
                      AND move.invoice_date >= %(since)s AND move.invoice_date < %(until)s
                 GROUP BY move.commercial_partner_id
                   HAVING count(*) >= %(least)s""",
                months=MONTHS,
                company=company.id,
                is_sale=self.env["keqing.indicator"]._is_sale(),
                customers=customers.ids,
                since=until - relativedelta(months=MONTHS),
                until=until,
                least=LEAST,
            )
        )
        return dict(rows)

    def _say_loading(self, month):
        """A word of warning when an order jumps against the customer's rhythm; False if not."""
        amount = self.amount_untaxed / (self.currency_rate or 1)
        if month <= 0 or amount <= TIMES * month:
            return False
        return self.env._(
            "This order is %(times)s times an average month of the last six (%(month)s). Look at "
            "what the customer sells before you load it for a tier.",
            times=formatLang(self.env, amount / month, digits=1),
            month=self.company_id.currency_id.format(month),
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..credit.keqing_credit_account import SEES_FIGURES

# and to whom Odoo shows the invoices of all customers
SEES_OVERDUE = f"{SEES_FIGURES},sales_team.group_sale_salesman_all_leads"


class KeqingCustomerFigure(models.Model):
    """What one customer means to one company in money, at hand for lists.

    What the indicators measure, up to the company's today. A job keeps it, and rewrites a row only
    when one of its figures is another; the form of a customer asks for those of the moment.
    """

    _name = "keqing.customer.figure"
    _description = "Figures of a Customer"
    _inherit = ["keqing.customer.record.mixin", "keqing.job.mixin"]
    _order = "purchases desc, id"
    _rec_name = "partner_id"
    _log_access = False

    # Whose with whom
    partner_id = fields.Many2one(readonly=True, index=False)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    as_of = fields.Datetime(
        string="Figures of", readonly=True, help="When one of them last changed."
    )

    # What it buys
    purchases = fields.Monetary(
        string="Purchases, 12 Months",
        readonly=True,
        help="Posted invoices less credit notes of the twelve months up to today, untaxed.",
    )
    purchases_before = fields.Monetary(
        string="Purchases, 12 Months Before",
        readonly=True,
        help="The same of the twelve months before those.",
    )
    growth = fields.Float(
        readonly=True,
        aggregator=None,
        help="Purchases against the twelve months before; empty where there were none.",
    )
    last_order = fields.Date(
        string="Last Purchase", readonly=True, help="The day of its last invoice."
    )
    rhythm = fields.Float(
        string="Days Between Purchases",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="On average, over the last twenty-four months; empty for less than three purchases.",
    )
    order_expected = fields.Date(
        string="Next Purchase Expected On",
        readonly=True,
        help="Its own rhythm after the last one.",
    )
    order_due = fields.Date(
        string="Purchase Expected By",
        readonly=True,
        help="Half as much again as its own rhythm after the last one: then it is late.",
    )

    # What it owes
    overdue = fields.Monetary(
        readonly=True, groups=SEES_OVERDUE, help="Due before today, less open credits."
    )

    last_contact = fields.Date(readonly=True)

    _customer_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "A company keeps one row of figures for a customer."
    )

    @api.model
    def _merge_partners(self, gone, kept):
        """One row stays in each company, and is brought up to date with the others."""
        kept_in = self.search([("partner_id", "=", kept.id)]).company_id
        doubled = [("partner_id", "in", gone.ids), ("company_id", "in", kept_in.ids)]
        self.search(doubled).unlink()

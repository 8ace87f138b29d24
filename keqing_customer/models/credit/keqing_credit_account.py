# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...fields import BoundedMonetary

# Who decides on credit, and who sees what it is decided on
CONTROLLER = "keqing_customer.group_customer_credit"
SEES_FIGURES = f"account.group_account_invoice,account.group_account_readonly,{CONTROLLER}"
AGEING = ("not_due", "late_30", "late_60", "late_90", "late_more")
REFRESHED = (
    "exposure",
    "receivable",
    "uninvoiced",
    "drafted",
    "overdue",
    "overdue_since",
    *AGEING,
    "limit_amount",
    "has_limit",
    "free_credit",
    "is_over",
    "average_month",
)
SETS_LIMIT = {"terms", "credit_limit", "temporary_limit", "temporary_until"}
# Changes of these are on record, as are those of Odoo's limit; see res.partner
LOGGED = ("terms", "temporary_limit", "temporary_until")


class KeqingCreditAccount(models.Model):
    """The credit of one customer with one company: what it may owe, and what it owes.

    The limit itself is Odoo's own, ``credit_limit`` of the customer, or the company's default. The
    terms say how it is to be read, so that none, zero and unlimited are three different things:

    ================== ============================ =================================
    terms              Odoo's limit                 limit in force
    ================== ============================ =================================
    Up to the limit    0, or limits are turned off  none: nobody has set any so far
    Up to the limit    more than 0                  that amount
    Nothing on credit  whatever                     zero
    Unlimited          whatever                     unlimited, decided to be so
    ================== ============================ =================================

    A temporary limit goes before all of these until its last day. A row is made when it is first
    needed; a customer without one is served up to Odoo's limit. The figures are those of the last
    refresh, for lists; what is decided is decided on fresh ones.

    Who changed what was agreed, and from what, stands in the account's own messages, which only
    those read who see figures; what came of proposals stands with those.
    """

    _name = "keqing.credit.account"
    _description = "Customer Credit"
    _inherit = ["mail.thread", "keqing.customer.record.mixin", "keqing.job.mixin"]
    _order = "exposure desc, id"
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
    grade_id = fields.Many2one(
        comodel_name="keqing.grade", string="Credit Grade", compute="_compute_grade_id"
    )
    salesperson_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    territory_id = fields.Many2one(related="partner_id.keqing_territory_id")

    # What was agreed
    terms = fields.Selection(
        selection=[
            ("limit", "Up to the limit"),
            ("cash", "Nothing on credit"),
            ("unlimited", "Unlimited"),
        ],
        default="limit",
        required=True,
    )
    credit_limit = BoundedMonetary(
        low=0,
        string="Standing Limit",
        compute="_compute_credit_limit",
        inverse="_inverse_credit_limit",
        help="Odoo's own limit of the customer, or the company's default. Zero: none was set.",
    )
    temporary_limit = BoundedMonetary(low=0, help="Goes before the terms until its last day.")
    temporary_until = fields.Date(help="The last day it holds.")
    temporary_reason = fields.Char()

    # Whether it is stopped by hand
    is_on_hold = fields.Boolean(string="On Hold", readonly=True)
    hold_reason = fields.Char(help="Whoever sells to the customer reads it too.")
    hold_user_id = fields.Many2one(
        comodel_name="res.users", string="Put on Hold By", readonly=True, index="btree_not_null"
    )
    hold_date = fields.Date(string="On Hold Since", readonly=True)

    # How it stands, at the last refresh
    exposure = fields.Monetary(
        readonly=True, help="Open receivables, orders not yet invoiced and draft invoices."
    )
    receivable = fields.Monetary(readonly=True, help="Posted and open, less open credits.")
    uninvoiced = fields.Monetary(
        string="Not Yet Invoiced", readonly=True, help="Of confirmed orders."
    )
    drafted = fields.Monetary(string="Draft Invoices", readonly=True, help="Without an order.")
    overdue = fields.Monetary(readonly=True, help="Due before today, less open credits.")
    overdue_since = fields.Date(readonly=True, help="When the oldest open invoice was due.")
    # The receivable by how late it is; credits count in the days of their own
    not_due = fields.Monetary(readonly=True)
    late_30 = fields.Monetary(string="1–30 Days", readonly=True)
    late_60 = fields.Monetary(string="31–60 Days", readonly=True)
    late_90 = fields.Monetary(string="61–90 Days", readonly=True)
    late_more = fields.Monetary(string="Over 90 Days", readonly=True)
    has_limit = fields.Boolean(readonly=True)
    free_credit = fields.Monetary(
        string="Credit Still Free",
        readonly=True,
        help="The limit in force less the exposure; negative for who is beyond it.",
    )
    limit_amount = fields.Monetary(string="Limit in Force", readonly=True)
    is_over = fields.Boolean(string="Over the Limit", readonly=True)
    average_month = fields.Monetary(
        readonly=True,
        help="Untaxed sales of an average month with invoices, over the last twelve full months.",
    )
    refreshed_on = fields.Datetime(
        string="Figures of", readonly=True, help="When the figures last changed."
    )

    _customer_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "A company keeps one credit account for a customer."
    )
    # As the ORM spells it: PostgreSQL would not use them for its conditions otherwise
    _over_idx = models.Index("(company_id, exposure DESC, id) WHERE is_over IS TRUE")
    _hold_idx = models.Index("(company_id, exposure DESC, id) WHERE is_on_hold IS TRUE")
    _exposure_idx = models.Index("(company_id, exposure DESC, id)")
    _temporary_complete = models.Constraint(
        "CHECK (temporary_until IS NULL OR temporary_limit >= 0)",
        "A temporary limit cannot be negative; zero allows nothing on credit.",
    )
    _hold_has_reason = models.Constraint(
        "CHECK (NOT is_on_hold OR hold_reason IS NOT NULL)", "Say why the customer is on hold."
    )

    @api.depends("partner_id", "company_id")
    def _compute_grade_id(self):
        for account in self:
            partner = account.partner_id.with_company(account.company_id)
            account.grade_id = partner.keqing_credit_grade_id

    @api.depends("partner_id.credit_limit", "company_id")
    def _compute_credit_limit(self):
        for account in self:
            partner = account.sudo().partner_id.with_company(account.company_id)
            account.credit_limit = partner.credit_limit  # sudo: theirs to see who sees the account

    def _inverse_credit_limit(self):
        self.check_access("write")
        for account in self:
            partner = account.sudo().partner_id.with_company(account.company_id)
            partner.credit_limit = account.credit_limit  # sudo: theirs to set, see check_access

    @api.model
    def _stays_known(self):
        return (
            Domain("is_on_hold", "=", True)
            | Domain("terms", "!=", "limit")
            | Domain("temporary_limit", ">", 0)
        )

    # Opening

    @api.model
    def _of(self, partners, company=None):
        """The accounts of these customers with a company; those that are missing are made.

        :param partners: any contacts; the customer is the commercial entity
        """
        company = company or self.env.company
        customers = partners.commercial_partner_id
        if not customers:
            return self.browse()
        self.flush_model()
        made = self.env.execute_query(
            SQL(
                """INSERT INTO keqing_credit_account (partner_id, company_id, terms)
                   SELECT id, %s, 'limit' FROM res_partner WHERE id IN %s ORDER BY id
                   ON CONFLICT (partner_id, company_id) DO NOTHING
                   RETURNING partner_id""",
                company.id,
                customers._ids,
            )
        )
        if made:
            self.env["res.users"]._keqing_signs_changed()
            self._refresh_customers(company, customers.browse(each for (each,) in made))
        domain = [("partner_id", "in", customers.ids), ("company_id", "=", company.id)]
        return self.search(domain)

    @api.constrains("temporary_limit", "temporary_until")
    def _check_temporary_limit_ends(self):
        for account in self:
            if account.temporary_limit and not account.temporary_until:
                raise ValidationError(
                    self.env._(
                        "%(customer)s: say until when the temporary limit of %(amount)s holds "
                        "(Temporary Until), or set it back to zero.",
                        customer=account.partner_id.display_name,
                        amount=account.currency_id.format(account.temporary_limit),
                    )
                )

    def write(self, vals):
        logged = vals.keys() & LOGGED
        before = {each: {name: each[name] for name in logged} for each in self} if logged else {}
        is_agreed = not SETS_LIMIT.isdisjoint(vals)
        limits = self._limits() if is_agreed else {}
        written = super().write(vals)
        self._log_changes(before)
        if is_agreed:
            self.sudo()._refresh()  # of figures that nobody writes
            self._end_releases(limits)
        return written

    def _agree(self, amount):
        """Set the standing limit of these customers.

        :param amount: in company currency; zero for nothing on credit, None for unlimited
        """
        if amount:
            self.write({"terms": "limit", "credit_limit": amount})
        else:
            self.write({"terms": "unlimited" if amount is None else "cash"})

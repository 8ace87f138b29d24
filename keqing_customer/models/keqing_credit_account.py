# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import retrying
from odoo.tools import SQL, format_date

# Who decides on credit, and who sees what it is decided on
CONTROLLER = "keqing_customer.group_customer_credit"
SEES_FIGURES = f"account.group_account_invoice,account.group_account_readonly,{CONTROLLER}"
SALES_MOVES = ("out_invoice", "out_refund")
AVERAGE_MONTHS = 12  # full months before the present one
REFRESHED = (
    "exposure",
    "receivable",
    "uninvoiced",
    "drafted",
    "overdue",
    "overdue_since",
    "limit_amount",
    "has_limit",
    "is_over",
    "average_month",
)


class Terms(NamedTuple):
    """What one company has agreed with one customer, as far as credit goes."""

    partner_id: int
    is_on_hold: bool
    hold_reason: str | None
    limit: float | None
    """Limit in force in company currency; None when there is none, see the model"""
    constraint: str
    """What happens beyond the credit: the constraint of the credit grade, else the company's"""
    overdue_days: int
    """Days that a debt may be overdue; zero for any"""
    cap_percent: float
    grade_name: str | None
    average_month: float | None
    """As of the last refresh, in company currency; None without invoices"""
    account_id: int | None
    customer_name: str

    @property
    def is_free(self):
        """Whether nothing can hold an order of this customer, whatever it owes."""
        if self.is_on_hold or self.constraint in ("cap", "suspend"):
            return False
        return self.constraint == "none" or self.limit is None and not self.overdue_days


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
    """

    _name = "keqing.credit.account"
    _description = "Customer Credit"
    _inherit = ["keqing.guard.mixin"]
    _order = "exposure desc, id"
    _rec_name = "partner_id"
    _log_access = False
    _guarded_fields = frozenset(
        {
            "partner_id",
            "company_id",
            "is_on_hold",
            "hold_user_id",
            "hold_date",
            "refreshed_on",
            *REFRESHED,
        }
    )

    # Whose with whom
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
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
    credit_limit = fields.Monetary(
        string="Standing Limit",
        compute="_compute_credit_limit",
        inverse="_inverse_credit_limit",
        help="Odoo's own limit of the customer, or the company's default. Zero: none was set.",
    )
    temporary_limit = fields.Monetary(help="Goes before the terms until its last day.")
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
    has_limit = fields.Boolean(readonly=True)
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
    _over_idx = models.Index("(company_id, partner_id) WHERE is_over")
    _hold_idx = models.Index("(company_id, partner_id) WHERE is_on_hold")
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

    @api.depends("partner_id", "company_id")
    def _compute_credit_limit(self):
        for account in self:
            partner = account.sudo().partner_id.with_company(account.company_id)
            account.credit_limit = partner.credit_limit  # sudo: theirs to see who sees the account

    def _inverse_credit_limit(self):
        self.check_access("write")
        for account in self:
            partner = account.sudo().partner_id.with_company(account.company_id)
            partner.credit_limit = account.credit_limit  # sudo: theirs to set, see check_access

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
            self._refresh_customers(company, customers.browse(each for (each,) in made))
        domain = [("partner_id", "in", customers.ids), ("company_id", "=", company.id)]
        return self.search(domain)

    def write(self, vals):
        written = super().write(vals)
        if {"terms", "credit_limit", "temporary_limit", "temporary_until"} & vals.keys():
            self.sudo()._refresh()  # of figures that nobody writes
        if vals.get("temporary_until"):
            for account in self:
                account._tell_customer(
                    self.env._(
                        "Credit: temporary limit until %(day)s. %(reason)s",
                        day=format_date(self.env, account.temporary_until),
                        reason=account.temporary_reason or "",
                    )
                )
        return written

    def _agree(self, amount):
        """Set the standing limit of these customers.

        :param amount: in company currency; zero for nothing on credit, None for unlimited
        """
        if amount:
            self.write({"terms": "limit", "credit_limit": amount})
        else:
            self.write({"terms": "unlimited" if amount is None else "cash"})

    # Stopping and letting go

    def action_hold(self, reason=None):
        """Supply nothing more to these customers until :meth:`action_unhold`.

        :param reason: that on the account if None
        :raise AccessError: for others than credit controllers
        :raise UserError: without a reason
        """
        self._check_may_decide()
        for account in self:
            why = (reason or account.hold_reason or "").strip()
            if not why:
                raise UserError(
                    self.env._(
                        "%s: write down why; whoever sells to the customer asks first.",
                        account.partner_id.name,
                    )
                )
            account.sudo().write(  # guarded fields, after the check
                {
                    "is_on_hold": True,
                    "hold_reason": why,
                    "hold_user_id": self.env.uid,
                    "hold_date": fields.Date.context_today(self),
                }
            )
            account._tell_customer(self.env._("Credit: put on hold. %s", why))

    def action_unhold(self):
        """Supply these customers again.

        :raise AccessError: for others than credit controllers
        """
        self._check_may_decide()
        held = self.filtered("is_on_hold")
        held.sudo().write(  # guarded fields, after the check
            {"is_on_hold": False, "hold_reason": False, "hold_user_id": False, "hold_date": False}
        )
        held._tell_customer(self.env._("Credit: no longer on hold."))

    def _check_may_decide(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(CONTROLLER):
            raise AccessError(self.env._("Only credit controllers decide on credit."))

    def _tell_customer(self, body):
        """Leave a note where everybody looks, without a figure in it."""
        for account in self:
            account.sudo().partner_id.message_post(  # a controller need not own the customer
                author_id=self.env.user.partner_id.id, body=body, subtype_xmlid="mail.mt_note"
            )

    # Terms in force

    @api.model
    def _terms_sql(self, company):
        """What was agreed with each customer of a company.

        :return: SELECT with the columns of :class:`Terms`, to be filtered by ``partner.id``
        """
        Partner = self.env["res.partner"]
        default_limit = Partner._fields["credit_limit"].get_company_dependent_fallback(
            Partner.with_company(company)
        )
        return SQL(
            """SELECT partner.id AS partner_id,
                      COALESCE(account.is_on_hold, FALSE) AS is_on_hold,
                      account.hold_reason,
                      CASE WHEN account.temporary_until >= %(today)s
                           THEN COALESCE(account.temporary_limit, 0)
                           WHEN account.terms = 'cash' THEN 0
                           WHEN account.terms = 'unlimited' OR NOT %(has_limits)s THEN NULL
                           ELSE NULLIF(COALESCE((partner.credit_limit->>%(company)s)::numeric,
                                                %(default_limit)s), 0)
                      END AS limit_amount,
                      COALESCE(grade.credit_constraint, %(constraint)s) AS credit_constraint,
                      COALESCE(grade.credit_overdue_days, %(overdue_days)s) AS overdue_days,
                      COALESCE(grade.credit_cap_percent, 0) AS cap_percent,
                      grade.code AS grade_name,
                      account.average_month,
                      account.id AS account_id,
                      partner.name AS customer_name
                 FROM res_partner partner
            LEFT JOIN keqing_credit_account account
                   ON account.partner_id = partner.id AND account.company_id = %(company_id)s
            LEFT JOIN keqing_grade grade
                   ON grade.id = (partner.keqing_credit_grade_id->>%(company)s)::int""",
            today=self._today(),
            company=str(company.id),
            company_id=company.id,
            default_limit=default_limit or 0,
            has_limits=company.account_use_credit_limit,
            constraint=company.keqing_credit_constraint,
            overdue_days=company.keqing_credit_overdue_days,
        )

    @api.model
    def _get_terms(self, company, partner_ids):
        """What was agreed with the customers that some contacts belong to, in one query.

        :return: ``{contact's id: Terms}``, those of the commercial entity
        """
        self.flush_model()
        self.env["res.partner"].flush_model(
            ["commercial_partner_id", "credit_limit", "keqing_credit_grade_id", "name"]
        )
        self.env["keqing.grade"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT contact.id, terms.*
                     FROM res_partner contact
             JOIN LATERAL (%s WHERE partner.id = contact.commercial_partner_id) terms ON TRUE
                    WHERE contact.id IN %s""",
                self._terms_sql(company),
                tuple(partner_ids),
            )
        )
        return {contact_id: Terms(*row) for contact_id, *row in rows}

    @api.model
    def _today(self) -> date:
        """Today as the user has it; jobs set the company's time zone."""
        return fields.Date.context_today(self)

    # Figures at hand

    def _refresh(self):
        """Bring the figures of these accounts up to date, in one statement a company."""
        for company, accounts in self.grouped("company_id").items():
            self._refresh_customers(company, accounts.partner_id)

    @api.model
    def _refresh_customers(self, company, customers=None):
        """Bring the figures of a company's customers up to date.

        Who owes something or has a limit gets an account on the way. Rows that stay the same are
        not rewritten, so that those who confirm orders meanwhile are hardly ever in the way.

        :param customers: the commercial entities; everybody if None
        """
        company = company.sudo()
        self._flush_documents()
        self.flush_model()
        self.env["res.partner"].flush_model()
        self.env["keqing.grade"].flush_model()
        names = SQL(", ").join(map(SQL.identifier, REFRESHED))
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_credit_account
                               (partner_id, company_id, terms, refreshed_on, %(names)s)
                   SELECT partner_id, %(company)s, 'limit', now() AT TIME ZONE 'UTC', %(names)s
                     FROM (%(figures)s) figures
                 ORDER BY partner_id
              ON CONFLICT (partner_id, company_id) DO UPDATE
                      SET (refreshed_on, %(names)s) = ROW (EXCLUDED.refreshed_on, %(excluded)s)
                    WHERE (%(present)s) IS DISTINCT FROM (%(excluded)s)""",
                names=names,
                company=company.id,
                figures=self._figures_sql(company, customers),
                excluded=SQL(", ").join(SQL("EXCLUDED.%s", SQL.identifier(n)) for n in REFRESHED),
                present=SQL(", ").join(
                    SQL.identifier("keqing_credit_account", name) for name in REFRESHED
                ),
            )
        )
        self.invalidate_model([*REFRESHED, "refreshed_on"])

    @api.model
    def _figures_sql(self, company, customers=None):
        """SELECT with ``partner_id`` and the columns of ``REFRESHED``, for all who have any."""
        digits = company.currency_id.decimal_places
        return SQL(
            """WITH exposure AS (%(exposure)s),
                    average AS (%(average)s)
               SELECT terms.partner_id,
                      COALESCE(exposure.exposure, 0) AS exposure,
                      COALESCE(receivable, 0) AS receivable,
                      COALESCE(uninvoiced, 0) AS uninvoiced,
                      COALESCE(drafted, 0) AS drafted,
                      COALESCE(overdue, 0) AS overdue,
                      overdue_since,
                      limit_amount,
                      limit_amount IS NOT NULL AS has_limit,
                      COALESCE(exposure.exposure > round(limit_amount, %(digits)s), FALSE)
                          AS is_over,
                      average.average_month
                 FROM (%(terms)s) terms
            LEFT JOIN exposure USING (partner_id)
            LEFT JOIN average USING (partner_id)
                WHERE terms.account_id IS NOT NULL
                   OR exposure.partner_id IS NOT NULL
                   OR average.partner_id IS NOT NULL""",
            exposure=self._exposure_sql(company, customers),
            average=self._average_month_sql(company, customers),
            digits=digits,
            terms=SQL(
                "%s WHERE %s",
                self._terms_sql(company),
                SQL("partner.commercial_partner_id = partner.id")
                if customers is None
                else SQL("partner.id IN %s", customers._ids),
            ),
        )

    @api.model
    def _cron_refresh(self):
        """Bring all figures up to date; each company is one statement and one commit."""
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        IrCron = self.env["ir.cron"]
        IrCron._commit_progress(remaining=len(companies))
        for company in companies:
            local = self.with_context(tz=company.partner_id.tz or "UTC")
            retrying(lambda local=local, of=company: local._refresh_customers(of), self.env)
            if not IrCron._commit_progress(1):
                break

    # What a month brings

    @api.model
    def _average_month_sql(self, company, customers=None):
        """Untaxed sales of an average month with invoices, over the last twelve full months.

        :return: SELECT with ``partner_id`` and ``average_month``, in company currency; who was not
            invoiced is absent
        """
        this_month = self._today().replace(day=1)
        return SQL(
            """SELECT partner.commercial_partner_id AS partner_id,
                      round(sum(move.amount_untaxed_signed)
                            / count(DISTINCT date_trunc('month', move.invoice_date))
                              FILTER (WHERE move.move_type = 'out_invoice'),
                            %(digits)s) AS average_month
                 FROM account_move move
                 JOIN res_partner partner ON partner.id = move.partner_id
                WHERE move.company_id = %(company)s
                  AND move.state = 'posted'
                  AND move.move_type IN %(types)s
                  AND move.invoice_date >= %(since)s AND move.invoice_date < %(until)s
                  AND %(theirs)s
             GROUP BY partner.commercial_partner_id
               HAVING count(*) FILTER (WHERE move.move_type = 'out_invoice') > 0""",
            digits=company.currency_id.decimal_places,
            company=company.id,
            types=SALES_MOVES,
            since=this_month - relativedelta(months=AVERAGE_MONTHS),
            until=this_month,
            theirs=self._theirs(SQL("move.partner_id"), customers),
        )

    @api.model
    def _theirs(self, partner, customers):
        """Condition that a column holds some customers or their contacts; anybody if None."""
        if customers is None:
            return SQL("TRUE")
        return SQL(
            "%s = ANY(ARRAY(SELECT id FROM res_partner WHERE commercial_partner_id IN %s))",
            partner,
            customers._ids,
        )

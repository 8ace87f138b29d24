# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...chosen import for_one
from ..engine.keqing_evaluation import UncheckedMany2one

DAYS_IN_MONTH = 30  # a term of 45 days is one month and a half


class KeqingCreditProposal(models.Model):
    """The credit limit that a confirmed rating proposes, and what became of it.

    Proposed is the average month's sales (untaxed, of the months with invoices) x the term in
    months x the coefficient of the rating, rounded up, in the company's currency. The term is the
    longest of the customer's own payment term, else that of the scorecard. Nobody is proposed
    anything who bought for nothing, has no rating, or has just that limit already.

    An accepted limit is written as Odoo's ``credit_limit`` of the company, and zero as the terms
    "Nothing on credit": :class:`keqing.credit.account` says what none, zero and unlimited are. Who
    was given unlimited credit is proposed nothing.

    Written by its methods only, each row decided once: what is decided otherwise later is
    another row. They are the history of the limit.
    """

    _name = "keqing.credit.proposal"
    _inherit = ["keqing.customer.record.mixin", "keqing.job.mixin"]
    _description = "Credit Limit Proposal"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

    # Who, and by which rating
    partner_id = fields.Many2one(readonly=True, index=False)
    company_id = UncheckedMany2one(comodel_name="res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    run_id = UncheckedMany2one(
        comodel_name="keqing.evaluation.run", string="Run", required=True, readonly=True, index=True
    )
    grade_id = UncheckedMany2one(
        comodel_name="keqing.grade", string="Rating", required=True, readonly=True
    )
    # Not what is so today, but when it was asked for and decided: computed once
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Owner",
        compute="_compute_whose",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        compute="_compute_whose",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    date = fields.Date(string="As Of", required=True, readonly=True, help="The period's end.")

    # Why so much
    average_month = fields.Monetary(
        readonly=True, aggregator="avg", help="Untaxed sales of an average month with invoices."
    )
    month_count = fields.Integer(
        string="Months", readonly=True, aggregator=None, help="Months with invoices."
    )
    term_days = fields.Integer(string="Term (days)", readonly=True, aggregator=None)
    coefficient = fields.Float(digits=(16, 2), readonly=True, aggregator=None)

    # From what to what
    has_limit = fields.Boolean(
        string="Had a Limit", readonly=True, help="A limit of zero is a limit as well."
    )
    current_limit = fields.Monetary(
        string="Present Limit",
        readonly=True,
        help="When it was proposed; once decided, until then.",
    )
    proposed_limit = fields.Monetary(string="Proposed", readonly=True)
    difference = fields.Monetary(
        readonly=True, help="To the present limit; none for who had no limit."
    )

    # What became of it
    state = fields.Selection(
        selection=[
            ("proposed", "To Decide"),
            ("accepted", "Accepted"),
            ("changed", "Changed"),
            ("refused", "Refused"),
            ("superseded", "Superseded"),
        ],
        string="Status",
        required=True,
        readonly=True,
    )
    decided_limit = fields.Monetary(
        string="New Limit", readonly=True, help="What was written on the customer."
    )
    reason = fields.Text(readonly=True)
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")
    decided_on = fields.Datetime(readonly=True)

    _open_uniq = models.UniqueIndex(
        "(company_id, partner_id) WHERE state = 'proposed'",
        "A customer has one proposal to decide on.",
    )
    _history_idx = models.Index("(partner_id, company_id, id DESC)")

    @api.depends("partner_id")
    def _compute_whose(self):
        for proposal in self:
            proposal.user_id = proposal.partner_id.user_id
            proposal.territory_id = proposal.partner_id.keqing_territory_id

    @api.model
    def _answered_for(self):
        return Domain("state", "=", "proposed")

    @api.model
    def _stays_known(self):
        return Domain("decided_by_id", "!=", False)

    # Proposing

    @api.model
    def _propose(self, run, evaluations=None):
        """Propose limits by the confirmed verdicts of a credit rating, in a few statements.

        What waits for a decision on these customers is superseded.

        :param run: confirmed run; its scorecard holds the formula
        :param evaluations: only these verdicts, e.g. corrections; all of the run if None
        """
        self.env.flush_all()
        rated = SQL(
            """verdict.run_id = %(run)s
               AND verdict.is_superseded IS NOT TRUE
               AND verdict.grade_id IS NOT NULL
               AND %(only)s
               AND verdict.partner_id NOT IN (%(later)s)""",
            later=run._later_verdicts_sql(),
            run=run.id,
            only=SQL("TRUE")
            if evaluations is None
            else SQL("verdict.id IN %s", tuple(evaluations.ids)),
        )
        self.env.cr.execute(
            SQL(
                """UPDATE keqing_credit_proposal proposal SET state = 'superseded'
                     FROM keqing_evaluation verdict
                    WHERE proposal.partner_id = verdict.partner_id
                      AND proposal.company_id = verdict.company_id
                      AND proposal.state = 'proposed'
                      AND %s""",
                rated,
            )
        )
        self.env.cr.execute(self._proposals_sql(run, rated))
        self.invalidate_model()

    def _proposals_sql(self, run, rated):
        """The INSERT of :meth:`_propose`.

        :param SQL rated: condition on ``verdict``
        """
        scorecard = run.scorecard_id
        company = run.company_id
        Indicator = self.env["keqing.indicator"]
        since = run.date_to + relativedelta(days=1, months=-scorecard.limit_months)
        unit = company.currency_id.rounding
        step = scorecard.limit_rounding or unit
        return SQL(
            """WITH month AS (%(average_month)s),
                    term AS (
                   SELECT payment_id AS id, max(nb_days) AS days
                     FROM account_payment_term_line GROUP BY payment_id),
                    formula AS (
                   SELECT verdict.*,
                          month.average_month,
                          month.month_count,
                          COALESCE(term.days, %(term_days)s) AS term_days,
                          COALESCE(grade.credit_coefficient, 0) AS coefficient,
                          %(current)s AS current_limit,
                          %(has_limit)s AS has_limit,
                          partner.user_id AS owner_id,
                          partner.keqing_territory_id
                     FROM keqing_evaluation verdict
                     JOIN month ON month.partner_id = verdict.partner_id
                     JOIN keqing_grade grade ON grade.id = verdict.grade_id
                     JOIN res_partner partner ON partner.id = verdict.partner_id
                          %(account)s
                LEFT JOIN term
                       ON term.id = (partner.property_payment_term_id->>%(company_key)s)::int
                    WHERE month.average_month > 0
                      AND account.terms IS DISTINCT FROM 'unlimited'
                      AND %(rated)s),
                    proposal AS (
                   SELECT formula.*,
                          ceil(round(average_month * term_days / %(month)s * coefficient, 6)
                               / %(step)s::numeric) * %(step)s::numeric AS proposed_limit
                     FROM formula)
               INSERT INTO keqing_credit_proposal (
                      partner_id, company_id, user_id, territory_id, run_id, grade_id, date,
                      average_month, month_count, term_days, coefficient,
                      has_limit, current_limit, proposed_limit, difference, state)
               SELECT partner_id, company_id, owner_id, keqing_territory_id, run_id, grade_id,
                      date_to,
                      average_month, month_count, term_days, coefficient,
                      has_limit, current_limit, proposed_limit,
                      CASE WHEN has_limit THEN proposed_limit - current_limit END, 'proposed'
                 FROM proposal
                WHERE NOT has_limit OR proposed_limit != current_limit
             ORDER BY partner_id""",
            average_month=Indicator._average_month_sql(company, since, run.date_to),
            term_days=scorecard.limit_term_days,
            account=self._account_sql(company),
            current=self._limit_sql(company),
            has_limit=self._has_limit_sql(company),
            company_key=str(company.id),
            rated=rated,
            month=DAYS_IN_MONTH,
            step=str(step),
        )

    @api.model
    def _limit_sql(self, company):
        """The standing limit of ``partner``, whose credit account is ``account`` if there is one.

        Zero for none as well, see :meth:`_has_limit_sql`; without a temporary limit.
        """
        standing = self.env["keqing.credit.account"]._standing_limit_sql(company)
        return SQL("CASE WHEN account.terms = 'cash' THEN 0 ELSE %s END", standing)

    @api.model
    def _has_limit_sql(self, company):
        """Whether ``partner`` has a limit in a company: an amount, or nothing on credit."""
        return SQL("COALESCE(account.terms = 'cash', FALSE) OR %s != 0", self._limit_sql(company))

    @api.model
    def _account_sql(self, company):
        """Join of the credit account of ``partner``, which need not have one."""
        return SQL(
            """LEFT JOIN keqing_credit_account account
                      ON account.partner_id = partner.id AND account.company_id = %s""",
            company.id,
        )

    @api.model
    def _supersede(self, customers):
        """Close what waits for a decision on these customers, without one."""
        waiting = self.search([("partner_id", "in", customers.ids), ("state", "=", "proposed")])
        waiting.state = "superseded"
        waiting.flush_recordset()

    @api.model
    def _merge_partners(self, gone, kept):
        """A proposal is for a customer as it was rated."""
        self._supersede(gone)

    # Looking closer

    @for_one("read")
    def action_view_evaluation(self):
        """Open the rating, which explains itself."""
        self.check_access("read")
        domain = [
            ("run_id", "=", self.run_id.id),
            ("partner_id", "=", self.partner_id.id),
            ("is_superseded", "=", False),
        ]
        return self.env["keqing.evaluation"].search(domain, limit=1)._get_records_action()

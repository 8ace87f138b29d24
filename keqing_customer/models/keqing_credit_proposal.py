# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import SQL

from .keqing_evaluation import UncheckedMany2one

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

    Written by the methods below only, each row decided once: what is decided otherwise later is
    another row. They are the history of the limit.
    """

    _name = "keqing.credit.proposal"
    _description = "Credit Limit Proposal"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

    # Who, and by which rating
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = UncheckedMany2one(comodel_name="res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    run_id = UncheckedMany2one(
        comodel_name="keqing.evaluation.run", string="Run", required=True, readonly=True, index=True
    )
    grade_id = UncheckedMany2one(
        comodel_name="keqing.grade", string="Rating", required=True, readonly=True
    )
    territory_id = fields.Many2one(related="partner_id.keqing_territory_id")
    user_id = fields.Many2one(related="partner_id.user_id", string="Account Owner")
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
               AND NOT EXISTS (  -- a later rating is not overruled
                   SELECT FROM keqing_evaluation later
                     JOIN keqing_evaluation_run run ON run.id = later.run_id
                     JOIN keqing_scorecard scorecard ON scorecard.id = run.scorecard_id
                    WHERE later.partner_id = verdict.partner_id
                      AND later.company_id = verdict.company_id
                      AND later.date_to > verdict.date_to
                      AND run.state = 'confirmed'
                      AND scorecard.purpose = 'credit')""",
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
            """WITH month AS (
                   SELECT sale.partner_id,
                          sum(sale.amount) AS amount,
                          count(DISTINCT date_trunc('month', sale.date))
                              FILTER (WHERE NOT sale.is_refund) AS count
                     FROM (%(sales)s) sale
                 GROUP BY sale.partner_id),
                    term AS (
                   SELECT payment_id AS id, max(nb_days) AS days
                     FROM account_payment_term_line GROUP BY payment_id),
                    formula AS (
                   SELECT verdict.*,
                          round(month.amount / month.count, %(digits)s) AS average_month,
                          month.count AS month_count,
                          COALESCE(term.days, %(term_days)s) AS term_days,
                          COALESCE(grade.credit_coefficient, 0) AS coefficient,
                          %(current)s AS current_limit,
                          %(has_limit)s AS has_limit
                     FROM keqing_evaluation verdict
                     JOIN month ON month.partner_id = verdict.partner_id
                     JOIN keqing_grade grade ON grade.id = verdict.grade_id
                     JOIN res_partner partner ON partner.id = verdict.partner_id
                          %(account)s
                LEFT JOIN term
                       ON term.id = (partner.property_payment_term_id->>%(company_key)s)::int
                    WHERE month.amount > 0 AND month.count > 0
                      AND account.terms IS DISTINCT FROM 'unlimited'
                      AND %(rated)s),
                    proposal AS (
                   SELECT formula.*,
                          ceil(round(average_month * term_days / %(month)s * coefficient, 6)
                               / %(step)s::numeric) * %(step)s::numeric AS proposed_limit
                     FROM formula)
               INSERT INTO keqing_credit_proposal (
                      partner_id, company_id, run_id, grade_id, date,
                      average_month, month_count, term_days, coefficient,
                      has_limit, current_limit, proposed_limit, difference, state)
               SELECT partner_id, company_id, run_id, grade_id, date_to,
                      average_month, month_count, term_days, coefficient,
                      has_limit, current_limit, proposed_limit,
                      CASE WHEN has_limit THEN proposed_limit - current_limit END, 'proposed'
                 FROM proposal
                WHERE NOT has_limit OR proposed_limit != current_limit
             ORDER BY partner_id""",
            sales=Indicator._source_invoice(company, since, run.date_to),
            digits=company.currency_id.decimal_places,
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
        Partner = self.env["res.partner"].sudo().with_company(company)  # a field of accountants
        return SQL(
            """CASE WHEN account.terms = 'cash' THEN 0
                    ELSE COALESCE((partner.credit_limit->>%s)::numeric, %s::numeric) END""",
            str(company.id),
            str(Partner._fields["credit_limit"].get_company_dependent_fallback(Partner)),
        )

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

    # Deciding

    def action_accept(self):
        """Give these customers the limits that were proposed."""
        self._decide("accepted", SQL("proposed_limit"))

    def action_change(self):
        """Ask which other limit to give to the one customer, and why."""
        self.ensure_one()
        return self._open_decision("changed", self.env._("Give Another Limit"))

    def action_refuse(self):
        """Ask why the limits stay as they are."""
        return self._open_decision("refused", self.env._("Keep the Present Limit"))

    def _open_decision(self, decision, title):
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "keqing.credit.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proposal_ids": self.ids, "default_decision": decision},
        }

    def action_view_evaluation(self):
        """Open the rating, which explains itself."""
        self.ensure_one()
        self.check_access("read")
        domain = [
            ("run_id", "=", self.run_id.id),
            ("partner_id", "=", self.partner_id.id),
            ("is_superseded", "=", False),
        ]
        return self.env["keqing.evaluation"].search(domain, limit=1)._get_records_action()

    def _change(self, limit, reason):
        """Give the one customer another limit than proposed.

        :param float limit: in the company's currency; zero gives no credit at all
        :raise UserError: without a reason, or for a negative limit
        """
        self.ensure_one()
        if self.currency_id.compare_amounts(limit, 0) < 0:
            raise UserError(self.env._("A limit cannot be negative; zero gives no credit at all."))
        limit = SQL("%s::numeric", str(self.currency_id.round(limit)))
        self._decide("changed", limit, self._check_reason(reason))

    def _refuse(self, reason):
        """Leave the limits of these customers as they are.

        :raise UserError: without a reason
        """
        self._decide("refused", SQL("NULL"), self._check_reason(reason))

    def _check_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why; the reason stays with the proposal."))
        return reason.strip()

    def _check_may_decide(self):
        """:raise AccessError: if the user decides on nobody's credit, or not in this company"""
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("keqing_customer.group_customer_credit"):
            raise AccessError(self.env._("Only credit controllers decide on credit limits."))

    def _decide(self, state, limit, reason=None):
        """Close these proposals and write the limits, in one statement each for all customers.

        :param SQL limit: the new limit, by the columns of the proposal; NULL leaves the old
        :raise AccessError: see :meth:`_check_may_decide`
        :raise UserError: for a proposal that was decided already, or is being decided just now, or
            where limits are turned off
        """
        self._check_may_decide()
        if not self:
            return
        for company in self.company_id:
            if state != "refused" and not company.sudo().account_use_credit_limit:  # a yes or no
                raise UserError(
                    self.env._(
                        "Credit limits are turned off in %s. Have them turned on in the settings "
                        "of Invoicing (Sales Credit Limit).",
                        company.name,
                    )
                )
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Somebody else is deciding on these proposals just now. Look again.")
            ) from error
        self.invalidate_recordset(["state"])
        for proposal in self:
            if proposal.state != "proposed":
                raise UserError(
                    self.env._(
                        "%(customer)s: this proposal is closed. The next rating proposes anew.",
                        customer=proposal.partner_id.display_name,
                    )
                )
        self.env.flush_all()
        for company, proposals in self.grouped("company_id").items():
            proposals._close(company, state, limit, reason)
            if state != "refused":
                proposals._write_limits(company)

    def _close(self, company, state, limit, reason):
        """Note the decision, beside the limit that holds until then."""
        self.env.cr.execute(
            SQL(
                """UPDATE keqing_credit_proposal proposal
                      SET state = %(state)s,
                          decided_limit = %(limit)s,
                          reason = %(reason)s,
                          decided_by_id = %(uid)s,
                          decided_on = %(now)s,
                          has_limit = before.has_limit,
                          current_limit = before.current_limit,
                          difference = CASE WHEN before.has_limit
                              THEN COALESCE(%(limit)s, proposed_limit) - before.current_limit END
                     FROM (SELECT partner.id, %(current)s AS current_limit,
                                  %(has_limit)s AS has_limit
                             FROM res_partner partner %(account)s) before
                    WHERE proposal.id IN %(ids)s AND before.id = proposal.partner_id""",
                state=state,
                limit=limit,
                reason=reason,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                account=self._account_sql(company),
                current=self._limit_sql(company),
                has_limit=self._has_limit_sql(company),
                ids=tuple(self.ids),
            )
        )
        self.invalidate_recordset()

    def _write_limits(self, company):
        """Write the decided limits on the customers and on their contacts, which Odoo keeps alike.

        Tell on each customer whose limit changes.
        """
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner partner
                      SET credit_limit = COALESCE(partner.credit_limit, '{}')
                              || jsonb_build_object(%(company)s::text, proposal.decided_limit)
                     FROM keqing_credit_proposal proposal
                    WHERE proposal.id IN %(ids)s
                      AND partner.commercial_partner_id = proposal.partner_id
                      AND (partner.credit_limit->>%(company)s)::numeric
                          IS DISTINCT FROM proposal.decided_limit""",
                company=str(company.id),
                ids=tuple(self.ids),
            )
        )
        Partner = self.env["res.partner"]
        Partner.invalidate_model(["credit_limit", "use_partner_credit_limit"])
        Account = self.env["keqing.credit.account"].sudo()  # it follows, whoever may write it
        without = self.filtered(lambda proposal: not proposal.decided_limit)
        for terms, proposals in (("cash", without), ("limit", self - without)):
            Account._of(proposals.partner_id, company).write({"terms": terms})
        moved = self.filtered(
            lambda proposal: (
                not proposal.has_limit
                or proposal.currency_id.compare_amounts(
                    proposal.current_limit, proposal.decided_limit
                )
            )
        )
        moved.partner_id._message_log_batch(
            bodies={proposal.partner_id.id: proposal._limit_message() for proposal in moved}
        )

    def _limit_message(self):
        """What everybody who sees the customer is told: not the figures, which are accounting's."""
        self.ensure_one()
        names = {"rating": self.grade_id.name, "reason": self.reason}
        if not self.decided_limit:
            text = self.env._("No more credit. Credit rating: %(rating)s.", **names)
        elif not self.has_limit:
            text = self.env._("Now has a credit limit. Credit rating: %(rating)s.", **names)
        elif self.decided_limit > self.current_limit:
            text = self.env._("Credit limit raised. Credit rating: %(rating)s.", **names)
        else:
            text = self.env._("Credit limit lowered. Credit rating: %(rating)s.", **names)
        return f"{text} {self.reason}" if self.reason else text

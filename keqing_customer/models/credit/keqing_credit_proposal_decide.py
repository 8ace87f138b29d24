# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...chosen import for_chosen, for_one


class KeqingCreditProposal(models.Model):
    """Deciding: accepted, changed or refused by a credit controller, many at once."""

    _inherit = "keqing.credit.proposal"

    @for_chosen("read")
    def action_accept(self):
        """Give these customers the limits that were proposed."""
        self._decide("accepted", SQL("proposed_limit"))

    @for_one("read")
    def action_change(self):
        """Ask which other limit to give to the one customer, and why."""
        return self._open_decision("changed", self.env._("Give Another Limit"))

    @for_chosen("read")
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
        self._lock_alone(self)
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
                          user_id = before.user_id,
                          territory_id = before.keqing_territory_id,
                          has_limit = before.has_limit,
                          current_limit = before.current_limit,
                          difference = CASE WHEN before.has_limit
                              THEN COALESCE(%(limit)s, proposed_limit) - before.current_limit END
                     FROM (SELECT partner.id, partner.user_id, partner.keqing_territory_id,
                                  %(current)s AS current_limit,
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
        lowered = moved.filtered(
            lambda proposal: (
                not proposal.has_limit or proposal.decided_limit < proposal.current_limit
            )
        )
        Release = self.env["keqing.credit.release"].sudo()  # they end, whoever may see them
        Release._stop(company, lowered.partner_id)
        moved.partner_id._message_log_batch(
            bodies={proposal.partner_id.id: proposal._limit_message() for proposal in moved}
        )

    def _limit_message(self):
        """What everybody who sees the customer is told: no figure, no rating."""
        self.ensure_one()
        if not self.decided_limit:
            text = self.env._("No more credit.")
        elif not self.has_limit:
            text = self.env._("Now has a credit limit.")
        elif self.decided_limit > self.current_limit:
            text = self.env._("Credit limit raised.")
        else:
            text = self.env._("Credit limit lowered.")
        return f"{text} {self.reason}" if self.reason else text

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

BATCH = 500
REMEMBERED_DAYS = 90  # after its day, in which a broken promise is spoken of and may still be paid


class KeqingPaymentPromise(models.Model):
    """What the books say of promises: paid in time, paid late, or not."""

    _name = "keqing.payment.promise"
    _inherit = ["keqing.payment.promise", "keqing.job.mixin"]

    @api.model
    def _cron_settle(self):
        """Settle what was paid, and what was not by its day."""
        companies = [each for (each,) in self._read_group([], ["company_id"])]
        unpaid = Domain.OR(
            Domain("company_id", "=", company.id) & self._unpaid_domain(company)
            for company in companies
        )
        self._work_through(
            self.search(unpaid),
            lambda promises: promises._settle_by_payments(),
            when=lambda each: each.state in ("open", "broken"),
            size=BATCH,
        )

    @api.model
    def _unpaid_domain(self, company):
        """Domain: promises that wait, and broken ones that are not forgotten."""
        since = company._get_keqing_today() - timedelta(REMEMBERED_DAYS)
        return Domain("state", "=", "open") | (
            Domain("state", "=", "broken") & Domain("due_on", ">=", since)
        )

    def _settle_by_payments(self):
        """Payments count from the day of the promise on, for the one due first before others.

        What was paid by a promise's day keeps it, what came later makes it late.
        """
        paid = self._get_paid()
        settled = self.search(
            Domain("partner_id", "in", self.partner_id.ids)
            & Domain("state", "in", ["kept", "late"])
        )
        spent = {}  # promises that payments went to already, by customer
        for promise in settled:
            spent.setdefault((promise.partner_id, promise.company_id), []).append(promise)
        for promise in self.sorted(lambda each: (each.due_on, each.id)):
            others = spent.setdefault((promise.partner_id, promise.company_id), [])
            used = sum(
                other.amount
                for other in others
                if other.due_on >= promise.promised_on and other.promised_on <= promise.due_on
            )
            in_time, so_far = paid[promise.id]
            company = promise.company_id
            enough = {
                state: company.currency_id.compare_amounts(amount - used, promise.amount) >= 0
                for state, amount in (("kept", in_time), ("late", so_far))
            }
            if enough["kept"]:
                state = "kept"
            elif promise.due_on >= company._get_keqing_today():
                continue
            else:
                state = "late" if enough["late"] else "broken"
            if state != promise.state:
                promise.state = state
            if state != "broken":
                others.append(promise)

    def _get_paid(self):
        """What the books say was paid on receivables since each of these was promised.

        Entries that are no invoice nor credit note, on accounts of what customers owe.

        :return: ``{id: (by its day, until now)}``, in company currency
        """
        self.env.flush_all()
        return {
            promise_id: (in_time, so_far)
            for promise_id, in_time, so_far in self.env.execute_query(
                SQL(
                    """SELECT promise.id,
                              COALESCE(-sum(line.balance)
                                       FILTER (WHERE line.date <= promise.due_on), 0),
                              COALESCE(-sum(line.balance), 0)
                         FROM keqing_payment_promise promise
                    LEFT JOIN (account_move_line line
                               JOIN account_move move
                                 ON move.id = line.move_id AND move.move_type = 'entry'
                               JOIN account_account account
                                 ON account.id = line.account_id
                                AND account.account_type = 'asset_receivable'
                               JOIN res_partner payer ON payer.id = line.partner_id)
                           ON payer.commercial_partner_id = promise.partner_id
                          AND line.company_id = promise.company_id
                          AND line.parent_state = 'posted' AND line.balance < 0
                          AND line.date >= promise.promised_on
                        WHERE promise.id IN %s
                     GROUP BY promise.id""",
                    tuple(self.ids),
                )
            )
        }

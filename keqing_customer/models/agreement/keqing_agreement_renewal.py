# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, models
from odoo.fields import Domain

from ...chosen import for_one
from ...tools.period import shifted_end
from .keqing_agreement_review import RENEW_ACTIVITY

REMINDER_BATCH = 200  # agreements per commit


class KeqingAgreement(models.Model):
    """Before it ends its owner is told; the renewal is a new agreement that names the old."""

    _inherit = "keqing.agreement"

    @for_one("write")
    def action_renew(self):
        """Open the renewal: a draft with the same clauses for the same time after this one."""
        if not self.next_id:
            self._check_stage("active")
            self._renew()
        return self.action_view_next()

    def _renew(self):
        span = relativedelta(self.date_to + timedelta(1), self.date_from)
        renewal = self.copy(
            {
                "date_from": self.date_to + timedelta(1),
                "date_to": shifted_end(self.date_to, span),
                "target_ids": [
                    Command.create(target._prepare_renewal_vals(span)) for target in self.target_ids
                ],
            }
        )
        renewal.sudo().previous_id = self  # code alone writes it
        return renewal

    def _supersede(self):
        """Their renewals have been approved: nobody need be asked any more."""
        self.is_renewed = True
        self.activity_feedback([RENEW_ACTIVITY])

    @api.model
    def _cron_remind(self):
        """Ask the owners to renew what ends soon; what the last nights missed is made good.

        A batch of reminders and the mark that they were sent are one commit.
        """
        due = self._to_remind_domain()
        self._work_through(
            self.search(due, order="renew_from, id"),
            lambda agreements: agreements._remind(),
            when=due,
            size=REMINDER_BATCH,
        )

    def _to_remind_domain(self):
        """Due by the calendar of the company, not yet told, and somebody is there to be told."""
        companies = self.env["res.company"].search([("active", "=", True)])
        return (
            Domain("stage", "=", "active")
            & Domain("is_renewed", "=", False)
            & Domain("reminded_on", "=", False)
            & Domain("user_id.active", "=", True)
            & Domain.OR(
                Domain("company_id", "=", company.id)
                & Domain("renew_from", "<=", company._get_keqing_today())
                for company in companies
            )
        )

    def _remind(self):
        model_id = self.env["ir.model"]._get_id(self._name)
        Activity = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        for company, agreements in self.grouped("company_id").items():
            agreements.reminded_on = company._get_keqing_today()
        for owner, agreements in self.grouped("user_id").items():
            activity_type = self.env.ref(RENEW_ACTIVITY).with_context(lang=owner.lang)
            Activity.create(
                [
                    {
                        "activity_type_id": activity_type.id,
                        "summary": activity_type.summary,
                        "automated": True,
                        "date_deadline": max(agreement.date_to, agreement.reminded_on),
                        "res_model_id": model_id,
                        "res_id": agreement.id,
                        "user_id": owner.id,
                    }
                    for agreement in agreements
                ]
            )

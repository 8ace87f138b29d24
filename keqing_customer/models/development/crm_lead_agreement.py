# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import Command, models
from odoo.fields import Domain


class CrmLead(models.Model):
    """What is signed with a customer that was won: a draft of it is there at once."""

    _inherit = "crm.lead"

    def _become_customer(self):
        customer = super()._become_customer()
        self._draft_agreement(customer)
        return customer

    def _draft_agreement(self, customer):
        """Draft what is signed with such customers, unless something is agreed on already.

        :return: the draft, empty if there is none to make
        """
        company = self.company_id or self.env.company
        Agreement = self.env["keqing.agreement"].with_company(company)
        agreement_type = self.env["keqing.agreement.type"]._for_customer_type(
            customer.keqing_customer_type_id
        )
        agreed = Domain("partner_id", "=", customer.id) & Domain("company_id", "=", company.id)
        agreed &= Domain("stage", "in", ("draft", "review")) | Agreement._in_force_domain(
            company._get_keqing_today(), date.max
        )
        if not agreement_type or Agreement.search_count(agreed, limit=1):
            return Agreement
        agreement = Agreement.create(
            self._prepare_agreement_vals(customer, agreement_type, company)
        )
        agreement.message_post(
            body=self.env._("Drafted when %s was signed.", self._get_html_link())
        )
        self.message_post(
            body=self.env._(
                "%(customer)s is a customer now; %(agreement)s is drafted.",
                customer=customer._get_html_link(),
                agreement=agreement._get_html_link(),
            )
        )
        return agreement

    def _prepare_agreement_vals(self, customer, agreement_type, company):
        """From today, for the usual term; what both expect to be bought in the first year."""
        date_from = company._get_keqing_today()
        date_to = agreement_type._last_day(date_from)
        territory = self.keqing_territory_id or customer.keqing_territory_id
        targets = []
        if self.expected_revenue > 0:
            targets = [
                {
                    "date_from": date_from,
                    "date_to": min(date_to, date_from + relativedelta(years=1, days=-1)),
                    "amount": self.expected_revenue,
                }
            ]
        return {
            "type_id": agreement_type.id,
            "company_id": company.id,
            "partner_id": customer.id,
            "date_from": date_from,
            "date_to": date_to,
            "territory_ids": [Command.set(territory.ids)],
            "target_ids": [Command.create(target) for target in targets],
        }

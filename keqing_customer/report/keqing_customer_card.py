# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import unicodedata

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.res_partner import OWN_PEOPLE

# What one page has room for
PERSONS = 6
INDICATORS = 8
OUTLOOK = 2
NAMES = 5


class KeqingCustomerCard(models.AbstractModel):
    """The customer's card on paper: one page to take along.

    Never on it: what is private about the people, whoever prints it. A sheet gets lost.
    """

    _name = "report.keqing_customer.keqing_customer_card"
    _description = "Customer Card"

    @api.model
    def _get_report_values(self, docids, data=None):
        partners = self.env["res.partner"].browse(docids)
        partners.check_access("read")
        if not self.env.user.has_group(OWN_PEOPLE):
            raise AccessError(self.env._("Only who works with customers may print their cards."))
        customers = partners.commercial_partner_id  # a contact prints its company's
        customers.check_access("read")
        # A sheet leaves the house as a file does: else who wants no trace would print the list.
        self.env["keqing.export.log"]._log(customers, ["customer_card"], form="print")
        persons = self._get_persons(customers)
        explanations = self._get_explanations(customers)
        sales = self._get_sales(customers)
        return {
            "docs": customers,
            "clip": _clip,
            "today": self.env.company._get_keqing_today(),
            "cards": {
                customer.id: {
                    "address": customer._display_address(without_company=True),
                    "persons": persons.get(customer, self.env["res.partner"]),
                    "liked": self._get_liked(customer),
                    "explanation": explanations.get(customer),
                    "sales": sales.get(customer.id),
                }
                for customer in customers
            },
            "limits": {"persons": PERSONS, "indicators": INDICATORS, "outlook": OUTLOOK},
        }

    def _get_persons(self, customers):
        """The people at each customer, who has most to say first."""
        persons = self.env["res.partner"].search(
            Domain("parent_id", "in", customers.ids)
            & Domain("type", "=", "contact")
            & Domain("is_company", "=", False),
            order="keqing_influence desc nulls last, name, id",
        )
        return persons.grouped("parent_id")

    def _get_liked(self, customer):
        """What a customer likes and whom it also buys from: ``[(kind, names)]``."""
        kinds = dict(self.env["keqing.preference"]._fields["kind"]._description_selection(self.env))
        preferences = customer.keqing_preference_ids.grouped("kind")
        liked = [(name, preferences[kind]) for kind, name in kinds.items() if kind in preferences]
        if customer.keqing_competitor_ids:
            liked.append((self.env._("Also buys from"), customer.keqing_competitor_ids))
        return [(name, self._enumerate(records.mapped("name"))) for name, records in liked]

    def _enumerate(self, names):
        listed = " · ".join(_clip(name, 22) for name in names[:NAMES])
        if len(names) <= NAMES:
            return listed
        return self.env._("%(names)s and %(count)s more", names=listed, count=len(names) - NAMES)

    def _get_explanations(self, customers):
        """Why each customer has its grade, as on screen: see ``get_explanation``."""
        verdicts = self.env["keqing.evaluation"].search_fetch(
            Domain(customers._evaluation_domain()) & Domain("scorecard_id.purpose", "=", "grade"),
            ["partner_id"],
        )
        latest = {}
        for verdict in verdicts:
            latest.setdefault(verdict.partner_id, verdict.id)
        evaluations = verdicts.browse(latest.values())  # read at once
        return {
            evaluation.partner_id: explanation | {"date": evaluation.date_to}
            for evaluation, explanation in evaluations._get_explanations().items()
        }

    def _get_sales(self, customers):
        """What each customer bought from the company in the twelve months up to today.

        Counted as the indicators count. Who may read a customer with a type may read its verdicts,
        which quote these figures; others only who sees all customers is told of.

        :return: ``{customer id: dict}``: ``amount`` and ``overdue`` in company currency (None for
            who sees no books), ``invoices``, ``growth`` (percent, None if new), ``last`` (date)
        """
        if not self.env.user.has_group("keqing_customer.group_customer_all"):
            customers = customers.filtered("keqing_customer_type_id")
        if not customers:
            return {}
        company, today = self.env.company, self.env.company._get_keqing_today()
        since = today + relativedelta(days=1, years=-1)
        self.env.flush_all()
        Indicator = self.env["keqing.indicator"]
        growth = Indicator._measure_growth(company, since, today)
        rows = self.env.execute_query(
            SQL(
                """SELECT fact.partner_id, %s, %s, %s,
                          max(fact.date) FILTER (WHERE NOT fact.is_refund)
                     FROM (%s) fact
                    WHERE fact.partner_id IN %s
                 GROUP BY fact.partner_id""",
                Indicator._measure_purchase_amount(company, since, today).value,
                Indicator._measure_purchase_frequency(company, since, today).value,
                growth.value,
                Indicator._source_invoice(company, growth.since, today, customers=customers),
                tuple(customers.ids),
            )
        )
        found = {partner_id: figures for partner_id, *figures in rows}
        owed = customers._get_overdue_items()
        sales = {}
        for customer in customers:
            amount, invoices, grown, last = found.get(customer.id, (0, 0, None, None))
            items = (owed or {}).get(customer)
            overdue = sum(items.mapped("amount_residual")) if items else 0
            sales[customer.id] = {
                "amount": amount or 0,
                "invoices": invoices,
                "growth": grown,
                "last": last,
                "overdue": None if owed is None else overdue,
            }
        return sales


def _clip(text, width):
    """A text on few lines of paper; a Chinese character is as wide as two letters."""
    text = " ".join((text or "").split())
    for position, character in enumerate(text):
        width -= 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width < 0:
            return f"{text[:position]}…"
    return text

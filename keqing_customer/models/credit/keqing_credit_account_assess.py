# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .keqing_credit_account import SEES_FIGURES
from .keqing_credit_account_exposure import Exposure
from .keqing_credit_account_terms import Terms

BOOKED = ("exposure", "receivable", "uninvoiced", "drafted", "overdue", "overdue_since")


class Demand(NamedTuple):
    """A document that asks for credit. Amounts are in company currency."""

    record: models.BaseModel
    payer_id: int
    """Who will owe the amount, or a contact there"""
    buyer_id: int
    """Who orders, or a contact there; mostly the same"""
    total: float
    """The whole document, with tax"""
    untaxed: float
    added: float
    """What of the total the exposure does not hold yet"""


class Reason(NamedTuple):
    """Why a document is held or warned of."""

    code: str
    """``hold``, ``suspend``, ``overdue``, ``limit`` or ``cap``"""
    text: str
    """For everybody: without a figure"""
    figures: str = ""
    """What those may read besides who see figures"""


class Verdict(NamedTuple):
    """What credit says of one document."""

    state: str
    """``ok``, ``warn`` or ``hold``"""
    reasons: tuple
    terms: Terms
    """Of who pays"""
    exposure: Exposure | None
    """Without the document, unless it was counted already; None where nobody looked"""

    def text(self, with_figures):
        """:return: one line for each reason"""
        return "\n".join(
            f"{reason.text} {reason.figures}".rstrip() if with_figures else reason.text
            for reason in self.reasons
        )


class CreditHold(UserError):
    """Documents wait for a credit controller; on screen people are offered to ask for release."""

    # The dialog that the web client opens; its arguments are those of a RedirectWarning
    context = {"exception_class": "odoo.exceptions.RedirectWarning"}

    def __init__(self, message, records, action, label):
        super().__init__(message)
        self.records = records
        self.args = (message, action, label, {})

    def __str__(self):
        return self.args[0]


class KeqingCreditAccount(models.Model):
    """Judging: whether documents are within what was agreed with their customers."""

    _inherit = "keqing.credit.account"

    @api.model
    def _judge(self, company, demands, for_show=False):
        """What credit says of some documents of one company, in the order given.

        Customers who cannot be held cost one query for all of them, the others one more.

        :param demands: list of :class:`Demand`
        :param for_show: say also what is only warned of, and judge each document by itself; else
            those that pass use up the limit for those that follow
        :return: ``{document: Verdict}``
        """
        if not demands:
            return {}
        terms = self._get_terms(
            company, {each for demand in demands for each in (demand.payer_id, demand.buyer_id)}
        )
        payers = {terms[demand.payer_id].partner_id: terms[demand.payer_id] for demand in demands}
        exposures = self._fresh_exposures(
            company,
            [
                agreed
                for agreed in payers.values()
                if not agreed.is_free and (for_show or agreed.constraint != "warn")
            ],
        )
        verdicts = {}
        for demand in demands:
            agreed = terms[demand.payer_id]
            exposure = exposures.get(agreed.partner_id)
            verdict = self._judge_one(company, demand, agreed, terms[demand.buyer_id], exposure)
            verdicts[demand.record] = verdict
            if exposure and verdict.state != "hold" and not for_show:
                exposures[agreed.partner_id] = exposure._add(demand.added)
        return verdicts

    @api.model
    def _fresh_exposures(self, company, terms):
        """The exposures of the customers with these terms: ``{customer's id: Exposure}``"""
        if not terms:
            return {}
        customers = self.env["res.partner"].browse(each.partner_id for each in terms)
        return self._get_exposures(company, customers)

    @api.model
    def _judge_one(self, company, demand, payer, buyer, exposure):
        """The verdict on one document.

        :param payer: the terms of who pays; ``buyer``: of who orders
        :param exposure: of who pays, with what has passed before; None for who cannot be held
        """
        stops = [*self._stops(payer), *(self._stops(buyer) if buyer != payer else ())]
        state = "hold" if stops else "ok"
        excesses = []
        is_credit = company.currency_id.compare_amounts(demand.total, 0) > 0
        if exposure and is_credit and payer.constraint != "none":
            excesses = self._excesses(company, demand, payer, exposure)
        if excesses and not stops:
            state = "warn" if payer.constraint == "warn" else "hold"
        return Verdict(state, (*stops, *excesses), payer, exposure)

    @api.model
    def _stops(self, agreed):
        """What stops every order of a customer, be it as small as can be."""
        name = agreed.customer_name
        if agreed.is_on_hold:
            yield Reason(
                "hold",
                self.env._(
                    "%(customer)s is on hold: %(reason)s", customer=name, reason=agreed.hold_reason
                ),
            )
        if agreed.constraint == "suspend":
            yield Reason(
                "suspend",
                self.env._(
                    "%(customer)s has the credit grade %(grade)s, whose supply is suspended.",
                    customer=name,
                    grade=agreed.grade_name,
                ),
            )

    @api.model
    def _excesses(self, company, demand, agreed, exposure):
        """In what respects a document goes beyond the credit of who pays it."""
        return [
            *self._overdue(company, agreed, exposure),
            *self._beyond_limit(company, demand, agreed, exposure),
            *self._beyond_cap(company, demand, agreed),
        ]

    @api.model
    def _overdue(self, company, agreed, exposure):
        if not agreed.overdue_days or not exposure.overdue_since:
            return
        days = (self._today() - exposure.overdue_since).days
        if days > agreed.overdue_days:
            yield Reason(
                "overdue",
                self.env._(
                    "%(customer)s has been overdue for more than %(days)s days.",
                    customer=agreed.customer_name,
                    days=agreed.overdue_days,
                ),
                self.env._(
                    "%(amount)s overdue, for %(days)s days.",
                    amount=company.currency_id.format(exposure.overdue),
                    days=days,
                ),
            )

    @api.model
    def _beyond_limit(self, company, demand, agreed, exposure):
        if agreed.limit is None:
            return
        currency = company.currency_id
        total = exposure.exposure + demand.added
        over = currency.compare_amounts(total, agreed.limit) > 0
        if over and demand.added:
            total -= demand.record._credit_prepaid()
            over = currency.compare_amounts(total, agreed.limit) > 0
        if over:
            yield Reason(
                "limit",
                self.env._("%s would go beyond its credit limit.", agreed.customer_name),
                self.env._(
                    "%(total)s of %(limit)s.",
                    total=currency.format(total),
                    limit=currency.format(agreed.limit),
                ),
            )

    @api.model
    def _beyond_cap(self, company, demand, agreed):
        if agreed.constraint != "cap":
            return
        currency = company.currency_id
        cap = self._average_month(company, agreed) * agreed.cap_percent / 100
        if currency.compare_amounts(demand.untaxed, cap) > 0:
            yield Reason(
                "cap",
                self.env._(
                    "The order is bigger than a customer of credit grade %(grade)s may "
                    "place: %(percent)g %% of the average month.",
                    grade=agreed.grade_name,
                    percent=agreed.cap_percent,
                ),
                self.env._(
                    "%(amount)s untaxed, at most %(cap)s.",
                    amount=currency.format(demand.untaxed),
                    cap=currency.format(cap),
                ),
            )

    @api.model
    def _average_month(self, company, agreed):
        """The average month of a customer, looked up for who has none at hand."""
        if agreed.average_month is not None:
            return agreed.average_month
        customer = self.env["res.partner"].browse(agreed.partner_id)
        found = self.env.execute_query(self._average_month_sql(company, customer))
        return found[0][1] if found else 0.0

    @api.model
    def _judge_customers(self, company, customers):
        """What credit says of customers as they stand, for whom there is anything to say.

        :param customers: the commercial entities
        :return: ``{customer's id: Verdict}``
        """
        if not customers:
            return {}
        terms = self._get_terms(company, customers._ids)
        judged = [each for each in terms.values() if not each.is_free]
        exposures = self._fresh_exposures(company, judged)
        verdicts = {}
        for agreed in judged:
            exposure = exposures[agreed.partner_id]
            customer = customers.browse(agreed.partner_id)
            # A document of nothing: what stands in its way stands in the way of each
            demand = Demand(customer, customer.id, customer.id, exposure.exposure, 0.0, 0.0)
            verdicts[customer.id] = self._judge_one(company, demand, agreed, agreed, exposure)
        return verdicts

    # Enforcing

    @api.model
    def _let_pass(self, company, demands):
        """Let documents of one company pass, or none of them.

        Two transactions never pass one limit together: each writes the accounts of its customers,
        whom the other has then changed since it began. PostgreSQL refuses the later one, which
        starts anew and finds what the first has done; a mere lock would leave it with what it saw
        before it waited.

        :raise CreditHold: if any is held and has no release
        """
        verdicts = self._judge(company, demands)
        held = [demand for demand in demands if verdicts[demand.record].state == "hold"]
        Release = self.env["keqing.credit.release"].sudo()  # whoever has the document
        released = Release._valid_releases(held)
        refused = [demand for demand in held if demand.record not in released]
        if refused:
            raise self._hold_of([(each.record, verdicts[each.record]) for each in refused])
        self._book(company, [(each, verdicts[each.record]) for each in demands])
        Release.concat(*released.values())._use()

    @api.model
    def _hold_of(self, held):
        """The exception for documents and the verdicts on them."""
        records = held[0][0].union(*(record for record, __ in held))
        with_figures = self._sees_figures()
        message = "\n\n".join(
            self.env._(
                "%(document)s: %(reasons)s",
                document=record.display_name,
                reasons=verdict.text(with_figures),
            )
            for record, verdict in held
        )
        Release = self.env["keqing.credit.release"].sudo(False)  # of who is there, not of us
        may_ask = len(records) == 1 and Release.has_access("create")
        if may_ask:
            action, label = records._credit_release_action(), self.env._("Request Release")
            return CreditHold(message, records, action, label)
        return CreditHold(message, records, False, "")

    @api.model
    def _sees_figures(self):
        """Whether the user does; what a job is told ends up in notes that others read."""
        return not self.env.user._is_superuser() and any(
            self.env.user.has_group(group) for group in SEES_FIGURES.split(",")
        )

    @api.model
    def _book(self, company, passed):
        """Write down what customers owe with the documents that pass; see :meth:`_let_pass`."""
        owed = {}
        for demand, verdict in passed:
            if verdict.exposure:
                limit, exposure = owed.get(
                    verdict.terms.partner_id, (verdict.terms.limit, verdict.exposure)
                )
                owed[verdict.terms.partner_id] = limit, exposure._add(demand.added)
        if not owed:
            return
        digits = company.currency_id.decimal_places
        rows = [
            SQL(
                "(%s, %s, 'limit', now() AT TIME ZONE 'UTC', %s, %s, %s, %s)",
                partner_id,
                company.id,
                SQL(", ").join(SQL("%s", value) for value in exposure[1:]),
                limit is not None,
                limit,
                limit is not None and round(exposure.exposure, digits) > limit,
            )
            for partner_id, (limit, exposure) in sorted(owed.items())
        ]
        names = (*BOOKED, "has_limit", "limit_amount", "is_over")
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_credit_account
                               (partner_id, company_id, terms, refreshed_on, %s)
                        VALUES %s
                   ON CONFLICT (partner_id, company_id) DO UPDATE SET %s""",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(rows),
                SQL(", ").join(
                    SQL("%(name)s = EXCLUDED.%(name)s", name=SQL.identifier(name))
                    for name in ("refreshed_on", *names)
                ),
            )
        )
        self.invalidate_model(["refreshed_on", *names])

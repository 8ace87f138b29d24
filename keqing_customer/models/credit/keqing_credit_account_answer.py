# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from odoo import api, models
from odoo.tools import SQL

from ...tools.credit import Answer, Charge, CreditHold, Reason
from .keqing_credit_account import AGEING, SEES_FIGURES

# In the order of Exposure
BOOKED = (
    "exposure",
    "receivable",
    "uninvoiced",
    "drafted",
    "overdue",
    "overdue_since",
    *AGEING,
)


class KeqingCreditAccount(models.Model):
    """Answering: whether documents are within what was agreed with their customers."""

    _inherit = "keqing.credit.account"

    @api.model
    def _answer(self, company, charges, for_show=False):
        """What credit says of some documents of one company, in the order given.

        Customers who cannot be held cost one query for all of them, the others one more.

        :param charges: list of :class:`Charge`
        :param for_show: say also what is only warned of, and take each document by itself; else
            those that pass use up the limit for those that follow
        :return: list of :class:`Answer`, one for each charge
        """
        if not charges:
            return []
        terms = self._get_terms(
            company, {each for charge in charges for each in charge.customer_ids}
        )
        payers = {terms[charge.payer_id].partner_id: terms[charge.payer_id] for charge in charges}
        exposures = self._fresh_exposures(
            company,
            [
                agreed
                for agreed in payers.values()
                if not agreed.is_free and (for_show or agreed.constraint != "warn")
            ],
        )
        capped = [
            (charge, terms[charge.payer_id])
            for charge in charges
            if charge.is_supply and terms[charge.payer_id].constraint == "cap"
        ]
        before = self._supplied_before(company, capped)
        supplied = {charge: amount for (charge, __), amount in zip(capped, before, strict=True)}
        answers = []
        passed = Counter()  # untaxed, by customer, of what is not confirmed yet
        for charge in charges:
            agreed = terms[charge.payer_id]
            exposure = exposures.get(agreed.partner_id)
            concerned = [terms[each] for each in charge.customer_ids]
            had = supplied.get(charge, 0.0)
            if agreed.cap_period != "order":
                had += passed[agreed.partner_id]
            answer = self._answer_one(company, charge, agreed, concerned, exposure, had)
            answers.append(answer)
            if exposure and answer.state != "hold" and not for_show:
                exposures[agreed.partner_id] = exposure._add(charge.added)
                if charge.is_supply and not charge.record._credit_day():
                    passed[agreed.partner_id] += charge.untaxed
        return answers

    @api.model
    def _fresh_exposures(self, company, terms):
        """The exposures of the customers with these terms: ``{customer's id: Exposure}``"""
        if not terms:
            return {}
        customers = self.env["res.partner"].browse(each.partner_id for each in terms)
        return self._get_exposures(company, customers)

    @api.model
    def _answer_one(self, company, charge, payer, concerned, exposure, supplied=0.0):
        """The answer on one document: what all may get at all, and how much who pays may owe.

        :param payer: the terms of who pays; ``concerned``: of who pays, orders and receives
        :param exposure: of who pays, with what has passed before; None for who cannot be held
        :param supplied: what it was supplied with in the period, where that is capped
        """
        stops = [stop for agreed in dict.fromkeys(concerned) for stop in self._stops(agreed)]
        state = "hold" if stops else "ok"
        excesses = []
        is_credit = company.currency_id.compare_amounts(charge.total, 0) > 0
        if exposure and is_credit and payer.constraint != "none":
            excesses = self._excesses(company, charge, payer, exposure, supplied)
        if excesses and not stops:
            state = "warn" if payer.constraint == "warn" else "hold"
        return Answer(state, (*stops, *excesses), payer, exposure)

    @api.model
    def _stops(self, agreed):
        """What stops every order of a customer, be it as small as can be."""
        name = agreed.customer_name
        if agreed.is_on_hold:
            yield Reason(
                "hold",
                agreed.partner_id,
                self.env._(
                    "%(customer)s is on hold: %(reason)s", customer=name, reason=agreed.hold_reason
                ),
            )
        if agreed.constraint == "suspend":
            yield Reason(
                "suspend",
                agreed.partner_id,
                self.env._(
                    "%(customer)s has the credit grade %(grade)s, whose supply is suspended.",
                    customer=name,
                    grade=agreed.grade_name,
                ),
            )

    @api.model
    def _excesses(self, company, charge, agreed, exposure, supplied):
        """In what respects a document goes beyond the credit of who pays it."""
        return [
            *self._overdue(company, agreed, exposure),
            *self._beyond_limit(company, charge, agreed, exposure),
            *self._beyond_cap(company, charge, agreed, supplied),
        ]

    @api.model
    def _overdue(self, company, agreed, exposure):
        if not agreed.overdue_days or not exposure.overdue_since:
            return
        days = (company._get_keqing_today() - exposure.overdue_since).days
        if days > agreed.overdue_days:
            yield Reason(
                "overdue",
                agreed.partner_id,
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
    def _beyond_limit(self, company, charge, agreed, exposure):
        if agreed.limit is None:
            return
        currency = company.currency_id
        total = exposure.exposure + charge.added
        over = currency.compare_amounts(total, agreed.limit) > 0
        if over and charge.added:
            total -= charge.record._credit_prepaid()
            over = currency.compare_amounts(total, agreed.limit) > 0
        if over:
            excess = total - agreed.limit
            shrinks = currency.compare_amounts(excess, charge.added) < 0
            yield Reason(
                "limit",
                agreed.partner_id,
                self.env._(
                    "%s would go beyond its credit limit: a smaller document would fit.",
                    agreed.customer_name,
                )
                if shrinks
                else self.env._("%s would go beyond its credit limit.", agreed.customer_name)
                if charge.added
                else self.env._("%s is beyond its credit limit.", agreed.customer_name),
                self._in_figures(
                    charge,
                    currency.format(total),
                    currency.format(agreed.limit),
                    currency.format(excess) if shrinks else None,
                ),
            )

    @api.model
    def _in_figures(self, charge, total, limit, excess):
        """
        :param excess: by how much the document would have to be smaller; None if none would fit
        """
        if excess is not None:
            return self.env._(
                "%(total)s with this document, of a limit of %(limit)s: it is %(excess)s too big.",
                total=total,
                limit=limit,
                excess=excess,
            )
        if charge.added:
            return self.env._(
                "%(total)s with this document, of a limit of %(limit)s.", total=total, limit=limit
            )
        return self.env._("%(total)s of %(limit)s.", total=total, limit=limit)

    @api.model
    def _average_month(self, company, agreed):
        """The average month of a customer, looked up for who has none at hand."""
        if agreed.average_month is not None:
            return agreed.average_month
        customer = self.env["res.partner"].browse(agreed.partner_id)
        found = self.env.execute_query(self._average_month_sql(company, customer))
        return found[0][1] if found else 0.0

    @api.model
    def _answer_customers(self, company, customers):
        """What credit says of customers as they stand, for whom there is anything to say.

        :param customers: the commercial entities
        :return: ``{customer's id: Answer}``
        """
        if not customers:
            return {}
        terms = self._get_terms(company, customers._ids)
        bound = [each for each in terms.values() if not each.is_free]
        exposures = self._fresh_exposures(company, bound)
        answers = {}
        for agreed in bound:
            exposure = exposures[agreed.partner_id]
            customer = customers.browse(agreed.partner_id)
            # A document of nothing: what stands in its way stands in the way of each
            charge = Charge(customer, customer.id, customer.id, exposure.exposure, 0.0, 0.0)
            answers[customer.id] = self._answer_one(company, charge, agreed, [agreed], exposure)
        return answers

    # Enforcing

    @api.model
    def _let_pass(self, company, charges):
        """Let documents of one company pass, or none of them.

        Two transactions never pass one limit together: each writes the accounts of its customers,
        whom the other has then changed since it began. PostgreSQL refuses the later one, which
        starts anew and finds what the first has done; a mere lock would leave it with what it saw
        before it waited.

        :raise CreditHold: if any is held and has no release
        """
        answers = self._answer(company, charges)
        pairs = list(zip(charges, answers, strict=True))
        held = [(charge, answer) for charge, answer in pairs if answer.state == "hold"]
        Release = self.env["keqing.credit.release"].sudo()  # whoever has the document
        released = Release._that_let_pass(company, held)
        refused = [(charge.record, answer) for charge, answer in held if charge not in released]
        if refused:
            raise self._hold_of(refused)
        self._book(company, pairs)
        for charge, answer in pairs:
            is_capped = charge.is_supply and answer.terms.constraint == "cap"
            if is_capped and not charge.record._credit_day():
                charge.record._credit_note_day()
        Release.concat(*released.values())._use()

    @api.model
    def _hold_of(self, held):
        """The exception for documents and the answers to them."""
        records = held[0][0].union(*(record for record, __ in held))
        reader = self.sudo(False)  # who is there, not us
        texts = reader._tell([answer for __, answer in held], reader._sees_figures())
        message = "\n\n".join(
            self.env._("%(document)s: %(reasons)s", document=record.display_name, reasons=text)
            for (record, __), text in zip(held, texts, strict=True)
        )
        may_ask = (
            len(records) == 1
            and isinstance(records, self.pool["keqing.credit.document"])
            and reader.env["keqing.credit.release"].has_access("create")
        )
        if may_ask:
            action, label = records._credit_release_action(), self.env._("Request Release")
            return CreditHold(message, records, action, label)
        return CreditHold(message, records, False, "")

    @api.model
    def _tell(self, answers, with_figures):
        """Answers in words for the user, who learns nothing of customers out of reach.

        :return: list of texts
        """
        about = {reason.customer_id for answer in answers for reason in answer.reasons}
        # In all companies of the user, whichever are ticked
        Partner = self.env["res.partner"].with_context(allowed_company_ids=None)
        known = set(Partner.browse(about)._filtered_access("read")._ids)
        otherwise = self.env._("Its customer's credit is for a credit controller to look at.")
        return [answer.text(with_figures, known, otherwise) for answer in answers]

    @api.model
    def _sees_figures(self):
        """Whether the user does; what a job is told ends up in notes that others read."""
        return not self.env.user._is_superuser() and self.env.user.has_groups(SEES_FIGURES)

    @api.model
    def _book(self, company, passed):
        """Write down what customers owe with the documents that pass; see :meth:`_let_pass`."""
        owed = {}
        for charge, answer in passed:
            if answer.exposure:
                limit, exposure = owed.get(
                    answer.terms.partner_id, (answer.terms.limit, answer.exposure)
                )
                owed[answer.terms.partner_id] = limit, exposure._add(charge.added)
        if not owed:
            return
        digits = company.currency_id.decimal_places
        rows = [
            SQL(
                "(%s, %s, 'limit', now() AT TIME ZONE 'UTC', %s, %s, %s, %s, %s)",
                partner_id,
                company.id,
                SQL(", ").join(SQL("%s", value) for value in exposure[1:]),
                limit is not None,
                limit,
                limit is not None and round(exposure.exposure, digits) > limit,
                None if limit is None else round(limit - exposure.exposure, digits),
            )
            for partner_id, (limit, exposure) in sorted(owed.items())
        ]
        names = (*BOOKED, "has_limit", "limit_amount", "is_over", "free_credit")
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

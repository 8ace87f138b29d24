# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from ...chosen import for_one
from ...wording import say_day

# Act now; act soon; good to know
LEVELS = ("now", "soon", "info")
SHOWN_MATTERS = 3
LICENCE_DAYS = 30  # before a licence ends
# What the matters are read off the customer itself
MATTERING_FIELDS = [
    "create_date",
    "keqing_credit_grade_trend",
    "keqing_customer_type_id",
    "keqing_grade_trend",
    "keqing_licence_expiry",
    "keqing_relationship_trend",
    "keqing_verified_on",
]
# … and off the verdicts on it
VERDICT_FIELDS = [
    "date_to",
    "grade_id",
    "lines",
    "movement",
    "partner_id",
    "previous_grade_id",
    "run_id",
    "scorecard_id",
]


class ResPartner(models.Model):
    """What matters about customers now: at most three lines above a card, a list of many."""

    _inherit = "res.partner"

    @api.model
    def _card_pages(self):
        return {
            **super()._card_pages(),
            "keqing_matters": ("get_keqing_matters", 8),
        }

    @api.readonly
    @for_one("read")
    def get_keqing_matters(self):
        """What somebody should do something about, the most urgent first.

        :return: list of at most three dicts: ``text``; ``level``, one of ``now``, ``soon`` and
            ``info``; ``action``, which opens what there is to do something about
        :raise AccessError: if the user may not read the customer
        """
        return [
            {name: matter[name] for name in ("text", "level", "action")}
            for matter in self._get_matters().get(self, [])[:SHOWN_MATTERS]
        ]

    def _get_matters(self):
        """What matters about each of these customers, the most urgent first.

        The number of queries does not depend on that of the customers.

        :return: ``{customer: list of dicts}`` as :meth:`_find_matters` returns them; a customer
            about whom nothing matters is absent
        :raise AccessError: if the user may not read one of the customers
        """
        self.check_access("read")
        self.fetch(MATTERING_FIELDS)  # at once; by itself Odoo reads some of them apart
        by_customer = {}
        for matter in self._rank_matters():
            by_customer.setdefault(matter["customer"], []).append(matter)
        return by_customer

    def _rank_matters(self):
        """What matters about these customers together, the most urgent first."""
        return sorted(
            self._find_matters(),
            key=lambda matter: (LEVELS.index(matter["level"]), matter["due"]),
        )

    def _find_matters(self):
        """All that matters about these customers; each module adds its own, set by set.

        :return: list of dicts: ``customer``; ``level``, one of ``LEVELS``; ``due``, the day on
            which it is or was to be done, by which those of a level are ordered; ``text``;
            ``action``, which opens what there is to do something about
        """
        return [
            *self._find_overdue_matters(),
            *self._find_licence_matters(),
            *self._find_grade_matters(),
            *self._find_verification_matters(),
        ]

    @api.model
    def _get_view_id(self, xml_id):
        """The number of a view, from the cache: nobody needs the view itself."""
        return self.env["ir.model.data"]._xmlid_to_res_id(xml_id, raise_if_not_found=True)

    # Money

    def _get_overdue_items(self):
        """What these customers owe too long, less their open credits, in one query.

        Of the user's company, and as far as the user may see its books. A debt due today is not
        overdue yet.

        :return: ``{customer: account.move.line}``, those alone who owe more than they have; None
            if the user sees no books
        """
        Item = self.env["account.move.line"]
        if not Item.has_access("read"):
            return None
        company = self.env.company
        Indicator = self.env["keqing.indicator"]
        __, receivables = Indicator._documents_receivable(company, self, since=None, until=None)
        overdue = Indicator._open_now() & Indicator._due_before(company._get_keqing_today())
        items = Item.search_fetch(
            receivables & overdue,
            ["partner_id", "move_id", "amount_residual", "date_maturity", "date"],
        )
        currency = self.env.company.currency_id
        by_customer = items.grouped(lambda item: item.partner_id.commercial_partner_id)
        return {
            customer: owed
            for customer, owed in by_customer.items()
            if currency.compare_amounts(sum(owed.mapped("amount_residual")), 0) > 0
        }

    def _find_overdue_matters(self):
        today = self.env.company._get_keqing_today()
        currency = self.env.company.currency_id
        for customer, items in (self._get_overdue_items() or {}).items():
            debts = items.filtered(lambda item: item.amount_residual > 0)
            due = min(item.date_maturity or item.date for item in debts)
            yield {
                "customer": customer,
                "level": "now",
                "due": due,
                "text": self.env._(
                    "%(amount)s overdue, %(days)s day(s) late",
                    amount=currency.format(sum(items.mapped("amount_residual"))),
                    days=(today - due).days,
                ),
                "action": self.env["keqing.indicator"]._view_documents(
                    self.env._("Overdue"), "account.move", Domain("id", "in", items.move_id.ids)
                ),
            }

    # The file

    def _find_licence_matters(self):
        today = self.env.company._get_keqing_today()
        for customer in self:
            expiry = customer.keqing_licence_expiry
            if not expiry or (expiry - today).days > LICENCE_DAYS:
                continue
            if expiry < today:
                text = self.env._("Licence expired on %s", say_day(self.env, expiry))
            else:
                text = self.env._("Licence ends on %s", say_day(self.env, expiry))
            yield {
                "customer": customer,
                "level": "now" if expiry < today else "soon",
                "due": expiry,
                "text": text,
                "action": {
                    "type": "ir.actions.act_window",
                    "name": self.env._("Licence"),
                    "res_model": "res.partner",
                    "res_id": customer.id,
                    "views": [(self._get_view_id("keqing_customer.licence_view_form"), "form")],
                    "target": "new",
                },
            }

    def _find_verification_matters(self):
        company = self.env.company
        for customer in self.filtered("keqing_is_unverified"):
            checked = customer.keqing_verified_on
            if checked:
                text = self.env._("Card not checked since %s", say_day(self.env, checked))
            else:
                text = self.env._("Card never checked")
            yield {
                "customer": customer,
                "level": "info",
                "due": checked or company._get_keqing_day(customer.create_date),
                "text": text,
                "action": customer.action_keqing_verify(),
            }

    # The grade

    def _find_grade_matters(self):
        """The falls that the arrows of the badges show."""
        fallen = {
            "grade": self.filtered(lambda each: each.keqing_grade_trend == "down"),
            "credit": self.filtered(lambda each: each.keqing_credit_grade_trend == "down"),
            "relationship": self.filtered(lambda each: each.keqing_relationship_trend == "down"),
        }
        if not any(fallen.values()):
            return
        # all at once, also those that other sections of "Today" speak of
        self.env["keqing.scorecard"].with_context(active_test=False).search_fetch([])
        verdicts = self.env["keqing.evaluation"].search_fetch(
            Domain.OR(
                Domain(customers._evaluation_domain())
                & Domain("scorecard_id.purpose", "=", purpose)
                for purpose, customers in fallen.items()
                if customers
            ),
            VERDICT_FIELDS,
        )
        latest = {}
        for verdict in verdicts:
            purpose = verdict.scorecard_id.purpose
            judge = verdict.scorecard_id if purpose == "relationship" else purpose
            latest.setdefault((verdict.partner_id, judge), verdict)
        for (customer, __), verdict in latest.items():
            if verdict.movement == "down":
                text = self._describe_fall(verdict)
                yield {
                    "customer": customer,
                    "level": "soon",
                    "due": verdict.date_to,
                    "text": text,
                    "action": {
                        "type": "ir.actions.act_window",
                        "name": text,
                        "res_model": "keqing.evaluation",
                        "res_id": verdict.id,
                        "views": [(False, "form")],
                    },
                }

    def _describe_fall(self, verdict):
        names = {"before": verdict.previous_grade_id.name, "now": verdict.grade_id.name}
        if verdict.scorecard_id.purpose == "relationship":
            return self.env._(
                "%(scorecard)s fell from %(before)s to %(now)s",
                scorecard=verdict.scorecard_id.name,
                **names,
            )
        if verdict.scorecard_id.purpose == "credit":
            return self.env._("Credit fell from %(before)s to %(now)s", **names)
        return self.env._("Fell from %(before)s to %(now)s", **names)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import Command, models

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.tools.period import period_around

from ...tools.rebate import Terms, entitlement, exact, outlook, reached


class Window(NamedTuple):
    """The days that a statement is of."""

    period_from: object
    """The first day of the period in which the base adds up"""
    date_from: object
    date_to: object
    counted_to: object
    """The last day of what counts, with the days of grace after the period"""


class Judge(NamedTuple):
    """A programme's terms over what the ledger has added up: an amount and a quantity.

    Some bases are set against something: last year's amount, the target, or, for a mix, the number
    of what was bought, which is the base then, as the value of an indicator is.
    """

    terms: Terms
    basis: str
    tier_ids: tuple
    without_base_year: str = "nothing"

    def judged(self, amount, quantity, against=None):
        """By what the tiers are reached; None if there is nothing to judge by."""
        match self.basis:
            case "quantity":
                return quantity
            case "growth" if against:
                return max(amount - against, exact(0))
            case "growth":
                return amount if self.without_base_year == "all" else None
            case "achievement":
                return 100 * exact(amount) / against if against else None
            case "mix":
                return exact(against or 0)
            case "indicator":
                return against
        return amount

    def _paid_on(self, amount, quantity):
        """What the rate applies to, if that is not what is judged."""
        is_per_unit = self.terms.rate == "unit"
        judged_by = {"achievement": None, "mix": None, "quantity": True, "indicator": True}.get(
            self.basis, False
        )
        if self.terms.rate == "lump" or is_per_unit == judged_by:
            return None
        return quantity if is_per_unit else amount

    def weight(self, amount, quantity):
        """What a company of a group has its share by."""
        return quantity if self.basis == "quantity" else amount

    def entitle(self, amount, quantity, against=None):
        """What it entitles to, unrounded."""
        judged = self.judged(amount, quantity, against)
        if judged is None:
            return exact(0)
        return entitlement(self.terms, judged, self._paid_on(amount, quantity))

    def expect(self, amount, quantity, against, expected):
        """What is earned so far, if in the end so much is reached: in proportion, unrounded.

        :param expected: by what the tier will be reached at the end of the period
        """
        judged = self.judged(amount, quantity, against)
        if judged is None or judged >= expected:
            return self.entitle(amount, quantity, against)
        paid_on = self._paid_on(amount, quantity)
        if self.basis == "mix" and paid_on is not None:
            return entitlement(self.terms, expected, paid_on)
        if judged <= 0:
            return exact(0)
        then = None if paid_on is None else paid_on * expected / judged
        return entitlement(self.terms, expected, then) * judged / expected

    def look_out(self, amount, quantity, against=None):
        """What the next tier takes and brings; None at the top."""
        judged = self.judged(amount, quantity, against)
        if judged is None:
            return None
        paid_on = self._paid_on(amount, quantity)
        return outlook(self.terms, judged, paid_on, grows=self.basis != "mix")

    def tier(self, amount, quantity, against=None):
        """The id of the tier reached; None below the lowest."""
        judged = self.judged(amount, quantity, against)
        place = None if judged is None else reached(self.terms, judged)
        return None if place is None else self.tier_ids[place]


class KeqingRebateProgram(models.Model):
    """What a programme comes to, and for which days that is stated."""

    _inherit = "keqing.rebate.program"

    def _get_judge(self):
        """The one judge of what a base comes to: for statements, promises and simulations alike."""
        self.ensure_one()
        return Judge(
            self._get_terms(),
            self.basis,
            tuple(self.tier_ids.sorted("base_from").ids),
            self.without_base_year,
        )

    def _get_windows(self, today):
        """What statements are of, from the first one on, up to that which holds ``today``.

        :return: list of :class:`Window`, in order
        """
        self.ensure_one()
        windows = []
        day = self.date_from
        while day <= min(today, self.date_to or today):
            period_from, period_to = self._get_period(day)
            first, last = period_from, period_to
            if self.claim_period:
                first, last = period_around(self.claim_period, day)
            grace = self.grace_days if self.basis == "collected" and last == period_to else 0
            windows.append(Window(period_from, first, last, last + timedelta(grace)))
            day = last + relativedelta(days=1)
        return windows

    @for_one("write")
    def action_state(self):
        """Reckon the statements of all windows that nobody confirmed yet, and open them."""
        self.env["keqing.job.mixin"]._lock_alone(self)
        self._state_all()
        return self.action_view_statements()

    def _state_all(self):
        Statement = self.env["keqing.rebate.statement"].sudo()  # of all customers, by one rule
        for program in self.sudo():
            if program.state == "draft":
                continue
            today = program.company_id._get_keqing_today()
            for window in program._get_windows(today):
                Statement._compute_statements(program, window)

    @for_one("read")
    def action_view_statements(self):
        """Open the statements of this and the other versions, as far as the user may see them."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_rebate_statement_action"
        )
        origin = self.origin_id or self
        return {**action, "domain": [("origin_id", "=", origin.id)], "context": {}}

    @for_one("read")
    def action_simulate(self):
        """Ask over which months, and with which other tiers, to try it."""
        tiers = [
            Command.create({"base_from": tier.base_from, "rate": tier.rate})
            for tier in self.tier_ids
        ]
        simulation = self.env["keqing.rebate.simulation"].create(
            {"program_id": self.id, "tier_ids": tiers}
        )
        return simulation._get_records_action(target="new", name=self.env._("Simulate"))

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from odoo.addons.keqing_customer.wording import say_day, say_number


class KeqingAllocationShare(models.Model):
    """Why a share is what it is, in words for us and for the customer."""

    _inherit = "keqing.allocation.share"

    @api.depends("outcome", "quantity", "extra", "released", "weight", "history", "grade_id")
    @api.depends_context("lang")
    def _compute_reason(self):
        for share in self:
            share.reason = share._tell_reason()

    def _tell_reason(self, for_customer=False):
        """
        :param for_customer: without what we think of the customer: the grade
        """
        self.ensure_one()
        texts = [self._tell_outcome(for_customer)]
        if self.extra:
            texts.append(self.env._("%s more were granted since.", self.extra))
        if self.released:
            texts.append(self.env._("%s were not ordered in time and given back.", self.released))
        return " ".join(texts)

    def _tell_outcome(self, for_customer):
        allocation = self.allocation_id.sudo()  # terms that the customer may know
        if tell := getattr(self, f"_tell_{self.outcome}", None):
            return tell(for_customer)
        weighed = self._tell_weight(for_customer)
        words = {
            "weighed": weighed,
            "quantity": self.quantity,
            "supply": allocation.supply,
            "unit": allocation.uom_id.name,
        }
        match self.outcome:
            case "guaranteed":
                return self.env._(
                    "%(weighed)s would come to less: everybody gets at least %(quantity)s "
                    "%(unit)s.",
                    **words,
                )
            case "capped":
                return self.env._(
                    "%(weighed)s would come to more: nobody gets more than %(quantity)s %(unit)s.",
                    **words,
                )
            case "short":
                return self.env._(
                    "%(supply)s %(unit)s are too little for what was to be guaranteed: everybody "
                    "gets the same, here %(quantity)s.",
                    **words,
                )
        return self.env._(
            "%(weighed)s: %(quantity)s of %(supply)s %(unit)s, as everybody by the same rule.",
            **words,
        )

    def _tell_weight(self, for_customer):
        """The weight, and by what it was multiplied."""
        allocation = self.allocation_id.sudo()  # terms that the customer may know
        words = {
            "grade": self.grade_id.sudo().name,
            "weight": say_number(self.env, self.weight, 2),
            "history": self._say_history(),
            "start": say_day(self.env, allocation.history_from),
            "end": say_day(self.env, allocation.history_to),
        }
        is_graded = self.grade_id and not for_customer
        if allocation.history == "none":
            if is_graded:
                return self.env._("Grade %(grade)s weighs %(weight)s", **words)
            return self.env._("A weight of %(weight)s", **words)
        if is_graded:
            return self.env._(
                "Grade %(grade)s weighs %(weight)s, times %(history)s from %(start)s to %(end)s",
                **words,
            )
        return self.env._(
            "A weight of %(weight)s, times %(history)s from %(start)s to %(end)s", **words
        )

    def _say_history(self):
        allocation = self.allocation_id.sudo()  # terms that the customer may know
        currency = allocation.company_id.currency_id
        match allocation.history:
            case "purchases":
                return self.env._("purchases of %s", currency.format(self.history))
            case "product":
                return self.env._(
                    "%(quantity)s %(unit)s bought",
                    quantity=say_number(self.env, self.history, 2),
                    unit=allocation.uom_id.name,
                )
            case "indicator":
                indicator = allocation.history_indicator_id
                value = indicator._format_value(self.history, currency)
                return f"{indicator.name} ({value})"
        return ""

    def _tell_weightless(self, for_customer):
        return self.env._("Gets none: its class of customers has no weight in this allocation.")

    def _tell_overdue(self, for_customer):
        return self.env._("Gets none: something was overdue when it was shared out.")

    def _tell_licence(self, for_customer):
        return self.env._(
            "Gets none: the licence or the compliance on its card was not in order when it was "
            "shared out."
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain

from odoo.addons.keqing_customer.tools.cached import forget_cached
from odoo.addons.keqing_customer.wording import say_day

from ...tools.gate import read_gate, rewrite_gate
from ..allocation.keqing_allocation_run import GATE
from .keqing_diversion_case import OPEN


class KeqingDiversionCase(models.Model):
    """What a verdict of guilty does: supply stops, the grade falls, rebates are forfeited."""

    _inherit = "keqing.diversion.case"

    stopped_until = fields.Date(
        string="No Supply Until", readonly=True, copy=False, help="The last day."
    )
    occurrence = fields.Integer(
        string="Time", readonly=True, copy=False, help="How often it was proven with this one."
    )

    def _count_times(self):
        return 1 + self.sudo().search_count(  # whoever accuses
            Domain("partner_id", "=", self.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("kind", "=", self.kind)
            & Domain("state", "=", "closed")
            & Domain("verdict", "=", "proven")
            & Domain("id", "!=", self.id)
        )

    def _get_sanction(self):
        """What the policy has for this kind, this time."""
        return self.env["keqing.diversion.sanction"].search(
            Domain("kind", "=", self.kind)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("occurrence", "<=", self.occurrence or self._count_times()),
            order="occurrence desc",
            limit=1,
        )

    def _propose_penalties(self):
        """What the policy has for it: values of the case."""
        sanction = self._get_sanction()
        return {
            "occurrence": self._count_times(),
            "forfeit_percent": sanction.forfeit_percent,
            "fine": sanction.fine,
            "grade_steps": sanction.grade_steps,
            "stop_months": sanction.stop_months,
        }

    def _close(self):
        everything = self.sudo()  # after the checks
        today = self.company_id._get_keqing_today()
        everything.write({"state": "closed", "closed_on": today})
        if self.verdict != "proven":
            return
        everything.message_post(body=" ".join(everything._carry_out()))

    def _carry_out(self):
        """What a verdict of guilty does.

        :return: what came of it, in sentences
        """
        told = [self.env._("Proven for the time number %s.", self.occurrence)]
        if self.stop_months:
            months = relativedelta(months=self.stop_months)
            last = self.closed_on + months - relativedelta(days=1)
            self._stop_supply(last)
            told.append(self.env._("Nothing is supplied until %s.", say_day(self.env, last)))
        if self.grade_steps:
            told.append(self._lower_grade())
        return told

    def _stop_supply(self, last):
        self.stopped_until = last
        rewrite_gate(self.env, GATE)
        forget_cached(self.env)

    def _undo(self):
        """Take back what a verdict did, as far as that is possible.

        :return: what came of it, in sentences
        """
        told = []
        if self.stopped_until:
            self._stop_supply(False)
            told.append(self.env._("It is supplied again."))
        if self.forfeit_percent:
            told.append(
                self.env._("What it took of rebates is owed again with the next statement.")
            )
        if self.grade_steps:
            told.append(self.env._("Its grade is as the next evaluation judges."))
        return told

    def _lower_grade(self):
        """Correct the last verdict on the customer by so many grades; the next one judges anew.

        :return: what came of it, in words
        """
        customer = self.partner_id.with_company(self.company_id)
        grade = customer.keqing_grade_id
        ranked = grade.scale_id.grade_ids.sorted(lambda each: (each.sequence, each.id))
        if not grade:
            return self.env._("It has no grade to lower.")
        place = min(list(ranked).index(grade) + self.grade_steps, len(ranked) - 1)
        if ranked[place] == grade:
            return self.env._("Its grade is the lowest already.")
        evaluation = self.env["keqing.evaluation"].search(
            [
                ("partner_id", "=", customer.id),
                ("company_id", "=", self.company_id.id),
                ("grade_id", "=", grade.id),
                ("state", "=", "confirmed"),
                ("is_superseded", "=", False),
                ("scorecard_id.purpose", "=", "grade"),
            ],
            order="date_to desc, id desc",
            limit=1,
        )
        reason = self.env._("Violation proven: %s", self.name)
        if evaluation:
            evaluation._override(ranked[place], reason)
        else:
            customer.keqing_grade_id = ranked[place]
        return self.env._(
            "Grade %(before)s became %(after)s.", before=grade.name, after=ranked[place].name
        )

    @api.model
    def _merge_partners(self, gone, kept):
        """Whose supply is stopped is another record by now; and nobody is harmed by oneself."""
        both = (gone + kept).ids
        own = Domain("partner_id", "in", both) & Domain("harmed_id", "in", both)
        self.search(own & Domain("state", "in", ("found", *OPEN))).harmed_id = False
        forget_cached(self.env)

    @api.model
    @tools.ormcache("company_id")
    def _get_stops(self, company_id):
        """To whom nothing is supplied, and as of which mark of the gate.

        With those whose time is over, so that it need not be asked each day.

        :return: ``({customer id: (last day, number of the case)}, text)``
        """
        stops = {}
        for case in self.sudo().search(  # for everybody alike
            [("company_id", "=", company_id), ("stopped_until", "!=", False)],
            order="stopped_until",
        ):
            stops[case.partner_id.id] = (case.stopped_until, case.name)
        return stops, read_gate(self.env, GATE)

    @api.model
    def _check_stops_known(self, company_id):
        """Have the stops asked again if they are not those of now; nobody adds one meanwhile."""
        __, mark = self.env["keqing.allocation"]._pass_gate()
        if self._get_stops(company_id)[1] != mark:
            self.env.registry.clear_cache()

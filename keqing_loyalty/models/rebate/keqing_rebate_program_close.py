# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.wording import say_day

NAMED = 10  # statements named in a message


class KeqingRebateProgram(models.Model):
    """A period, such as a year, is closed: everything in it is settled or carried into the next."""

    _inherit = "keqing.rebate.program"

    closed_to = fields.Date(
        string="Closed Up To",
        readonly=True,
        copy=False,
        help="Statements up to this day stay as they are. Kept on the first version, for all.",
    )

    @for_one("write")
    def action_close_period(self):
        """Close the last period that is over, and open what is stated of the next.

        What pays nothing is confirmed by that; what was stated too much is carried forward.

        :raise UserError: while documents of it still count, or something is not settled
        """
        self._check_director()
        self.env["keqing.job.mixin"]._lock_alone(self)
        program = self.sudo()  # of all customers
        last = program._get_closing_day()
        program._state_all()
        statements = self.env["keqing.rebate.statement"].sudo()  # of all customers
        statements = statements.search(
            Domain("program_id", "in", program._get_chain().ids) & Domain("date_to", "<=", last)
        )
        self._check_settled(statements, last)
        waiting = statements.filtered(lambda each: each.state == "computed")
        waiting.write(
            {
                "state": "confirmed",
                "confirmed_by_id": self.env.uid,
                "confirmed_at": fields.Datetime.now(),
            }
        )
        (program.origin_id or program).closed_to = last
        program.message_post(
            body=self._say_closed(statements, last), author_id=self.env.user.partner_id.id
        )
        program._state_all()
        action = self.action_view_statements()
        return {**action, "domain": [*action["domain"], ("date_to", ">", last)]}

    def _get_closing_day(self):
        """The last day of the period to close.

        :raise UserError: if none is over, or its documents still count
        """
        today = self.company_id._get_keqing_today()
        windows = self._get_windows(today) if self.state != "draft" else []
        over = [
            window for window in windows if window.date_to == self._get_period(window.date_to)[1]
        ]
        closed_to = (self.origin_id or self).closed_to
        left = [window for window in over if window.date_to < today]
        left = [window for window in left if not closed_to or window.date_to > closed_to]
        if not left:
            raise UserError(self.env._("%s has no period to close.", self.display_name))
        if left[0].counted_to >= today:
            raise UserError(
                self.env._(
                    "%(program)s: payments count until %(day)s. Close the period after that.",
                    program=self.display_name,
                    day=say_day(self.env, left[0].counted_to),
                )
            )
        return left[0].date_to

    def _check_settled(self, statements, last):
        """:raise UserError: naming what is payable and was not settled"""
        unsettled = statements.filtered(
            lambda each: each.currency_id.compare_amounts(each.payable, each.settled) > 0
        )
        if unsettled:
            raise UserError(
                self.env._(
                    "%(program)s cannot be closed up to %(day)s: %(count)s statements are not "
                    "settled, such as %(names)s.",
                    program=self.display_name,
                    day=say_day(self.env, last),
                    count=len(unsettled),
                    names="; ".join(unsettled[:NAMED].mapped("display_name")),
                )
            )

    def _say_closed(self, statements, last):
        since = self._get_period(last)[0]
        of_it = statements.filtered(lambda each: each.date_to >= since)
        final = of_it.filtered(lambda each: each.date_to == last)
        return self.env._(
            "Closed up to %(day)s: %(count)s statements, %(settled)s settled, %(carried)s carried "
            "forward from %(next)s on.",
            day=say_day(self.env, last),
            count=len(of_it),
            settled=self.currency_id.format(sum(of_it.mapped("settled"))),
            carried=self.currency_id.format(sum(final.mapped("carried_forward"))),
            next=say_day(self.env, last + timedelta(days=1)),
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_one

from ...tools.gate import forget_gate, pass_gate, rewrite_gate

GATE = "keqing_loyalty.rebate_starts"  # the parameter that each start rewrites
CATCH_UP = "keqing_loyalty.ir_cron_rebate_catch_up"


class KeqingRebateProgram(models.Model):
    """How a programme starts so that nothing is lost that is posted in the same seconds.

    Whoever posts asks at a gate what runs. So whatever did not see a programme is committed before
    it is, and a job looks once more at everything, just after.
    """

    _inherit = "keqing.rebate.program"

    catches_up = fields.Boolean(
        readonly=True,
        copy=False,
        help="What was posted while it started is looked for in the next minute.",
    )

    @api.model
    def _any_runs(self, basis=None):
        """Whether any programme runs or ran, of some basis: one query a transaction.

        :raise psycopg2.errors.SerializationFailure: if one was started since this began
        """
        running = SQL(
            "ARRAY(SELECT DISTINCT %s FROM keqing_rebate_program WHERE %s != 'draft')",
            SQL.identifier("basis", to_flush=self._fields["basis"]),
            SQL.identifier("state", to_flush=self._fields["state"]),
        )
        bases, __ = pass_gate(self.env, GATE, running)
        return basis in bases if basis else bool(bases)

    def _programs_changed(self):
        """Ask again in this transaction."""
        forget_gate(self.env, GATE)

    @for_one("write")
    def action_start(self):
        """Promise it: the terms are fixed, and what was invoiced since its beginning counts."""
        self._check_director()
        if self.state != "draft":
            raise UserError(self.env._("%s is no draft any more.", self.display_name))
        if not self.tier_ids:
            raise UserError(
                self.env._("%s has no tier: enter from which base on it pays what.", self.name)
            )
        before = self.previous_id.sudo()  # by terms that nobody writes otherwise
        before = before.filtered(lambda each: each.state == "running")
        if before and not (before.date_to and before.date_to < self.date_from):
            before.date_to = self.date_from - relativedelta(days=1)
        self.sudo().write({"state": "running", "catches_up": True})
        self.env["keqing.rebate.ledger"].sudo()._follow((self + before).sudo())  # of everybody
        rewrite_gate(self.env, GATE)
        self.env.ref(CATCH_UP).sudo()._trigger()  # as soon as this is committed

    @api.model
    def _cron_catch_up(self):
        """Follow what was posted by who could not see yet that a programme had started."""
        programs = self.with_context(active_test=False).search(
            [("catches_up", "=", True)], order="id"
        )
        self._work_through(programs, lambda program: program._catch_up())

    def _catch_up(self):
        before = self.previous_id.filtered(lambda each: each.state == "running")
        self.env["keqing.rebate.ledger"]._follow(self + before)
        self.catches_up = False

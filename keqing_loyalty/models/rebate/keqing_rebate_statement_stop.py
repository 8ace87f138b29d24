# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class KeqingRebateStatement(models.Model):
    """What conditions stopped of what would be payable, by how much, and why."""

    _inherit = "keqing.rebate.statement"

    forfeited = fields.Monetary(
        readonly=True,
        aggregator="sum",
        help="Lost, as a condition was not kept. It counts as stated from then on.",
    )
    held = fields.Monetary(
        readonly=True,
        aggregator="sum",
        help="Waits for a condition: it is payable as soon as that is kept.",
    )
    stopped = fields.Json(
        readonly=True,
        help="Each condition with the fact and the amount, and what another programme pays.",
    )
    stopped_text = fields.Text(string="What Stopped It", compute="_compute_stopped_text")

    @api.depends("stopped", "currency_id")
    @api.depends_context("lang")
    def _compute_stopped_text(self):
        for statement in self:
            statement.stopped_text = "\n".join(map(statement._say_stopped, statement.stopped or ()))

    def _say_stopped(self, stopped):
        """One condition that was not kept, or what another programme pays, as a sentence."""
        if better_id := stopped.get("instead"):
            better = self.env["keqing.rebate.program"].browse(better_id).sudo()  # its name
            return self.env._(
                "%(amount)s that would count here is paid under %(program)s instead",
                amount=self.currency_id.format(stopped["amount"]),
                program=better.display_name,
            )
        condition = self.env["keqing.rebate.condition"].browse(stopped["condition"])
        condition = condition.sudo()  # the customer reads it as well
        words = {
            "amount": self.currency_id.format(stopped["amount"]),
            "reason": getattr(condition, f"_say_unmet_{condition.kind}")(stopped["fact"]),
        }
        match condition.effect:
            case "hold":
                return self.env._("%(amount)s held back: %(reason)s", **words)
            case "reduce":
                return self.env._("%(amount)s less: %(reason)s", **words)
        return self.env._("%(amount)s forfeited: %(reason)s", **words)

    def _take_over(self, other):
        self.forfeited += other.forfeited
        self.held += other.held
        self.stopped = [*(self.stopped or ()), *(other.stopped or ())]
        return super()._take_over(other)

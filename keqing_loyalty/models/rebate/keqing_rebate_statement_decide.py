# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS, for_chosen
from odoo.addons.keqing_customer.wording import say_day

from .keqing_rebate_program_judge import Window
from .keqing_rebate_program_run import DIRECTORS
from .keqing_rebate_statement import GRANTED

CONTROLLERS = "keqing_customer.group_customer_credit"
BILLING = "account.group_account_invoice"


class KeqingRebateStatement(models.Model):
    """Sales confirms a statement, finance approves it: nobody does both."""

    _inherit = "keqing.rebate.statement"

    may_confirm = fields.Boolean(compute="_compute_may_decide")
    may_approve = fields.Boolean(compute="_compute_may_decide")
    may_return = fields.Boolean(compute="_compute_may_decide")

    @api.depends_context("uid")
    @api.depends("state", "payable", "is_over", "confirmed_by_id")
    def _compute_may_decide(self):
        is_manager = self.env.user.has_group(MANAGERS)
        is_finance = self._is_finance()
        for statement in self:
            sales = is_manager and not statement._needs_director()
            statement.may_confirm = sales and statement.state == "computed" and statement.is_over
            statement.may_approve = (
                is_finance
                and statement.state == "confirmed"
                and statement.confirmed_by_id != self.env.user
            )
            may_return = (
                statement.state == "confirmed"
                and (is_finance or is_manager)
                or is_finance
                and (
                    statement.state == "approved"
                    or statement.state == "settled"
                    and statement._pays_nothing()
                )
            )
            statement.may_return = (
                may_return and not statement._is_closed() and not statement._is_drawn()
            )

    def _is_closed(self):
        """Whether it is of a period that was closed; it stays as it is then."""
        closed_to = self.sudo().origin_id.closed_to  # a day, for whoever sees the statement
        return bool(closed_to) and self.date_to <= closed_to

    def _is_drawn(self):
        """Whether something was made of what it pays; it is not reckoned anew then."""
        return False

    @api.model
    def _is_finance(self):
        """Whether the user keeps the books and decides on customers' money."""
        return self.env.user.has_group(CONTROLLERS) and self.env.user.has_group(BILLING)

    def _needs_director(self):
        self.ensure_one()
        limit = self.program_id.director_from
        return (
            bool(limit)
            and self.currency_id.compare_amounts(self.payable, limit) >= 0
            and not self.env.user.has_group(DIRECTORS)
        )

    @for_chosen("write")
    def action_confirm(self):
        """Say for sales that this is what we owe: it stays as it is from now on.

        They are reckoned again before. What changed meanwhile is shown instead of confirmed.
        """
        self._check_may_confirm()
        self.env["keqing.job.mixin"]._lock_alone(self)
        changed = self.browse()
        for (program, date_to), statements in self._in_order():
            before = {each: (each.balance, each.payable) for each in statements}
            statements.sudo()._reckon_again(program, date_to)
            statements = statements.exists()  # by some nothing is owed any more
            differs = statements.filtered(
                lambda each, before=before: any(
                    each.currency_id.compare_amounts(now, then)
                    for now, then in zip((each.balance, each.payable), before[each], strict=True)
                )
            )
            changed += differs
            (statements - differs)._check_may_confirm()
            (statements - differs).sudo().write(  # read-only for people
                {
                    "state": "confirmed",
                    "confirmed_by_id": self.env.uid,
                    "confirmed_at": fields.Datetime.now(),
                }
            )
        return changed._tell_changed() if changed else None

    def _in_order(self):
        """These by programme and day, the earliest first."""
        groups = self.grouped(lambda each: (each.program_id, each.date_to))
        return sorted(groups.items(), key=lambda item: (item[0][1], item[0][0].id))

    def _reckon_again(self, program, date_to):
        [window] = {
            Window(each.period_from, each.date_from, each.date_to, each.counted_to) for each in self
        }
        self._compute_statements(program.sudo(), window, self.partner_id)

    def _check_may_confirm(self):
        if not (self.env.su or self.env.user.has_group(MANAGERS)):
            raise AccessError(self.env._("Managers confirm rebate statements for sales."))
        for statement in self:
            if statement.state != "computed":
                raise UserError(self.env._("%s is confirmed already.", statement.display_name))
            if not statement.is_over:
                raise UserError(
                    self.env._(
                        "%(statement)s is open: documents count until %(day)s. Confirm it after "
                        "that.",
                        statement=statement.display_name,
                        day=say_day(self.env, statement.counted_to),
                    )
                )
            if not self.env.su and statement._needs_director():
                raise AccessError(
                    self.env._(
                        "%(statement)s pays %(amount)s: have a director confirm it.",
                        statement=statement.display_name,
                        amount=statement.currency_id.format(statement.payable),
                    )
                )
        self._check_earlier()

    def _check_earlier(self):
        """:raise UserError: if one of an earlier day waits still, as this takes off what it pays"""
        waiting = self.sudo().search(
            Domain("state", "=", "computed")
            & Domain.OR(
                Domain("origin_id", "=", each.origin_id.id)
                & Domain("partner_id", "=", each.partner_id.id)
                & Domain("date_to", "<", each.date_to)
                for each in self
            ),
            order="date_to",
        )
        if missed := (waiting - self)[:1]:
            raise UserError(
                self.env._("Confirm %s first: what it pays is taken off here.", missed.display_name)
            )

    def _tell_changed(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Look again"),
                "message": self.env._(
                    "Documents changed since, so these were reckoned again and not confirmed: %s",
                    ", ".join(self[:10].mapped("display_name")),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @for_chosen("write")
    def action_approve(self):
        """Say for finance that it will be paid."""
        if not (self.env.su or self._is_finance()):
            raise AccessError(
                self.env._("Credit controllers who keep the books approve rebate statements.")
            )
        self.env["keqing.job.mixin"]._lock_alone(self)
        for statement in self:
            if statement.state != "confirmed":
                raise UserError(
                    self.env._(
                        "%s does not wait for approval: sales confirms it first.",
                        statement.display_name,
                    )
                )
            if statement.confirmed_by_id == self.env.user and not self.env.su:
                raise UserError(
                    self.env._(
                        "You confirmed %s for sales: let somebody else approve it.",
                        statement.display_name,
                    )
                )
        self.sudo().write(  # read-only for people
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_at": fields.Datetime.now(),
            }
        )

    @for_chosen("write")
    def action_return(self):
        """Have it reckoned and confirmed anew."""
        for statement in self:
            if not (self.env.su or statement.may_return):
                raise UserError(
                    self.env._("%s cannot be taken back by you as it is.", statement.display_name)
                )
        self.env["keqing.job.mixin"]._lock_alone(self)
        later = self.sudo().search(
            Domain("state", "in", GRANTED)
            & Domain.OR(
                Domain("origin_id", "=", each.origin_id.id)
                & Domain("partner_id", "=", each.partner_id.id)
                & Domain("date_to", ">", each.date_to)
                for each in self
            )
        )
        if later := (later - self)[:1]:
            raise UserError(
                self.env._("Take back %s first: it counts on this one.", later.display_name)
            )
        self.sudo().write(self._prepare_return_vals())  # read-only for people

    def _prepare_return_vals(self):
        names = ("confirmed_by_id", "confirmed_at", "approved_by_id", "approved_at")
        return {"state": "computed", **dict.fromkeys(names, False)}

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one


class KeqingRebateStatement(models.Model):
    """What the base of a statement is set against, and with whom it is judged."""

    _inherit = "keqing.rebate.statement"

    basis = fields.Selection(related="program_id.basis")
    against = fields.Float(
        string="Set Against",
        readonly=True,
        digits=(16, 2),
        aggregator=None,
        help="What was bought in the same period last year, or the target for it.",
    )
    against_text = fields.Char(string="Compared With", compute="_compute_against_text")
    group_text = fields.Char(string="Group", compute="_compute_group_text")

    has_facts = fields.Boolean(compute="_compute_has_facts")

    @api.depends("program_id", "partner_id", "period_from", "counted_to")
    @api.depends_context("uid")
    def _compute_has_facts(self):
        """Whether an indicator is rewarded, and what it was read off may be opened."""
        for statement in self:
            program = statement.program_id
            days = (statement.period_from, statement.counted_to)
            documents = program.basis == "indicator" and program._get_indicator_documents(
                statement.partner_id, *days
            )
            statement.has_facts = bool(documents) and self.env[documents[0]].has_access("read")

    @api.depends("against", "program_id", "currency_id")
    @api.depends_context("lang")
    def _compute_against_text(self):
        for statement in self:
            amount = statement.against and statement.currency_id.format(statement.against)
            match statement.program_id.basis:
                case "growth" if amount:
                    text = self.env._("%s in the same period last year", amount)
                case "growth":
                    text = self.env._("Nothing was bought in the same period last year")
                case "achievement" if amount:
                    text = self.env._("%s is the target of the agreement", amount)
                case "achievement":
                    text = self.env._("No agreement has a target for the period")
                case _:
                    text = False
            statement.against_text = text

    @api.depends("program_id", "partner_id", "period_from")
    @api.depends_context("lang")
    def _compute_group_text(self):
        """How many share the base, and no names: not everybody sees them all."""
        shared = self.filtered(lambda each: each.program_id.is_shared)
        Member = self.env["keqing.rebate.member"].sudo()  # a number of companies
        of_these = Domain("program_id", "in", shared.program_id.ids) & Domain(
            "period_from", "in", shared.mapped("period_from")
        )
        members = Member.search(of_these & Domain("partner_id", "in", shared.partner_id.ids))
        counts = {}
        for *key, count in Member._read_group(
            of_these & Domain("group_id", "in", members.group_id.ids),
            ["program_id", "period_from:day", "group_id"],
            ["__count"],
        ):
            counts[tuple(key)] = count
        group_of = {
            (member.program_id, member.period_from, member.partner_id): member.group_id
            for member in members
        }
        for statement in self:
            key = (statement.program_id, statement.period_from)
            group = group_of.get((*key, statement.partner_id))
            count = counts.get((*key, group), 1)
            statement.group_text = count > 1 and self.env._(
                "%s companies of a group reach the tier together; this is the share of one, by "
                "what it bought",
                count,
            )

    @api.readonly
    @for_one("read")
    def action_view_last_year(self):
        """Open the invoice lines of the same period last year that the base is set against.

        :raise AccessError: if the user may not read invoices
        """
        program = self.program_id.sudo()  # what counts, not whose it is
        line_ids = program._get_last_year_lines(self.partner_id, self.period_from)
        return self.env["keqing.indicator"]._view_documents(
            self.display_name, "account.move.line", Domain("id", "in", line_ids)
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount, format_list

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.tools.period import period_around
from odoo.addons.keqing_customer.wording import say_day, say_number

DIRECTORS = "keqing_customer.group_customer_all"


class KeqingRebateProgram(models.Model):
    """From draft to running, to the next version, to the end."""

    _inherit = "keqing.rebate.program"

    next_ids = fields.One2many(comodel_name="keqing.rebate.program", inverse_name="previous_id")
    may_start = fields.Boolean(compute="_compute_may_start")
    may_pay_otherwise = fields.Boolean(
        compute="_compute_may_start", help="Whether the user decides how it is booked and paid."
    )
    is_over = fields.Boolean(compute="_compute_is_over")
    member_count = fields.Integer(string="Participants", compute="_compute_member_count")
    terms_text = fields.Char(string="Terms", compute="_compute_terms_text")

    @api.depends_context("uid")
    @api.depends("state", "company_id")
    def _compute_may_start(self):
        is_director = self.env.user.has_group(DIRECTORS)
        for program in self:
            program.may_start = is_director and program.state == "draft"
            program.may_pay_otherwise = program.state == "draft" or (
                is_director and program.state == "running"
            )

    @api.depends("date_to", "company_id")
    def _compute_is_over(self):
        for program in self:
            today = (program.company_id or self.env.company)._get_keqing_today()
            program.is_over = bool(program.date_to) and program.date_to < today

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_member_count(self):
        """Customers, each once; those whom the user sees."""
        counts = dict(
            self.env["keqing.rebate.member"]._read_group(
                [("program_id", "in", self.ids)], ["program_id"], ["partner_id:count_distinct"]
            )
        )
        for program in self:
            program.member_count = counts.get(program._origin, 0)

    @api.depends(
        "basis",
        "mix_of",
        "indicator_id",
        "rate_kind",
        "uom_id",
        "company_id",
        "tier_ids.base_from",
        "tier_ids.rate",
    )
    @api.depends_context("lang")
    def _compute_terms_text(self):
        for program in self:
            tiers = program.tier_ids.sorted("base_from").mapped("display_name")
            program.terms_text = format_list(self.env, tiers) if tiers else ""

    def _say_rate(self, rate):
        """A rate as people say it: *3 %*, *¥2 per Bottle*, *¥500*."""
        if self.rate_kind == "percent":
            return self.env._("%s%%", say_number(self.env, rate))
        amount = format_amount(self.env, rate, self.currency_id or self.env.company.currency_id)
        if self.rate_kind == "lump":
            return amount
        if self.basis == "indicator":
            return self.env._("%s each", amount)
        return self.env._("%(amount)s per %(unit)s", amount=amount, unit=self.uom_id.name or "?")

    def _say_base(self, base):
        """A base as people say it: money, a number of units, percents or products, or the value
        of an indicator."""
        match self.basis:
            case "quantity":
                return f"{say_number(self.env, base)} {self.uom_id.name or ''}".strip()
            case "achievement":
                return self.env._("%s%% of the target", say_number(self.env, base))
            case "mix" if self.mix_of == "product":
                return self.env._("%s products", say_number(self.env, base))
            case "mix":
                return self.env._("%s categories", say_number(self.env, base))
        currency = self.currency_id or self.env.company.currency_id
        if self.basis == "indicator":
            return self.indicator_id._format_value(base, currency) if self.indicator_id else ""
        return format_amount(self.env, base, currency)

    def _check_director(self):
        """:raise AccessError: for who promises money without being entitled to"""
        if not (self.env.su or self.env.user.has_group(DIRECTORS)):
            raise AccessError(
                self.env._("A programme is a promise of money: have a director start or end it.")
            )

    @for_one("write")
    def action_close(self):
        """End it for good: what comes later changes nothing of it any more."""
        self._check_director()
        if self.state != "running":
            raise UserError(self.env._("%s does not run.", self.display_name))
        today = self.company_id._get_keqing_today()
        if not self.date_to or self.date_to >= today:
            raise UserError(
                self.env._(
                    "%(program)s lasts until %(day)s. Close it after that, or make a version "
                    "that takes its place.",
                    program=self.display_name,
                    day=say_day(self.env, self.date_to) if self.date_to else "…",
                )
            )
        self.sudo().state = "closed"

    @for_one("write")
    def action_end(self):
        """Let it last until the end of the present period."""
        self._check_director()
        if self.state != "running" or self.date_to:
            raise UserError(self.env._("%s does not run without an end.", self.display_name))
        today = max(self.company_id._get_keqing_today(), self.date_from)
        self.sudo().date_to = self._get_period(today)[1]

    @for_one("write")
    def action_new_version(self):
        """Copy the terms into a draft that begins with the next period."""
        self.check_access("create")
        if self.state != "running" or self.period == "custom":
            raise UserError(
                self.env._(
                    "%s has no period after which other terms could begin.", self.display_name
                )
            )
        if self.next_ids:
            return self.next_ids[:1]._get_records_action()
        today = max(self.company_id._get_keqing_today(), self.date_from)
        __, last = period_around(self.period, today)
        following = self.copy({"date_from": last + relativedelta(days=1), "date_to": False})
        following.sudo().write(
            {
                "name": self.name,
                "previous_id": self.id,
                "origin_id": (self.origin_id or self).id,
                "version": self.version + 1,
            }
        )
        return following._get_records_action()

    @api.constrains("previous_id", "date_from", "period", "company_id")
    def _check_after_previous(self):
        """A version begins where a period of the one before begins, and not before its turn."""
        for program in self.filtered("previous_id"):
            before = program.previous_id
            if (
                program.company_id != before.company_id
                or program.date_from <= before.date_from
                or before._get_period(program.date_from)[0] != program.date_from
            ):
                raise UserError(
                    self.env._(
                        "%(version)s takes the place of %(before)s: let it begin where one of its "
                        "periods begins, in the same company.",
                        version=program.display_name,
                        before=before.display_name,
                    )
                )

    @for_one("read")
    def action_view_previous(self):
        return self.previous_id._get_records_action()

    @for_one("read")
    def action_view_next(self):
        return self.next_ids[:1]._get_records_action()

    @for_one("read")
    def action_view_members(self):
        """Open who takes part, as far as the user may see them."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_rebate_member_action"
        )
        return {**action, "domain": [("program_id", "=", self.id)]}

    def _get_chain(self):
        """All versions of these programmes."""
        origins = self.mapped(lambda program: program.origin_id or program)
        return self.with_context(active_test=False).search(
            ["|", ("id", "in", origins.ids), ("origin_id", "in", origins.ids)]
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import MANAGERS, for_one
from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedInteger
from odoo.addons.keqing_customer.tools.period import last_finished_period

from ...models.rebate.keqing_rebate_program_best import best_first
from ...models.rebate.keqing_rebate_program_judge import Window
from ...models.rebate.keqing_rebate_program_standing import Sums
from ...tools.rebate import exact

SEE_ALL = "keqing_customer.group_customer_all,keqing_customer.group_customer_credit"


class KeqingRebateSimulation(models.TransientModel):
    """What a programme would have cost in the last months, and with other tiers.

    By the SQL that fills the ledger and the judge that settles, over documents as they are; nobody
    takes part by it, and nothing is written of it. What counts in a better programme that runs, and
    what conditions would stop, is no cost.
    """

    _name = "keqing.rebate.simulation"
    _description = "Simulation of a Rebate"
    _inherit = ["keqing.wizard.mixin"]
    _rec_name = "program_id"

    program_id = fields.Many2one(
        comodel_name="keqing.rebate.program",
        string="Programme",
        required=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    months = BoundedInteger(
        low=1,
        high=60,
        string="Last Months",
        required=True,
        default=12,
        help="From the beginning of the period in which the first of them lies.",
    )
    date_from = fields.Date(string="From", compute="_compute_dates")
    date_to = fields.Date(string="Until", compute="_compute_dates")
    tier_ids = fields.One2many(
        comodel_name="keqing.rebate.simulation.tier",
        inverse_name="simulation_id",
        string="Other Tiers",
    )
    line_ids = fields.One2many(
        comodel_name="keqing.rebate.simulation.line", inverse_name="simulation_id", readonly=True
    )
    is_done = fields.Boolean(readonly=True)
    cost = fields.Monetary(compute="_compute_costs", help="Of the customers whom you see.")
    other_cost = fields.Monetary(string="With the Other Tiers", compute="_compute_costs")

    @api.depends("months", "program_id")
    def _compute_dates(self):
        for simulation in self:
            simulation.date_from, simulation.date_to = simulation._get_span()

    @api.depends("line_ids.cost", "line_ids.other_cost")
    def _compute_costs(self):
        for simulation in self:
            simulation.cost = sum(simulation.line_ids.mapped("cost"))
            simulation.other_cost = sum(simulation.line_ids.mapped("other_cost"))

    def _get_span(self):
        """The months that are over, from the beginning of a period on: (first day, last day)"""
        program = self.program_id.sudo()  # when it adds up
        today = (program.company_id or self.env.company)._get_keqing_today()
        __, last = last_finished_period("month", today)
        first = last + relativedelta(days=1, months=-(self.months or 1))
        if program and program.period != "custom":
            first, __ = program._get_period(first)
        return first, last

    def _due_sql(self, among):
        program = self.program_id
        return program._due_sql(among, who=program._is_in_scope(), span=self._get_span())

    @for_one("read")
    def action_simulate(self):
        """Judge what was bought, by the terms and by the other tiers, and show it."""
        if not (self.env.su or self.env.user.has_group(MANAGERS)):
            raise AccessError(self.env._("Managers simulate what rebates would cost."))
        program = self.program_id
        if program.period == "custom" and program.basis == "growth":
            raise UserError(
                self.env._(
                    "%s grows on the days before its own: of other days there is nothing to "
                    "simulate.",
                    program.display_name,
                )
            )
        if program.period == "custom" and program.basis == "indicator":
            raise UserError(
                self.env._(
                    "%s is judged over its own days: of others there is nothing to simulate.",
                    program.display_name,
                )
            )
        self.env.flush_all()
        simulation = self.sudo()  # all that counts is judged; shown is what the user sees
        rows = simulation._judge()
        seen = self._get_seen([row["partner_id"] for row in rows])
        commands = [Command.create(row) for row in rows if row["partner_id"] in seen]
        simulation.write({"line_ids": [Command.clear(), *commands], "is_done": True})
        return self._get_records_action(target="new", name=self.env._("Simulate"))

    def _get_seen(self, partner_ids):
        """Ids of those of some customers whom the user sees, as rules on statements have it."""
        if self.env.su or self.env.user.has_groups(SEE_ALL):
            return set(partner_ids)
        of_these = Domain("id", "in", partner_ids) & Domain("keqing_is_visible", "=", True)
        return set(self.env["res.partner"].search(of_these).ids)

    def _judge(self):
        """:return: list of values of lines"""
        program = self.program_id
        first, last = self._get_span()
        counted = self._due_sql(SQL("TRUE"))
        sums = (
            program._get_simulated_sums(first, last)
            if program.basis == "indicator"
            else program._get_sums(counted, None)[program.id]
        )
        groups = self._get_groups(sums)
        judge = program._get_judge()
        rivals = program._get_rivals() if program.best_of else program.browse()
        rivals = rivals.filtered(lambda each: each.state != "draft")
        tiers = self.tier_ids.sorted("base_from")
        terms = judge.terms._replace(tiers=tuple((each.base_from, each.rate) for each in tiers))
        other = judge._replace(terms=terms, tier_ids=tuple(tiers.ids))
        outcomes = []
        for each in (judge, other):
            left = self._get_best(rivals, sums, each) if rivals else sums
            judged = program._judge_all(left, groups, last, None, counted, judge=each)
            outcomes.append((judged, self._pay(judged)))
        (judged, paid), (__, paid_by_others) = outcomes
        return [
            {
                "partner_id": partner_id,
                "period_from": first if program.period == "custom" else day,
                "amount": float(standing.sums.amount),
                "base": float(standing.base),
                "tier_id": standing.tier_id,
                "cost": float(paid[day, partner_id]),
                "stopped": float(exact(standing.earned) - paid[day, partner_id]),
                "other_cost": float(paid_by_others[day, partner_id]),
            }
            for (day, partner_id), standing in judged.items()
        ]

    def _get_best(self, rivals, sums, judge):
        """What of these sums counts in no better programme, judged by ``judge``."""
        program = self.program_id
        everyone = program + rivals
        span = self._get_span()
        counted = SQL(" UNION ALL ").join(
            each._due_sql(SQL("TRUE"), who=each._is_in_scope(), span=span) for each in everyone
        )
        parts = everyone._get_parts(counted, None)
        against = everyone._get_all_against(parts, span[1], None, counted)
        judges = {each.id: each._get_judge() for each in rivals} | {program.id: judge}
        left = dict.fromkeys(sums, Sums())
        for key, by_program in parts.items():
            if program.id in by_program:
                left[key], __ = best_first(by_program, judges, {}, against[key])[program.id]
        return left

    def _pay(self, judged):
        """What is paid of it, as conditions stand: ``{(first day, partner id): exact number}``"""
        program = self.program_id
        rows = {
            key: {
                "partner_id": key[1],
                "balance": exact(standing.earned),
                "payable": exact(standing.earned),
                "forfeited": exact(0),
                "held": exact(0),
                "stopped": [],
            }
            for key, standing in judged.items()
        }
        first, last = self._get_span()
        by_day = defaultdict(list)
        for (day, __), row in rows.items():
            by_day[day].append(row)
        for day, of_period in by_day.items():
            if program.period == "custom":
                window = Window(first, first, last, last)
            else:
                until = min(program._get_period(day)[1], last)
                window = Window(day, day, until, until)
            program.condition_ids._apply(window, of_period)
        return {key: row["payable"] for key, row in rows.items()}

    def _get_groups(self, sums):
        """As :meth:`keqing.rebate.program._get_groups`, of customers who do not take part yet."""
        program = self.program_id
        if not program.is_shared:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT customer.id, %s FROM unnest(%s) customer (id)",
                program._group_sql(SQL("customer.id")),
                sorted({partner_id for __, partner_id in sums}),
            )
        )
        groups = dict(rows)
        return {(program.id, partner_id, day): groups[partner_id] for day, partner_id in sums}

    @api.readonly
    @for_one("read")
    def action_view_lines(self):
        """Open what it comes to for each customer, by tier."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_rebate_simulation_line_action"
        )
        return {**action, "domain": [("simulation_id", "=", self.id)]}


class KeqingRebateSimulationTier(models.TransientModel):
    """A tier that is tried."""

    _name = "keqing.rebate.simulation.tier"
    _description = "Tier That Is Tried"
    _order = "base_from, id"
    _rec_name = "base_from"

    simulation_id = fields.Many2one(
        comodel_name="keqing.rebate.simulation", required=True, index=True, ondelete="cascade"
    )
    base_from = BoundedFloat(low=0, string="From", digits=(16, 2))
    rate = BoundedFloat(low=0, digits=(16, 4))

    @api.constrains("base_from")
    def _check_base_from(self):
        for simulation in self.simulation_id:
            bounds = simulation.tier_ids.mapped("base_from")
            if len(set(bounds)) < len(bounds):
                raise ValidationError(
                    self.env._("Two tiers of a programme begin at the same base. Keep one of them.")
                )


class KeqingRebateSimulationLine(models.TransientModel):
    """What a programme would have come to for a customer in a period."""

    _name = "keqing.rebate.simulation.line"
    _description = "Outcome of a Simulated Rebate"
    _order = "period_from desc, cost desc, id"
    _rec_name = "partner_id"

    simulation_id = fields.Many2one(
        comodel_name="keqing.rebate.simulation",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    program_id = fields.Many2one(related="simulation_id.program_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    period_from = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(string="Amount That Counts", readonly=True, aggregator="sum")
    base = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    tier_id = fields.Many2one(comodel_name="keqing.rebate.tier", readonly=True, ondelete="set null")
    cost = fields.Monetary(readonly=True, aggregator="sum")
    stopped = fields.Monetary(
        string="Stopped by Conditions", readonly=True, aggregator="sum", help="Held or lost."
    )
    other_cost = fields.Monetary(string="With the Other Tiers", readonly=True, aggregator="sum")

    @api.readonly
    @for_one("read")
    def action_view_documents(self):
        """Open the invoice lines behind it, or what the indicator was read off, as far as the user
        may see such.

        :raise AccessError: if the user may not read invoices
        """
        simulation = self.simulation_id.sudo()  # what counts
        if self.program_id.basis == "indicator":
            last = simulation._get_span()[1]
            return self.program_id._view_indicator(self.partner_id, self.period_from, last)
        among = SQL("move.commercial_partner_id = %s", self.partner_id.id)
        period = SQL("TRUE")
        if simulation.program_id.period != "custom":
            period = SQL("due.period_from = %s", self.period_from)
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT due.move_line_id FROM (%s) due WHERE %s",
                simulation._due_sql(among),
                period,
            )
        )
        return self.env["keqing.indicator"]._view_documents(
            self.partner_id.display_name,
            "account.move.line",
            Domain("id", "in", [line_id for (line_id,) in rows]),
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one

# What is told apart by the engine, whichever a target has first: field and way
TOLD_APART = (
    ("territory_id", "territory"),
    ("user_id", "holder"),
    ("customer_type_id", "type"),
)
LATE_DAYS = 45  # until when documents of a period that is over still come in


class KeqingTarget(models.Model):
    """What came of targets, read off the engine: those of one period and kind by one statement."""

    _inherit = "keqing.target"

    actual = fields.Monetary(
        readonly=True,
        copy=False,
        help="What the KPI came to, up to when it was measured; every night anew.",
    )
    measured_at = fields.Datetime(string="Measured", readonly=True, copy=False)
    achievement = fields.Float(
        compute="_compute_achievement",
        store=True,
        digits=(16, 1),
        aggregator=None,
        help="Percent of the plan.",
    )
    time_gone = fields.Float(
        compute="_compute_time_gone", digits=(5, 1), help="Percent of the days."
    )
    is_behind = fields.Boolean(compute="_compute_time_gone")
    level = fields.Selection(
        selection=[
            ("short", "Short of the plan"),
            ("base", "Plan reached"),
            ("stretch", "Stretch reached"),
            ("challenge", "Challenge reached"),
        ],
        string="Reached",
        compute="_compute_level",
        compute_sudo=True,  # by the whole plan, which not everybody sees
    )

    @api.depends("amount", "actual")
    def _compute_achievement(self):
        for target in self:
            target.achievement = 100 * target.actual / target.amount if target.amount else 0

    @api.depends("achievement", "date_from", "date_to", "company_id")
    def _compute_time_gone(self):
        for target in self:
            gone = 0
            if target.date_from and target.date_to:
                today = (target.company_id or self.env.company)._get_keqing_today()
                days = (target.date_to - target.date_from).days + 1
                past = (min(today, target.date_to) - target.date_from).days + 1
                gone = max(0, 100 * past / days)
            target.time_gone = gone
            target.is_behind = bool(target.amount) and target.achievement < gone

    @api.depends("achievement", "amount", "root_id.stretch", "root_id.challenge")
    def _compute_level(self):
        for target in self:
            whole = target.root_id or target
            steps = (("base", 100), ("stretch", whole.stretch), ("challenge", whole.challenge))
            reached = [name for name, share in steps if target.achievement >= share]
            target.level = reached[-1] if reached and target.amount else "short"

    @for_one("write")
    def action_measure(self):
        """Measure it and all its parts now."""
        self._with_parts().sudo()._measure()  # guarded

    @api.readonly
    @for_one("read")
    def action_view_documents(self):
        """Open the documents that it was measured by, as far as the user may see them.

        :raise AccessError: if the user may not read such documents
        :raise UserError: before it begins, or where there are none to show
        """
        until = min(self.date_to, self.company_id._get_keqing_today())
        by, group = ("product", False) if self.category_id else ("all", False)
        # sudo: the target is the user's to see; the list is searched with the user's own rights
        target = self.sudo()
        documents = until >= self.date_from and target.kpi_id.numerator_id._get_group_documents(
            self.company_id,
            "all",
            group,
            self.date_from,
            until,
            target._scope_domain(until),
        )
        if not documents:
            raise UserError(
                self.env._("There are no documents behind “%s” yet.", self.display_name)
            )
        model, domain = documents
        if by == "product":
            if model == "account.move":
                domain = Domain("move_id", "any", domain) & Domain("display_type", "=", "product")
            model = "account.move.line"
            domain &= Domain("product_id.categ_id", "child_of", self.category_id.ids)
        return self.env["keqing.indicator"]._view_documents(self.display_name, model, domain)

    @api.readonly
    @for_one("read")
    def action_view_parts(self):
        """Open all parts and their parts, the whole left out."""
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "views": [(False, "list"), (False, "kanban"), (False, "pivot"), (False, "form")],
            "domain": [("id", "child_of", self.ids), ("id", "!=", self.id)],
        }

    def _with_parts(self):
        return self.search([("id", "child_of", self.ids)])

    def _measure(self):
        """Read what came of these off the documents, up to today.

        One statement for all of one company, KPI and period that differ in one place alone, however
        many they are; what has not begun came to nothing.
        """
        asked, now = {}, fields.Datetime.now()
        for target in self:
            until = min(target.date_to, target.company_id._get_keqing_today())
            if until < target.date_from:
                continue
            told = [(name, by) for name, by in TOLD_APART if target[name]]
            name, by = told[0] if told else (None, "all")
            if target.category_id:
                name, by = "category_id", "product"
            rest = tuple(target[each].id for each, __ in TOLD_APART if each != name)
            key = (target.company_id, target.kpi_id, target.date_from, until, name, by, rest)
            asked[key] = asked.get(key, self.browse()) + target
        measured = {}
        for (__, __, first, until, name, by, __), targets in asked.items():
            one = targets[0]
            if by == "product":
                figures = one._read_categories((first, until))
            else:
                [found] = one.kpi_id.numerator_id._get_group_figures(
                    one.company_id, [(first, until)], by, one._scope_domain(until, without=name)
                ).values()
                figures = {group: float(each.value or 0) for group, each in found.items()}
            for target in targets:
                group = target[name].id if name else False
                measured[target] = figures.get(group, 0)
        for target in self:
            target.write({"actual": measured.get(target, 0), "measured_at": now})

    @api.model
    def _cron_measure(self):
        """Measure the plans of which documents still come in."""
        today = self.env.company._get_keqing_today()  # a day more or less does not matter
        plans = self.search(
            Domain("parent_id", "=", False)
            & Domain("date_to", ">=", fields.Date.subtract(today, days=LATE_DAYS)),
            order="id",
        )
        now = fields.Datetime.now()
        self._work_through(
            plans,
            lambda plan: plan._with_parts()._measure(),
            when=lambda plan: not plan.measured_at or plan.measured_at < now,
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.misc import get_lang

from ...chosen import for_chosen, for_one
from ...measure import ENOUGH_DATA
from ...tools.period import last_finished_period, period_around
from ...wording import say_day


class KeqingEvaluationRun(models.Model):
    """One scorecard applied to all its customers for one period.

    draft -> computing -> computed -> confirmed, or cancelled before that. Only confirming changes
    a customer; a simulation never does.
    """

    _name = "keqing.evaluation.run"
    _description = "Evaluation Run"
    _inherit = ["mail.thread", "mail.activity.mixin", "keqing.guard.mixin", "keqing.job.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    # What, when
    name = fields.Char(compute="_compute_name")
    period_name = fields.Char(compute="_compute_name")
    scorecard_id = fields.Many2one(
        comodel_name="keqing.scorecard",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        index=True,
        precompute=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    purpose = fields.Selection(related="scorecard_id.purpose")
    user_id = fields.Many2one(related="scorecard_id.user_id")
    date_from = fields.Date(
        compute="_compute_dates",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="First day of the period; the last finished one is proposed, else the next free one.",
    )
    date_to = fields.Date(
        compute="_compute_dates", store=True, readonly=False, required=True, precompute=True
    )

    active = fields.Boolean(default=True)

    # How far
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("computing", "Computing"),
            ("computed", "To Confirm"),
            ("confirmed", "Confirmed"),
            ("cancelled", "Void"),
        ],
        default="draft",
        readonly=True,
        required=True,
        index=True,
        copy=False,
        tracking=True,
    )
    is_simulation = fields.Boolean(
        string="Simulation",
        readonly=True,
        copy=False,
        help="Answers “what if” and changes no customer.",
    )
    definition = fields.Json(
        readonly=True,
        copy=False,
        help="The scorecard as it was when the run was computed; explains the results.",
    )
    boundaries = fields.Json(
        readonly=True,
        copy=False,
        groups="keqing_customer.group_customer_manager",
        help="What the last customer of each grade had, where the population decides.",
    )
    regions = fields.Json(
        readonly=True,
        copy=False,
        groups="keqing_customer.group_customer_manager",
        help="What the total of each region was made of, for each indicator that is a share.",
    )
    is_measured = fields.Boolean(readonly=True, copy=False)
    total_count = fields.Integer(string="Customers", readonly=True, copy=False)
    done_count = fields.Integer(string="Judged", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress", help="Percent of customers judged.")
    confirmed_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    confirmed_on = fields.Datetime(readonly=True, copy=False)

    # What came out
    evaluation_ids = fields.One2many(
        comodel_name="keqing.evaluation", inverse_name="run_id", string="Evaluations"
    )
    matrix = fields.Json(
        compute="_compute_matrix", help="How many customers went from which grade to which."
    )
    up_count = fields.Integer(compute="_compute_counts")
    down_count = fields.Integer(compute="_compute_counts")
    same_count = fields.Integer(compute="_compute_counts")
    new_count = fields.Integer(compute="_compute_counts")
    overridden_count = fields.Integer(compute="_compute_counts")
    provisional_count = fields.Integer(compute="_compute_counts")
    little_data_count = fields.Integer(
        compute="_compute_counts", help="Judged on less than half of the scorecard's weight."
    )

    _period_uniq = models.UniqueIndex(
        "(scorecard_id, date_from) WHERE state != 'cancelled' AND is_simulation IS NOT TRUE"
        " AND partner_id IS NULL",
        "There is a run of this scorecard for this period already. Open that one, or void it.",
    )

    @api.depends("scorecard_id.company_id")
    def _compute_company_id(self):
        """That of the scorecard; before one is chosen, the company whose scorecards are offered."""
        for run in self:
            run.company_id = run.scorecard_id.company_id or self.env.company

    @api.depends("scorecard_id.name", "scorecard_id.period", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_name(self):
        for run in self:
            run.period_name = run._get_period_name() if run.scorecard_id else ""
            run.name = " · ".join(filter(None, (run.period_name, run.scorecard_id.name)))

    def _get_period_name(self):
        self.ensure_one()
        if not self.date_from or not self.date_to:
            return ""
        year, month = self.date_from.year, self.date_from.month
        match self.scorecard_id.period:
            case "quarter":
                quarter = (month + 2) // 3
                return self.env._("%(year)s Q%(quarter)s", year=year, quarter=quarter)
            case "half":
                return self.env._("%(year)s H%(half)s", year=year, half=(month + 5) // 6)
            case "year":
                return str(year)
            case "rolling":
                return self.env._("12 months to %s", self._get_month_name(self.date_to))
            case "week":
                year, week, __ = self.date_from.isocalendar()
                return self.env._("%(year)s, week %(week)s", year=year, week=week)
            case "weeks_445":
                weeks = ((self.date_to - self.date_from).days + 1) // 7
                day = say_day(self.env, self.date_to)
                return self.env._("%(weeks)s weeks to %(day)s", weeks=weeks, day=day)
            case "fiscal_half":
                day = say_day(self.env, self.date_to)
                return self.env._("Half of the fiscal year to %s", day)
            case "fiscal_year":
                return self.env._("Fiscal year to %s", say_day(self.env, self.date_to))
        return self._get_month_name(self.date_from)

    def _get_month_name(self, day):
        """ "Nov 2026", or the year first where one says so."""
        return format_skeleton("yMMM", day, locale=get_lang(self.env).code)

    @api.depends("scorecard_id")
    def _compute_dates(self):
        for run in self:
            today = (run.company_id or self.env.company)._get_keqing_today()
            run.date_from, run.date_to = last_finished_period(
                today=today, **run.scorecard_id._period_rule()
            )
            if run.scorecard_id and not run.is_simulation and not run.partner_id:
                run.date_from, run.date_to = run._free_period(other_than=run._origin)

    @api.depends("state", "done_count", "total_count")
    def _compute_progress(self):
        for run in self:
            if run.state in ("computed", "confirmed"):
                run.progress = 100
            else:
                run.progress = run.total_count and 100 * run.done_count / run.total_count

    def _counted_domain(self):
        """The verdicts that count: one for each who was judged, though some are merged since."""
        Evaluation = self.env["keqing.evaluation"]
        corrections = Evaluation.sudo()._search(  # of which only the numbers are read
            [("run_id", "in", self.ids), ("corrects_id", "!=", False)]
        )
        merged = Domain("is_merged", "=", True) & Domain(
            "id", "not in", corrections.subselect("corrects_id")
        )
        return Domain("run_id", "in", self.ids) & (Domain("is_superseded", "=", False) | merged)

    @api.depends_context("uid")
    def _compute_matrix(self):
        """From grade to grade; rows and columns in the order of the scale, "no grade" last."""
        groups = self.env["keqing.evaluation"]._read_group(
            self._counted_domain(),
            ["run_id", "previous_grade_id", "grade_id"],
            ["__count"],
        )
        for run in self:
            grades = run.scorecard_id.scale_id.grade_ids
            rows = {}
            for group_run, previous, grade, count in groups:
                if group_run == run:
                    previous_id = previous.id if previous in grades else False
                    cells = rows.setdefault(previous_id, {})
                    cells[grade.id] = cells.get(grade.id, 0) + count
            run.matrix = {
                "grades": [grade._badge() for grade in grades],
                "rows": [
                    {
                        "previous": previous_id,
                        "cells": [rows[previous_id].get(key, 0) for key in [*grades.ids, False]],
                    }
                    for previous_id in [*grades.ids, False]
                    if previous_id in rows
                ],
            }

    @api.depends_context("uid")
    def _compute_counts(self):
        Evaluation = self.env["keqing.evaluation"]
        domain = self._counted_domain()
        moves = {
            (run, movement): count
            for run, movement, count in Evaluation._read_group(
                domain, ["run_id", "movement"], ["__count"]
            )
        }
        conditions = {
            "overridden_count": ("is_overridden", "=", True),
            "provisional_count": ("is_provisional", "=", True),
            "little_data_count": ("coverage", "<", ENOUGH_DATA),
        }
        others = {
            name: dict(Evaluation._read_group(domain & Domain(*condition), ["run_id"], ["__count"]))
            for name, condition in conditions.items()
        }
        for run in self:
            for movement in ("up", "down", "same", "new"):
                run[f"{movement}_count"] = moves.get((run, movement), 0)
            for name, counts in others.items():
                run[name] = counts.get(run, 0)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for run in self:
            expected = run._get_period(run.date_to)
            if (run.date_from, run.date_to) != expected:
                raise ValidationError(
                    self.env._(
                        "%(scorecard)s: %(date_from)s to %(date_to)s is not one of its periods; "
                        "the one around the last day is %(expected_from)s to %(expected_to)s.",
                        scorecard=run.scorecard_id.name,
                        date_from=say_day(self.env, run.date_from),
                        date_to=say_day(self.env, run.date_to),
                        expected_from=say_day(self.env, expected[0]),
                        expected_to=say_day(self.env, expected[1]),
                    )
                )

    def _get_period(self, day):
        """:return: first and last day of the period of the run that holds ``day``"""
        self.ensure_one()
        return period_around(day=day, **self.scorecard_id._period_rule())

    @api.constrains("active")
    def _check_active(self):
        for run in self:
            is_open = run.state not in ("confirmed", "cancelled") and not run.is_simulation
            if is_open and not run.active:
                raise ValidationError(
                    self.env._("%s is not finished. Confirm or void it, then archive.", run.name)
                )

    @api.onchange("date_to")
    def _onchange_date_to(self):
        if self.date_to and self.scorecard_id:
            self.date_from, self.date_to = self._get_period(self.date_to)

    def write(self, vals):
        if {"scorecard_id", "date_from", "date_to"} & vals.keys() and any(
            run.state != "draft" for run in self
        ):
            raise UserError(self.env._("Scorecard and period can only be changed in a draft run."))
        return super().write(vals)

    def copy_data(self, default=None):
        """A copy is for the same period if that is free, else for the one after the last."""
        vals_list = super().copy_data(default)
        for run, vals in zip(self, vals_list, strict=True):
            if "date_to" not in (default or {}):
                vals["date_from"], vals["date_to"] = run._free_period()
        return vals_list

    def _free_period(self, other_than=()):
        """Its period if no run but some has it, else the one after the last."""
        taken = self.with_context(active_test=False).search(
            [
                ("id", "not in", [run.id for run in other_than]),
                ("scorecard_id", "=", self.scorecard_id._origin.id),
                ("state", "!=", "cancelled"),
                ("is_simulation", "=", False),
                ("partner_id", "=", False),
            ]
        )
        if self.date_to in taken.mapped("date_to"):
            day = max(taken.mapped("date_to")) + timedelta(days=1)
        else:
            day = self.date_to
        return period_around(day=day, **self.scorecard_id._period_rule())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if any(run.state == "confirmed" for run in self):
            raise UserError(self.env._("A confirmed run is history and cannot be deleted."))

    @api.ondelete(at_uninstall=True)
    def _unlink_results(self):
        self._delete_results()

    @for_chosen("write")
    def action_compute(self):
        """Judge everybody. Few customers are done at once, many by a job in the background."""
        for run in self:
            run._start()
            if run.total_count <= run._get_batch_size():
                run._compute_to_end()
        if "computing" in self.mapped("state"):
            self.env.ref("keqing_customer.ir_cron_evaluation_compute").sudo()._trigger()

    @for_chosen("write")
    def action_recompute(self):
        """Throw the results away, with what was overridden, and compute anew."""
        if any(run.state != "computed" for run in self):
            raise UserError(self.env._("Only a run that waits for confirmation can be redone."))
        self._check_may_discard()
        self._reset()
        self.action_compute()

    @for_chosen("write")
    def action_cancel(self):
        """Give the run up; the period can then be opened anew."""
        if any(run.state == "confirmed" for run in self):
            raise UserError(
                self.env._("A confirmed run cannot be voided; correct single customers instead.")
            )
        self._check_may_discard()
        self._reset()
        self.sudo().state = "cancelled"  # engine field
        self.activity_unlink(["keqing_customer.mail_activity_type_confirm_run"])

    def _check_may_discard(self):
        """What others decided is not thrown away by somebody who does not see it."""
        for run in self.filtered(lambda run: not run.is_simulation):
            run._check_answers_for_all()

    @for_one("read")
    def action_simulate(self):
        """Open the wizard that tries other weights on the same customers and period."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Simulate Other Weights"),
            "res_model": "keqing.evaluation.simulation",
            "view_mode": "form",
            "target": "new",
            "context": {"default_run_id": self.id},
        }

    @for_one("read")
    def action_view_evaluations(self):
        """Open the results; the context may name a search filter or a cell of the matrix."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_evaluation_action"
        )
        domain = [("run_id", "=", self.id), ("is_superseded", "=", False)]
        if "keqing_cell" in self.env.context:
            previous_id, grade_id = self.env.context["keqing_cell"]
            scale_grades = self.scorecard_id.scale_id.grade_ids.ids
            domain += [
                ("previous_grade_id", "=", previous_id)
                if previous_id
                else ("previous_grade_id", "not in", scale_grades),
                ("grade_id", "=", grade_id),
            ]
        filters = {
            key: value
            for key, value in self.env.context.items()
            if key.startswith("search_default_")
        }
        return {**action, "name": self.name, "domain": domain, "context": filters}

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...chosen import for_chosen


class KeqingStrategyProposal(models.Model):
    """What a strategy proposes to do about one customer, because of one verdict."""

    _name = "keqing.strategy.proposal"
    _inherit = ["keqing.customer.record.mixin", "keqing.job.mixin"]
    _description = "Proposed Action"
    _order = "id desc"
    _rec_name = "summary"

    # For whom, and why
    strategy_id = fields.Many2one(
        comodel_name="keqing.strategy", required=True, readonly=True, ondelete="cascade"
    )
    evaluation_id = fields.Many2one(
        comodel_name="keqing.evaluation",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Owner",
        compute="_compute_what_stood",
        compute_sudo=True,
        search="_search_user_id",
        help="At present, or when it was decided.",
    )
    territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        compute="_compute_what_stood",
        compute_sudo=True,
        search="_search_territory_id",
        help="At present, or when it was decided.",
    )
    scorecard_id = fields.Many2one(related="evaluation_id.scorecard_id")
    grade_id = fields.Many2one(related="evaluation_id.grade_id")
    grade_movement = fields.Selection(related="evaluation_id.movement")
    condition = fields.Selection(
        selection=lambda self: self.env["keqing.strategy"]._fields["condition"].selection,
        required=True,
        readonly=True,
    )
    points = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    previous_score = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    reason = fields.Char(compute="_compute_reason")

    # What
    summary = fields.Char(
        string="Action", compute="_compute_what_stood", compute_sudo=True, search="_search_summary"
    )
    note = fields.Html(compute="_compute_what_stood", compute_sudo=True)
    activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type", compute="_compute_what_stood", compute_sudo=True
    )

    # What became of it
    state = fields.Selection(
        selection=[
            ("proposed", "Proposed"),
            ("accepted", "Accepted"),
            ("dismissed", "Dismissed"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        index=True,
    )
    dismiss_reason = fields.Char(string="Why Not", readonly=True)
    decided_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    decided_on = fields.Datetime(readonly=True)
    decided_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Owner Then",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    decided_territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        string="Territory Then",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    decided_summary = fields.Char(
        string="Decided Action",
        translate=True,
        readonly=True,
        help="What was decided on, whatever the strategy says later.",
    )
    decided_note = fields.Html(translate=True, readonly=True)
    decided_activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type", readonly=True, ondelete="set null"
    )
    activity_id = fields.Many2one(
        comodel_name="mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _verdict_uniq = models.UniqueIndex(
        "(strategy_id, evaluation_id)", "A strategy proposes its action once for a verdict."
    )

    @api.depends("evaluation_id", "condition", "points", "previous_score")
    @api.depends_context("lang")
    def _compute_reason(self):
        for proposal in self:
            verdict = proposal.evaluation_id
            facts = {
                "run": verdict.run_id.name,
                "score": verdict._format_points(verdict.score),
                "points": verdict._format_points(proposal.points),
                "before": verdict._format_points(proposal.previous_score),
                "grade": verdict.grade_id.name or "–",
                "previous": verdict.previous_grade_id.name or "–",
            }
            match proposal.condition:
                case "below":
                    reason = self.env._("%(run)s: %(score)s points, below %(points)s", **facts)
                case "drops":
                    reason = self.env._("%(run)s: %(score)s points after %(before)s", **facts)
                case "fell":
                    reason = self.env._("%(run)s: %(grade)s after %(previous)s", **facts)
                case _:
                    reason = self.env._("%(run)s: grade %(grade)s", **facts)
            proposal.reason = reason

    @api.depends(
        "decided_on",
        "partner_id.user_id",
        "partner_id.keqing_territory_id",
        "strategy_id.summary",
        "strategy_id.note",
        "strategy_id.activity_type_id",
    )
    @api.depends_context("lang")
    def _compute_what_stood(self):
        """As things stand, or stood when it was decided: what came later is no part of it."""
        for proposal in self:
            customer, strategy = proposal.partner_id, proposal.strategy_id
            if proposal.decided_on:
                proposal.user_id = proposal.decided_user_id
                proposal.territory_id = proposal.decided_territory_id
                proposal.summary = proposal.decided_summary
                proposal.note = proposal.decided_note
                proposal.activity_type_id = proposal.decided_activity_type_id
            else:
                proposal.user_id = customer.user_id
                proposal.territory_id = customer.keqing_territory_id
                proposal.summary = strategy.summary
                proposal.note = strategy.note
                proposal.activity_type_id = strategy.activity_type_id

    def _search_user_id(self, operator, value):
        return self._search_what_stood("partner_id.user_id", "decided_user_id", operator, value)

    def _search_territory_id(self, operator, value):
        return self._search_what_stood(
            "partner_id.keqing_territory_id", "decided_territory_id", operator, value
        )

    def _search_what_stood(self, present, decided, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented  # the ORM negates for us
        is_decided = Domain("decided_on", "!=", False)
        return (is_decided & Domain(decided, operator, value)) | (
            ~is_decided & Domain(present, operator, value)
        )

    def _search_summary(self, operator, value):
        return self._search_what_stood("strategy_id.summary", "decided_summary", operator, value)

    def _keep_what_stands(self):
        """Keep with the decision what stands at this moment, in every language."""
        self.flush_model()
        self.partner_id.flush_recordset(["user_id", "keqing_territory_id"])
        self.strategy_id.flush_recordset(["summary", "note", "activity_type_id"])
        self.env.cr.execute(
            SQL(
                """UPDATE keqing_strategy_proposal proposal
                      SET decided_user_id = customer.user_id,
                          decided_territory_id = customer.keqing_territory_id,
                          decided_summary = strategy.summary,
                          decided_note = strategy.note,
                          decided_activity_type_id = strategy.activity_type_id
                     FROM res_partner customer, keqing_strategy strategy
                    WHERE customer.id = proposal.partner_id
                      AND strategy.id = proposal.strategy_id
                      AND proposal.id IN %s""",
                tuple(self.ids),
            )
        )
        self.invalidate_recordset()

    def action_propose(self):
        """Look at the latest verdicts again, for strategies that are new or were changed.

        :raise AccessError: for anybody but managers
        """
        self._check_may_decide()
        scorecards = self.env["keqing.scorecard"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        return self._notify(self.env._("New proposals: %s", scorecards._propose_actions()))

    @for_chosen("read")
    def action_accept(self):
        """Do what each proposes; what was decided already is left alone.

        :raise AccessError: see :meth:`_decide`
        :raise UserError: if nothing is left to decide
        """
        decided = self._decide({"state": "accepted"})
        for action, proposals in decided.grouped(lambda each: each.strategy_id.action).items():
            getattr(proposals, f"_accept_{action}")()
        return self._notify(self.env._("Accepted: %s", len(decided)))

    def _accept_activity(self):
        """Make each an activity of the customer's owner."""
        # sudo: who answers for customers plans work on them, able to change them or not
        Activity = self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True)
        activities = Activity.create([proposal._prepare_activity_vals() for proposal in self])
        for proposal, activity in zip(self.sudo(), activities, strict=True):
            proposal.activity_id = activity  # sudo: written by nobody's hand

    def _accept_pricelist(self):
        """Sell to the customers by the pricelist that their grade has in the company."""
        for proposal in self:
            company = proposal.company_id
            # sudo: who decides on proposals need not be allowed to see pricelists
            pricelist = proposal.grade_id.sudo().with_company(company).pricelist_id
            if not pricelist:
                raise UserError(
                    self.env._(
                        "%(customer)s: grade %(grade)s has no pricelist any more. Dismiss this.",
                        customer=proposal.partner_id.name,
                        grade=proposal.grade_id.name,
                    )
                )
            customer = proposal.partner_id.sudo().with_company(company)  # sudo: as above
            customer.specific_property_product_pricelist = pricelist

    def _notify(self, message):
        """Say what was done, and show what is left."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @for_chosen("read")
    def action_dismiss(self):
        """Ask for the reason, then dismiss."""
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dismiss"),
            "res_model": "keqing.strategy.dismissal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proposal_ids": self.ids},
        }

    def _dismiss(self, reason):
        """
        :raise AccessError: see :meth:`_decide`
        :raise UserError: without a reason, or if nothing is left to decide
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why not; it helps to make the strategy better."))
        self._decide({"state": "dismissed", "dismiss_reason": reason.strip()})

    def _check_may_decide(self):
        """:raise AccessError: if the user does not answer for these customers"""
        self._check_in_charge()
        if not self.env.user.has_group("keqing_customer.group_customer_manager"):
            raise AccessError(self.env._("Only territory managers decide on proposed actions."))

    def _decide(self, vals):
        """Write a decision on those of these that wait for one.

        :return: the proposals that were decided now
        """
        self._check_may_decide()
        self._lock_alone(self)
        waiting = self.filtered(lambda proposal: proposal.state == "proposed")
        if not waiting:
            raise UserError(self.env._("This was decided already."))
        decision = {"decided_by_id": self.env.uid, "decided_on": fields.Datetime.now()}
        waiting.sudo().write({**vals, **decision})  # written by nobody's hand
        waiting.sudo()._keep_what_stands()
        return waiting

    def _prepare_activity_vals(self):
        """An activity in the language of whose it will be: the owner's, else the manager's."""
        self.ensure_one()
        owner = self.partner_id.user_id
        user = owner if owner.active else self.env.user
        lang = user.sudo().lang or self.env.lang  # sudo: the language
        strategy = self.strategy_id.with_context(lang=lang)
        today = self.company_id._get_keqing_today()
        return {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.partner_id.id,
            "activity_type_id": self.activity_type_id.id,
            "summary": strategy.summary,
            "note": strategy.note,
            "date_deadline": today + timedelta(self.strategy_id.days),
            "user_id": user.id,
        }

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class KeqingTarget(models.Model):
    """The incentive sheet: what a person's achievement brings, by the tiers of the whole."""

    _inherit = "keqing.target"

    root_id = fields.Many2one(
        comodel_name="keqing.target",
        string="Plan Of",
        compute="_compute_root_id",
        store=True,
        index="btree_not_null",
        ondelete="cascade",
        recursive=True,
        help="The whole that it is a part of in the end.",
    )
    tier_ids = fields.One2many(
        comodel_name="keqing.target.tier", inverse_name="target_id", string="Incentives"
    )
    is_of_person = fields.Boolean(
        compute="_compute_is_of_person",
        store=True,
        help="The whole target of a salesperson in the plan, of which incentives are reckoned.",
    )
    incentive = fields.Monetary(
        compute="_compute_incentive",
        store=True,
        currency_field="company_currency_id",
        help="By the highest tier that is reached: its rate of what was sold, and its bonus.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )

    @api.depends("parent_id.root_id")
    def _compute_root_id(self):
        for target in self:
            target.root_id = target.parent_id.root_id or target._origin

    @api.depends("user_id", "parent_id.user_id")
    def _compute_is_of_person(self):
        for target in self:
            target.is_of_person = target.user_id and not target.parent_id.user_id

    @api.depends(
        "is_of_person",
        "actual",
        "achievement",
        "kpi_id.unit",
        "root_id.tier_ids.reached_from",
        "root_id.tier_ids.rate",
        "root_id.tier_ids.bonus",
    )
    def _compute_incentive(self):
        for target in self:
            reached = target.root_id.tier_ids.filtered(
                lambda tier, share=target.achievement: tier.reached_from <= share
            )
            tier = reached.sorted("reached_from")[-1:]
            amount = 0
            if tier and target.is_of_person and target.amount:
                amount = tier.bonus
                if target.kpi_id.unit == "money":
                    amount += max(target.actual, 0) * tier.rate / 100
            target.incentive = target.company_currency_id.round(amount) if amount else 0

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...chosen import for_one
from ...fields import BoundedFloat


class KeqingQuickAssessment(models.TransientModel):
    """All marks for one customer, or the outlet of one lead, on one screen, a tap each."""

    _name = "keqing.quick.assessment"
    _description = "Quick Assessment"
    _inherit = ["keqing.wizard.mixin"]

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        domain="[('keqing_customer_type_id', '!=', False)]",
    )
    lead_id = fields.Many2one(comodel_name="crm.lead", ondelete="cascade")
    scorecard_ids = fields.Many2many(
        comodel_name="keqing.scorecard",
        string="Scorecards to Choose From",
        compute="_compute_scorecard_ids",
    )
    scorecard_id = fields.Many2one(
        comodel_name="keqing.scorecard",
        compute="_compute_scorecard_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', scorecard_ids)]",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    line_ids = fields.One2many(
        comodel_name="keqing.quick.assessment.line",
        inverse_name="wizard_id",
        string="Marks",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    note = fields.Text(string="Reason")

    @api.depends("partner_id", "lead_id")
    def _compute_scorecard_ids(self):
        """What there is to choose from: whatever judges the customer and asks for marks."""
        for wizard in self:
            assessed = wizard.lead_id or wizard.partner_id
            wizard.scorecard_ids = (
                assessed._origin._keqing_assessed_scorecards() if assessed else False
            )

    @api.depends("scorecard_ids")
    def _compute_scorecard_id(self):
        for wizard in self:
            if wizard.scorecard_id not in wizard.scorecard_ids:
                wizard.scorecard_id = wizard.scorecard_ids[:1]

    @api.depends("partner_id", "lead_id", "scorecard_id")
    def _compute_line_ids(self):
        for wizard in self:
            indicators = wizard.scorecard_id._assessed_indicators()
            previous = wizard._previous_assessments(indicators)
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "indicator_id": indicator.id,
                        "previous_value": previous[indicator].value,
                        "previous_date": previous[indicator].date,
                    }
                )
                for indicator in indicators
            ]

    def _previous_assessments(self, indicators):
        """The latest assessment of the customer by each indicator; empty where there is none."""
        self.ensure_one()
        Assessment = self.env["keqing.assessment"]
        latest = dict.fromkeys(indicators, Assessment)
        customer = self.lead_id.partner_id.commercial_partner_id or self.partner_id
        for assessment in Assessment.search_fetch(
            [
                ("partner_id", "=", customer._origin.id),
                ("company_id", "=", (self.scorecard_id.company_id or self.env.company).id),
                ("indicator_id", "in", indicators.ids),
            ],
            ["indicator_id", "value", "date"],
            order="date, id",
        ):
            latest[assessment.indicator_id] = assessment
        return latest

    @for_one("write")
    def action_save(self):
        """Keep the marks that were given, then go on with the next customer if there is one.

        The outlet of a lead is judged at once.

        :raise UserError: if there is nothing to save, or the period is closed
        """
        given = self.line_ids.filtered("is_given")
        if not given:
            raise UserError(
                self.env._(
                    "No mark was given for %s. Tap at least one, or close the form.",
                    (self.lead_id or self.partner_id).display_name,
                )
            )
        customer = self.lead_id._open_file() if self.lead_id else self.partner_id
        self.env["keqing.assessment"].create(
            [line._prepare_assessment_vals(customer) for line in given]
        )
        if self.lead_id:
            self.lead_id._select(self.scorecard_id)
        following = self.env["res.partner"].browse(self.env.context.get("keqing_next_ids"))
        if following:
            return following.action_keqing_assess()
        return {"type": "ir.actions.act_window_close"}


class KeqingQuickAssessmentLine(models.TransientModel):
    """One question of the form, with what was answered last time."""

    _name = "keqing.quick.assessment.line"
    _description = "Quick Assessment Mark"
    _inherit = ["keqing.wizard.mixin"]

    wizard_id = fields.Many2one(
        comodel_name="keqing.quick.assessment", required=True, index=True, ondelete="cascade"
    )
    indicator_id = fields.Many2one(comodel_name="keqing.indicator", required=True)
    description = fields.Text(related="indicator_id.description")
    mark_min = fields.Float(related="indicator_id.mark_min")
    mark_max = fields.Float(related="indicator_id.mark_max")
    previous_value = BoundedFloat()
    previous_date = fields.Date()
    value = BoundedFloat(string="Mark", digits=(16, 2))
    is_given = fields.Boolean(help="Tells no mark from the mark zero.")

    def _prepare_assessment_vals(self, customer):
        self.ensure_one()
        wizard = self.wizard_id
        return {
            "partner_id": customer.id,
            "company_id": (wizard.scorecard_id.company_id or self.env.company).id,
            "indicator_id": self.indicator_id.id,
            "value": self.value,
            "date": wizard.date,
            "note": wizard.note,
        }

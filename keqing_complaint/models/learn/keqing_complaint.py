# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_chosen
from odoo.addons.keqing_customer.fields import BoundedMonetary


class KeqingComplaint(models.Model):
    """What a complaint teaches, what it cost, and what must be known before it is closed."""

    _inherit = "keqing.complaint"

    # Why it happened, and why it was not caught
    cause_id = fields.Many2one(
        comodel_name="keqing.complaint.cause",
        string="Why It Happened",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
    )
    escape_cause_id = fields.Many2one(
        comodel_name="keqing.complaint.cause",
        string="Why It Was Not Caught",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
    )
    why_ids = fields.One2many(
        comodel_name="keqing.complaint.why", inverse_name="complaint_id", string="Five Whys"
    )
    action_ids = fields.One2many(
        comodel_name="keqing.preventive.action",
        inverse_name="complaint_id",
        string="Preventive Actions",
    )
    answer_id = fields.Many2one(
        comodel_name="keqing.standard.answer",
        string="Standard Answer",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    lesson = fields.Text(help="What others can learn from it.", copy=False)

    # Whether the customer is content
    follow_up_ids = fields.One2many(
        comodel_name="keqing.visit", inverse_name="follow_up_of_id", string="Follow-ups"
    )

    # What it cost
    cost_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency")
    extra_cost = BoundedMonetary(
        low=0,
        currency_field="cost_currency_id",
        string="Other Cost",
        copy=False,
        help="Of journeys, tests, scrapped goods, … beside the remedies, in company currency.",
    )

    @api.onchange("answer_id")
    def _onchange_answer_id(self):
        if self.answer_id:
            self.proposal = self.answer_id.body

    def _enter(self, state):
        entered = super()._enter(state)
        if state == "follow_up":
            self._plan_follow_ups()
        return entered

    def _plan_follow_ups(self):
        """A call some days later, by whoever handled it."""
        for company, complaints in self.grouped("company_id").items():
            days = company.sudo().keqing_follow_up_days  # a setting of the company
            if not days:
                continue
            day = fields.Date.add(company._get_keqing_today(), days=days)
            # sudo: planned for them, whoever finished the last remedy
            self.env["keqing.visit"].sudo().create(
                [complaint._prepare_follow_up_vals(day) for complaint in complaints]
            )

    def _prepare_follow_up_vals(self, day):
        user = self.user_id or self.partner_id.user_id or self.env.user
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": user.id,
            "planned_on": day,
            "contact_kind": "phone",
            "purpose": self.env._("Ask whether %s was put right", self.display_name),
            "follow_up_of_id": self.id,
        }

    @for_chosen("write")
    def action_close(self):
        """
        :raise UserError: for one that is not so far, naming all that is missing
        """
        for complaint in self:
            complaint._check_state("follow_up")
            if missing := complaint._why_not_close():
                raise UserError(
                    self.env._(
                        "%(complaint)s cannot be closed yet:\n%(missing)s",
                        complaint=complaint.display_name,
                        missing="\n".join(f"• {each}" for each in missing),
                    )
                )
        self._enter("closed")

    def _why_not_close(self):
        """What is missing for closing one, as sentences; each module adds its own."""
        missing = []
        company = self.company_id.sudo()  # settings
        if self.open_inquiry_count:
            missing.append(self.env._("An inquiry is not answered."))
        if company.keqing_follow_up_days and not self._is_followed_up():
            missing.append(self.env._("Nobody has asked the customer whether it was put right."))
        limit = company.keqing_cause_severity
        if self.type_id.needs_cause or (limit and self.severity >= limit):
            if not self.cause_id:
                missing.append(self.env._("It is not known why it happened."))
            if not self.escape_cause_id:
                missing.append(self.env._("It is not known why it was not caught."))
            if not self.action_ids:
                missing.append(self.env._("Nothing is planned so that it does not happen again."))
        return missing

    def _is_followed_up(self):
        """Whether the customer said something about it in this cycle, or was called at least."""
        return bool(self.outcome_mark) or "done" in self.follow_up_ids.mapped("state")

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE


class SurveyUserInput(models.Model):
    """In which round of ours somebody was asked, and what it told of its needs."""

    _name = "survey.user_input"
    _inherit = ["survey.user_input", "keqing.guard.mixin"]

    keqing_round_id = fields.Many2one(
        comodel_name="keqing.survey.round",
        string="Round",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_asked_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Filled In By",
        readonly=True,
        index="btree_not_null",
        copy=False,
        groups=OWN_PEOPLE,
        help="Who of us asked the customer and wrote down what it said.",
    )

    _keqing_round_uniq = models.UniqueIndex(
        "(keqing_round_id, partner_id) WHERE keqing_round_id IS NOT NULL",
        "This person was asked in the round already.",
    )

    def _mark_done(self):
        done = super()._mark_done()
        if self.env["res.users"]._keqing_is_used():
            self._keqing_tell_needs()
        return done

    def _keqing_tell_needs(self):
        """What was answered to questions that tell needs stands on the customer."""
        # sudo: who answers is a guest
        self.env["keqing.customer.need"].sudo().create(
            [
                vals
                for answer in self.sudo()
                if answer.partner_id and not answer.test_entry
                for vals in answer._prepare_needs_vals()
            ]
        )

    def _prepare_needs_vals(self):
        customer = self.partner_id.commercial_partner_id
        company = (
            self.keqing_round_id.company_id
            or customer.company_id
            or customer.user_id.company_id
            or self.env.company
        )
        lines = self.user_input_line_ids.filtered(
            lambda line: line.question_id.keqing_is_need and not line.skipped
        )
        return [
            {
                "partner_id": customer.id,
                "person_id": self.partner_id.id,
                "company_id": company.id,
                "date": company._get_keqing_day(self.end_datetime),
                "question": question.title,
                "answer": ", ".join(line._keqing_say() for line in answers),
                "input_id": self.id,
            }
            for question, answers in lines.grouped("question_id").items()
        ]

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE


class SurveyUserInput(models.Model):
    """In which round of ours somebody was asked."""

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

    _keqing_round_uniq = models.UniqueIndex(
        "(keqing_round_id, partner_id) WHERE keqing_round_id IS NOT NULL",
        "This person was asked in the round already.",
    )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_one

from ..intake.keqing_incident import LIVE

UNPROPOSED = ("received", "investigating")


class KeqingIncident(models.Model):
    """One answer to all complaints that come of an incident."""

    _inherit = "keqing.incident"

    answer_id = fields.Many2one(
        comodel_name="keqing.standard.answer",
        string="Standard Answer",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )

    @for_one("write")
    def action_answer_complaints(self):
        """Have it proposed to each of them that is not that far; nothing is sent by it, and words
        that somebody wrote stay.

        :raise UserError: without an answer, or where none waits for one
        """
        self._check_state(*LIVE)
        if not self.answer_id:
            raise UserError(self.env._("%s: choose a standard answer first.", self.name))
        waiting = self.complaint_ids._filtered_access("write").filtered(
            lambda each: each.state in UNPROPOSED and not each.proposal
        )
        if not waiting:
            raise UserError(self.env._("%s: no complaint waits for an answer.", self.name))
        waiting._use_answer(self.answer_id)

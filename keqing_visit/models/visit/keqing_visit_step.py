# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.fields import BoundedInteger

from .keqing_visit_template_step import STAGES


class KeqingVisitStep(models.Model):
    """A standard action on one visit: done, or not and why."""

    _name = "keqing.visit.step"
    _description = "Step of a Visit"
    _inherit = ["keqing.anchored.mixin"]
    _order = "visit_id, stage desc, sequence, id"

    visit_id = fields.Many2one(
        comodel_name="keqing.visit", required=True, index=True, ondelete="cascade"
    )
    stage = fields.Selection(selection=STAGES, required=True, default="action")
    sequence = BoundedInteger(default=10)
    name = fields.Char(required=True)
    is_mandatory = fields.Boolean(string="Mandatory", readonly=True)
    is_asked = fields.Boolean(readonly=True, help="The template of the visit asks for it.")
    is_done = fields.Boolean(string="Done")
    reason = fields.Char(string="Why Not")

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.visit_id._check_not_over()
        return steps

    def write(self, vals):
        self.visit_id._check_not_over()
        self._check_stays(vals)
        self.visit_id._touch()
        written = super().write(vals)
        self.visit_id._check_not_over()  # where it was moved to
        return written

    def _check_stays(self, vals):
        """:raise UserError: if what a template asks for is carried to another visit"""
        if "visit_id" in vals and not self.env.su:
            for step in self:
                if step.is_asked and step.visit_id.id != vals["visit_id"]:
                    raise UserError(
                        self.env._(
                            "%(step)s is asked for by the template of %(visit)s and stays there.",
                            step=step.name,
                            visit=step.visit_id.display_name,
                        )
                    )

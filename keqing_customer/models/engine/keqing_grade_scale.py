# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class KeqingGradeScale(models.Model):
    """One set of ordered grades, best first: A/B/C, key/normal/special, one to five stars."""

    _name = "keqing.grade.scale"
    _description = "Grade Scale"
    _inherit = ["keqing.coded.catalogue.mixin"]

    grade_ids = fields.One2many(
        comodel_name="keqing.grade", inverse_name="scale_id", string="Grades", copy=True
    )

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "Another grade scale has this code already."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_grades(self):
        self.grade_ids.unlink()  # each looks whether it is in use

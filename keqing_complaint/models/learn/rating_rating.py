# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError

RATED = "keqing.complaint"


class RatingRating(models.Model):
    """Marks of complaints are what customers said: nobody makes some up, or changes them."""

    _inherit = "rating.rating"

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._check_said()
        return ratings

    def write(self, vals):
        self._check_said()
        written = super().write(vals)
        self._check_said()  # nor makes those of others to some of a complaint
        return written

    def _check_said(self):
        """:raise AccessError: for those of complaints, by hand"""
        if self.env.su or RATED not in self.mapped("res_model"):
            return
        raise AccessError(
            self.env._(
                "What customers say of complaints is recorded on the complaint: use “What the "
                "Customer Says” there."
            )
        )

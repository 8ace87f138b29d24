# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools

from ..res_partner import OWN_PEOPLE

FIELD = "keqing_medium_id"


class UtmSource(models.Model):
    """Where a lead is from says by what medium it usually came."""

    _inherit = "utm.source"
    _policy_key = ("name",)

    keqing_medium_id = fields.Many2one(
        comodel_name="utm.medium",
        string="Usual Medium",
        index="btree_not_null",
        ondelete="set null",
        help="Proposed on a lead when this source is chosen.",
        copy=False,
        groups=OWN_PEOPLE,
    )

    @api.model
    def _usual_mediums(self, source_ids):
        """Ids of the mediums of those sources that have one; no query where nobody gave any."""
        if not self._has_usual_mediums():
            return {}
        sources = self.sudo().browse(source_ids)  # whoever notes a lead down, as on a website
        return {source.id: source.keqing_medium_id.id for source in sources.filtered(FIELD)}

    @api.model
    @tools.ormcache()
    def _has_usual_mediums(self):
        return bool(self.sudo().search_count([(FIELD, "!=", False)], limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        sources = super().create(vals_list)
        if any(FIELD in vals for vals in vals_list):
            self.env.registry.clear_cache()
        return sources

    def write(self, vals):
        written = super().write(vals)
        if FIELD in vals:
            self.env.registry.clear_cache()
        return written

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Whoever stands in sees the customers of the day."""

    _inherit = "res.partner"

    @api.depends_context("company")
    def _compute_keqing_is_visible(self):
        computed = super()._compute_keqing_is_visible()
        hidden = self.filtered(lambda partner: not partner.keqing_is_visible)
        if hidden:
            visits = self.env["keqing.visit"].search(
                [
                    ("stand_in_id", "=", self.env.uid),
                    ("planned_on", "=", self.env.company._get_keqing_today()),
                    ("partner_id", "in", hidden.commercial_partner_id.ids),
                ]
            )
            for partner in hidden:
                partner.keqing_is_visible = partner.commercial_partner_id in visits.partner_id
        return computed

    def _is_visible_sql(self):
        return SQL("%s OR %s", super()._is_visible_sql(), self._is_stood_in_for_sql())

    def _is_stood_in_for_sql(self):
        visit = self.env["keqing.visit"]._fields
        return SQL(
            """customer.id = ANY (ARRAY(
                   SELECT partner_id FROM keqing_visit
                    WHERE stand_in_id = %s AND planned_on = %s))""",
            self.env.uid,
            self.env.company._get_keqing_today(),
            to_flush=[visit["partner_id"], visit["stand_in_id"], visit["planned_on"]],
        )

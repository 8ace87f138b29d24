# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.today import Section


class KeqingToday(models.AbstractModel):
    """The tastings that somebody has to hold or close."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [
            *super()._get_sections(),
            Section(
                name="tastings",
                title=self.env._("Tastings"),
                empty=self.env._("No tasting waits for you."),
                sequence=33,
                action="keqing_example.keqing_tasting_action",
                records=self.env["keqing.tasting"],
                domain=Domain("state", "=", "planned") & Domain("user_id", "=", self.env.uid),
                order="date, id",
                fields=("partner_id", "date"),
                line=self._tasting_line,
            ),
        ]

    def _tasting_line(self, tasting):
        today = self.env.company._get_keqing_today()
        return {
            "text": self.env._("Tasting on %s", fields.Date.to_string(tasting.date)),
            "level": "now" if tasting.date < today else "soon",
            "action": tasting._get_records_action(),
        }

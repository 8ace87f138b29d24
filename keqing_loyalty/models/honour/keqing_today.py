# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.today import Section


class KeqingToday(models.AbstractModel):
    """Candidates on whom the user is to decide with the jury."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        uid = self.env.uid
        mine = Domain("company_id", "=", self.env.company.id) & Domain(
            "honour_id.jury_ids", "in", uid
        )
        return [
            *super()._get_sections(),
            Section(
                name="honours",
                title=self.env._("Candidates for an honour"),
                empty=self.env._("No candidate waits for the jury."),
                sequence=28,
                action="keqing_loyalty.keqing_honour_candidate_action",
                records=self.env["keqing.honour.candidate"],
                domain=mine
                & Domain("state", "=", "proposed")
                & Domain("honour_id.state", "=", "jury")
                & Domain("nominated_by_id", "!=", uid)
                & Domain("partner_id.user_id", "!=", uid),
                concerns=mine & Domain("honour_id.state", "=", "jury"),
                order="honour_id, place, id",
                fields=("partner_id", "honour_id", "nominated_by_id", "score"),
                line=self._honour_line,
            ),
        ]

    def _honour_line(self, candidate):
        return {
            "text": self.env._("%s: decide with the jury", candidate.honour_id.name),
            "level": "soon",
            "user": candidate.nominated_by_id or False,
            "action": candidate._get_records_action(),
        }

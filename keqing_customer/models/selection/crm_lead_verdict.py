# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ...chosen import for_one

# Field of the lead: field of the verdict that it shows
SHOWN = {
    "keqing_selection_score": "score",
    "keqing_selection_coverage": "coverage",
    "keqing_selection_grade_id": "grade_id",
}


class CrmLead(models.Model):
    """The verdict on an outlet: shown on its lead, confirmed or decided otherwise."""

    _inherit = "crm.lead"

    def _selection_verdict(self):
        """The verdict that stands, empty if there is none; only what is asked with sudo."""
        return self.keqing_selection_run_id.evaluation_ids.filtered(
            lambda verdict: not verdict.is_superseded
        )

    def _show_selection(self):
        """Write down what the verdict says, or that there is none."""
        for lead in self:
            verdict = lead._selection_verdict()
            lead.write({ours: verdict[theirs] for ours, theirs in SHOWN.items()})

    def _tell_selection(self):
        """Tell the salesperson that it is decided; how, is for our own people to see."""
        for lead in self:
            lead.message_post(
                body=self.env._("It is decided on this outlet: the verdict is confirmed."),
                partner_ids=lead.user_id.partner_id.ids,
            )

    @api.readonly
    @for_one("read")
    def get_keqing_explanation(self, purpose="selection"):
        """Why the outlet is recommended or not, also before anybody confirmed it.

        :return: see ``get_explanation`` of ``keqing.evaluation``; False if it was not judged
        :raise AccessError: if the user may not read the lead or is not one of ours
        """
        self._check_field_access(self._fields["keqing_selection_grade_id"], "read")
        verdict = self.sudo()._selection_verdict()  # a salesperson sees it before it is confirmed
        return verdict.get_explanation() if verdict else False

    @for_one("read")
    def action_keqing_confirm_selection(self):
        """Decide on the outlet as the verdict says.

        :raise AccessError: if the user does not answer for it
        :raise UserError: if no verdict waits
        """
        self._waiting_selection().action_confirm()

    @for_one("read")
    def action_keqing_override_selection(self):
        """Open the wizard to give the outlet another grade than the computed one."""
        verdicts = self._waiting_selection().evaluation_ids
        verdicts._check_may_decide()  # before it is said that there are none to be seen
        return verdicts.action_override()

    def _waiting_selection(self):
        run = self.keqing_selection_run_id
        if run.state != "computed":
            raise UserError(
                self.env._("No verdict on “%s” waits to be confirmed. Assess it first.", self.name)
            )
        return run

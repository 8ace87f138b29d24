# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.keqing_customer.chosen import MANAGERS, for_chosen

from .keqing_rebate_statement import GRANTED

TEMPLATE = "keqing_loyalty.mail_template_rebate_statement"


class KeqingRebateStatement(models.Model):
    """Statements are reckoned each night, and sent to customers, one or many in one go."""

    _inherit = "keqing.rebate.statement"

    @for_chosen("read")
    def action_send(self):
        """Open Odoo's composer: each customer gets its own, in its language, with the paper.

        :raise AccessError: for who neither confirms nor approves
        :raise UserError: if one is not confirmed yet, or its customer has no e-mail address
        """
        if not (self.env.su or self.env.user.has_group(MANAGERS) or self._is_finance()):
            raise AccessError(self.env._("Managers and credit controllers send rebate statements."))
        for statement in self:
            if statement.state not in GRANTED:
                raise UserError(
                    self.env._(
                        "%s is not confirmed yet: confirm it before the customer counts on it.",
                        statement.display_name,
                    )
                )
        missing = self.partner_id.filtered(lambda customer: not customer.email)
        if missing:
            raise UserError(
                self.env._(
                    "No e-mail address of %s. Enter one on the customer.",
                    ", ".join(missing[:10].mapped("display_name")),
                )
            )
        template = self.env.ref(TEMPLATE)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Statements"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "mass_mail" if len(self) > 1 else "comment",
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "force_email": True,
            },
        }

    @api.model
    def _cron_reckon(self):
        """Reckon what is not confirmed, each night, so that screens say how it stands."""
        Program = self.env["keqing.rebate.program"].with_context(active_test=False)
        programs = Program.search([("state", "=", "running")], order="id")

        def reckon(program):
            program._state_all()

        self.env["keqing.job.mixin"]._work_through(programs, reckon)

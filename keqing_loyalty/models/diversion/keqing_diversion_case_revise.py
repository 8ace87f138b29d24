# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.keqing_customer.chosen import for_one

from .keqing_diversion_case_decide import DIRECTORS


class KeqingDiversionCase(models.Model):
    """A verdict that was carried out is set aside when something new shows that it was wrong."""

    _inherit = "keqing.diversion.case"

    set_aside_reason = fields.Text(
        string="Set Aside Because", copy=False, help="What shows that the verdict was wrong."
    )
    set_aside_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    set_aside_on = fields.Date(readonly=True, copy=False)
    may_set_aside = fields.Boolean(compute="_compute_may_set_aside")

    @api.depends("state", "verdict", "found_by_id", "partner_id", "accused_by_id", "decided_by_id")
    @api.depends_context("uid")
    def _compute_may_set_aside(self):
        is_director = self.env.user.has_group(DIRECTORS)
        for case in self:
            case.may_set_aside = (
                is_director
                and case.state == "closed"
                and case.verdict == "proven"
                and not case._find_partiality()
            )

    def _check_may_write(self, vals):
        if "set_aside_reason" in vals:
            self._check_may_set_aside()
        return super()._check_may_write(vals)

    def _check_may_set_aside(self):
        """:raise AccessError: unless the user is a director without a part in it
        :raise UserError: for what was not proven"""
        self._check_state("closed")
        self._check_impartial()
        for case in self:
            if not (self.env.su or self.env.user.has_group(DIRECTORS)):
                raise AccessError(self.env._("Directors set verdicts aside."))
            if case.verdict != "proven":
                raise UserError(
                    self.env._("%s has no verdict that does anything.", case.display_name)
                )

    @for_one("write")
    def action_set_aside(self):
        """Find it not proven after all: what the verdict did is taken back."""
        self._check_may_set_aside()
        self._lock_alone(self)
        if not (self.set_aside_reason or "").strip():
            raise UserError(self.env._("%s: write down why it is set aside.", self.display_name))
        case = self.sudo()  # after the checks
        told = [self.env._("The verdict is set aside: %s", self.set_aside_reason), *case._undo()]
        case.write(
            {
                "verdict": "unproven",
                "set_aside_by_id": self.env.uid,
                "set_aside_on": self.company_id._get_keqing_today(),
            }
        )
        case.message_post(body=" ".join(told))

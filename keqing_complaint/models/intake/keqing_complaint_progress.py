# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_chosen

from .keqing_complaint import OPEN

# What was said when it was taken in; who took it in may put it right until it is over
TOLD = {
    "partner_id",
    "company_id",
    "contact_id",
    "channel",
    "visit_id",
    "received_at",
    "description",
    "type_id",
    "severity",
    "is_safety",
}

# What the customer wrote itself is nobody's to rewrite
BY_CUSTOMER = ("portal", "email")
WRITTEN = {"description", "channel", "access_token"}


class KeqingComplaint(models.Model):
    """How far a complaint is; each change of it goes through ``_enter``."""

    _inherit = "keqing.complaint"

    def write(self, vals):
        """What was said stays as it was once the complaint is over.

        :raise UserError: if it is changed afterwards, and if it is moved to another company
        """
        if "company_id" in vals and not self.env.su:
            self._check_stays_in_company(vals["company_id"])
        if not self.env.su and WRITTEN & vals.keys():
            self._check_written(vals)
        if not self.env.su and TOLD & vals.keys():
            for complaint in self:
                if complaint.state not in OPEN:
                    raise UserError(
                        self.env._(
                            "%(complaint)s is “%(state)s”: what was said stays as it is. Reopen "
                            "it, or take in a new one.",
                            complaint=complaint.display_name,
                            state=complaint._name_state(),
                        )
                    )
        return super().write(vals)

    def _check_written(self, vals):
        """:raise UserError: if somebody rewrites what the customer wrote itself"""
        for complaint in self:
            if "access_token" in vals:
                raise UserError(
                    self.env._("%s: its link is made by nobody’s hand.", complaint.display_name)
                )
            if complaint.channel in BY_CUSTOMER and any(
                vals[name] != complaint[name] for name in WRITTEN & vals.keys()
            ):
                raise UserError(
                    self.env._(
                        "%s: the customer wrote this itself, and it stays as it was written.",
                        complaint.display_name,
                    )
                )

    def _check_stays_in_company(self, company_id):
        for complaint in self:
            if complaint.company_id.id != company_id:
                raise UserError(
                    self.env._(
                        "%(complaint)s stays with %(company)s, whose number and clocks it has: "
                        "take in a new one for another company, and cancel this.",
                        complaint=complaint.display_name,
                        company=complaint.company_id.name,
                    )
                )

    @api.constrains("partner_id")
    def _check_goods_of(self):
        """Goods of one customer are not given back to another one."""
        self.line_ids._check_origin()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        for complaint in self:
            raise UserError(
                self.env._("%s stays on record: cancel it instead.", complaint.display_name)
            )

    @api.model
    def _answered_for(self):
        return super()._answered_for() | fields.Domain("state", "in", OPEN)

    @api.model
    def _handed_over_domain(self, reassignment, customers):
        """Those still open go along; who handled the others is history."""
        domain = super()._handed_over_domain(reassignment, customers)
        return domain & fields.Domain("state", "in", OPEN)

    @for_chosen("write")
    def action_investigate(self):
        """Begin to find out what happened; whoever begins handles it, if nobody does yet."""
        for complaint in self:
            complaint._check_state("received")
            if not complaint.user_id:
                complaint.user_id = self.env.user
        self._enter("investigating")

    @for_chosen("write")
    def action_reopen(self):
        """Go on with what was closed, as another cycle, or with what was cancelled, as it was.

        :raise UserError: for what is open
        """
        for complaint in self:
            complaint._check_state("closed", "cancelled")
        cancelled = self.filtered(lambda each: each.state == "cancelled")
        (self - cancelled)._begin_cycle()
        cancelled._enter("investigating")

    def _begin_cycle(self):
        """Go on from the investigation; what we answered was in the cycle before."""
        for complaint in self.sudo():  # guarded
            complaint.write({"cycle": complaint.cycle + 1, "acknowledged_at": False})
        self._enter("investigating")

    def _enter(self, state):
        """Hook: all changes of the state go through here, after their checks.

        Who extends it is called with several complaints, before the state is another.
        """
        now = fields.Datetime.now()
        entering = self.sudo()  # guarded
        for complaint in entering.filtered("closed_at"):
            complaint.write({"closed_before_at": complaint.closed_at, "reopened_at": now})
        return entering.write({"state": state, "closed_at": now if state == "closed" else False})

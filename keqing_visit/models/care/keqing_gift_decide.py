# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.keqing_customer.chosen import MANAGERS, for_chosen, for_one


class KeqingGift(models.Model):
    """Deciding on gifts within the budget, handing them over, taking them back."""

    _inherit = "keqing.gift"

    @for_chosen("write")
    def action_approve(self):
        """Let these be given.

        :raise AccessError: for others than managers of the customer, and for one's own request
        :raise UserError: for what is decided already, forbidden, or more than the budget; and
            above the cap without a reason
        """
        self._check_may_decide()
        self._check_ban()
        for gift in self:
            above = gift._is_above_cap()
            if above and not gift._get_own_reason():
                raise UserError(
                    self.env._(
                        "%(caution)s Say why it is right all the same.", caution=gift._tell_cap()
                    )
                )
            grade = gift.partner_id._get_keqing_standards(gift.company_id)[gift.partner_id]
            self.env["keqing.gift.budget"]._take(gift, grade)
            gift._decide("approved", {"is_over_cap": above, "grade_id": grade.id})

    @for_chosen("write")
    def action_refuse(self):
        """
        :raise AccessError: as :meth:`action_approve`
        :raise UserError: without a reason, or for what is decided already
        """
        self._check_may_decide()
        for gift in self:
            if not gift._get_own_reason():
                raise UserError(self.env._("%s: say why you decide so.", gift.display_name))
            gift._decide("refused", {})

    def _get_own_reason(self):
        """What the user, who decides, has written; another one's words are no reason."""
        return self.noted_by_id == self.env.user and (self.decision_note or "").strip()

    def _check_may_decide(self):
        if not self.env.user.has_group(MANAGERS) and not self.env.su:
            raise AccessError(self.env._("Only managers decide on gifts."))
        self._check_in_charge()
        self._lock_alone(self)
        for gift in self:
            if gift.state != "requested":
                raise UserError(
                    self.env._(
                        "%(gift)s is “%(state)s” and waits for no decision.",
                        gift=gift.display_name,
                        state=gift._name_state(),
                    )
                )
            if self.env.user in gift._get_interested():
                raise AccessError(
                    self.env._(
                        "%s: nobody decides on a gift that was asked for by oneself or goes to "
                        "oneself.",
                        gift.display_name,
                    )
                )

    def _decide(self, state, vals):
        # sudo: guarded fields, after the checks
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
                **vals,
            }
        )

    @for_one("write")
    def action_give(self):
        """Say that it was handed over, with the receipt.

        :raise UserError: before it was approved, without a receipt, if a ban came in between, or
            in another year than that of the budget
        """
        self._lock_alone(self)
        if self.state != "approved":
            raise UserError(
                self.env._("%s: only what is approved is handed over.", self.display_name)
            )
        self._check_ban()
        today = self.company_id._get_keqing_today()
        if today.year != self.year:
            raise UserError(
                self.env._(
                    "%(gift)s was approved out of the budget of %(year)s. Cancel it, and ask for "
                    "another one out of that of %(today)s.",
                    gift=self.display_name,
                    year=str(self.year),
                    today=str(today.year),
                )
            )
        signed = self.signature and (self.signed_by or "").strip()
        if not signed and not (self.receipt_note or "").strip():
            raise UserError(
                self.env._(
                    "%s: let the recipient sign and write down the name, or say why there is no "
                    "signature.",
                    self.display_name,
                )
            )
        # sudo: guarded fields, after the checks
        self.sudo().write(
            {
                "state": "given",
                "given_on": today,
                "given_by_id": self.env.uid,
            }
        )
        self._finish_tasks()

    @for_chosen("write")
    def action_cancel(self):
        """Give up what was not handed over; what was set aside for it is free again.

        :raise UserError: for what is over
        """
        self._lock_alone(self)
        for gift in self:
            if gift.state not in ("requested", "approved"):
                raise UserError(
                    self.env._(
                        "%(gift)s is “%(state)s” and cannot be cancelled any more.",
                        gift=gift.display_name,
                        state=gift._name_state(),
                    )
                )
            if gift.state == "approved":
                self.env["keqing.gift.budget"]._give_back(gift)
            gift.sudo().state = "cancelled"  # guarded, after the checks

    def _finish_tasks(self):
        """What was to be given for an occasion is done."""
        # sudo: whoever hands it over need not know of the birthday
        tasks = (
            self.env["keqing.care.task"]
            .sudo()
            .search([("gift_id", "in", self.ids), ("state", "=", "planned")])
        )
        tasks._finish()

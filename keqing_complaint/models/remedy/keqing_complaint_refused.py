# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError


class KeqingComplaint(models.Model):
    """Who does not accept a proposal says why, and finds it again on its page."""

    _inherit = "keqing.complaint"

    def _customer_answers(self, accepted, words, contact):
        """:raise UserError: for whoever does not accept and says nothing"""
        self._check_state("proposed")
        if not accepted and not (words or "").strip():
            raise UserError(
                self.env._("Say why you do not accept it, so that we can propose something better.")
            )
        return super()._customer_answers(accepted, words, contact)

    def _portal_refused(self):
        """Called as superuser by the portal.

        :return: keqing.complaint.answer that says no, while nothing else is proposed
        """
        last = self.answer_ids.sorted("answered_at, id")[-1:]
        is_refused = self.state == "investigating" and not last.is_accepted
        return last if is_refused else last.browse()

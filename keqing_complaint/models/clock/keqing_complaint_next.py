# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import format_datetime


class KeqingComplaint(models.Model):
    """What a customer's page says of what comes next, and by when."""

    _inherit = "keqing.complaint"

    def _portal_next(self):
        """Called as superuser by the portal.

        :return: a sentence or two for the customer
        """
        if self.is_suggestion and self.state not in ("closed", "cancelled"):
            return self.env._("We have it. Whoever has to do with it answers you.")
        texts = {
            "received": self.env._("We have it, and one of us answers you."),
            "investigating": self.env._("We are looking into it, and make you a proposal then."),
            "proposed": self.env._(
                "We have a proposal, and wait for your answer. It holds as soon as you accept it."
            ),
            "agreed": self.env._("We have agreed on it, and begin to put it right."),
            "executing": self.env._("What we agreed on is being carried out."),
            "follow_up": self.env._(
                "As far as we know it has been put right. Tell us whether you are content."
            ),
            "closed": self.env._("It is closed. Thank you for telling us."),
        }
        text = texts.get(self.state, "")
        if self.state in ("received", "investigating") and self.due_at:
            due = format_datetime(self.env, self.due_at, dt_format="short")
            text = f"{text} {self.env._('You hear from us by %s.', due)}"
        return text

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.fields import BoundedInteger


class KeqingSurveyRound(models.Model):
    """Rounds that come again: what outlets need is asked each quarter, not once."""

    _inherit = "keqing.survey.round"

    repeat_months = BoundedInteger(
        string="Again After",
        low=0,
        high=24,
        help="Months after which the same round begins again by itself, with as many days to "
        "answer; 0 asks once. A round stops coming again when this is set to 0.",
    )
    begun_on = fields.Date(readonly=True, copy=False)
    next_on = fields.Date(string="Begins Again On", compute="_compute_next_on", store=True)
    following_id = fields.Many2one(
        comodel_name="keqing.survey.round",
        string="Next Round",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.depends("begun_on", "repeat_months")
    def _compute_next_on(self):
        for each in self:
            comes = each.begun_on and each.repeat_months
            each.next_on = comes and fields.Date.add(each.begun_on, months=each.repeat_months)

    def _is_to_repeat(self):
        return (
            self.state != "draft"
            and self.next_on
            and self.next_on <= self.company_id._get_keqing_today()
            and not self.following_id
            and self.user_id.active
        )

    @api.model
    def _repeat_all(self):
        """Begin anew what comes again; who is responsible is told where nobody can be asked."""
        due = self.search(
            Domain("next_on", "!=", False)
            & Domain("state", "!=", "draft")
            & Domain("following_id", "=", False)
        )
        due = due.filtered(lambda each: each._is_to_repeat())
        self._work_through(due, lambda each: each._repeat(), when=lambda each: each._is_to_repeat())

    def _repeat(self):
        """Begin the next round, by the rights of who is responsible."""
        days = (self.date_to - self.begun_on).days
        today = self.company_id._get_keqing_today()
        following = self.copy({"name": self.name, "date_to": fields.Date.add(today, days=days)})
        self.following_id = following
        following.with_user(self.user_id).with_company(self.company_id).action_open()

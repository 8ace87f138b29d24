# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.fields import BoundedInteger


class KeqingTasting(models.Model):
    """Customers taste what we sell: a contact, seen by who sees the customer."""

    _name = "keqing.tasting"
    _description = "Tasting"
    _inherit = [
        "keqing.customer.company.record.mixin",
        "keqing.contact.mixin",
        "keqing.handed.over.mixin",
        "keqing.job.mixin",
    ]
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    date = fields.Date(required=True, default=lambda self: self.env.company._get_keqing_today())
    user_id = fields.Many2one(
        comodel_name="res.users", index=True, default=lambda self: self.env.user
    )
    theme_id = fields.Many2one(comodel_name="keqing.tasting.theme", index="btree_not_null")
    guests = BoundedInteger(low=1, high=500, default=1)
    contact_kind = fields.Selection(default="visit")
    state = fields.Selection(
        selection=[("planned", "Planned"), ("done", "Done")], default="planned", required=True
    )
    grade_id = fields.Many2one(related="partner_id.keqing_grade_id", groups="base.group_user")

    @api.model
    def _handed_over_domain(self, reassignment, customers):
        """Those to come go along; what was is history."""
        domain = super()._handed_over_domain(reassignment, customers)
        return domain & Domain("state", "=", "planned")

    @api.model
    def _cron_close(self):
        """Close the tastings whose day is over."""
        self._work_through(
            self.search([("state", "=", "planned")], order="id"),
            lambda tasting: tasting._close(),
            when=lambda each: (
                each.state == "planned" and each.date < each.company_id._get_keqing_today()
            ),
        )

    def _close(self):
        if not self.theme_id:
            raise UserError(self.env._("%s: say what was tasted.", self.display_name))
        self.state = "done"

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.fields import BoundedFloat


class KeqingVisitSample(models.Model):
    """A sample that was left with the customer on a visit, for which it signs there."""

    _name = "keqing.visit.sample"
    _description = "Sample Given"
    _inherit = ["keqing.anchored.mixin"]
    _order = "visit_id desc, id"
    _rec_name = "product_id"
    _check_company_auto = True

    visit_id = fields.Many2one(
        comodel_name="keqing.visit", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="visit_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)
    user_id = fields.Many2one(related="visit_id.user_id", store=True, string="Given By")
    done_on = fields.Date(related="visit_id.done_on", store=True, string="Given On")
    signed_by = fields.Char(related="visit_id.signed_by")
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("sale_ok", "=", True)],
    )
    quantity = BoundedFloat(low=0.01, high=100_000, default=1, required=True, digits="Product Unit")
    note = fields.Char()

    @api.model_create_multi
    def create(self, vals_list):
        samples = super().create(vals_list)
        samples._check_not_signed()
        return samples

    def write(self, vals):
        self._check_not_signed()
        self.visit_id._touch()
        written = super().write(vals)
        self._check_not_signed()  # where it was moved to
        return written

    @api.ondelete(at_uninstall=False)
    def _unlink_until_signed(self):
        self._check_not_signed()

    def _check_not_signed(self):
        """
        :raise UserError: if the customer has signed for what was given, or the visit is over
        """
        self.visit_id._check_not_over()
        for visit in self.visit_id.filtered("signed_at"):
            if not self.env.su:
                raise UserError(
                    self.env._(
                        "%(visit)s was signed by %(person)s with the samples on it, which stay.",
                        visit=visit.display_name,
                        person=visit.signed_by,
                    )
                )

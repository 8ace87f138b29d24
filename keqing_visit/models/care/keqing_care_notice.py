# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .keqing_care_occasion import NOTICES


class KeqingCareNotice(models.Model):
    """News of a product for those who bought it, or the like of it, within a year before."""

    _name = "keqing.care.notice"
    _description = "News of a Product"
    _order = "date desc, id desc"
    _rec_name = "product_tmpl_id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    occasion_id = fields.Many2one(
        comodel_name="keqing.care.occasion",
        string="News",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("kind", "in", NOTICES)],
        help="That it is back goes to those who bought the product, that it is new to those who "
        "bought others of its category.",
    )
    product_tmpl_id = fields.Many2one(
        comodel_name="product.template",
        string="Product",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    date = fields.Date(
        string="Told From",
        required=True,
        default=lambda self: self.env.company._get_keqing_today(),
    )
    task_ids = fields.One2many(comodel_name="keqing.care.task", inverse_name="notice_id")

    _once = models.Constraint(
        "UNIQUE (company_id, occasion_id, product_tmpl_id, date)",
        "These news are told on that day already.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_told(self):
        """Entered anew it would be told again."""
        for notice in self.sudo():  # whoever was told
            if "done" in notice.task_ids.mapped("state"):
                raise UserError(
                    self.env._(
                        "%s was told to customers already: archive it instead.",
                        notice.product_tmpl_id.display_name,
                    )
                )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .keqing_care_occasion import NOTICES


class KeqingCareNotice(models.Model):
    """News of a product for those who bought it, or the like of it, within a year before."""

    _name = "keqing.care.notice"
    _description = "News of a Product"
    _order = "date desc, id desc"
    _rec_name = "product_tmpl_id"
    _check_company_auto = True

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

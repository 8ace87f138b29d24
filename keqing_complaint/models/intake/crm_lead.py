# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE


class CrmLead(models.Model):
    """A chance to sell that somebody heard of while a customer complained."""

    _inherit = "crm.lead"

    keqing_complaint_id = fields.Many2one(
        comodel_name="keqing.complaint",
        string="Complaint",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=OWN_PEOPLE,
        help="What the customer complained about or suggested when somebody heard of it.",
    )

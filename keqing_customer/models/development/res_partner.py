# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..res_partner import OWN_PEOPLE


class ResPartner(models.Model):
    """Who or what brought the customer to us."""

    _inherit = "res.partner"

    keqing_referrer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Recommended By",
        index="btree_not_null",
        ondelete="set null",
        domain="[('id', '!=', id), ('id', 'not in', child_ids)]",
        tracking=True,
        help="The customer or person on whose word this customer came to us.",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_source_id = fields.Many2one(
        comodel_name="utm.source",
        string="Won Through",
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        help="Where we came to know them: the source of the lead that was won.",
        copy=False,
        groups=OWN_PEOPLE,
    )

    @api.constrains("keqing_referrer_id")
    def _check_keqing_referrer_id(self):
        for partner in self:
            referrer = partner.keqing_referrer_id
            if referrer.commercial_partner_id == partner.commercial_partner_id and referrer:
                raise ValidationError(
                    self.env._(
                        "“%s” cannot have recommended itself. Choose who told them of us, or "
                        "leave “Recommended By” empty.",
                        partner.display_name,
                    )
                )

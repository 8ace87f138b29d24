# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ResPartner(models.Model):
    """What a customer is entitled to by its grade."""

    _inherit = "res.partner"

    def _get_keqing_standards(self, company):
        """The grade that says how each of these is served by a company, in a few queries for all.

        Contacts are served as their customer is. The grades come as superuser and in the company,
        as the service standard is no secret to whoever serves by it.

        :return: ``{partner: keqing.grade}``, an empty grade where there is none
        """
        served = self.sudo().with_company(company)
        return {
            partner: each.commercial_partner_id.keqing_grade_id
            for partner, each in zip(self, served, strict=True)
        }

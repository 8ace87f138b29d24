# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .keqing_agreement import SEQUENCE


class ResCompany(models.Model):
    """Each company numbers its agreements by itself."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies.sudo()._create_agreement_sequences()  # who may create companies need not number
        return companies

    @api.model
    def _create_missing_agreement_sequences(self):
        """For the companies that were there before us."""
        numbered = self.env["ir.sequence"].search([("code", "=", SEQUENCE)]).company_id
        others = [("id", "not in", numbered.ids), ("active", "in", (True, False))]
        self.search(others)._create_agreement_sequences()

    def _create_agreement_sequences(self):
        sequences = self.env["ir.sequence"].create(
            [
                {
                    "name": self.env._("Agreements of %s", company.name),
                    "code": SEQUENCE,
                    "company_id": company.id,
                    "prefix": "AG-%(year)s-",
                    "padding": 4,
                }
                for company in self
            ]
        )
        self.env["ir.model.data"].create(  # so that they leave along with the module
            [
                {
                    "module": "keqing_customer",
                    "name": f"sequence_agreement_{company.id}",
                    "model": "ir.sequence",
                    "res_id": sequence.id,
                    "noupdate": True,
                }
                for company, sequence in zip(self, sequences, strict=True)
            ]
        )

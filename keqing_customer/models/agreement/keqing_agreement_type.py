# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...fields import BoundedInteger


class KeqingAgreementType(models.Model):
    """A kind of contract with customers, and what it usually obliges both sides to."""

    _name = "keqing.agreement.type"
    _description = "Agreement Type"
    _inherit = ["keqing.coded.catalogue.mixin"]

    name = fields.Char(help="The title on the paper.")
    customer_type_ids = fields.Many2many(
        comodel_name="keqing.customer.type",
        relation="keqing_agreement_type_customer_type_rel",
        string="Signed With",
        help="A lead that is won as such a customer, or one of a type below, has this agreement "
        "drafted. If there are several for a type, the first in the list.",
    )
    term_months = BoundedInteger(
        low=1,
        high=1200,
        string="Usual Term",
        default=12,
        help="So many months an agreement runs, if nothing else.",
    )
    notice_days = BoundedInteger(
        low=0,
        high=3650,
        string="Renewal Notice",
        default=60,
        help="So many days before its end an agreement is to be renewed, and its owner is told.",
    )
    our_obligations = fields.Html(translate=True, help="Copied into each new agreement.")
    customer_obligations = fields.Html(translate=True, help="Copied into each new agreement.")

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "Another type of agreement has this code already."
    )

    @api.model
    def _for_customer_type(self, customer_type):
        """What is signed with customers of a type, or else of the types above it; maybe nothing."""
        while customer_type:
            found = self.search([("customer_type_ids", "in", customer_type.id)], limit=1)
            if found:
                return found
            customer_type = customer_type.parent_id
        return self.browse()

    def _last_day(self, date_from):
        """The last day of an agreement that runs for the usual term."""
        return date_from + relativedelta(months=self.term_months or 12, days=-1)

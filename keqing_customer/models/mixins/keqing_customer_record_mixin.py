# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .keqing_reader_mixin import check_told


class KeqingCustomerRecordMixin(models.AbstractModel):
    """A record of a customer: who sees the customer sees it, who looks after the customer may
    change it, and it stays with what its writer may change.

    Its record rules are one line each: ``[('partner_id.keqing_is_visible', '=', True)]`` to read,
    ``[('partner_id.keqing_is_in_my_charge', '=', True)]`` to do more.
    """

    _name = "keqing.customer.record.mixin"
    _description = "Record of a Customer"
    _inherit = ["keqing.anchored.mixin"]

    # Whether it is about a person instead, such as a consent: the customer is then the person's
    _of_person = False

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        domain="['|', ('is_company', '=', True), ('parent_id', '=', False)]",
    )

    @api.constrains("partner_id")
    def _check_partner_id(self):
        """Of persons or of commercial entities, as the model is."""
        for partner in self.partner_id.sudo():  # rights on the record are looked at afterwards
            customer = partner.commercial_partner_id
            if self._of_person:
                if partner.is_company:
                    check_told(self, "partner_id", partner)
                    raise ValidationError(
                        self.env._("%s is a company, not a person.", partner.display_name)
                    )
            elif partner != customer:
                check_told(self, "partner_id", partner + customer)
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s: choose %(customer)s instead.",
                        contact=partner.name,
                        customer=customer.display_name,
                    )
                )

    @api.model
    def _answered_for(self):
        """Domain: those because of which a customer does not become a contact of another unasked.

        Somebody counts on them: what is in force, what was judged, what waits for a decision.
        """
        return Domain.FALSE

    @api.model
    def _stays_known(self):
        """Domain: those that are history or evidence; whom they are of is not deleted either."""
        return Domain.FALSE

    def _check_in_charge(self):
        """
        :raise AccessError: if one of these is not of a customer that the user looks after; for
            methods that decide about records which nobody writes by hand
        """
        self.check_access("read")
        Rule = self.env["ir.rule"]
        domain = Rule._compute_domain(self._name, "write")
        others = self - self.sudo().filtered_domain(domain)  # as Odoo itself asks rules
        if others and not self.env.su:
            raise Rule._make_access_error("write", others)


class KeqingCustomerCompanyRecordMixin(models.AbstractModel):
    """A record of a customer that one of our companies keeps for itself."""

    _name = "keqing.customer.company.record.mixin"
    _description = "Record of a Customer in a Company"
    _inherit = ["keqing.customer.record.mixin"]
    _check_company_auto = True

    partner_id = fields.Many2one(check_company=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

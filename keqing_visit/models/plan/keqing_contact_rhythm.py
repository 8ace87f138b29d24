# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.keqing_customer.fields import BoundedInteger


class KeqingContactRhythm(models.Model):
    """For a while a customer is contacted more or less often than its grade says, with a reason."""

    _name = "keqing.contact.rhythm"
    _description = "Contact Rhythm of a Customer"
    _inherit = ["keqing.customer.company.record.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "partner_id"

    interval = BoundedInteger(
        string="Contact Every",
        low=0,
        high=3650,
        required=True,
        default=1,
        help="Zero plans no contact.",
    )
    interval_unit = fields.Selection(
        selection=[("day", "Days"), ("week", "Weeks"), ("month", "Months")],
        required=True,
        default="month",
    )
    reason = fields.Char(required=True)
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._get_keqing_today(),
    )
    date_to = fields.Date(string="To", required=True, help="Afterwards the grade's interval holds.")

    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)", "A contact rhythm cannot end before it begins."
    )

    @api.constrains("partner_id", "company_id", "date_from", "date_to")
    def _check_alone(self):
        """One rhythm at a time, lest nobody knows which holds."""
        for rhythm in self:
            other = self.search(
                Domain("id", "!=", rhythm.id)
                & Domain("partner_id", "=", rhythm.partner_id.id)
                & Domain("company_id", "=", rhythm.company_id.id)
                & Domain("date_from", "<=", rhythm.date_to)
                & Domain("date_to", ">=", rhythm.date_from),
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(customer)s has a contact rhythm from %(first)s to %(last)s already: end "
                        "that one first.",
                        customer=rhythm.partner_id.display_name,
                        first=fields.Date.to_string(other.date_from),
                        last=fields.Date.to_string(other.date_to),
                    )
                )

    @api.model
    def _merge_partners(self, gone, kept):
        """Where rhythms overlap, the customer is seen as often as the one that asks for more."""
        rhythms = self.search([("partner_id", "in", (gone + kept).ids)])
        for of_company in rhythms.grouped("company_id").values():
            stay = self.browse()
            for rhythm in of_company.sorted(lambda each: each._get_days() or float("inf")):
                if stay.filtered(
                    lambda each, rhythm=rhythm: (
                        each.date_from <= rhythm.date_to and rhythm.date_from <= each.date_to
                    )
                ):
                    rhythm.unlink()
                else:
                    stay += rhythm

    def _get_days(self):
        """About how many days lie between contacts; zero for no contact."""
        return self.interval * {"day": 1, "week": 7, "month": 30}[self.interval_unit]

    @api.model_create_multi
    def create(self, vals_list):
        rhythms = super().create(vals_list)
        rhythms._refresh_due()
        return rhythms

    def write(self, vals):
        before = self.partner_id
        written = super().write(vals)
        self._refresh_due(before)
        return written

    def unlink(self):
        customers, companies = self.partner_id, self.company_id
        unlinked = super().unlink()
        for company in companies:
            self.env["keqing.contact.due"]._refresh(company, customers)
        return unlinked

    def _refresh_due(self, others=()):
        for company, rhythms in self.grouped("company_id").items():
            customers = rhythms.partner_id.union(*others)
            self.env["keqing.contact.due"]._refresh(company, customers)

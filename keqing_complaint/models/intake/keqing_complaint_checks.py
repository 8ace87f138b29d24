# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.keqing_customer.models.mixins.keqing_reader_mixin import check_told

LONGEST_AGO = timedelta(days=3653)
LONGEST_SUBJECT = 500
LONGEST_WORDS = 100_000


class KeqingComplaint(models.Model):
    """What cannot be: people and visits of others, a receipt in the future, endless words."""

    _inherit = "keqing.complaint"

    @api.constrains("contact_id", "partner_id")
    def _check_contact_id(self):
        for complaint in self:
            contact = complaint.contact_id.sudo()  # rights are looked at afterwards
            if contact and contact.commercial_partner_id != complaint.partner_id:
                check_told(complaint, "contact_id", contact + complaint.partner_id)
                raise ValidationError(
                    self.env._(
                        "%(person)s is nobody of %(customer)s: choose people of the customer.",
                        person=contact.name,
                        customer=complaint.partner_id.name,
                    )
                )

    @api.constrains("visit_id", "partner_id")
    def _check_visit_id(self):
        for complaint in self:
            visit = complaint.visit_id.sudo()  # of whom it is, whoever may read it
            if visit and visit.partner_id != complaint.partner_id:
                check_told(complaint, "visit_id", visit.partner_id)
                raise ValidationError(
                    self.env._(
                        "%s: that visit was to another customer. Choose one of this customer.",
                        complaint.display_name,
                    )
                )

    @api.constrains("subject", "description")
    def _check_length(self):
        for complaint in self:
            if (
                len(complaint.subject) > LONGEST_SUBJECT
                or len(complaint.description) > LONGEST_WORDS
            ):
                raise ValidationError(
                    self.env._(
                        "%(complaint)s: a subject has at most %(subject)s characters, and the "
                        "customer's words have at most %(words)s. Attach what is longer.",
                        complaint=complaint.name,
                        subject=LONGEST_SUBJECT,
                        words=LONGEST_WORDS,
                    )
                )

    @api.constrains("received_at")
    def _check_received_at(self):
        """Neither in the future, nor so long ago that it must be a slip."""
        now = fields.Datetime.now()
        for complaint in self:
            if complaint.received_at.replace(microsecond=0) > now:  # now is in whole seconds
                raise ValidationError(
                    self.env._(
                        "%s: it cannot have been received in the future.", complaint.display_name
                    )
                )
            if complaint.received_at < now - LONGEST_AGO:
                raise ValidationError(
                    self.env._(
                        "%s: it cannot have been received more than ten years ago.",
                        complaint.display_name,
                    )
                )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingContactMixin(models.AbstractModel):
    """A document of a contact with a customer, and the kinds of contact there are.

    A module with another kind adds it here, with ``selection_add``.
    """

    _name = "keqing.contact.mixin"
    _description = "Contact with a Customer"

    contact_kind = fields.Selection(
        selection=[
            ("visit", "Visit"),
            ("meeting", "Meeting"),
            ("phone", "Phone call"),
            ("email", "E-mail"),
            ("message", "Message"),
            ("online", "Online meeting"),
            ("other", "Other"),
        ],
        string="Kind of Contact",
    )

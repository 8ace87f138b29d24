# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

# The kinds of contact in which two people speak with each other
TALKS = ("visit", "meeting", "phone", "online")


class KeqingContactMixin(models.AbstractModel):
    """A document of a contact with a customer, and the kinds of contact there are."""

    _name = "keqing.contact.mixin"
    _description = "Contact with a Customer"

    contact_kind = fields.Selection(
        selection=lambda self: self._get_contact_kinds(), string="Kind of Contact"
    )

    @api.model
    def _get_contact_kinds(self):
        """The kinds of contact, to which a module adds its own.

        A method, since Odoo translates the values of a list for the module that wrote it, and not
        for documents of modules that come later.

        :rtype: list[tuple[str, str]]
        """
        kinds = {
            "visit": self.env._("Visit"),
            "meeting": self.env._("Meeting"),
            "phone": self.env._("Phone call"),
            "email": self.env._("E-mail"),
            "message": self.env._("Message"),
            "online": self.env._("Online meeting"),
            "other": self.env._("Other"),
        }
        return list(kinds.items())

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_one


class KeqingVisit(models.Model):
    """The customer signs on the screen for what was found, agreed and handed over."""

    _inherit = "keqing.visit"

    signature = fields.Image(max_width=1024, max_height=1024, readonly=True, copy=False)
    signed_by = fields.Char(readonly=True, copy=False)
    signed_at = fields.Datetime(string="Signed On", readonly=True, copy=False)

    def _with_evidence(self):
        """What was signed proves something; notes and papers of others do not."""
        return self.filtered("signed_at")

    @for_one("write")
    def sign(self, name, signature):
        """
        :param str name: of who signed
        :param str signature: the picture, base64
        :raise UserError: unless it has begun, is one's own, and both are there; and if somebody has
            signed it
        """
        self._check_own()
        self._check_state("under_way", "done")
        if self.signed_at:
            raise UserError(
                self.env._(
                    "%(visit)s was signed by %(person)s, and that stays as it is.",
                    visit=self.display_name,
                    person=self.signed_by,
                )
            )
        if not (
            isinstance(name, str) and name.strip() and isinstance(signature, str) and signature
        ):
            raise UserError(
                self.env._("%s: a signature has a name and a drawing.", self.display_name)
            )
        self.sudo().write(  # sudo: nobody signs by hand
            {
                "signature": signature,
                "signed_by": name.strip(),
                "signed_at": fields.Datetime.now(),
            }
        )

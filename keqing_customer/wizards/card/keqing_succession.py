# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ...chosen import for_one


class KeqingSuccession(models.TransientModel):
    """Somebody has left a customer: who comes after?"""

    _name = "keqing.succession"
    _description = "Succession of a Key Person"
    _inherit = ["keqing.wizard.mixin"]

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Who Has Left", required=True, readonly=True
    )
    employer_id = fields.Many2one(related="partner_id.parent_id")
    role_id = fields.Many2one(related="partner_id.keqing_role_id")
    successor_id = fields.Many2one(
        comodel_name="res.partner",
        domain="[('parent_id', '=', employer_id), ('id', '!=', partner_id),"
        " ('type', '=', 'contact'), ('is_company', '=', False)]",
        help="Somebody we know there already. Leave both empty while nobody is known.",
    )
    successor_name = fields.Char(string="New Person", help="Somebody we have to get to know.")
    takes_over = fields.Boolean(
        string="Takes Over Role and Influence",
        default=True,
        help="The attitude is not inherited: it has to be won.",
    )
    source = fields.Selection(
        selection=lambda self: (
            self.env["keqing.verification"]._fields["source"]._description_selection(self.env)
        ),
        string="How We Know",
        required=True,
        default="visit",
    )

    @for_one("write")
    def action_confirm(self):
        """Archive who left, let the successor take over, note it as a major change.

        :raise UserError: if the person is not, or no longer, a key person, or is succeeded by
            somebody of another customer
        """
        person = self.partner_id
        person.check_access("write")
        if not person.parent_id or not person.active:
            raise UserError(self.env._("%s works at no customer any more.", person.name))
        successor = self._get_successor()
        if successor and self.takes_over:
            successor.write(
                {
                    "keqing_role_id": person.keqing_role_id.id,
                    "keqing_influence": person.keqing_influence,
                }
            )
        note = self._describe(successor)
        person.action_archive()
        self.env["keqing.verification"].create(
            {
                "partner_id": person.commercial_partner_id.id,
                "source": self.source,
                "has_major_change": True,
                "note": note,
            }
        )
        return {"type": "ir.actions.act_window_close"}

    def _get_successor(self):
        """The person that comes after, made of a name where need be; empty for nobody."""
        successor = self.successor_id
        if successor and self.successor_name:
            raise UserError(
                self.env._("Choose somebody we know or name a new person, but not both.")
            )
        if self.successor_name:
            return successor.create(
                {
                    "name": self.successor_name,
                    "parent_id": self.partner_id.parent_id.id,
                    "type": "contact",
                    "function": self.partner_id.function,
                }
            )
        if successor == self.partner_id or (
            successor and successor.parent_id != self.partner_id.parent_id
        ):
            raise UserError(
                self.env._(
                    "%(successor)s cannot succeed %(person)s: choose another person at "
                    "%(customer)s.",
                    successor=successor.name,
                    person=self.partner_id.name,
                    customer=self.partner_id.parent_id.name,
                )
            )
        return successor

    def _describe(self, successor):
        person = self.partner_id
        names = {
            "person": person.name,
            "role": person.keqing_role_id.name or person.function or self.env._("no role"),
            "successor": successor.name,
        }
        if not successor:
            return self.env._("%(person)s (%(role)s) has left; nobody follows yet.", **names)
        return self.env._("%(person)s (%(role)s) has left; %(successor)s comes after.", **names)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


class KeqingHandedOverMixin(models.AbstractModel):
    """What a salesperson has open with customers, and hands over along with them.

    A hand-over asks each model that inherits this what goes along; activities on that go too.
    """

    _name = "keqing.handed.over.mixin"
    _description = "Handed Over With an Owner"

    @api.model
    def _handed_over_domain(self, reassignment, customers):
        """What goes along with these customers of the old owner; ``Domain.FALSE`` for nothing."""
        return (
            Domain("user_id", "=", reassignment.from_user_id.id)
            & Domain("company_id", "in", [False, reassignment.company_id.id])
            & Domain("partner_id.commercial_partner_id", "in", customers.ids)
        )

    @api.model
    def _handed_over_name(self):
        """What such records are called on a hand-over."""
        return self.env["ir.model"]._get(self._name).name

    def _hand_over_to(self, owner):
        """Nobody is told of each, and the new owner follows them already."""
        self.write({"user_id": owner.id})

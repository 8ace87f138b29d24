# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

PATH = " / "


class KeqingCustomerType(models.Model):
    """What kind of customer this is: distributor, outlet, group buyer, e-commerce, …"""

    _name = "keqing.customer.type"
    _inherit = ["keqing.tree.mixin"]
    _description = "Customer Type"
    _customer_field = "keqing_customer_type_id"

    display_name = fields.Char(recursive=True)
    parent_id = fields.Many2one(
        comodel_name="keqing.customer.type",
        string="Parent Type",
        index=True,
        ondelete="restrict",
    )
    child_ids = fields.One2many(comodel_name="keqing.customer.type", inverse_name="parent_id")

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "Another customer type has this code already."
    )

    @api.depends("name", "parent_id.display_name")
    def _compute_display_name(self):
        paths = "".join(filter(None, self.mapped("parent_path")))
        branch = self.browse(int(each) for each in paths.split("/")[:-1])
        branch.fetch(["name", "parent_id", "parent_path"])  # at once, however deep the tree is
        for customer_type in self:
            names = (customer_type.parent_id.display_name, customer_type.name)
            customer_type.display_name = PATH.join(filter(None, names))

    @api.model
    def _search_display_name(self, operator, value):
        """Also by the whole path, as lists show it."""
        domain = super()._search_display_name(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        for text in [value] if isinstance(value, str) else value or []:
            above = Domain("parent_id", "=", False)
            *parents, name = str(text).split(PATH)
            for parent in parents:
                above = Domain("parent_id", "any", above & Domain("name", "=", parent))
            if parents:
                exact = operator in ("in", "=")
                domain |= above & Domain("name", "=" if exact else operator, name)
        return domain

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A customer type cannot stand below itself."))

    @api.model
    def _all(self):
        """The whole tree, archived types as well: customers may still have them."""
        return self.with_context(active_test=False).search([])  # pylint: disable=no-search-all

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...chosen import for_one


class KeqingTreeMixin(models.AbstractModel):
    """A tree that customers hang on: types, territories."""

    _name = "keqing.tree.mixin"
    _inherit = ["keqing.coded.catalogue.mixin", "keqing.guard.mixin"]
    _description = "Tree of Customers"
    _parent_store = True

    # The field of res.partner that points to the tree
    _customer_field = None

    parent_path = fields.Char(index=True)
    customer_count = fields.Integer(
        string="Customers",
        compute="_compute_customer_count",
        help="Customers here and in the branches below.",
    )

    def _compute_customer_count(self):
        """Count each branch from one grouped query over the whole tree."""
        counts = {
            node.id: count
            for node, count in self.env["res.partner"]._read_group(
                [(self._customer_field, "child_of", self.ids)],
                groupby=[self._customer_field],
                aggregates=["__count"],
            )
        }
        below = self.with_context(active_test=False).search_fetch(
            [("id", "child_of", self.ids)], ["parent_path"]
        )
        for node in self:
            prefix = node.parent_path or ""
            node.customer_count = sum(
                counts.get(branch.id, 0)
                for branch in below
                if prefix and branch.parent_path.startswith(prefix)
            )

    @api.model_create_multi
    def create(self, vals_list):
        nodes = super().create(vals_list)
        self.env["res.users"]._keqing_signs_changed()
        return nodes

    @for_one("read")
    def action_view_customers(self):
        """Open the customers of this branch."""
        action = self.env["ir.actions.act_window"]._for_xml_id("keqing_customer.customer_action")
        action["domain"] = [(self._customer_field, "child_of", self.id)]
        action["context"] = {f"default_{self._customer_field}": self.id}
        return action

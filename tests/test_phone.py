# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged

from .common import OURS

NARROW = 3  # columns that a phone has room for
SET_UP = ("menu_configuration", "menu_people", "menu_card")
ON_THE_WAY = ("all", "credit", "service", "marketing")  # legal and data officers sit at a desk


@tagged("post_install", "-at_install")
class TestPhone(TransactionCase):
    """Where a list is too wide for a phone, there are cards, which Odoo shows there instead."""

    def _is_wide(self, arch):
        columns = [
            column
            for column in arch.iter("field")
            if not column.get("column_invisible")
            and column.get("optional") != "hide"
            and column.get("widget") != "handle"
            and column.get("groups") != "base.group_multi_company"
        ]
        return len(columns) > NARROW

    def test_lists_behind_menus(self):
        """But for what is set up or typed in at a desk."""
        groups = ",".join(f"keqing_customer.group_customer_{duty}" for duty in ON_THE_WAY)
        user = new_test_user(self.env, "walker", f"{groups},sales_team.group_sale_salesman")
        menus = self.env["ir.ui.menu"].browse(self._ours("ir.ui.menu"))
        menus &= menus.browse(menus.with_user(user)._visible_menu_ids())
        heads = [self.env.ref(f"keqing_customer.{head}").id for head in SET_UP]
        for menu in menus - menus.search([("id", "child_of", heads)]):
            action = menu.action
            if not action or action._name != "ir.actions.act_window":
                continue
            modes = action.view_mode.split(",")
            if modes[0] != "list":
                continue
            view = dict((mode, view) for view, mode in action.views)["list"]
            arch = etree.fromstring(self.env[action.res_model].get_view(view, "list")["arch"])
            if self._is_wide(arch) and not arch.get("editable"):
                with self.subTest(menu.complete_name):
                    self.assertIn("kanban", modes)

    def test_lists_inside_forms(self):
        """But for those that are typed into line by line, at a desk."""
        views = self.env["ir.ui.view"].browse(self._ours("ir.ui.view"))
        for view in views.filtered(self._is_form_of_records):
            for field in etree.fromstring(view.arch).iter("field"):
                inside = field.find("list")
                if (
                    inside is not None
                    and not inside.get("editable")
                    and not field.get("widget")
                    and self._is_wide(inside)
                ):
                    with self.subTest(view=view.xml_id, field=field.get("name")):
                        self.assertIsNotNone(field.find("kanban"))

    def _is_form_of_records(self, view):
        return view.type == "form" and not self.env[view.model]._transient

    def _ours(self, model):
        return (
            self.env["ir.model.data"]
            .search([("model", "=", model), ("module", "in", sorted(OURS))])
            .mapped("res_id")
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Every screen behind our menus, and every view of ours, opens as each role: the same calls that
the browser makes, without a browser.
"""

from lxml import etree

from odoo.fields import Date
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import datetime, dateutil, safe_eval, time

from .common import SuiteCase

ROWS = ("list", "kanban")
SUMS = ("pivot", "graph")
SHOWN = 40


@tagged("post_install", "-at_install")
class TestScreens(SuiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = [cls.highest, *cls._create_roles()]

    def setUp(self):
        super().setUp()
        self._make_samples()

    def test_every_screen(self):
        actions = self._defined("ir.actions.act_window")
        views = self._defined("ir.ui.view").filtered(
            lambda view: view.mode == "primary" and view.model and view.type != "search"
        )
        for user in self.people:
            self.seen = set()
            for menu in self._menus(user):
                with self.subTest(role=user.login, menu=menu.complete_name):
                    self._open(menu.action, user)
            for action in actions:  # those behind buttons as well
                model = self.env[action.res_model].with_user(user)
                if model.has_access("read") and self._is_for(action, user):
                    with self.subTest(role=user.login, action=action.name):
                        self._open(action, user)
            for view in views:
                model = self.env[view.model].with_user(user)
                if model.has_access("read") and not model._transient and self._is_for(view, user):
                    with self.subTest(role=user.login, view=view.name):
                        self._look(model, view.type, view.id, [])
            self.assertIn(("keqing.evaluation", "pivot"), {each[:2] for each in self.seen})

    def _menus(self, user):
        roots = self._defined("ir.ui.menu").filtered(lambda menu: not menu.parent_id)
        menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        menus = self.env["ir.ui.menu"].browse(menus).filtered("action")
        menus = menus.filtered(lambda menu: menu.parent_path.split("/")[0] in map(str, roots.ids))
        self.assertTrue(menus)
        return menus

    @staticmethod
    def _is_for(record, user):
        """Whether an action or a view is for one of the groups of the user."""
        return not record.group_ids or bool(record.group_ids & user.all_group_ids)

    # As the browser does it

    def _open(self, action, user):
        if action._name == "ir.actions.server":
            values = action.with_user(user).run()
        else:
            values = action.with_user(user)._get_action_dict()
        if values["type"] != "ir.actions.act_window":
            return  # the browser's own
        context = self._evaluate(values.get("context") or {}, user)
        domain = self._evaluate(values.get("domain") or [], user, context=context)
        model = self.env[values["res_model"]].with_user(user).with_context(**context)
        views = values.get("views") or [(False, each) for each in values["view_mode"].split(",")]
        search = values.get("search_view_id") or [False]
        search = search if isinstance(search, int) else search[0]
        found = model.get_views([*views, (search, "search")], {"toolbar": True})
        self._try_filters(model, found["views"]["search"]["arch"], domain, user)
        for view, kind in views:
            if values.get("target") == "new":
                Form(model, view or None)
            else:
                self._look(model, kind, view, domain)

    def _look(self, model, kind, view, domain):
        """Read what one view shows; what was looked at once, of no more than the domain."""
        shown = model._name, kind, view or self.env["ir.ui.view"].default_view(model._name, kind)
        if shown in self.seen:
            model.search(domain, limit=1)
            return
        self.seen.add(shown)
        tree = etree.fromstring(model.get_view(view or None, kind)["arch"])
        if kind == "form":
            if record := model.search(domain, limit=1):
                Form(record, view or None)
            if self._can_be_made(model, tree):
                Form(model, view or None)
            return
        names = [node.get("name") for node in tree.xpath("//field[not(ancestor::field)]")]
        if kind in ROWS:
            specification = {
                name: {"fields": {"display_name": {}}} if model._fields[name].relational else {}
                for name in names
            }
            order = tree.get("default_order")
            model.web_search_read(domain, specification, limit=SHOWN, order=order)
            if by := tree.get("default_group_by"):
                model.web_read_group(domain, [self._by_month(model, by)])
        elif kind in SUMS:
            groups = [
                ":".join(filter(None, (node.get("name"), node.get("interval"))))
                for node in tree.xpath("//field[not(@type='measure')]")
            ]
            model.formatted_read_group(domain, groups, ["__count"])

    @staticmethod
    def _can_be_made(model, tree):
        return model.has_access("create") and tree.get("create") not in ("0", "false", "False")

    def _try_filters(self, model, arch, domain, user):
        for node in etree.fromstring(arch).iter("filter"):
            chosen = self._evaluate(node.get("domain") or "[]", user)
            context = self._evaluate(node.get("context") or "{}", user)
            if by := context.get("group_by"):
                by = [by] if isinstance(by, str) else by
                if model._fields[by[0].split(":")[0]].type == "properties":
                    continue  # which of them, one chooses
                model.web_read_group(domain, [self._by_month(model, each) for each in by])
            else:
                model.search([*domain, *chosen], limit=1)

    @staticmethod
    def _by_month(model, name):
        """As the browser groups by a day of which nothing is said."""
        is_day = ":" not in name and model._fields[name].type in ("date", "datetime")
        return f"{name}:month" if is_day else name

    def _evaluate(self, code, user, **values):
        if not isinstance(code, str):
            return code
        values = {
            "uid": user.id,
            "allowed_company_ids": user.company_ids.ids,
            "context": {},
            "context_today": Date.today,
            "relativedelta": dateutil.relativedelta.relativedelta,
            "datetime": datetime,
            "time": time,
            "active_id": False,
            "active_ids": [],
            **values,
        }
        return safe_eval(code.strip(), values)

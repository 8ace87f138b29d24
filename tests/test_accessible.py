# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Our screens in a browser, looked at by axe: nothing of ours keeps anybody out.

What is Odoo's own, and looks the same on its screens, stands in ``accessible.js``.
"""

import base64
import json
from importlib.resources import files
from pathlib import Path

from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from odoo.addons.keqing_customer.tests.today import TodayCommon

from .common import SuiteCase

LOOKING = Path(__file__).with_name("accessible.js")
LONG = 900  # seconds


class AccessibleCommon(SuiteCase, TodayCommon, HttpCase):
    """A company in which there is something on each screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        axe = files("axe_core_python").joinpath("axe.min.js").read_text()
        cls.script = cls.env["ir.attachment"].create(
            {
                "name": "accessible.js",
                "datas": base64.b64encode(f"{axe}\n{LOOKING.read_text()}".encode()),
                "public": True,
            }
        )
        cls._create_people()
        cls._create_story()

    @classmethod
    def _create_people(cls):
        cls.people = [cls.salesperson, cls.manager, cls.director, cls.admin, cls.controller]
        for duty in ("legal", "data_officer", "service", "marketing"):
            user = cls._create_user(duty)
            user.group_ids += cls.env.ref(f"keqing_customer.group_customer_{duty}")
            cls.people.append(user)
            cls.harbour.member_ids += user
        for user in cls.salesperson + cls.manager + cls.director:
            user.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")

    @classmethod
    def _create_story(cls):
        today = Date.today()
        cls.customer.write(
            {
                "user_id": cls.salesperson.id,
                "keqing_licence_expiry": Date.subtract(today, days=3),
                "phone": "13800138000",
            }
        )
        cls._fall({cls.customer: 4_500})
        cls._create_invoice(cls.customer, 700, "2024-05-20")
        cls._compute_run(cls.scorecard, "2024-06-30")
        person = cls._create_person(cls.customer)
        person.write({"keqing_influence": "3", "keqing_attitude": "for"})
        cls._promise(cls.customer, cls.salesperson, today)
        cls._create_agreement(cls.customer, cls.salesperson, "review", Date.add(today, days=90))
        cls._create_lead("Wangshu Inn", cls.salesperson, "2024-01-01")
        order = cls._create_order(3_000)
        cls._ask_release(order, cls.salesperson)
        cls.customer.message_post(body="Wine is out", message_type="comment")
        cls.env["keqing.customer.figure"]._refresh_customers(cls.company)

    def _look_at(self, user, screens):
        """:param screens: list of lists: name, action or its number, options of `doAction`"""
        self.browser_js(
            "/odoo/keqing",
            f"""fetch("/web/content/{self.script.id}")
                .then((answer) => answer.text())
                .then((text) => (0, eval)(text))
                .then(() => window.lookAtScreens({json.dumps(screens)}))""",
            "odoo.isReady && !!document.querySelector('.o_keqing_today')",
            login=user.login,
            timeout=LONG,
        )

    def _roles(self):
        customers = self.env.ref("keqing_customer.customer_action").id
        today = self.env.ref("keqing_customer.keqing_today_action").id
        card = {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.customer.id,
            "views": [[False, "form"]],
        }
        return [
            ["Today", today, {}],
            ["Customers, list", customers, {"viewType": "list"}],
            ["Customers, kanban", customers, {"viewType": "kanban"}],
            ["Card", card, {}],
        ]

    def _menus(self, user):
        """What is behind each of our menus, and the form of the first record there."""
        menus = self._defined("ir.ui.menu") & self.env["ir.ui.menu"].browse(
            self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        )
        for menu in menus.filtered(lambda menu: menu.action):
            yield [menu.complete_name, menu.action.id, {}]
            action = menu.action
            if action._name != "ir.actions.act_window" or action.target == "new":
                continue
            record = self.env[action.res_model].with_user(user).search([], limit=1)
            forms = [view for view, kind in action.views if kind == "form"]
            if record and forms:
                yield [
                    f"{menu.complete_name}, form",
                    {
                        "type": "ir.actions.act_window",
                        "res_model": record._name,
                        "res_id": record.id,
                        "views": [[forms[0], "form"]],
                    },
                    {},
                ]

    def _test_roles(self):
        for user in self.people:
            with self.subTest(role=user.login):
                self._look_at(user, self._roles())

    def _test_menus(self):
        self.samples.get("res.users").company_ids += self.env.company  # whom samples name
        self._make_samples()
        self._look_at(self.everybody, list(self._menus(self.everybody)))


@tagged("post_install", "-at_install")
class TestAccessibleOnTheDesk(AccessibleCommon):
    browser_size = "1440x900"

    def test_each_role(self):
        self._test_roles()

    def test_all_menus(self):
        self._test_menus()


@tagged("post_install", "-at_install")
class TestAccessibleOnThePhone(AccessibleCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_each_role(self):
        self._test_roles()

    def test_all_menus(self):
        self._test_menus()

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import io

import openpyxl

from odoo import Command
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import file_open

from .privacy import FACTS, PrivacyCommon

COLUMNS = "ABCEFJLMNQ"  # of the template: name, tax number, licence …; a person's name, role …
HARBOUR = ("Outlet", "Harbour")
PERSON = (None,) * 7
ROWS = (
    ("Feiyun Ltd", "LY-1", "F 1", *HARBOUR, "100", "Liyue", "Xingqiu", "Cellarer", 2),
    (*PERSON, "Chongyun", None, 1),
    ("Wanmin Inn", "LY-2", None, *HARBOUR, "200", "Liyue", "Xiangling", None, 3),
    # There already, by its tax number
    ("Wangsheng Inc", "ly 4711", None, *HARBOUR, None, "Liyue", "Hu Tao", None, 3),
    (*PERSON, "Zhongli", None, 3),
    ("Bubu Pharmacy", "LY-3", "B 1", *HARBOUR, None, "Liyue", "Baizhu", "Cellarer", 2),
    # No such role
    ("Crux Fleet", "LY-5", None, *HARBOUR, None, "Liyue", "Beidou", None, 3),
    (*PERSON, "Kazuha", "Poet", 1),
    ("Northland Bank", "LY-6", None, *HARBOUR, None, "Liyue", "Tartaglia", None, 1),
    # Twice in the file
    ("（ＷＡＮＭＩＮ） Inn", None, None, *HARBOUR, None, "liyue", "Mao", None, 2),
    ("Qingce Village", "LY-7", None, *HARBOUR, None, "Qingce", None, None, None),
    ("Yanshang Teahouse", "LY-8", None, *HARBOUR, None, "Liyue", "Fan Er", None, None),
    ("Liuli Pavilion", "LY-9", None, *HARBOUR, None, "Liyue", None, None, None),
)


@tagged("post_install", "-at_install")
class TestCustomerFileTour(PrivacyCommon, HttpCase):
    """A salesperson, in Chinese, imports customers, fills in a card, and learns no secret."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(["keqing_customer"], ["zh_CN"])
        groups = cls.env.ref("base.group_partner_manager") + cls.env.ref("base.group_allow_export")
        cls.salesperson.write(
            {"lang": "zh_CN", "group_ids": [Command.link(group.id) for group in groups]}
        )
        cls.role = cls.env["keqing.contact.role"].create({"name": "Cellarer"})
        names = ("phone", "keqing_size", "keqing_legal_representative", "keqing_licence_number")
        demanded = [cls.env["ir.model.fields"]._get("res.partner", name).id for name in names]
        cls.outlet.write(
            {
                "demanded_field_ids": [Command.set(demanded)],
                "demanded_role_ids": [Command.set(cls.role.ids)],
            }
        )
        cls.known = cls._create_customer("Wangsheng Funeral Parlor", vat="LY-4711", city="Liyue")

    def _hand_out_filled_template(self):
        """Put the template of the import screen, filled in, where the browser fetches it."""
        partners = self.env["res.partner"].with_user(self.salesperson)
        partners = partners.with_context(lang="zh_CN", keqing_customer_import=True)
        (template,) = partners.get_import_templates()
        with file_open(template["template"].removeprefix("/"), "rb") as file:
            workbook = openpyxl.load_workbook(io.BytesIO(file.read()))
        sheet = workbook.active
        sheet.delete_rows(2, 2)  # the examples
        for line, row in enumerate(ROWS, start=2):
            for column, value in zip(COLUMNS, row, strict=True):
                sheet[f"{column}{line}"] = value
        content = io.BytesIO()
        workbook.save(content)
        self.env["ir.attachment"].create(
            {
                "name": "customers.xlsx",
                "raw": content.getvalue(),
                "url": "/keqing_customer/tests/customers.xlsx",
            }
        )

    def test_import_and_complete(self):
        self._hand_out_filled_template()
        before = self.env["res.partner"].search([])
        self.start_tour("/odoo", "keqing_customer_file", login="salesperson")

        created = self.env["res.partner"].search([]) - before
        customers = created.filtered("is_company")
        self.assertEqual(
            set(customers.mapped("name")),
            {
                "Feiyun Ltd",
                "Wanmin Inn",
                "Bubu Pharmacy",
                "Northland Bank",
                "Qingce Village",
                "Yanshang Teahouse",
                "Liuli Pavilion",
            },
        )
        self.assertEqual(customers.create_uid, self.salesperson)
        people = created - customers
        self.assertEqual(
            set(people.mapped("name")),
            {"Xingqiu", "Chongyun", "Xiangling", "Baizhu", "Tartaglia", "Fan Er"},
        )
        self.assertFalse(self.known.child_ids)
        inn = customers.filtered(lambda customer: customer.name == "Wanmin Inn")
        self.assertRecordValues(
            inn,
            [
                {
                    "phone": "200",
                    "keqing_size": "medium",
                    "keqing_legal_representative": "Mao",
                    "keqing_licence_number": "W 7",
                    "keqing_completeness": 100,
                    "keqing_missing": "",
                }
            ],
        )
        self.assertEqual(inn.child_ids.keqing_role_id, self.role)

    def test_print(self):
        """The card comes as a file, with nothing private on it."""
        report = "keqing_customer.keqing_customer_card"
        reports = self.env["ir.actions.report"].with_user(self.salesperson)
        reports = reports.with_context(force_report_rendering=True)
        content, kind = reports._render_qweb_pdf(report, self.customer.ids)
        self.assertEqual((content[:5], kind), (b"%PDF-", "pdf"))
        self.authenticate("salesperson", "salesperson")
        page = self.url_open(f"/report/html/{report}/{self.customer.id}").text
        for word, is_there in (("Yujing Terrace", True), ("Ganyu", True), ("marker", False)):
            self.assertEqual(word in page, is_there, word)

    def test_no_secret_on_screen(self):
        for path, tour in (
            (f"res.partner/{self.person.id}", "keqing_customer_no_personal_button"),
            (f"keqing-personal-profiles/{self.profile.id}", "keqing_customer_no_personal_profile"),
        ):
            with self.subTest(tour=tour):
                self.start_tour(f"/odoo/{path}", tour, login="salesperson")

    def test_no_secret_by_rpc(self):
        """The same calls that tell who may know are refused to the salesperson's session."""
        self.confidant.group_ids += self.env.ref("base.group_allow_export")
        paths = {(fact, name): path for fact in FACTS for name, path in self._paths(fact).items()}
        self.authenticate("confidant", "confidant")
        for path in paths.values():
            self.assertTrue(self._call_by_rpc(*path))
        self.authenticate("salesperson", "salesperson")
        for (fact, name), path in paths.items():
            with (
                self.subTest(fact=fact, path=name),
                self.assertRaisesRegex(JsonRpcException, "AccessError"),
            ):
                self._call_by_rpc(*path)

    @mute_logger("odoo.http")
    def _call_by_rpc(self, method, args, kwargs):
        """What the server answers the session of whoever is logged in."""
        model = "keqing.personal.profile"
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

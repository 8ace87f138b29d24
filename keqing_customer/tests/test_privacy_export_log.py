# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import csv
import json
from io import BytesIO, StringIO

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .privacy import PrivacyCommon


class ExportCommon(PrivacyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        export = cls.env.ref("base.group_allow_export")
        (cls.manager | cls.officer).write({"group_ids": [Command.link(export.id)]})

    def _logged(self):
        """The rows written since the test began."""
        return self.env["keqing.export.log"].search([("user_id", "=", self.manager.id)])


@tagged("post_install", "-at_install")
class TestExportLog(ExportCommon):
    """Who takes customer data along leaves a row that stays."""

    def _export(self, records, *fields):
        return records.with_user(self.manager).export_data(list(fields))["datas"]

    def test_customers(self):
        customers = self._create_customers(3)
        rows = self._export(customers, "name", "keqing_territory_id/name")
        self.assertEqual(rows[0][0], "Customer 0")
        self.assertRecordValues(
            self._logged(),
            [
                {
                    "user_id": self.manager.id,
                    "company_id": self.company.id,
                    "model": "res.partner",
                    "form": "rpc",
                    "record_count": 3,
                    "criteria": False,
                    "field_names": "name, keqing_territory_id/name",
                }
            ],
        )

    def test_our_models(self):
        self._export(self.consent, "purpose")
        self._export(self.harbour, "name")
        self.assertEqual(self._logged().mapped("model"), ["keqing.territory", "keqing.consent"])

    def test_facts_by_way_of_others(self):
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        orders = order.with_user(self.manager).sudo()  # where the manager may see orders
        for path, is_logged in (
            ("name", False),
            ("partner_id", False),
            ("partner_id/id", False),
            ("partner_id/name", False),
            ("order_line/product_id/name", False),
            ("partner_id/phone", True),
            ("partner_id/parent_id/phone", True),
            ("order_line/order_partner_id/email", True),
        ):
            with self.subTest(path=path):
                before = len(self._logged())
                orders.export_data([path])
                self.assertEqual(len(self._logged()) - before, is_logged)

    def test_inherited_facts(self):
        self._export(self.manager, "login")
        self.assertFalse(self._logged())
        self._export(self.manager, "email")
        self.assertEqual(self._logged().model, "res.users")

    def test_refused(self):
        with self.assertRaises(UserError):
            self.customer.with_user(self.salesperson).export_data(["name"])
        with self.assertRaises(AccessError):
            self._export(self.profile, "family")
        logs = self.env["keqing.export.log"].search([])
        self.assertFalse(logs.filtered(lambda log: log.user_id == self.salesperson))
        self.assertFalse(self._logged())

    def test_unchangeable(self):
        self._export(self.customer, "name")
        log = self._logged()
        for who in (log, log.sudo(), log.with_user(self.officer), log.with_user(self.admin)):
            with self.assertRaises(UserError):
                who.write({"record_count": 0})
            with self.assertRaises(UserError):
                who.unlink()
        with self.assertRaises(AccessError):
            log.with_user(self.officer).create({"model": "res.partner", "form": "csv"})
        self.assertEqual(log.record_count, 1)

    def test_readers(self):
        self._export(self.customer, "name")
        self.assertEqual(self._logged().with_user(self.officer).record_count, 1)
        for user in self.manager | self.director | self.admin | self.confidant:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._logged().with_user(user).read(["field_names"])


@tagged("post_install", "-at_install")
class TestExportFiles(ExportCommon, HttpCase):
    """The files that the screens hand out."""

    def setUp(self):
        super().setUp()
        self.authenticate("manager", "manager")

    def _download(self, form, **parameters):
        data = {
            "model": "res.partner",
            "fields": [{"name": "name", "label": "Name", "type": "char"}],
            "ids": False,
            "domain": [("id", "=", self.customer.id)],
            "import_compat": False,
            "context": {"keqing_export": "forged"},
            "groupby": [],
            **parameters,
        }
        return self.url_open(
            f"/web/export/{form}",
            {"data": json.dumps(data), "csrf_token": Request.csrf_token(self)},
        )

    def test_text_stays_text(self):
        """A spreadsheet computes and opens nothing of what people typed."""
        for name in ("=1+1", '=HYPERLINK("http://x")', "{=1}", "@SUM(1)", "\t=1", "external:c:/x"):
            self.customer.name = name
            sheets = [
                openpyxl.load_workbook(BytesIO(self._download("xlsx", **more).content)).active
                for more in ({}, {"groupby": ["name"]})
            ]
            with self.subTest(name=name):
                cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
                told = [cell for cell in cells if name in str(cell.value)]
                self.assertEqual(len(told), 3)  # in the list, as the group and in it
                self.assertEqual({cell.data_type for cell in told}, {"s"})
                self.assertFalse([cell for cell in cells if cell.hyperlink])
                __, (exported,) = csv.reader(StringIO(self._download("csv").text))
                self.assertFalse(exported.startswith(("=", "+", "-", "@", "\t", "\r")))
                self.assertIn(name, exported)

    def test_csv(self):
        response = self._download("csv")
        self.assertIn("Yujing Terrace", response.text)
        self.assertRecordValues(
            self._logged(),
            [
                {
                    "form": "csv",
                    "criteria": f'[["id", "=", {self.customer.id}]]',
                    "record_count": 1,
                    "field_names": "name",
                }
            ],
        )

    def test_xlsx(self):
        self._download("xlsx", ids=self.customer.ids)
        self.assertRecordValues(
            self._logged(), [{"form": "xlsx", "criteria": False, "record_count": 1}]
        )

    def test_grouped(self):
        self._download("xlsx", groupby=["city"])
        self.assertRecordValues(self._logged(), [{"form": "xlsx", "record_count": 1}])

    def test_other_models(self):
        field = {"name": "code", "label": "Code", "type": "char"}
        domain = [("code", "=", "CN")]
        response = self._download("csv", model="res.country", domain=domain, fields=[field])
        self.assertIn('"CN"', response.text)
        self.assertFalse(self._logged())

    def test_business_cards(self):
        response = self.url_open(f"/web/partner/vcard?partner_ids={self.person.id}")
        self.assertIn("Ganyu", response.text)
        self.assertRecordValues(
            self._logged(), [{"form": "vcard", "record_count": 1, "model": "res.partner"}]
        )

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def test_refused(self):
        self.authenticate("salesperson", "salesperson")
        self.assertEqual(self._download("csv").status_code, 500)
        self.assertFalse(
            self.env["keqing.export.log"].search([("user_id", "=", self.salesperson.id)])
        )

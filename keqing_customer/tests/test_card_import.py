# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import io
from unittest.mock import patch

import openpyxl

from odoo import Command
from odoo.tests import tagged
from odoo.tools.misc import file_open

from .common import CustomerCommon

OPTIONS = {
    "has_headers": True,
    "advanced": True,
    "keep_matches": False,
    "quoting": '"',
    "separator": ",",
    "skip": 0,
    "limit": 2000,
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
    "date_format": "%Y-%m-%d",
    "datetime_format": "",
    "name_create_enabled_fields": {},
    "import_set_empty_fields": [],
    "import_skip_records": [],
    "fallback_values": {},
    "sheet": "",
    "sheets": [],
}
HEADINGS = (
    "Customer",
    "Tax ID",
    "Licence Number",
    "Licence Valid Until",
    "Customer Type",
    "Territory",
    "City",
    "Key Person",
    "Key Person: Role",
    "Key Person: Influence",
)
NO_CUSTOMER = (None,) * 7
HARBOUR = ("Outlet", "Harbour", "Liyue")


class ImportCommon(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contacts = cls.env.ref("base.group_partner_manager")
        cls.salesperson.write({"group_ids": [Command.link(contacts.id)]})
        cls.role = cls.env["keqing.contact.role"].create({"name": "Cellarer"})
        cls.known = cls._create_customer(
            "Wangsheng Funeral Parlor", vat="LY-4711", city="Liyue", keqing_licence_number="W 1"
        )
        cls.before = cls.env["res.partner"].search([])

    def _import(self, rows, headings=HEADINGS, dryrun=False, user=None, **options):
        """Import a sheet as the screen does: read it, take the proposed columns, run.

        :return: what the server answers
        """
        workbook = openpyxl.Workbook()
        for row in (headings, *rows):
            workbook.active.append(row)
        return self._import_book(workbook, dryrun, user, **options)

    def _import_book(self, workbook, dryrun=False, user=None, lang="en_US", **options):
        content = io.BytesIO()
        workbook.save(content)
        imports = self.env["base_import.import"].with_user(user or self.salesperson)
        # As on the customers' screen
        record = imports.with_context(lang=lang, default_is_company=True).create(
            {
                "res_model": "res.partner",
                "file": content.getvalue(),
                "file_name": "customers.xlsx",
                "file_type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            }
        )
        preview = record.parse_preview({**OPTIONS, **options})
        self.assertNotIn("error", preview)
        matches = preview["matches"]
        fields = [
            "/".join(matches[index]) if index in matches else False
            for index in range(len(preview["headers"]))
        ]
        self.fields = fields
        columns = [heading.lower() for heading in preview["headers"]]
        return record.execute_import(fields, columns, {**OPTIONS, **options}, dryrun=dryrun)

    def _created(self):
        return self.env["res.partner"].search([("id", "not in", self.before.ids)], order="id")

    def _customers(self):
        return self._created().filtered(lambda partner: not partner.parent_id)

    def _texts(self, result):
        """What is said of the lines, the summary left out."""
        return [message["message"] for message in result["messages"] if "record" in message]


@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    """Ten customers with their people: two are there already, one is bad, seven go in."""

    ROWS = (
        ("Feiyun Ltd", "LY-1", "F 1", "2030-06-30", *HARBOUR, "Xingqiu", "Cellarer", "2"),
        (*NO_CUSTOMER, "Chongyun", None, "1"),
        ("Wanmin Inn", "LY-2", None, None, *HARBOUR, "Xiangling", None, "3"),
        # There already, by its tax number
        ("Wangsheng Inc", "ly 4711", None, None, *HARBOUR, "Hu Tao", None, "3"),
        (*NO_CUSTOMER, "Zhongli", None, "3"),
        ("Bubu Pharmacy", "LY-3", "B 1", None, *HARBOUR, "Baizhu", "Cellarer", "2"),
        # No such role
        ("Crux Fleet", "LY-5", None, None, *HARBOUR, "Beidou", None, "3"),
        (*NO_CUSTOMER, "Kazuha", "Poet", "1"),
        ("Northland Bank", "LY-6", None, None, *HARBOUR, "Tartaglia", None, "1"),
        # Twice in the file
        ("（ＷＡＮＭＩＮ） Inn", None, None, None, "Outlet", "Harbour", "liyue", "Mao", None, "2"),
        ("Qingce Village", "LY-7", None, None, "Outlet", "Harbour", "Qingce", None, None, None),
        ("Yanshang Teahouse", "LY-8", None, None, *HARBOUR, "Fan Er", None, None),
        ("Liuli Pavilion", "LY-9", None, None, *HARBOUR, None, None, None),
    )  # fmt: skip

    def _check_messages(self, result):
        duplicate, bad, twice = self._texts(result)
        self.assertEqual(
            duplicate,
            "“Wangsheng Inc”: is there already as “Wangsheng Funeral Parlor” (same Tax ID).",
        )
        self.assertIn("“Crux Fleet”, column “Contact / Key Person Role”", bad)
        self.assertIn("Poet", bad)
        self.assertEqual(
            twice,
            "“（ＷＡＮＭＩＮ） Inn”: the same customer as in line 4 (same name and city).",
        )
        self.assertEqual(
            [message.get("record") for message in result["messages"]], [None, 5, 9, 11]
        )
        self.assertIn("7 customers", result["messages"][0]["message"])
        self.assertIn("3 lines", result["messages"][0]["message"])

    def test_import(self):
        result = self._import(self.ROWS)
        self._check_messages(result)
        customers = self._customers()
        self.assertEqual(
            customers.mapped("name"),
            [
                "Feiyun Ltd",
                "Wanmin Inn",
                "Bubu Pharmacy",
                "Northland Bank",
                "Qingce Village",
                "Yanshang Teahouse",
                "Liuli Pavilion",
            ],
        )
        self.assertEqual(set(result["ids"]), set(customers.ids))
        self.assertEqual(set(customers.mapped("is_company")), {True})
        self.assertEqual(customers.keqing_customer_type_id, self.outlet)
        first = customers[0]
        self.assertEqual(str(first.keqing_licence_expiry), "2030-06-30")
        self.assertRecordValues(
            first.child_ids.sorted("id"),
            [
                {
                    "name": "Xingqiu",
                    "keqing_role_id": self.role.id,
                    "keqing_influence": "2",
                    "is_company": False,
                    "type": "contact",
                },
                {
                    "name": "Chongyun",
                    "keqing_role_id": False,
                    "keqing_influence": "1",
                    "is_company": False,
                    "type": "contact",
                },
            ],
        )
        self.assertEqual(len(self._created()), 7 + 6)
        self.assertFalse(self.known.child_ids)

    def test_dry_run(self):
        self._check_messages(self._import(self.ROWS, dryrun=True))
        self.assertFalse(self._created())

    def test_again(self):
        """Corrected and imported again, a file adds what was bad, and nothing twice."""
        self._import(self.ROWS)
        before = self._created()
        rows = [tuple(None if cell == "Poet" else cell for cell in row) for row in self.ROWS]
        result = self._import(rows)
        self.assertEqual(len(self._texts(result)), 9)
        self.assertEqual(
            (self._created() - before).mapped("name"), ["Crux Fleet", "Beidou", "Kazuha"]
        )

    def test_all_good(self):
        result = self._import(self.ROWS[:3])
        self.assertEqual(result["messages"], [])
        self.assertEqual(len(result["ids"]), 2)

    def test_all_bad(self):
        result = self._import([self.ROWS[3], self.ROWS[4]])
        self.assertFalse(result["ids"])
        self.assertEqual(len(self._texts(result)), 1)

    def test_reasons(self):
        """Each bad line tells where and why, whatever finds it."""
        rows = [
            ("A", None, None, "31.02.2030", "Outlet", "Harbour"),
            ("B", None, None, None, "Castle", "Harbour"),
            ("C", None, None, "2030-01-31", "Outlet", "Harbour"),
            (None, "LY-9", None, None, "Outlet", "Harbour"),
            ("D", None, None, None, "Outlet", "South"),
        ]
        result = self._import(rows, HEADINGS[:6])
        expiry, kind, nameless, foreign = self._texts(result)
        self.assertIn("“A”, column “Licence Valid Until”: '31.02.2030'", expiry)
        self.assertIn("“B”, column “Customer Type”", kind)
        self.assertIn("Castle", kind)
        self.assertIn("“”", nameless)
        self.assertIn("“D”", foreign)  # not in the territories of who imports
        self.assertEqual(self._customers().mapped("name"), ["C"])

    def test_innocent_beside_guilty(self):
        """Who shares a batch with bad lines goes in, though Odoo blames the first of it."""
        rows = [(f"Customer {number}", "Harbour", "", "") for number in range(20)]
        rows[7] = ("Bad", "Harbour", "", "nobody@example.com")
        headings = ("Customer", "Territory", "Key Person", "Key Person: Email")
        result = self._import(rows, headings)  # a contact needs a name
        (bad,) = self._texts(result)
        self.assertIn("“Bad”", bad)
        self.assertEqual(len(result["ids"]), 19)

    def test_turnover(self):
        rows = [("A", "12,000.50"), ("B", "a lot of money 3")]
        result = self._import(rows, ("Customer", "Yearly Turnover"))
        (bad,) = self._texts(result)
        self.assertIn("“B”, column “Yearly Turnover”", bad)
        self.assertEqual(self._customers().keqing_turnover, 12000.5)

    def test_hidden_duplicate(self):
        """Nobody is created twice, though the other is not shown."""
        self.known.keqing_territory_id = self.south
        result = self._import([("X", "LY-4711", None)], HEADINGS[:3])
        (text,) = self._texts(result)
        self.assertIn("is there already, outside your territories (same Tax ID)", text)
        self.assertNotIn("Wangsheng", text)

    def test_other_company(self):
        self.known.company_id = self.other_company
        result = self._import([("X", "LY-4711", "W1")], HEADINGS[:3])
        self.assertEqual(result["messages"], [])

    def test_licence_and_name(self):
        headings = ("Customer", "City", "Licence Number")
        rows = [
            ("X", "Mondstadt", "w-1"),
            ("WANGSHENG funeral-parlor", " Liyue ", None),
            ("Wangsheng Funeral Parlor", "Mondstadt", None),
        ]
        licence, name = self._texts(self._import(rows, headings))
        self.assertIn("(same Licence Number)", licence)
        self.assertIn("(same name and city)", name)
        self.assertEqual(self._customers().city, "Mondstadt")

    def test_update(self):
        """A line that names a customer by its id changes it: that is no duplicate."""
        headings = ("Database ID", "Customer", "Tax ID", "Licence Number")
        rows = [(str(self.known.id), "Wangsheng", "LY-4711", "W 2")]
        fields = [".id", "name", "vat", "keqing_licence_number"]
        partners = self.env["res.partner"].with_user(self.salesperson)
        result = partners.with_context(import_file=True, keqing_first_line=2).load(fields, rows)
        self.assertEqual(result["messages"], [], headings)
        self.assertEqual(self.known.keqing_licence_number, "W 2")
        self.assertFalse(self._created())

    def test_people_share_what_their_customer_has(self):
        """As Odoo brings them into line one by one, but created with it."""
        self._import(self.ROWS[:2])
        customer = self._customers()
        for person in customer.child_ids:
            self.assertEqual((person.vat, person.city), ("LY-1", "Liyue"))
        self.assertEqual(customer.child_ids.mapped("type"), ["contact", "contact"])

    def test_an_address_shares_no_address(self):
        fields = ["name", "vat", "city", "child_ids/name", "child_ids/type"]
        rows = [("A", "LY-9", "Liyue", "Depot", "delivery"), ("", "", "", "Clerk", "contact")]
        partners = self.env["res.partner"].with_user(self.salesperson)
        result = partners.with_context(import_file=True, keqing_first_line=2).load(
            fields, [list(row) for row in rows]
        )
        self.assertEqual(result["messages"], [])
        depot, clerk = self._customers().child_ids.sorted("id")
        self.assertEqual([depot.city, clerk.city], [False, "Liyue"])
        self.assertEqual([depot.vat, clerk.vat], ["LY-9", "LY-9"])

    def _lines(self, count, first, territory="Harbour"):
        """Customers with a person each, of whom nobody is there."""
        return [
            (f"Shop {at}", f"X{at}", f"F {at}", None, "Outlet", territory, "Liyue", f"P {at}")
            + ("Cellarer", "2")
            for at in range(first, first + count)
        ]

    def test_no_query_per_line(self):
        counts = []
        self._import(self._lines(2, 0))
        for count, first in ((5, 100), (45, 200)):
            before = self.cr.sql_log_count
            self._import(self._lines(count, first))
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 10, counts)

    def test_what_cannot_be_read_is_not_created_first(self):
        """A bad line costs no more than a good one: it is not tried, and thrown away, twice."""
        created = []
        partners = type(self.env["res.partner"])
        create = partners._load_records_create

        def count(self, vals_list):
            created.extend(vals_list)
            return create(self, vals_list)

        rows = [*self._lines(10, 0), *self._lines(10, 50, territory="Nowhere")]
        with patch.object(partners, "_load_records_create", count):
            result = self._import(rows)
        self.assertEqual((len(created), len(result["ids"])), (10, 10))
        texts = self._texts(result)
        self.assertEqual(len(texts), 10)
        self.assertIn("“Shop 50”, column “Territory”", texts[0])

    def test_in_parts(self):
        """A long file goes in by parts, each going on where the last ended."""
        rows = [self.ROWS[0], self.ROWS[1], self.ROWS[2], self.ROWS[5]]
        result = self._import(rows, limit=1)
        self.assertEqual(result["nextrow"], 2)
        result = self._import(rows, limit=1, skip=2)
        self.assertEqual(result["nextrow"], 3)
        result = self._import(rows, limit=1, skip=3)
        self.assertEqual(result["nextrow"], 0)
        self.assertEqual(len(self._customers()), 3)

    def test_ordinary_contacts(self):
        """Imports that are not of customers stay Odoo's: all or nothing."""
        result = self._import([("A", "A"), ("B", "Nowhere")], ("Name", "Country"))
        self.assertFalse(result["ids"])
        self.assertEqual(result["messages"][0]["field"], "country_id")
        self.assertFalse(self._created())


@tagged("post_install", "-at_install")
class TestTemplates(ImportCommon):
    """What the import screen hands out can be filled in and imported as it is."""

    def _templates(self, user, **context):
        partners = self.env["res.partner"].with_user(user).with_context(**context)
        return partners.get_import_templates()

    def _template(self, lang):
        (ours,) = self._templates(self.salesperson, lang=lang, keqing_customer_import=True)
        with file_open(ours["template"].removeprefix("/"), "rb") as file:
            return openpyxl.load_workbook(io.BytesIO(file.read()))

    def test_templates(self):
        names = set()
        for lang in ("en_US", "zh_CN", "zh_TW"):
            with self.subTest(lang=lang):
                workbook = self._template(lang)
                sheet = workbook.active
                names.add(sheet["A1"].value)
                before = self._created()
                sheet["E2"], sheet["F2"], sheet["N2"] = "Outlet", "Harbour", "Cellarer"
                result = self._import_book(workbook, lang=lang)
                self.assertEqual(result["messages"], [])
                self.assertNotIn(False, self.fields)
                self.assertEqual(len(set(self.fields)), 18)
                customer = (self._created() - before).filtered("is_company")
                self.assertEqual(customer.keqing_customer_type_id, self.outlet)
                self.assertEqual(len(customer.child_ids), 2)
                self.assertEqual(customer.keqing_territory_id, self.harbour)
                self.assertEqual(customer.child_ids.keqing_role_id, self.role)
                self.assertEqual(
                    set(customer.child_ids.mapped("keqing_attitude")), {"for", "neutral"}
                )
        self.assertEqual(len(names), 3)

    def test_drop_downs(self):
        """What the drop-downs of a template offer is taken by the import in its language."""
        offered = {}
        for lang in ("en_US", "zh_CN", "zh_TW"):
            with self.subTest(lang=lang):
                self.env["res.lang"]._activate_lang(lang)
                self.env["ir.module.module"]._load_module_terms(["keqing_customer"], [lang])
                workbook = self._template(lang)
                sheet = workbook.active
                before = self._created()
                offered[lang] = [
                    rule.formula1.strip('"').split(",")
                    for rule in sheet.data_validations.dataValidation
                ]
                for row, (influence, attitude) in enumerate(zip(*offered[lang], strict=True), 2):
                    sheet[f"M{row}"] = f"Person {row}"
                    sheet[f"Q{row}"], sheet[f"R{row}"] = influence, attitude
                result = self._import_book(workbook, lang=lang)
                self.assertEqual(result["messages"], [])
                people = (self._created() - before).filtered("parent_id").sorted("name")
                self.assertEqual(
                    people.mapped(lambda person: (person.keqing_influence, person.keqing_attitude)),
                    [("1", "for"), ("2", "neutral"), ("3", "against")],
                )
        self.assertEqual(offered["zh_CN"], [["小", "中", "大"], ["支持", "中立", "反对"]])
        self.assertEqual(offered["zh_TW"], [["小", "中", "大"], ["支持", "中立", "反對"]])

    def test_not_offered(self):
        """Neither to others nor on other screens; Odoo's screen takes no more than one."""
        clerk = self._create_user("clerk")
        for user, context in ((clerk, {"keqing_customer_import": True}), (self.salesperson, {})):
            (template,) = self._templates(user, **context)
            self.assertNotIn("keqing", template["template"])

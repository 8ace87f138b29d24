# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .test_card_import import ImportCommon

HEADINGS = ("Customer", "City", "Tax ID", "Licence Number")
NAME = "贵阳“老白干”酒业（云岩）有限公司"


@tagged("post_install", "-at_install")
class TestIdentity(ImportCommon):
    """Who is there already is known, however it is written, and nobody else is taken for it."""

    def _import_new(self, *rows, headings=HEADINGS):
        result = self._import(rows, headings)
        return self.env["res.partner"].browse(result["ids"] or []), self._texts(result)

    def _lead(self, **values):
        return self.env["crm.lead"].create(
            {"name": "Wine", "type": "opportunity", "company_id": self.company.id, **values}
        )

    # Names

    def test_a_name_is_the_same_in_every_spelling(self):
        known = self._create_customer(NAME, city="贵阳市")
        spellings = (
            "贵阳\u200b“老白干”酒业（云岩）有限公司",
            '贵阳"老白干"酒业（云岩）有限公司',
            "贵阳“老白干”酒业【云岩】有限公司",
            "贵阳「老白干」酒业(云岩)  有限公司",
        )
        for city in ("贵阳", "贵阳市", "贵州省贵阳市"):
            for name in spellings:
                with self.subTest(name=name, city=city):
                    new, (text,) = self._import_new((name, city))
                    self.assertFalse(new)
                    self.assertIn("name and city", text)
                    lead = self._lead(partner_name=name, city=city)
                    self.assertEqual(list(lead._find_known_customers()), [known])

    def test_case_is_folded_as_unicode_says(self):
        """Where the lower case of Python and that of the database are not the same."""
        self._create_customer("GROSSE STRASSE İzmir", city="İzmir")
        new, (text,) = self._import_new(("große straße i̇zmir", "i̇zmir"))
        self.assertFalse(new)

    def test_another_city_is_another_customer(self):
        self._create_customer(NAME, city="贵阳市")
        new, __ = self._import_new((NAME, "遵义市"))
        self.assertTrue(new)

    def test_what_is_written_later_counts(self):
        """By whatever way a name changes, and not only when somebody is created."""
        known = self._create_customer("Somebody", city="Liyue")
        known.name = NAME
        self.assertFalse(self._import_new((NAME, "Liyue"))[0])
        self.assertTrue(self._import_new(("Somebody", "Liyue"))[0])

    # Numbers

    def test_nothing_is_no_number(self):
        for nothing in ("无", "N/A", "0", "—", "none", "暂无", "000000"):
            with self.subTest(nothing=nothing):
                new, texts = self._import_new(
                    (f"A{nothing}", "Liyue", nothing, nothing),
                    (f"B{nothing}", "Liyue", nothing, nothing),
                )
                self.assertEqual(len(new), 2, texts)

    def test_shops_of_one_company(self):
        """Each shop has a licence of its own, and all the tax number of their company."""
        rows = [("One", "Liyue", "LY-1", f"L{number}") for number in range(3)]
        new, texts = self._import_new(*rows)
        self.assertEqual((len(new), texts), (3, []))
        new, texts = self._import_new(*rows, ("One", "Liyue", "LY-1", "L3"))
        self.assertEqual((len(new), len(texts)), (1, 3))
        new, (text,) = self._import_new(("Two", "Mondstadt", "LY-1", ""))
        self.assertFalse(new)
        self.assertIn("Tax ID", text)

    def test_who_is_archived_is_known(self):
        self.known.active = False
        new, (text,) = self._import_new(("X", "", "LY-4711"))
        self.assertFalse(new)
        self.assertIn("archived, as “Wangsheng Funeral Parlor”", text)
        lead = self._lead(partner_name="Wangsheng Funeral Parlor", city="Liyue")
        self.assertEqual(list(lead._find_known_customers()), [self.known])
        lead.user_id = self.salesperson
        signing = self.env["keqing.lead.signing"].create({"lead_id": lead.id})
        with self.assertRaisesRegex(UserError, "archived"):
            signing.candidate_ids.action_choose()

    def test_numbers_that_were_cut_are_named(self):
        new, texts = self._import_new(
            ("A", "Liyue", "9.152E+17"), ("B", "Liyue", 915201000000000000), ("C", "Liyue", "LY-1")
        )
        self.assertEqual(new.mapped("name"), ["C"])
        for name, text in zip("AB", texts, strict=True):
            self.assertIn(f"“{name}”, column “Tax ID”: the spreadsheet has cut", text)

    def test_long_numbers_in_text_are_right(self):
        new, texts = self._import_new(("A", "Liyue", "915201000000000000"))
        self.assertEqual((new.vat, texts), ("915201000000000000", []))

    # Telephones

    def test_a_telephone_is_found_among_several(self):
        cases = (
            ("0851-86541234/13800138000", "138 0013 8000"),
            ("0851-86541234 转 801", "(0851) 8654 1234"),
            ("+86 138-0013-8000", "13800138000"),
            ("０８５１－８６５４１２３４", "+86 851 86541234 ext. 12"),
        )
        for known, asked in cases:
            with self.subTest(known=known):
                self.known.phone = known
                lead = self._lead(partner_name="Somebody else", phone=asked)
                self.assertEqual(lead._find_known_customers(), {self.known: "telephone"})
        self.known.phone = "无"
        self.assertFalse(self._lead(partner_name="New", phone="无")._find_known_customers())

    # The rows themselves

    def _written(self, partner):
        rows = self.env["keqing.identity"].search([("partner_id", "=", partner.id)])
        return {each.kind: each.key for each in rows}

    def test_rows_follow_what_partners_are_called(self):
        Identity = self.env["keqing.identity"]
        self.known.phone = "0851-86541234"
        Identity._refresh()
        written = self._written(self.known)
        self.assertEqual(
            written,
            {
                "shop": "wangshengfuneralparlor|liyue",
                "name": "wangsheng funeral parlor",
                "phone": "85186541234",
                "vat": "ly4711",
                "licence": "w1",
            },
        )
        self.known.write({"comment": "Calls back", "name": "Wangsheng  Funeral-Parlor"})
        Identity._refresh()
        self.assertEqual(self._written(self.known), written)
        self.known.write({"phone": False, "vat": "无"})
        Identity._refresh()
        self.assertEqual(self._written(self.known).keys(), {"shop", "name", "licence"})
        ids = Identity.search([("partner_id", "=", self.known.id)]).ids
        Identity._refresh()
        self.assertEqual(Identity.search([("partner_id", "=", self.known.id)]).ids, ids)

    def test_who_is_deleted_is_forgotten(self):
        ids = self.known.ids
        self.known.unlink()
        self.assertFalse(self.env["keqing.identity"].search([("partner_id", "in", ids)]))


@tagged("post_install", "-at_install")
class TestImportDefaults(ImportCommon):
    """A file tells what only the customer can tell; the rest is known."""

    def test_territories_of_a_company(self):
        (self.country | self.north | self.south | self.harbour).company_id = self.company
        result = self._import(
            [("A", "Outlet", "Harbour", "Hu Tao")],
            ("Customer", "Customer Type", "Territory", "Key Person"),
        )
        self.assertEqual(result["messages"], [])
        self.assertEqual(self._created().company_id, self.company)
        self.assertEqual(len(self._created()), 2)

    def test_types_are_named_as_lists_show_them(self):
        self.env["keqing.customer.type"].create({"name": "Outlet"})  # not the only one
        result = self._import([("A", "Seller / Outlet")], ("Customer", "Customer Type"))
        self.assertEqual(result["messages"], [])
        self.assertEqual(self._created().keqing_customer_type_id, self.outlet)

    def test_the_salesperson_is_who_creates(self):
        partners = self.env["res.partner"].with_user(self.salesperson)
        customer = partners.create(
            {"name": "A", "is_company": True, "keqing_customer_type_id": self.outlet.id}
        )
        self.assertEqual(customer.user_id, self.salesperson)
        self._import([("B", "Outlet")], ("Customer", "Customer Type"))
        self.assertEqual(self._customers().user_id, self.salesperson)
        shared = partners.create(
            {
                "name": "C",
                "keqing_customer_type_id": self.outlet.id,
                "keqing_territory_id": self.harbour.id,
            }
        )
        self.assertFalse(shared.user_id, "the territory's")
        self.director.group_ids += self.env.ref("base.group_partner_manager")
        bare = self.env["res.partner"].with_user(self.director)
        bare = bare.create({"name": "D", "keqing_customer_type_id": self.outlet.id})
        self.assertFalse(bare.user_id, "nobody's, as who sees all may want")

    def test_what_is_imported_on_a_screen_is_on_it(self):
        domain = safe_eval(self.env.ref("keqing_customer.customer_action").domain)
        self.env = self.env(context={**self.env.context, "keqing_customer_import": True})
        self._import([("A", "Hu Tao")], ("Customer", "Key Person"))
        (customer,) = self._customers()
        self.assertIn(customer, self.env["res.partner"].search(domain))
        self.assertFalse(customer.child_ids.customer_rank)

    def test_merged_cells(self):
        """A cell over several customers is of each, one over a customer's people of the first."""
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        for row in (
            ("Customer", "City", "Customer Type", "Key Person", "Key Person: Influence"),
            ("A", "Liyue", "Outlet", "Hu Tao", "3"),
            (None, None, None, "Zhongli", None),
            ("B", "Liyue", None, "Qiqi", "1"),
        ):
            sheet.append(row)
        for cells in ("A2:A3", "B2:B3", "C2:C4", "E2:E3"):
            sheet.merge_cells(cells)
        result = self._import_book(workbook)
        self.assertEqual(result["messages"], [])
        customers = self._customers()
        self.assertEqual(customers.mapped("name"), ["A", "B"])
        self.assertEqual(customers.mapped("keqing_customer_type_id"), self.outlet)
        self.assertEqual(
            customers.child_ids.sorted("id").mapped("keqing_influence"), ["3", "3", "1"]
        )

    def test_lines_are_numbered_once(self):
        """The screen says the line; where several have the same message it does not."""
        rows = [("A", "Castle"), ("", "Outlet"), ("", "Outlet")]
        result = self._import(rows, ("Customer", "Customer Type"))
        castle, first, second = self._texts(result)
        self.assertTrue(castle.startswith("“A”"))
        self.assertTrue(first.startswith("Line 3, ") and second.startswith("Line 4, "))

    def test_reasons_are_in_the_language_of_who_imports(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["base", "keqing_customer"], ["zh_CN"])
        self.env = self.env(context={**self.env.context, "keqing_customer_import": True})
        workbook = openpyxl.Workbook()
        workbook.active.append(("客户名称", "关键人", "关键人影响力"))
        workbook.active.append(("A", "Hu Tao", "XXL"))
        (text,) = self._texts(self._import_book(workbook, lang="zh_CN"))
        self.assertIn("XXL", text)
        self.assertIn("影响力", text)
        self.assertNotIn("Influence", text)

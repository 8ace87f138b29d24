# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import io
import zipfile

import openpyxl

from odoo.tests import tagged

from ..tools import customer_sheet
from .test_card_import import OPTIONS, ImportCommon

HEADINGS = ("Customer", "Licence Number", "Phone", "City")


@tagged("post_install", "-at_install")
class TestFaults(ImportCommon):
    """What spreadsheets and text files do to numbers, lines and cells is named, or put right."""

    def _book(self, *rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        return book

    def _preview(self, content, name="customers.xlsx", **options):
        record = self.env["base_import.import"].create(
            {"res_model": "res.partner", "file": content, "file_name": name, "file_type": ""}
        )
        return record, record.parse_preview({**OPTIONS, **options})

    def _import_text(self, content, **options):
        options = {**OPTIONS, "encoding": "", **options}
        record, preview = self._preview(content, "customers.csv", **options)
        self.assertNotIn("error", preview)
        fields = [
            "/".join(preview["matches"].get(place, ())) or False
            for place in range(len(preview["headers"]))
        ]
        record = record.with_context(keqing_customer_import=True)
        return record.execute_import(fields, preview["headers"], options)

    def test_a_number_of_twenty_digits_that_is_all_there_is_kept(self):
        written = io.BytesIO()
        self._book(("Number",), (12345,)).save(written)
        content = io.BytesIO()
        with zipfile.ZipFile(written) as book, zipfile.ZipFile(content, "w") as changed:
            for name in book.namelist():
                text = book.read(name).replace(b">12345<", b">91520102345678901234<")
                changed.writestr(name, text)
        sheet = customer_sheet.read(content.getvalue(), "", True)
        self.assertEqual(sheet.rows, [["Number"], ["91520102345678901234"]])
        self.assertNotIsInstance(sheet.rows[1][0], customer_sheet.Shortened)

    def test_a_number_of_twenty_digits_that_was_cut_is_refused(self):
        for number in (9.1520102345678901e19, 91520102345678900000):
            result = self._import([("Feiyun", number, None, "Liyue")], HEADINGS)
            [text] = self._texts(result)
            self.assertIn("column “Licence Number”: the spreadsheet has cut the number", text)
        self.assertFalse(self._created())

    def test_empty_rows_shift_no_lines(self):
        rows = [
            ("Feiyun", "F 1", None, "Liyue"),
            (None, None, None, None),
            (None, None, None, None),
            ("Wangsheng", "W 1", None, "Liyue"),
        ]
        result = self._import(rows, HEADINGS)
        self.assertEqual([each.get("record") for each in result["messages"]], [None, 5])

    def test_empty_rows_of_a_text_shift_no_lines(self):
        text = "Customer,Licence Number,City\nFeiyun,F 1,Liyue\n,,\n\nWangsheng,W 1,Liyue\n"
        result = self._import_text(text.encode())
        self.assertEqual([each.get("record") for each in result["messages"]], [None, 5])

    def test_a_second_column_of_one_heading_is_named(self):
        headings = ("Customer", "Phone", "Licence Number", "Phone")
        result = self._import([("Feiyun", "111111", "F 1", "222222")], headings)
        self.assertEqual(self._customers().phone, "111111")
        [message] = result["messages"]
        self.assertIn("Column D has the same heading as column B, “phone”", message["message"])

    def test_a_formula_without_a_result_is_refused_by_line_and_column(self):
        rows = [("Feiyun", "F 1", "=1+1", "Liyue"), ("Wanmin", "M 1", "1234567", "Liyue")]
        result = self._import(rows, HEADINGS)
        [text] = self._texts(result)
        self.assertEqual(
            text,
            "“Feiyun”, column “Phone”: the formula in C2 has no result. Open the file in a "
            "spreadsheet, save it, and import it again.",
        )
        self.assertEqual(self._customers().name, "Wanmin")

    def test_a_row_of_nothing_but_a_formula_is_not_lost(self):
        result = self._import([("=A9", None, None, None)], HEADINGS)
        self.assertIn("the formula in A2 has no result", self._texts(result)[0])

    def test_an_error_is_named_and_the_others_go_in(self):
        rows = [("Feiyun", "#DIV/0!", None, "Liyue"), ("Wanmin", "M 1", None, "Liyue")]
        result = self._import(rows, HEADINGS)
        [text] = self._texts(result)
        self.assertEqual(
            text,
            "“Feiyun”, column “Licence Number”: the spreadsheet shows the error #DIV/0!. Correct "
            "the formula, or clear the cell.",
        )
        self.assertEqual(result["messages"][-1]["record"], 2)
        self.assertEqual(self._customers().name, "Wanmin")

    def test_titles_above_the_headings_are_left_out(self):
        book = self._book(("Our customers",), (), HEADINGS, ("Wangsheng", "W 1", None, "Liyue"))
        result = self._import_book(book)
        self.assertEqual([each.get("record") for each in result["messages"]], [None, 4])
        text = "Our customers,,\nCustomer,Licence Number,City\nFeiyun,F 1,Liyue\n"
        self._import_text(text.encode())
        self.assertEqual(self._customers().name, "Feiyun")

    def test_full_width_digits_are_digits(self):
        self._import([("Feiyun", "Ｗ９", "０８５１－１２", "Liyue")], HEADINGS)
        self.assertEqual(self._customers().keqing_licence_number, "Ｗ9")
        self.assertEqual(self._customers().phone, "0851－12")

    def test_utf_16_that_does_not_say_so_is_read(self):
        for encoding in ("utf-16-le", "utf-16-be", "utf-16"):
            name = f"飞云 {encoding}"
            self._import_text(f"Customer,City\n{name},璃月\n".encode(encoding))
            self.assertIn(name, self._customers().mapped("name"))

    def test_a_file_that_opens_to_too_much_is_refused(self):
        content = io.BytesIO()
        self._book(HEADINGS, ("Feiyun",)).save(content)
        with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as book:
            book.writestr("xl/worksheets/sheet2.xml", bytes(40 * 2**20))
        self.assertLess(len(content.getvalue()), 2**20)
        __, preview = self._preview(content.getvalue())
        self.assertIn("The file opens to more than 32 MB", preview["error"])

    def test_contacts_of_others_are_refused_as_a_whole(self):
        """As Odoo does, which has no lines to name."""
        content = io.BytesIO()
        self._book(("Name", "City"), ("Feiyun", "#N/A")).save(content)
        record, preview = self._preview(content.getvalue())
        self.assertNotIn("error", preview)
        result = record.execute_import(["name", "city"], ["name", "city"], dict(OPTIONS))
        self.assertIn("Cell B2 has no value", result["messages"][0]["message"])

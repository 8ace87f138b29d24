# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import contextlib

from openpyxl.utils import get_column_letter

from odoo import api, models

from odoo.addons.base_import.models.base_import import ImportValidationError

from ...tools import customer_sheet
from ...tools.customer_sheet import MOST_BYTES, TooBig, plain_digits, resolve, without_titles


class BaseImport(models.TransientModel):
    """A file of customers: what is wrong is named line by line, what is right goes in."""

    _inherit = "base_import.import"

    def execute_import(self, fields, columns, options, dryrun=False):
        """
        :return: as Odoo's; for customers there may be both ``ids`` and errors in ``messages``
        """
        if self.res_model != "res.partner" or not self.env["res.partner"]._is_customer_file(fields):
            return super().execute_import(fields, columns, options, dryrun=dryrun)
        first_line = 1 + bool(options.get("has_headers")) + int(options.get("skip") or 0)
        self = self.with_context(keqing_first_line=first_line, keqing_reading={})
        result = super().execute_import(fields, columns, options, dryrun=dryrun)
        if result["messages"] and "nextrow" in result:
            result["messages"].insert(0, self._prepare_summary(result, dryrun))
        result["messages"] += self._prepare_doubles(fields, columns)
        return result

    def _prepare_summary(self, result, dryrun):
        left_out = len({message["record"] for message in result["messages"]})
        counts = {"good": len(result["ids"] or ()), "bad": left_out}
        if dryrun:
            text = self.env._(
                "%(good)s customers can be imported; %(bad)s lines would be left out:", **counts
            )
        else:
            text = self.env._(
                "%(good)s customers are imported; %(bad)s lines were left out. Correct them and "
                "import the file again: whoever is there already is not created twice.",
                **counts,
            )
        if result["nextrow"]:
            text += " " + self.env._(
                "There is more: set “Start at line” to %s and go on.", result["nextrow"]
            )
        return {"type": "warning", "message": text}

    def _prepare_doubles(self, fields, columns):
        """Columns that go nowhere, as the heading stands above another one before them."""
        first = {}
        for place, (field, heading) in enumerate(zip(fields, columns, strict=False)):
            before = first.setdefault(heading, place)
            if heading and not field and before != place and fields[before]:
                text = self.env._(
                    "Column %(second)s has the same heading as column %(first)s, “%(heading)s”, "
                    "and is left out. Give it another heading, or choose its field.",
                    first=get_column_letter(before + 1),
                    second=get_column_letter(place + 1),
                    heading=heading,
                )
                yield {"type": "warning", "message": text}

    # Reading

    def _reads_partners(self):
        return self.res_model == "res.partner" and self.env["res.users"]._keqing_is_used()

    def _read_xlsx(self, options):
        if not self._reads_partners():
            return super()._read_xlsx(options)
        try:
            sheet = customer_sheet.read(self.file, options.get("sheet"), options.get("has_headers"))
        except TooBig as too_big:
            raise ImportValidationError(
                self.env._(
                    "The file opens to more than %s MB. Split it, or clear sheets, pictures and "
                    "formats that are not needed.",
                    MOST_BYTES // 2**20,
                )
            ) from too_big
        options["sheets"], options["sheet"] = sheet.names, sheet.name
        if "keqing_reading" in self.env.context:
            self.env.context["keqing_reading"].update(
                rows=sheet.rows, lines=sheet.lines, faults=sheet.faults
            )
        return sheet.length, sheet.rows

    def _read_csv(self, options):
        if not self._reads_partners():
            return super()._read_csv(options)
        if not options.get("encoding"):
            encoding = customer_sheet.guess_encoding(self.file or b"")
            options.update({"encoding": encoding} if encoding else {})
        found = super()._read_csv(options)
        if not found:
            return found
        length, rows = found
        text = self.file.decode(options["encoding"])
        lines = customer_sheet.csv_lines(text, options["quoting"], options.get("separator") or ",")
        rows, lines = without_titles(rows, lines, options.get("has_headers"))
        if "keqing_reading" in self.env.context:
            self.env.context["keqing_reading"].update(rows=rows, lines=lines, faults={})
        return length, rows

    def _convert_import_data(self, fields, options):
        if "keqing_first_line" in self.env.context:
            data, names = super()._convert_import_data(fields, options)
            self._place_faults(fields, options)
            return resolve(data, names), names
        reading = {}
        self = self.with_context(keqing_reading=reading)
        converted = super()._convert_import_data(fields, options)
        if faults := reading.get("faults"):
            line, place = min(faults)
            raise ImportValidationError(
                self.env._(
                    "Cell %s has no value: correct its formula, or clear it.",
                    f"{get_column_letter(place + 1)}{line}",
                )
            )
        return converted

    def _place_faults(self, fields, options):
        """Where in the data those lines and faulty cells are, as Odoo has left out rows."""
        reading = self.env.context["keqing_reading"]
        if not reading:  # of another kind of file
            return
        places = [place for place, field in enumerate(fields) if field]
        start = bool(options.get("has_headers"))
        rows = zip(reading["rows"][start:], reading["lines"][start:], strict=True)
        kept = [line for row, line in rows if any(row[place] for place in places)]
        reading["lines"] = kept[options.get("skip") or 0 :]
        row_of = {line: row for row, line in enumerate(reading["lines"])}
        reading["faults"] = [
            (row_of[line], places.index(place), *fault)
            for (line, place), fault in sorted(reading["faults"].items())
            if line in row_of and place in places
        ]

    @api.model
    def _parse_date_from_data(self, data, index, name, field_type, options):
        parse = super()._parse_date_from_data
        if "keqing_first_line" not in self.env.context:
            return parse(data, index, name, field_type, options)
        for row in data:
            with contextlib.suppress(ImportValidationError):  # left as it is: load() names it
                parse([row], index, name, field_type, options)

    @api.model
    def _parse_float_from_data(self, data, index, name, options):
        parse = super()._parse_float_from_data
        if "keqing_first_line" not in self.env.context:
            return parse(data, index, name, options)
        for row in data:
            if isinstance(row[index], str):
                row[index] = plain_digits(row[index])
            written = row[index]
            try:
                parse([row], index, name, options)
            except ImportValidationError:
                row[index] = written  # load() names it

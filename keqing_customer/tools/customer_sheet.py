# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Spreadsheets of customers, with what Odoo's reader leaves out or stumbles over.

That are merged cells, numbers that were cut, the lines as people count them, titles above the
headings, and cells that show an error or have no value.
"""

import csv
import io
import re
import unicodedata
import zipfile
from typing import NamedTuple

import openpyxl
from openpyxl.styles.numbers import is_datetime

EXACT_DIGITS = 15  # of a number in a spreadsheet; those after are zeros
CUT = re.compile(rf"\d{{{EXACT_DIGITS}}}0+")
MOST_BYTES = 32 * 2**20  # of an opened file; in memory it takes forty times as much
# Fields of customers with numbers that nobody reckons with
NUMBERS = {"vat", "keqing_licence_number", "phone"}
DIGITS = {ord("０") + digit: str(digit) for digit in range(10)}


class TooBig(ValueError):
    """A file that opens to more than we read."""


class Merged(str):
    """What stands in a cell because the one above or before it was merged with it."""

    __slots__ = ()


class Shortened(str):
    """A number with more digits than a spreadsheet keeps."""

    __slots__ = ()


class Sheet(NamedTuple):
    """What stands in a file: rows without the empty ones, as lists of cells."""

    rows: list
    lines: list
    """The number of each row, as the spreadsheet shows it"""
    faults: dict
    """``{(line, place of the column): (kind, cell)}`` of cells that say nothing; the kind is
    ``error`` or ``formula``"""
    length: int = 0
    names: tuple = ()
    name: str = ""


def read(content, name, has_headers):
    """Read a sheet of an .xlsx file.

    :param content: bytes
    :param name: of the sheet; the first one if empty
    :raise TooBig: for a file that opens to too much
    """
    has_merged, has_formula = _look_into(content)
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    name = name or book.sheetnames[0]
    sheet = book[name]
    formulas = openpyxl.load_workbook(io.BytesIO(content))[name] if has_formula else None
    merged = _merged_cells(sheet) if has_merged else {}
    rows, lines, faults = [], [], {}
    for line, cells in enumerate(sheet.iter_rows(), 1):
        row = []
        for place, cell in enumerate(cells):
            value = _value(cell)
            if cell.data_type == "e":
                faults[line, place] = ("error", cell.value)
            elif value == "" and formulas and formulas.cell(line, place + 1).data_type == "f":
                faults[line, place] = ("formula", cell.coordinate)
                value = "="  # so that the row is not taken for an empty one
            row.append(value)
        if not _is_empty(row):
            for place, value in enumerate(row):
                if value == "" and (line, place) in merged:
                    row[place] = Merged(merged[line, place])
            rows.append(row)
            lines.append(line)
    rows, lines = without_titles(rows, lines, has_headers)
    return Sheet(rows, lines, faults, sheet.max_row, book.sheetnames, name)


def _look_into(content):
    """Whether there are merged cells and formulas.

    :raise TooBig: before anything is opened, by what the archive says of itself
    """
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        if sum(entry.file_size for entry in book.infolist()) > MOST_BYTES:
            raise TooBig(MOST_BYTES)
        sheets = [
            book.read(entry) for entry in book.namelist() if entry.startswith("xl/worksheets/sheet")
        ]
    return (
        any(b"<mergeCell " in sheet for sheet in sheets),
        any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets),
    )


def _merged_cells(sheet):
    merged = {}
    for area in sheet.merged_cells.ranges:
        value = sheet.cell(area.min_row, area.min_col).value
        if value is not None:  # into the rows below; in those beside it would be of another column
            below = range(area.min_row + 1, area.max_row + 1)
            merged.update({(line, area.min_col - 1): str(value) for line in below})
    return merged


def _value(cell):
    """What a cell says, as Odoo's reader has it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, float)):
        if value % 1 == 0:
            text = str(int(value))
            is_cut = len(text.lstrip("-")) > EXACT_DIGITS and (
                isinstance(value, float) or CUT.fullmatch(text)
            )
            return Shortened(text) if is_cut else text
        return str(value)
    if cell.is_date:
        kind = is_datetime(cell.number_format)
        if kind == "datetime":
            return value
        if kind == "date":
            return value.date()
    return str(value)


def _is_empty(row):
    return not any(cell and (not isinstance(cell, str) or cell.strip()) for cell in row)


def without_titles(rows, lines, has_headers):
    """Leave out titles: rows above the headings with a single cell.

    >>> without_titles([["Customers", "", ""], ["Name", "City", "Phone"], ["A", "", ""]],
    ...                [1, 3, 4], True)
    ([['Name', 'City', 'Phone'], ['A', '', '']], [3, 4])
    """

    def filled(row):
        return sum(not _is_empty([cell]) for cell in row)

    while has_headers and len(rows) > 1 and filled(rows[0]) == 1 and filled(rows[1]) >= 3:
        rows, lines = rows[1:], lines[1:]
    return rows, lines


def guess_encoding(content):
    """The encoding of a text in UTF-16 that does not begin by saying so; None for any other.

    >>> guess_encoding("名称,城市\\n".encode("utf-16-le")), guess_encoding("a,b\\n".encode())
    ('utf-16-le', None)
    """
    if b"\0" not in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    little, big = content.count(b"\n\0"), content.count(b"\0\n")
    return "utf-16-le" if little >= big else "utf-16-be"


def csv_lines(text, quoting, separator):
    """The numbers of the rows of a CSV file that are not empty."""
    rows = csv.reader(io.StringIO(text), quotechar=quoting, delimiter=separator)
    return [line for line, row in enumerate(rows, 1) if not _is_empty(row)]


def plain_digits(text):
    """Full-width digits as others.

    >>> plain_digits("０８５１-12")
    '0851-12'
    """
    return unicodedata.normalize("NFC", text).translate(DIGITS)


def resolve(rows, fields):
    """Decide on merged cells and numbers, now that it is known what the columns are.

    A merged cell counts in each row that names a customer, or a person, of its own.

    :param fields: a path for each column
    :return: rows of plain cells; a shortened number is one that anybody can see to be
    """
    paths = [name.split("/") for name in fields]
    naming = []
    for column, path in enumerate(paths):
        name = [*path[:-1], "name"]
        naming.append(paths.index(name) if name in paths else column)

    def plain(row, column):
        cell, named = row[column], row[naming[column]]
        if isinstance(cell, Merged):
            return str(cell) if named and not isinstance(named, Merged) else ""
        if paths[column][-1] not in NUMBERS | {"zip"} or not isinstance(cell, str):
            return cell
        if isinstance(cell, Shortened):
            return f"{int(cell):.5E}"
        return plain_digits(cell)

    return [[plain(row, column) for column in range(len(row))] for row in rows]

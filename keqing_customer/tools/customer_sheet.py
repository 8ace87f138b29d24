# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What Odoo's reader of spreadsheets leaves out: merged cells, and numbers that were cut."""

import io
import re
import zipfile

import openpyxl

EXACT_DIGITS = 15  # of a number in a spreadsheet; those after are zeros
CUT = re.compile(rf"\d{{{EXACT_DIGITS}}}0+")
# Fields of customers with numbers that nobody reckons with
NUMBERS = {"vat", "keqing_licence_number", "phone"}


class Merged(str):
    """What stands in a cell because the one above or before it was merged with it."""

    __slots__ = ()


class Shortened(str):
    """A number with more digits than a spreadsheet keeps."""

    __slots__ = ()


def complete(rows, content, sheet_name):
    """Put merged cells and shortened numbers into the rows that Odoo has read.

    :param rows: lists of cells, rows without any left out; changed in place
    :param content: bytes of the .xlsx file
    """
    suspect = any(isinstance(cell, str) and CUT.fullmatch(cell) for row in rows for cell in row)
    if not suspect and not _has_merged(content):
        return
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)[sheet_name]
    merged = {}
    for area in sheet.merged_cells.ranges:
        value = sheet.cell(area.min_row, area.min_col).value
        if value is not None:  # into the rows below; in those beside it would be of another column
            below = range(area.min_row + 1, area.max_row + 1)
            merged.update({(row, area.min_col): str(value) for row in below})
    index = 0
    for at, cells in enumerate(sheet.iter_rows(), 1):
        if not any(str(cell.value).strip() for cell in cells if cell.value is not None):
            continue
        for column, cell in enumerate(cells, 1):
            read = rows[index][column - 1]
            if not read and (at, column) in merged:
                rows[index][column - 1] = Merged(merged[at, column])
            elif isinstance(cell.value, (int, float)) and CUT.fullmatch(str(read)):
                rows[index][column - 1] = Shortened(read)
        index += 1


def resolve(rows, fields):
    """Decide on merged cells and shortened numbers, now that it is known what the columns are.

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
        if isinstance(cell, Shortened) and paths[column][-1] in NUMBERS:
            return f"{int(cell):.5E}"
        return cell

    return [[plain(row, column) for column in range(len(row))] for row in rows]


def _has_merged(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return any(
            b"<mergeCell " in book.read(name)
            for name in book.namelist()
            if name.startswith("xl/worksheets/")
        )

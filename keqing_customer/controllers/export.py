# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import json
import re
from http import HTTPStatus

from odoo.http import request, route

from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)
from odoo.addons.web.controllers.json import WebJsonController
from odoo.addons.web.controllers.vcard import Partner

# Text that a spreadsheet would compute, or open, instead of showing it. What else it would compute
# in a CSV file Odoo marks itself
COMPUTED_IN_XLSX = re.compile(r"=|\{=|(in|ex)ternal:|file:")
COMPUTED_IN_CSV = ("@", "\t", "\r")


class LoggedCSVExport(CSVExport):
    """Lets the export log know the form and the filter of an export; text stays text."""

    def base(self, data):
        _announce("csv", data)
        return super().base(data)

    def from_data(self, fields, columns_headers, rows):
        if request.env["res.users"]._keqing_is_used():
            rows = [[self._as_text(value) for value in row] for row in rows]
        return super().from_data(fields, columns_headers, rows)

    def _as_text(self, value):
        is_computed = isinstance(value, str) and value.startswith(COMPUTED_IN_CSV)
        return f"'{value}" if is_computed else value


class TextXlsxWriter(ExportXlsxWriter):
    """Writes names such as ``=1+1`` as they are."""

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str) and COMPUTED_IN_XLSX.match(cell_value):
            return self.worksheet.write_string(row, column, cell_value, style)
        return super().write(row, column, cell_value, style)


class TextGroupXlsxWriter(TextXlsxWriter, GroupExportXlsxWriter):
    """Writes groups likewise."""


class LoggedExcelExport(ExcelExport):
    """Lets the export log know the form and the filter of an export; text stays text."""

    def base(self, data):
        _announce("xlsx", data)
        return super().base(data)

    def from_data(self, fields, columns_headers, rows):
        if not request.env["res.users"]._keqing_is_used():
            return super().from_data(fields, columns_headers, rows)
        with TextXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for place, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    writer.write_cell(place, column, value)
        return writer.value

    def from_group_data(self, fields, columns_headers, groups):
        if not request.env["res.users"]._keqing_is_used():
            return super().from_group_data(fields, columns_headers, groups)
        with TextGroupXlsxWriter(fields, columns_headers, groups.count) as writer:
            place = (1, 0)
            for name, group in groups.children.items():
                place = writer.write_group(*place, name, group)
        return writer.value


class LoggedPartner(Partner):
    """Business cards of contacts are an export like any other."""

    @route()
    def download_vcard(self, partner_ids=None, partner=None, **kwargs):
        if not (partner_ids or partner):
            return request.not_found()
        response = super().download_vcard(partner_ids=partner_ids, partner=partner, **kwargs)
        ids = [int(word) for word in (partner_ids or "").split(",") if word.isdigit()]
        partners = request.env["res.partner"].browse(ids) or partner
        if partners and request.env["res.users"]._keqing_is_used():
            request.env["keqing.export.log"]._log(partners, ["vcard"], form="vcard")
        return response


class LoggedJson(WebJsonController):
    """Odoo lets those alone read lists as JSON who may export: it is an export like any other."""

    @route()
    def web_json_1(self, subpath, **kwargs):
        response = super().web_json_1(subpath, **kwargs)
        if response.status_code == HTTPStatus.OK:
            self._log_records(subpath, response.get_json())
        return response

    def _log_records(self, subpath, content):
        """Of groups only sums are told, as on any screen."""
        rows = content.get("records", [content] if "id" in content else [])
        if not rows or not request.env["res.users"]._keqing_is_used():
            return
        action, *__ = self._get_action(subpath)
        records = request.env[action.res_model].browse(row["id"] for row in rows)
        if records._keqing_exports_customers(list(rows[0])):
            request.env["keqing.export.log"]._log(records, list(rows[0]))


def _announce(form, data):
    parameters = json.loads(data)
    request.keqing_export = {
        "form": form,
        "criteria": not parameters["ids"] and json.dumps(parameters["domain"], ensure_ascii=False),
    }

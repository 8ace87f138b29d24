# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import contextlib

from odoo import api, models

from odoo.addons.base_import.models.base_import import ImportValidationError

from ...tools.customer_sheet import complete, resolve


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
        self = self.with_context(keqing_first_line=first_line)
        result = super().execute_import(fields, columns, options, dryrun=dryrun)
        if result["messages"] and "nextrow" in result:
            result["messages"].insert(0, self._prepare_summary(result, dryrun))
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

    def _read_xlsx(self, options):
        length, rows = super()._read_xlsx(options)
        if "keqing_first_line" in self.env.context:
            complete(rows, self.file, options["sheet"])
        return length, rows

    def _convert_import_data(self, fields, options):
        data, names = super()._convert_import_data(fields, options)
        if "keqing_first_line" in self.env.context:
            data = resolve(data, names)
        return data, names

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
            written = row[index]
            try:
                parse([row], index, name, options)
            except ImportValidationError:
                row[index] = written  # load() names it

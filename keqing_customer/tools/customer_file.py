# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import Counter, defaultdict

from odoo.fields import Domain
from odoo.models import fix_import_export_id_paths

from .customer_sheet import NUMBERS
from .spelling import is_shortened

# What nobody shares with another customer, the surest first: kind of identity: field
IDENTIFIED_BY = {"vat": "vat", "licence": "keqing_licence_number", "shop": "name"}


class CustomerFile:
    """A file of customers on its way into the database.

    A *record* is a range of rows: a customer, and the persons in the rows below.
    """

    def __init__(self, partners, fields, data, limit, marks):
        """
        :param partners: empty recordset, in the environment of the import
        :param limit: rows to read, a record begun is read to its end
        :param marks: names of fields that are 1 for the customers, not for their people
        """
        self.partners = partners
        self.env = partners.env
        self.fields = fields
        self.paths = [fix_import_export_id_paths(name) for name in fields]
        self.data = data
        self.records = [
            range(extra["rows"]["from"], extra["rows"]["to"] + 1)
            for _values, extra in partners._extract_records(self.paths, self.data, limit=limit)
        ]
        self.ids = []
        self.messages = []
        heads = {record.start for record in self.records}
        for name in marks:
            self.fields = [*self.fields, name]
            self.paths.append([name])
            self.data = [[*row, "1" if at in heads else ""] for at, row in enumerate(self.data)]

    def load(self, load):
        """Create or update the customers that are right.

        :param load: Odoo's method, which takes all or nothing
        :return: as Odoo's, with ``ids`` of what is right beside ``messages`` on what is not
        """
        self._refuse_shortened()
        self._refuse_faults()
        todo = self._readable(self._without_duplicates())
        suspects = []
        while todo:
            named = self._load_together(load, todo)
            if named is None:
                break
            suspects += named or todo
            todo = [record for record in todo if record not in named] if named else []
        for record in suspects:  # alone, as Odoo blames the first of a batch as well
            self._load_alone(load, record)
        self.messages.sort(key=lambda message: message["record"])
        self._number_alike()
        next_row = self.records[-1].stop if self.records else 0
        return {
            "ids": self.ids or (False if self.messages else []),
            "messages": self.messages,
            "nextrow": next_row if next_row < len(self.data) else 0,
        }

    def _readable(self, records):
        """The records whose cells Odoo can read; those of the others are refused.

        It creates a whole file before it finds that a cell names nobody, and throws it away. What
        names a contact may be meant for one further up, and is left to it.
        """
        if any((self.env.context.get("name_create_enabled_fields") or {}).values()):
            return records
        owners = [record for record in records for _row in record]
        unread = defaultdict(list)

        def note(message):
            if message["type"] == "error" and not self._names_a_contact(message):
                unread[owners[message["rows"]["from"]]].append(message)

        partners = self.partners.with_context(_import_current_module="__import__", import_cache={})
        rows = [self.data[row] for record in records for row in record]
        with self.env.cr.savepoint(flush=False) as savepoint:
            extracted = partners._extract_records(self.paths, rows)
            for _converted in partners._convert_records(extracted, log=note, savepoint=savepoint):
                pass
        for record, errors in unread.items():
            self._refuse_for(record, errors)
        return [record for record in records if record not in unread]

    def _names_a_contact(self, message):
        model, field = self.partners, None
        for name in message.get("field_path") or [message.get("field")]:
            field = model._fields.get(name)
            if not field or not field.relational:
                return False
            model = self.env[field.comodel_name]
        return field.type != "one2many" and field.comodel_name == "res.partner"

    def _load_together(self, load, records):
        """Load records in one go.

        :return: None if that went well, else the records that were complained of, maybe wrongly
        """
        owners = [record for record in records for _row in record]
        result = load(self.fields, [self.data[row] for record in records for row in record])
        if not self._errors(result):
            self.ids += result["ids"]
            return None
        named = {
            owners[row]
            for message in self._errors(result)
            if "rows" in message
            for row in range(message["rows"]["from"], message["rows"]["to"] + 1)
        }
        return [record for record in records if record in named]

    def _load_alone(self, load, record):
        result = load(self.fields, [self.data[row] for row in record])
        if errors := self._errors(result):
            self._refuse_for(record, errors)
        else:
            self.ids += result["ids"]

    def _refuse_for(self, record, errors):
        for text in dict.fromkeys(self._explain(record, error) for error in errors):
            self._refuse(*text)

    @staticmethod
    def _errors(result):
        return [message for message in result["messages"] if message["type"] == "error"]

    # What is wrong

    def _explain(self, record, error):
        """The row that an error is in, and words that name customer, column and reason."""
        row, column = self._locate(record, error)
        names = {"name": self._cell(record, "name"), "reason": self._reason(error)}
        if column is None:
            return row, self.env._("“%(name)s”: %(reason)s", **names)
        return row, self.env._(
            "“%(name)s”, column “%(column)s”: %(reason)s",
            column=self._label(self.paths[column]),
            **names,
        )

    def _reason(self, error):
        """What Odoo says, which does not translate the labels of the persons' fields."""
        reason, model = error["message"], self.partners
        for depth, name in enumerate(error.get("field_path") or ()):
            field = model._fields.get(name)
            if not field:
                break
            if depth:
                reason = reason.replace(
                    f"/{field.string}", f"/{field._description_string(self.env)}"
                )
            model = self.env[field.comodel_name] if field.comodel_name else model
        return reason

    def _locate(self, record, error):
        """The row and column of the cell that an error quotes; the column is None for no cell."""
        path = error.get("field_path") or [error.get("field")]
        columns = [column for column, names in enumerate(self.paths) if names[: len(path)] == path]
        for row in record:
            for column in columns:
                cell = self.data[row][column]
                if cell and str(cell) in error["message"]:
                    return row, column
        return record.start, columns[0] if columns else None

    def _label(self, path):
        model, labels = self.partners, []
        for name in path:
            if field := model._fields.get(name):
                labels.append(field._description_string(self.env))
                model = self.env[field.comodel_name] if field.comodel_name else model
        return " / ".join(labels) or path[0]

    def _refuse(self, row, text, kind="error"):
        self.messages.append(
            {
                "type": kind,
                "record": self._line(row),
                "rows": {"from": row, "to": row},
                "message": text,
            }
        )

    def _number_alike(self):
        """Odoo's screen says the line, but not where several have the same message."""
        counts = Counter(message["message"] for message in self.messages)
        for message in self.messages:
            if counts[message["message"]] > 1:
                message["message"] = self.env._(
                    "Line %(line)s, %(text)s", line=message["record"], text=message["message"]
                )

    def _refuse_shortened(self):
        """Name the numbers that a spreadsheet has cut: the rest of their digits is lost."""
        columns = [column for column, path in enumerate(self.paths) if path[-1] in NUMBERS]
        for record in self.records:
            for row in record:
                for column in columns:
                    cell = self.data[row][column]
                    if is_shortened(cell):
                        text = self.env._(
                            "“%(name)s”, column “%(column)s”: the spreadsheet has cut the number "
                            "%(number)s. Format the column as text, and fill it in anew.",
                            name=self._cell(record, "name"),
                            column=self._label(self.paths[column]),
                            number=cell,
                        )
                        self._refuse(row, text)

    def _refuse_faults(self):
        """Name the cells that show an error or have no value: nobody knows what is meant."""
        heads = {row: record for record in self.records for row in record}
        for row, column, kind, cell in self._reading().get("faults", ()):
            if row not in heads:
                continue
            said = {
                "name": self._cell(heads[row], "name"),
                "column": self._label(self.paths[column]),
                "cell": cell,
            }
            self._refuse(
                row,
                self.env._(
                    "“%(name)s”, column “%(column)s”: the spreadsheet shows the error %(cell)s. "
                    "Correct the formula, or clear the cell.",
                    **said,
                )
                if kind == "error"
                else self.env._(
                    "“%(name)s”, column “%(column)s”: the formula in %(cell)s has no result. Open "
                    "the file in a spreadsheet, save it, and import it again.",
                    **said,
                ),
            )

    def _reading(self):
        return self.env.context.get("keqing_reading") or {}

    def _line(self, row):
        """The line of the file as the spreadsheet shows it, the first being 1."""
        lines = self._reading().get("lines", ())
        return lines[row] if row < len(lines) else self.env.context["keqing_first_line"] + row

    def _cell(self, record, name):
        cell = self.data[record.start][self.fields.index(name)] if name in self.fields else ""
        return str(cell or "").strip()

    # Who is there already

    def _without_duplicates(self):
        """The records that are not in the database or further up in the file; refuse the others."""
        records = [record for record in self.records if not self._updates(record)]
        keys = {record: self._keys(record) for record in records}
        known = self._known_customers({key for found in keys.values() for key in found})
        ids = {partner.id for holders in known.values() for partner in holders.values()}
        visible = self.partners.browse(ids)._filtered_access("read")
        above = defaultdict(dict)
        for record, found in keys.items():
            licence = next((key for kind, key in found if kind == "licence"), None)
            for holders in known, above:
                kind, same = self._first_alike(found, licence, holders)
                if same:
                    self._refuse_known(record, same, kind, visible)
                    break
            else:
                for key in found:
                    above[key].setdefault(licence, record)
        refused = {message["rows"]["from"] for message in self.messages}
        return [record for record in self.records if refused.isdisjoint(record)]

    @staticmethod
    def _first_alike(keys, licence, holders):
        """Who is the same as somebody with these keys and this licence.

        Two that have a licence each, and not the same, are two customers, such as the shops of one
        company.

        :param holders: ``{key: {licence or None: partner or record}}``
        :return: the kind of the key that they share, and who; twice None for nobody
        """
        for key in keys:
            others = holders.get(key) or {}
            if licence is None and others:
                return key[0], next(iter(others.values()))
            for each in (licence, None):
                if each in others:
                    return key[0], others[each]
        return None, None

    def _refuse_known(self, record, same, kind, visible):
        """
        :param same: the partner that the customer is, or its record further up in the file
        :param visible: partners that the user may see
        """
        names = {"name": self._cell(record, "name"), "fact": self._fact(kind)}
        if isinstance(same, range):
            text = self.env._(
                "“%(name)s”: the same customer as in line %(other)s (same %(fact)s).",
                other=self._line(same.start),
                **names,
            )
        elif same not in visible:
            text = self.env._(
                "“%(name)s”: is there already, outside your territories (same %(fact)s).", **names
            )
        elif not same.active:
            text = self.env._(
                "“%(name)s”: is there already, archived, as “%(known)s” (same %(fact)s). Restore "
                "that one.",
                known=same.display_name,
                **names,
            )
        else:
            text = self.env._(
                "“%(name)s”: is there already as “%(known)s” (same %(fact)s).",
                known=same.display_name,
                **names,
            )
        self._refuse(record.start, text, kind="warning")

    def _updates(self, record):
        """Whether a record is meant to change a customer that is there."""
        if self._cell(record, ".id"):
            return True
        xml_id = self._cell(record, "id")
        if xml_id and "." not in xml_id:
            xml_id = f"__import__.{xml_id}"
        return bool(xml_id and self.env.ref(xml_id, raise_if_not_found=False))

    def _keys(self, record):
        """What nobody shares with another customer, the surest first: ``[(kind, key)]``."""
        facts = {kind: self._cell(record, name) for kind, name in IDENTIFIED_BY.items()}
        keys = dict(
            self.env["keqing.identity"]._keys(
                name=facts["shop"],
                city=self._cell(record, "city"),
                vat=facts["vat"],
                licence=facts["licence"],
            )
        )
        return [(kind, keys[kind]) for kind in IDENTIFIED_BY if kind in keys]

    def _known_customers(self, keys):
        """Customers of our companies that have one of these keys, whoever looks after them.

        Who is archived is known, too.

        :return: ``{key: {licence or None: customer}}``
        """
        partners = self.partners.sudo().with_context(active_test=False)  # seen or not
        customers = partners._search(
            (Domain("is_company", "=", True) | Domain("parent_id", "=", False))
            & Domain("partner_share", "=", True)
            & Domain("company_id", "in", [False, *self.env.companies.ids])
        )
        known = defaultdict(dict)
        for key, customer_id, __, __, licence in self.env["keqing.identity"]._find(keys, customers):
            known[key].setdefault(licence, self.partners.browse(customer_id))
        return known

    def _fact(self, kind):
        if kind == "shop":
            return self.env._("name and city")
        return self.partners._fields[IDENTIFIED_BY[kind]]._description_string(self.env)

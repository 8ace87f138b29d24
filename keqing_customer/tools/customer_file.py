# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import unicodedata

from odoo.models import fix_import_export_id_paths
from odoo.tools import SQL

# What does not make two names, or two numbers, different
NOISE = " \t\n\r.,;:'\"()[]<>-_/&*#·・、。"


class CustomerFile:
    """A file of customers on its way into the database.

    A *record* is a range of rows: a customer, and the persons in the rows below.
    """

    def __init__(self, partners, fields, data, limit, mark_companies):
        """
        :param partners: empty recordset, in the environment of the import
        :param limit: rows to read, a record begun is read to its end
        :param mark_companies: add that the customers, not their people, are companies
        """
        self.partners = partners
        self.env = partners.env
        self.fields = fields
        self.paths = [fix_import_export_id_paths(name) for name in fields]
        self.data = data
        self.records = [
            range(extra["rows"]["from"], extra["rows"]["to"] + 1)
            for _values, extra in partners._extract_records(self.paths, data, limit=limit)
        ]
        self.ids = []
        self.messages = []
        if mark_companies:
            heads = {record.start for record in self.records}
            self.fields = [*fields, "is_company"]
            self.paths.append(["is_company"])
            self.data = [[*row, "1" if index in heads else ""] for index, row in enumerate(data)]

    def load(self, load):
        """Create or update the customers that are right.

        :param load: Odoo's method, which takes all or nothing
        :return: as Odoo's, with ``ids`` of what is right beside ``messages`` on what is not
        """
        todo = self._without_duplicates()
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
        next_row = self.records[-1].stop if self.records else 0
        return {
            "ids": self.ids or (False if self.messages else []),
            "messages": self.messages,
            "nextrow": next_row if next_row < len(self.data) else 0,
        }

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
            for text in dict.fromkeys(self._explain(record, error) for error in errors):
                self._refuse(*text)
        else:
            self.ids += result["ids"]

    @staticmethod
    def _errors(result):
        return [message for message in result["messages"] if message["type"] == "error"]

    # What is wrong

    def _explain(self, record, error):
        """The row that an error is in, and words that name line, customer, column and reason."""
        row, column = self._locate(record, error)
        names = {
            "line": self._line(row),
            "name": self._cell(record, "name"),
            "reason": error["message"],
        }
        if column is None:
            return row, self.env._("Line %(line)s, “%(name)s”: %(reason)s", **names)
        return row, self.env._(
            "Line %(line)s, “%(name)s”, column “%(column)s”: %(reason)s",
            column=self._label(self.paths[column]),
            **names,
        )

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

    def _line(self, row):
        """The line of the file, the first being 1; empty lines do not count."""
        return self.env.context["keqing_first_line"] + row

    def _cell(self, record, name):
        cell = self.data[record.start][self.fields.index(name)] if name in self.fields else ""
        return str(cell or "").strip()

    # Who is there already

    def _without_duplicates(self):
        """The records that are not in the database or further up in the file; refuse the others."""
        keys = {record: self._keys(record) for record in self.records if not self._updates(record)}
        known = self._known_customers({key for found in keys.values() for key in found})
        visible = self.partners.browse(set(known.values()))._filtered_access("read")
        first = {}
        for record, found in keys.items():
            shared = next((key for key in found if key in known or key in first), None)
            if shared is None:
                first.update(dict.fromkeys(found, record))
                continue
            names = {
                "line": self._line(record.start),
                "name": self._cell(record, "name"),
                "fact": self._fact(shared[0]),
            }
            if shared not in known:
                text = self.env._(
                    "Line %(line)s, “%(name)s”: the same customer as in line %(other)s (same "
                    "%(fact)s).",
                    other=self._line(first[shared].start),
                    **names,
                )
            elif (customer := self.partners.browse(known[shared])) in visible:
                text = self.env._(
                    "Line %(line)s, “%(name)s”: is there already as “%(known)s” (same %(fact)s).",
                    known=customer.display_name,
                    **names,
                )
            else:
                text = self.env._(
                    "Line %(line)s, “%(name)s”: is there already, outside your territories (same "
                    "%(fact)s).",
                    **names,
                )
            self._refuse(record.start, text, kind="warning")
        refused = {message["rows"]["from"] for message in self.messages}
        return [record for record in self.records if record.start not in refused]

    def _updates(self, record):
        """Whether a record is meant to change a customer that is there."""
        if self._cell(record, ".id"):
            return True
        xml_id = self._cell(record, "id")
        if xml_id and "." not in xml_id:
            xml_id = f"__import__.{xml_id}"
        return bool(xml_id and self.env.ref(xml_id, raise_if_not_found=False))

    def _keys(self, record):
        """What nobody shares with another customer: ``[(field, normalised value)]``."""
        keys = [
            (name, key)
            for name in ("vat", "keqing_licence_number")
            if (key := normalised(self._cell(record, name)))
        ]
        if name := normalised(self._cell(record, "name")):
            keys.append(("name", f"{name}|{normalised(self._cell(record, 'city'))}"))
        return keys

    def _known_customers(self, keys):
        """Customers of our companies that have one of these keys, whoever looks after them.

        :return: ``{key: id}``
        """
        partners = self.partners.sudo()  # they must not be created twice, seen or not
        partners.flush_model()
        rows = self.env.execute_query(
            SQL(
                """WITH known AS (
                       SELECT id, %(vat)s AS vat, %(licence)s AS licence,
                              %(name)s || '|' || %(city)s AS name
                         FROM res_partner
                        WHERE active AND (is_company OR parent_id IS NULL)
                          AND partner_share IS NOT FALSE
                          AND (company_id IS NULL OR company_id = ANY(%(companies)s)))
                   SELECT id, vat, licence, name
                     FROM known
                    WHERE vat = ANY(%(vats)s) OR licence = ANY(%(licences)s)
                       OR name = ANY(%(names)s)
                 ORDER BY id DESC""",
                vat=normalised_sql("vat"),
                licence=normalised_sql("keqing_licence_number"),
                name=normalised_sql("name"),
                city=normalised_sql("city"),
                companies=self.env.companies.ids,
                vats=[key for name, key in keys if name == "vat"],
                licences=[key for name, key in keys if name == "keqing_licence_number"],
                names=[key for name, key in keys if name == "name"],
            )
        )
        found = {}
        for customer_id, vat, licence, name in rows:  # the oldest last, and it wins
            for key in ("vat", vat), ("keqing_licence_number", licence), ("name", name):
                found[key] = customer_id
        return {key: found[key] for key in keys & found.keys()}

    def _fact(self, name):
        if name == "name":
            return self.env._("name and city")
        return self.partners._fields[name]._description_string(self.env)


def normalised(text):
    """How the same name is written by everybody: ``（Ｌｉｙｕｅ） Wine`` is ``liyuewine``."""
    text = unicodedata.normalize("NFKC", text).lower()
    return text.translate(dict.fromkeys(map(ord, NOISE)))


def normalised_sql(column):
    """The same, for a column of ``res_partner``."""
    return SQL(
        "translate(lower(normalize(COALESCE(%s, ''), NFKC)), %s, '')",
        SQL.identifier(column),
        NOISE,
    )

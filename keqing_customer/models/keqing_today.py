# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from ..today import OWN_PEOPLE, SHOWN

READ = 100  # records out of which a section picks those that it shows


class KeqingToday(models.AbstractModel):
    """What waits for somebody this morning: the first screen, section by section.

    Each room and each module adds sections to ``_get_sections``; what they search is read by one
    statement for all of them, with the user's own rights.
    """

    _name = "keqing.today"
    _description = "Today"

    @api.model
    @api.readonly
    def get_today(self):
        """The sections of the user, those to begin with first.

        :return: dict: ``date`` (of the company); ``sections``, a list of dicts: ``name``,
            ``title``, ``kind``, ``empty``, ``count`` as of :class:`Section`, ``has_all``, whether
            :meth:`action_view_section` shows all, and ``lines``, the first of them, with
            ``customer`` as ``{"name", "grade", "trend"}``
        :raise AccessError: without a role
        """
        sections = self._get_own_sections()
        lines, counts = self._get_lines(sections)
        sections = [section for section in sections if section in lines]
        shown = {section.name: section for section in reversed(sections)}  # shares as one
        names = self._get_names([line for each in lines.values() for line in each])
        return {
            "date": fields.Date.to_string(self.env.company._get_keqing_today()),
            "sections": [
                {
                    "name": section.name,
                    "title": section.title,
                    "kind": section.kind,
                    "empty": section.empty,
                    "count": sum(counts[each] for each in sections if each.name == section.name),
                    "has_all": bool(section.action),
                    "lines": [
                        {
                            **line,
                            "customer": names.get(line.get("customer"), False),
                            "user": names.get(line.get("user"), False),
                        }
                        for each in sections
                        if each.name == section.name
                        for line in lines[each]
                    ],
                }
                for section in reversed(shown.values())
            ],
        }

    @api.model
    @api.readonly
    def action_view_section(self, name):
        """Open what a section counts, all of it and nothing else.

        :raise AccessError: without a role
        :raise UserError: if the user has no such section, or it shows all already
        """
        for section in self._get_own_sections():
            if section.name == name and section.action:
                opened = section.opened() if section.opened else self._search_section(section)
                action = self.env["ir.actions.act_window"]._for_xml_id(section.action)
                kept = safe_eval(action["context"] or "{}", {"uid": self.env.uid})
                return {
                    **action,
                    "name": section.title,
                    "path": False,  # which is of all there are
                    "domain": [("id", "in", opened.ids)],
                    "context": {
                        key: value
                        for key, value in kept.items()
                        if not key.startswith("search_default_")
                    },
                }
        raise UserError(self.env._("“Today” has no section “%s” to open.", name))

    @api.model
    def action_find_customer(self, text):
        """Open whom a name, telephone, licence or tax number means, or a list where it is several.

        A person stands for the customer that it belongs to.

        :raise AccessError: without a role
        :raise UserError: if nobody is meant that the user may see
        """
        self._check_has_role()
        found = self.env["res.partner"].search(
            Domain("display_name", "ilike", str(text).strip())
            & (
                Domain("commercial_partner_id.keqing_customer_type_id", "!=", False)
                | Domain("commercial_partner_id.customer_rank", ">", 0)
            ),
            limit=READ,
        )
        customers = found.commercial_partner_id.filtered(lambda each: each.has_access("read"))
        if not customers:
            raise UserError(
                self.env._(
                    "No customer is found by “%s”: try a part of the name or of the number.", text
                )
            )
        action = self._customers_action(self.env._("Customers"), Domain("id", "in", customers.ids))
        if len(customers) == 1:
            action |= {"res_id": customers.id, "views": action["views"][-1:]}
        return action

    def _search_section(self, section):
        return section.records.search(section.domain, order=section.order)

    def _get_own_sections(self):
        """:return: sorted list of :class:`Section`, of the user's roles"""
        self._check_has_role()
        sections = [each for each in self._get_sections() if self._is_for_user(each)]
        return sorted(sections, key=lambda section: section.sequence)

    def _check_has_role(self):
        if not self.env.user.has_group(OWN_PEOPLE):
            raise AccessError(
                self.env._("“Today” is for people with a role in Keqing. Ask an administrator.")
            )

    @api.model
    def _get_sections(self):
        """All there are; each room adds its own.

        :return: list of :class:`Section`, whosesoever they are
        """
        return []

    def _is_for_user(self, section):
        """Whether it is of the user's role, who may read such records at all."""
        readable = section.records is None or section.records.has_access("read")
        return readable and self.env.user.has_groups(section.groups)

    def _get_lines(self, sections):
        """What each section shows, and how much there is, of those that concern the user.

        :return: ``{section: list of lines}``, ``{section: count}``
        """
        lines, counts = {}, {}
        for section in sections:
            if section.lines and (found := section.lines()) is not None:
                found = list(found)
                counts[section] = sum(not line.get("done") for line in found)
                lines[section] = found if section.kind != "lines" else found[:SHOWN]
        searched = [section for section in sections if not section.lines]
        shown = {}
        for section, (figures, count) in self._read(searched).items():
            records = section.pick(figures) if section.pick else list(figures)
            shown[section] = [(record, figures[record]) for record in records[:SHOWN]]
            counts[section] = count
        for section, records in shown.items():
            lines[section] = [
                {
                    "customer": record[section.customer] if section.customer else None,
                    **(
                        section.line(record)
                        if section.figure is None
                        else section.line(record, figure)
                    ),
                }
                for record, figure in records
            ]
        return lines, counts

    def _read(self, sections):
        """The first records of each section and their fields, all by one statement.

        :return: ``{section: ({record: figure}, count of all)}``, without those of no concern
        """
        if not sections:
            return {}
        asked = SQL(" UNION ALL ").join(map(self._section_sql, sections))
        found = {
            name: rows for name, rows, concerns in self.env.execute_query(asked) if rows or concerns
        }
        return {
            section: self._to_records(section, found[section.name])
            for section in sections
            if section.name in found
        }

    def _section_sql(self, section):
        """SELECT of one row: the name, the first records as a list of lists, and whether there are
        any that concern the user.
        """
        model = section.records
        limit = READ if section.pick else SHOWN
        query = model._search(section.domain, order=section.order or model._order, limit=limit)
        columns = [
            model._field_to_sql(model._table, name, query) for name in ("id", *section.fields)
        ]
        figure = SQL("NULL") if section.figure is None else section.figure
        row = SQL("jsonb_build_array(count(*) OVER (), %s, %s)", figure, SQL(", ").join(columns))
        concerns = SQL("TRUE")
        if section.concerns is not None:
            concerns = SQL("EXISTS (%s)", model._search(section.concerns, limit=1).select())
        return SQL(
            "SELECT %s AS name, to_jsonb(ARRAY(%s)) AS rows, %s AS concerns",
            section.name,
            query.select(row),
            concerns,
        )

    def _to_records(self, section, rows):
        """Put the values where records look for them, as Odoo does when it fetches."""
        records = section.records.browse(row[2] for row in rows)
        for position, name in enumerate(section.fields, 3):
            field = records._fields[name]
            field._insert_cache(records, [_to_column(field, row[position]) for row in rows])
        figures = {record: row[1] for record, row in zip(records, rows, strict=True)}
        return figures, rows[0][0] if rows else 0

    def _get_names(self, lines):
        """Who the lines are about, of all sections at once.

        :return: ``{customer: {"name", "grade", "trend"}, user: {"name"}}``, with the customers that
            the user may read
        """
        about = {line.get(name) for line in lines for name in ("customer", "user")}
        customers = [each.id for each in about if each and each._name == "res.partner"]
        users = [each.id for each in about if each and each._name == "res.users"]
        found = self.env["res.partner"].with_context(active_test=False)
        found = found.search_fetch(
            Domain("id", "in", customers), ["name", "keqing_grade_id", "keqing_grade_trend"]
        )
        names = {
            customer.with_env(self.env): {
                "name": customer.name,
                "grade": customer.keqing_grade_id._badge(),
                "trend": customer.keqing_grade_trend,
            }
            for customer in found
        }
        # past the rights: what colleagues are called is no secret
        colleagues = SQL(
            """SELECT users.id, partner.name
                 FROM res_users users JOIN res_partner partner ON partner.id = users.partner_id
                WHERE users.id = ANY(%s)""",
            users,
        )
        for user_id, name in self.env.execute_query(colleagues) if users else ():
            names[self.env["res.users"].browse(user_id)] = {"name": name}
        return names

    @api.model
    def _money(self, amount):
        """An amount in the currency of the user's company, as text."""
        return self.env.company.currency_id.format(amount)

    @api.model
    def _column(self, model, name):
        """A column of the rows that a section searches, for its ``figure``."""
        return SQL.identifier(self.env[model]._table, name)

    @api.model
    def _xml_id(self, xml_id):
        """The number of a record, from the cache: nobody needs the record itself."""
        return self.env["ir.model.data"]._xmlid_to_res_id(xml_id, raise_if_not_found=True)


def _to_column(field, value):
    """What a column holds, from its JSON."""
    match field.type:
        case "date":
            return fields.Date.to_date(value)
        case "datetime":
            return value and fields.Datetime.to_datetime(value[:19].replace("T", " "))
    return value

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE
from odoo.addons.keqing_customer.wording import say_day

SOON_DAYS = 3  # before a contact is due


class ResPartner(models.Model):
    """When a customer is to be contacted next, and how it likes that best."""

    _inherit = "res.partner"

    keqing_contact_channel = fields.Selection(
        selection=lambda self: self.env["keqing.contact.mixin"]._get_contact_kinds(),
        string="Prefers to Be Contacted By",
        groups=OWN_PEOPLE,
        copy=False,
        help="Empty: as the grade says.",
    )
    keqing_contact_due_ids = fields.One2many(
        comodel_name="keqing.contact.due", inverse_name="partner_id", groups=OWN_PEOPLE
    )

    def _find_matters(self):
        return [*super()._find_matters(), *self._find_dated_matters()]

    def _find_dated_matters(self):
        """What is to be done for these customers on a day, all of it read by one statement."""
        kinds = self._get_dated_matters()
        selects = []
        for kind, (records, domain, names, __) in kinds.items():
            query = records._search(domain)
            record_id, customer_id, day, *details = (
                records._field_to_sql(query.table, name) for name in ("id", "partner_id", *names)
            )
            selects.append(
                query.select(
                    SQL(
                        "%s, %s, %s, %s::timestamp, jsonb_build_array(%s)",
                        kind,
                        record_id,
                        customer_id,
                        day,
                        SQL(", ").join(details),
                    )
                )
            )
        for kind, record_id, customer_id, moment, details in self.env.execute_query(
            SQL(" UNION ALL ").join(selects)
        ):
            records, __, (name, *__), tell = kinds[kind]
            # A moment is of the day that the company has then
            is_day = records._fields[name].type == "date"
            day = moment.date() if is_day else self.env.company._get_keqing_day(moment)
            customer = self.browse(customer_id).with_prefetch(self._prefetch_ids)
            yield {"customer": customer, "due": day, **tell(record_id, customer, day, *details)}

    def _get_dated_matters(self):
        """Kinds of them; other rooms and modules add theirs, each of a model with ``partner_id``.

        :return: ``{kind: (model, domain, names of fields, function)}``, the first name is that of
            the day or moment; the function makes ``level``, ``text`` and ``action`` of id,
            customer, day and the values of the other fields
        """
        company = self.env.company
        last = fields.Date.add(company._get_keqing_today(), days=SOON_DAYS)
        due = [
            ("partner_id", "in", self.ids),
            ("company_id", "=", company.id),
            ("due_on", "<=", last),
        ]
        return {
            "contact": (
                self.env["keqing.contact.due"],
                due,
                ("due_on", "depth"),
                self._tell_contact_due,
            ),
            "sponsor": (
                self.env["keqing.contact.due"],
                [*due[:2], ("sponsor_due_on", "<=", last)],
                ("sponsor_due_on",),
                self._tell_sponsor_due,
            ),
        }

    def _tell_contact_due(self, _due_id, customer, day, depth):
        company = self.env.company
        late = (company._get_keqing_today() - day).days
        said = say_day(self.env, day)
        if depth == "deep":
            text = self.env._("Deep contact due on %s", said)
        else:
            text = self.env._("Contact due on %s", said)
        return {
            "level": "now" if late > company.sudo().keqing_grace_days else "soon",
            "text": text,
            "action": self._get_contact_action(customer),
        }

    def _tell_sponsor_due(self, _due_id, customer, day):
        return {
            "level": "now" if day < self.env.company._get_keqing_today() else "soon",
            "text": self.env._(
                "The executive sponsor is to talk with the management until %s",
                say_day(self.env, day),
            ),
            "action": self._get_contact_action(customer),
        }

    def _keqing_grade_changed(self, run, changes):
        """Who is to be seen more or less often now is due by that at once."""
        changed = super()._keqing_grade_changed(run, changes)
        if run.purpose == "grade":
            self.env["keqing.contact.due"]._refresh(run.company_id, self)
        return changed

    @api.model
    def _get_contact_action(self, customer):
        """What opens where the contact is entered; here the customer."""
        return customer._get_records_action()

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, models, tools
from odoo.exceptions import AccessError

from ..chosen import OWN_PEOPLE

PARTNER = "res.partner"
ALL = "keqing_customer.group_customer_all"


class Base(models.AbstractModel):
    """No record of any model names a partner that its writer may not see.

    Odoo tells of whom a record names, often as superuser: the address of an attendee, the name of
    what an activity is about. What was stored is looked at, in whatever form it was said, in one
    query for all records; what is written as superuser is not. ``keqing.reader.mixin`` asks before
    as well, where Odoo copies what it knows of a partner.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self._keqing_is_bound():
            named = [name for name in self._keqing_naming() if self._fields[name].relational]
            named = [name for name in named if self._fields[name].comodel_name == PARTNER]
            if named:  # of references Odoo itself asks for the rights on what they name
                said = {key[8:] for key in self.env.context if key.startswith("default_")}
                said.update(self.env["ir.default"]._get_model_defaults(self._name), *vals_list)
                records._keqing_check_named(
                    {name for name in named if name in said or not self._fields[name].compute}
                )
        return records

    def write(self, vals):
        if not self._keqing_is_bound():
            return super().write(vals)
        naming = self._keqing_naming()
        named = {naming[name] for name, value in vals.items() if value and name in naming}
        before = named and self._keqing_named(named)
        written = super().write(vals)
        if named:
            self._keqing_check_named(named, before)
        return written

    def _keqing_is_bound(self):
        """Whether the user is one of ours who sees some customers and others not."""
        user = self.env.user
        return not self.env.su and bool(
            user._keqing_is_used() and user.has_group(OWN_PEOPLE) and not user.has_group(ALL)
        )

    @tools.ormcache("self._name")
    def _keqing_naming(self):
        """:return: ``{name of what is written: field by which a partner is named with it}``"""
        if hasattr(self, "_check_partners_readable"):
            return {}  # see keqing.reader.mixin
        naming = {}
        for name, field in self._fields.items():
            if not field.store or field.inherited or field.related:
                continue
            if field.type in ("many2one", "many2many") and field.comodel_name == PARTNER:
                naming[name] = name
            elif field.type == "many2one_reference" and field.model_field in self._fields:
                of_model = self._fields[field.model_field].related or field.model_field
                naming.update(dict.fromkeys([name, field.model_field], name))
                naming[of_model.split(".")[0]] = name
        return naming

    def _keqing_named(self, names):
        """:return: ``{(field, model): ids}`` of whom or what these records name"""
        named = defaultdict(set)
        records = self.sudo().with_context(active_test=False)  # to be compared, not told
        for name in names:
            field = self._fields[name]
            if field.relational:
                named[name, PARTNER].update(records.mapped(name)._ids)
                continue
            for record in records:
                model = record[field.model_field]
                if model == PARTNER or hasattr(self.env.get(model), "_check_partners_readable"):
                    named[name, model].add(record[name])
        return named

    def _keqing_check_named(self, names, before=None):
        """:raise AccessError: if these name what their writer may not see and did not find there"""
        for (name, model), ids in self._keqing_named(names).items():
            known = (before or {}).get((name, model), ())
            self._keqing_check_seen(
                name, self.env[model].browse(filter(None, ids.difference(known)))
            )

    def _keqing_check_seen(self, name, others):
        """:raise AccessError: if the user may not see some of what is named by a field of these"""
        if others._name == PARTNER:
            others -= self.env.user.partner_id
        if others and others - others.exists()._filtered_access("read"):
            raise AccessError(
                self.env._(
                    "“%(field)s”: you may not see this contact. Ask who looks after it, or your "
                    "manager.",
                    field=self._fields[name]._description_string(self.env),
                )
            )

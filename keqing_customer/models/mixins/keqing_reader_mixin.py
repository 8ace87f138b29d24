# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import Command, api, models
from odoo.api import NewId
from odoo.exceptions import AccessError

from ...chosen import OWN_PEOPLE

PARTNER = "res.partner"


class KeqingReaderMixin(models.AbstractModel):
    """Whoever of ours names a partner may read it: else its address and figures would come along.

    Odoo copies telephone, e-mail and address of a partner to a lead, an order or a contact below,
    whether or not the user sees it.
    """

    _name = "keqing.reader.mixin"
    _description = "Names Readable Partners"

    @api.model_create_multi
    def create(self, vals_list):
        if not self._asks_for_readers():
            return super().create(vals_list)
        defaults = defaults_naming_partners(self)
        checked = self._check_partners_readable([{**defaults, **vals} for vals in vals_list])
        records = super().create(vals_list)
        names = {*defaults}.union(*vals_list)
        records._check_partners_stored(names, checked)
        return records

    def write(self, vals):
        if not self._asks_for_readers():
            return super().write(vals)
        names = {name for name, value in vals.items() if value}
        before = self._stored_partners(names)
        checked = self._check_partners_readable([vals])
        written = super().write(vals)
        self._check_partners_stored(names, checked.union(*before.values()))
        return written

    def _asks_for_readers(self):
        return asks_for_readers(self.env)

    def _check_partners_readable(self, vals_list):
        return check_partners_readable(self, vals_list)

    def _check_partners_stored(self, names, checked):
        """However it was said, whom these name now by some fields may be read, or was checked."""
        for field, ids in self._stored_partners(names).items():
            _check_readable(self.env, field, ids - checked)

    def _stored_partners(self, names):
        """:return: ids of whom these name, by field"""
        fields = [self._fields[name] for name in names if name in self._fields]
        return {
            field: set(self.sudo()[field.name].ids)  # to be compared, not told
            for field in fields
            if field.store and field.comodel_name == PARTNER and field.type != "one2many"
        }


def asks_for_readers(env):
    """Whether the user is one of ours, who sees some partners and others not."""
    return not env.su and env.user.has_group(OWN_PEOPLE)


def naming_partners(model):
    """:return: names of the fields by which a record names a partner, itself or on a line"""
    return [
        name
        for name, field in model._fields.items()
        if field.store and field.relational
        if field.type != "many2one" or field.comodel_name == PARTNER
    ]


def defaults_naming_partners(model):
    """What a new record begins with that may name a partner: a context says it in any form."""
    said = {
        name: model.env.context[f"default_{name}"]
        for name in model._fields
        if f"default_{name}" in model.env.context
    }
    return {**model.default_get(naming_partners(model)), **said}


def defaults_naming_ours(model):
    """What a new form begins with that may name a record of ours, whoever says it."""
    names = [name for name, field in model._fields.items() if _is_ours(model.env, field)]
    return model.default_get(names) if names else {}


def check_ours_readable(records, vals):
    """For a form: what is computed and related on it is read as superuser.

    :raise AccessError: if it names a record that follows a customer, and that the user may not read
    """
    env = records.env
    for field, number in _named(records.sudo(), vals, _is_ours):  # what is there already
        named = env[field.comodel_name].browse(number)
        if named.exists() and not named.has_access("read"):
            raise AccessError(
                env._(
                    "“%(field)s”: you may not see this record. Ask who looks after the customer, "
                    "or your manager.",
                    field=field._description_string(env),
                )
            )


def check_partners_readable(records, vals_list):
    """
    :return: ids of the partners that values name, or those of a line below
    :raise AccessError: if the user may not read one that is not named there already
    """
    named = defaultdict(set)
    for vals in vals_list:
        for field, partner_id in _named_partners(records.sudo(), vals):  # what is there already
            named[field].add(partner_id)
    for field, ids in named.items():
        _check_readable(records.env, field, ids)
    return set().union(*named.values())


def check_told(record, name, partners):
    """For who refuses a record and says of whom: an id is typed in, and a name would be the answer.

    :param name: field of ``record`` that leads to ``partners``
    :raise AccessError: without any name, if the user may not read one of them
    """
    # Constraints run as superuser: it is the user who is told
    _check_readable(record.sudo(False).env, record._fields[name], partners.ids)


def _check_readable(env, field, ids):
    partners = env[PARTNER].browse(ids)
    if partners - partners.exists()._filtered_access("read"):
        _refuse(env, field)


def _refuse(env, field):
    raise AccessError(
        env._(
            "“%(field)s”: you may not see this contact. Ask who looks after it, or your manager.",
            field=field._description_string(env),
        )
    )


def _is_partner(env, field):
    return field.comodel_name == PARTNER


def _is_ours(env, field):
    """Whether a field leads to a record whose readers are those of a customer."""
    return (
        field.store
        and field.type in ("many2one", "many2many")
        and hasattr(env[field.comodel_name], "_is_anchor")
    )


def _named_partners(records, vals):
    return _named(records, vals, _is_partner)


def _named(records, vals, is_wanted):
    """What values name, written on all of these records, or on a new one if there are none.

    :param is_wanted: function of an environment and a field, whether it is looked at
    :return: list of (field, id), without those that the records name already
    :raise AccessError: for what is no id: the database would take a text or a fraction for one
    """
    named = []
    for name, value in vals.items():
        field = records._fields.get(name)
        if not (field and field.store and field.relational and (value or type(value) is NewId)):
            continue
        references = list(_references(field, value))
        wanted = is_wanted(records.env, field)
        if not wanted and not any(content for __, content in references):
            continue
        lines = records[name]
        known = set.intersection(*[set(record[name].ids) for record in records] or [set()])
        for reference, content in references:
            line_id = _id_of(reference)
            if isinstance(content, dict):
                line = lines.filtered(lambda each, line_id=line_id: each.id == line_id)
                named += _named(line, content, is_wanted)
            if wanted and line_id:
                if type(line_id) is not int:
                    _refuse(records.env, field)
                if line_id not in known:
                    named.append((field, line_id))
    return named


def _references(field, value):
    """What the ORM reads out of a value: pairs of a reference and of what is said of it, or None.

    A form sends what surrounds a line as a dictionary; clients send commands, and ids alone.
    """
    if isinstance(value, models.BaseModel):
        yield from ((each, None) for each in value)
    elif isinstance(value, dict):
        yield value.get("id"), value
    elif field.type == "many2one":
        yield (value[0] if isinstance(value, tuple) and value else value), None
    elif isinstance(value, list | tuple):
        for each in value:
            if not isinstance(each, list | tuple):
                yield (None, each) if isinstance(each, dict) else (each, None)
                continue
            operation, line_id, content = (*each, None, None, None)[:3]
            if operation == Command.CREATE:
                yield None, content
            elif operation == Command.UPDATE:
                yield (line_id if isinstance(line_id, int) else None), content
            elif operation == Command.LINK:
                yield line_id, None
            elif operation == Command.SET:
                yield from ((line_id, None) for line_id in content or ())


def _id_of(reference):
    """The id of what a reference is or was made of."""
    if isinstance(reference, models.BaseModel):
        reference = reference.id
    return reference.origin if isinstance(reference, NewId) else reference

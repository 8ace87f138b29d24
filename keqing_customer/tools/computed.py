# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What Odoo computes and credit reads is nobody's to write; code writes it as superuser.

Our own models have ``keqing.guard.mixin``. On Odoo's a value that says what is computed anyway is
left out, as old data and exports have it; another one is refused. Where nobody uses us all stays as
Odoo has it.
"""

from odoo.exceptions import UserError


def write_vals(records, vals, names):
    """Values for ``write`` without these computed fields.

    :raise UserError: naming record and field
    """
    if not _minds(records, [vals], names):
        return vals
    _check(records, vals, names)
    return _without(vals, names)


def create_with(create, records, vals_list, names):
    """Create without these computed fields, and look whether they are what was given.

    :param create: the ``create`` of the super class
    :raise UserError: naming record and field
    """
    if not _minds(records, vals_list, names):
        return create(vals_list)
    created = create([_without(vals, names) for vals in vals_list])
    for record, vals in zip(created, vals_list, strict=True):
        _check(record, vals, names)
    return created


def _minds(records, vals_list, names):
    return (
        not records.env.su
        and not all(names.isdisjoint(vals) for vals in vals_list)
        and records.env["res.users"]._keqing_is_used()
    )


def _without(vals, names):
    return {name: value for name, value in vals.items() if name not in names}


def _check(records, vals, names):
    will_change = records.env["account.move"]._field_will_change  # of any model
    for record in records.sudo():  # whoever writes
        for name in sorted(names & vals.keys()):
            if will_change(record, vals, name):
                env = records.env
                raise UserError(
                    env._(
                        "%(record)s: “%(field)s” is computed from other fields. Change those, or "
                        "leave it out.",
                        record=record.display_name,
                        field=record._fields[name]._description_string(env),
                    )
                )

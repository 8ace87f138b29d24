# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import Command, api, models
from odoo.exceptions import AccessError

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
        if self._asks_for_readers():
            defaults = self.default_get(self._naming_partners())  # a context may name some
            self._check_partners_readable([{**defaults, **vals} for vals in vals_list])
        return super().create(vals_list)

    def write(self, vals):
        if self._asks_for_readers():
            self._check_partners_readable([vals])
        return super().write(vals)

    def _asks_for_readers(self):
        return asks_for_readers(self.env)

    def _naming_partners(self):
        return naming_partners(self)

    def _check_partners_readable(self, vals_list):
        check_partners_readable(self, vals_list)


def asks_for_readers(env):
    """Whether the user is one of ours, who sees some partners and others not."""
    return not env.su and env.user.has_group("keqing_customer.group_customer_user")


def naming_partners(model):
    """:return: names of the fields by which a record names a partner"""
    return [
        name
        for name, field in model._fields.items()
        if field.type == "many2one" and field.comodel_name == PARTNER and field.store
    ]


def check_partners_readable(records, vals_list):
    """
    :raise AccessError: if values, or those of a line below, name a partner that the user may not
        read, and that is not named there already
    """
    env = records.env
    named = defaultdict(set)
    for vals in vals_list:
        for field, partner_id in _named_partners(records.sudo(), vals):  # what is there already
            named[field].add(partner_id)
    for field, ids in named.items():
        partners = env[PARTNER].browse(ids)
        if partners - partners.exists()._filtered_access("read"):
            raise AccessError(
                env._(
                    "“%(field)s”: you may not see this contact. Ask who looks after it, or your "
                    "manager.",
                    field=field._description_string(env),
                )
            )


def _named_partners(records, vals):
    """Whom values name, written on all of these records, or on a new one if there are none.

    :return: list of (field, id of the partner), without those whom the records name already
    """
    named = []
    for name, value in vals.items():
        field = records._fields.get(name)
        if not (field and field.store and field.relational and value):
            continue
        if field.type == "many2one":
            ids = [value] if field.comodel_name == PARTNER and isinstance(value, int) else []
        else:
            lines = records[name]
            ids = []
            for operation, line_id, content in (_whole_command(each) for each in value):
                if operation in (Command.CREATE, Command.UPDATE) and isinstance(content, dict):
                    line = lines.filtered(lambda each, line_id=line_id: each.id == line_id)
                    named += _named_partners(line, content)
                elif field.comodel_name == PARTNER and operation == Command.LINK:
                    ids.append(line_id)
                elif field.comodel_name == PARTNER and operation == Command.SET:
                    ids += content
        known = set.intersection(*[set(record[name].ids) for record in records] or [set()])
        named += [(field, partner_id) for partner_id in ids if partner_id not in known]
    return named


def _whole_command(command):
    """A command as a client may send it, with its three parts; ids alone are to be set."""
    if not isinstance(command, list | tuple):
        return Command.LINK, command, None
    return (*command, None, None)[:3]

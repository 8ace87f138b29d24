# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What every button begins with: who presses it, on what."""

from functools import wraps

from odoo.api import NewId
from odoo.exceptions import AccessError, UserError

# Who is shown what we think of a customer: never the customer itself, on the portal
OWN_PEOPLE = "keqing_customer.group_customer_user"
MANAGERS = "keqing_customer.group_customer_manager"


def for_chosen(operation):
    """A public method on the records that somebody chose.

    Whoever calls it is one of our people, not a customer on the portal, may do ``operation`` with
    each of them, and chose some: nothing in particular must not come to mean everything.
    """
    return _checked(operation, is_single=False)


def for_one(operation):
    """A public method on one record, else as :func:`for_chosen`."""
    return _checked(operation, is_single=True)


def _checked(operation, is_single):
    def decorate(method):
        @wraps(method)
        def checked(self, *args, **kwargs):
            check_chosen(self, operation)
            if len(set(self._ids)) < len(self._ids):
                self = self.browse(dict.fromkeys(self._ids))  # a client may name one twice
            if is_single and len(self) > 1:
                raise UserError(self.env._("This is done with one at a time: select a single one."))
            return method(self, *args, **kwargs)

        return checked

    return decorate


def check_chosen(records, operation):
    """
    :raise AccessError: if the user is none of our people, or may not do that with these records
    :raise UserError: if there are none, or something is no record
    """
    env = records.env
    if not (env.su or env.user.has_group(OWN_PEOPLE)):
        raise AccessError(env._("This is for people with a role in customer management."))
    if not all(type(each) in (int, NewId) for each in records._ids):
        raise UserError(env._("What is selected are no records. Select them anew."))
    records.check_access(operation)
    if not records:
        raise UserError(env._("Nothing is selected. Select the records first."))

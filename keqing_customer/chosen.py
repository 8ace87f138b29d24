# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What every button for many records begins with."""

from odoo.exceptions import UserError


def check_chosen(records, operation):
    """Refuse a call for nothing in particular, which must not come to mean everything.

    :raise AccessError: if the user may not do that with these records
    :raise UserError: if there are none
    """
    records.check_access(operation)
    if not records:
        raise UserError(records.env._("Nothing is selected. Select the records first."))

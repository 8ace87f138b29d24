# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What the card of a customer must have, for all modules that demand something."""

from collections.abc import Callable
from typing import NamedTuple

from odoo.fields import Domain


class CardDemand(NamedTuple):
    """Something that the card of a customer must have."""

    label: Callable[[], str]  # asked where it is shown alone
    known: Domain  # of the customers that have it
    where: str | bool = False  # field or widget of the form in which it is filled in

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What the timeline of a customer is told by the modules that know of something."""

from collections.abc import Callable
from typing import NamedTuple

from odoo.fields import Domain


class Source(NamedTuple):
    """Records that each are an event in the life of a customer.

    They are searched and read with the reader's rights: who may not read one is not told of it.
    """

    kind: str
    """By which one filters, see ``_timeline_kinds``"""
    model: str
    domain: Domain
    """Which records of the model, with the customer or its people in it"""
    date: str
    """Field of the day or moment; without one it did not happen"""
    tell: Callable
    """Of a record: dict of ``title`` and, where there is one, ``text``, ``amount`` (formatted),
    ``who`` (a name) and ``action``, if something else is to be opened than the record. The records
    of a page are read at once, so it costs a query for all what it costs for one."""

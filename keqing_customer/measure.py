# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What the engine is told of a figure; modules with indicators of their own import it from here."""

from datetime import date
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

# Percent of a scorecard's weight that has to be known before its score says much
ENOUGH_DATA = 50


class Measure(NamedTuple):
    """How a value is read off the rows of a source, for all customers at once.

    Measures that name the same source share one scan of it, however many they are.
    """

    source: str
    """Name ``x`` of the method ``_source_x`` whose rows are read"""
    value: SQL
    """Aggregate over the rows ``fact`` of one customer, a number or NULL when nothing is known"""
    since: date | None
    """First day of which rows are needed; None for all history"""
    only: Domain = Domain.TRUE
    """Which of the source's documents lie behind the value, see ``_documents_x``"""
    is_share: bool = False
    """The value is told in percent of what all in the customer's region have; needs territory"""
    is_averaged: bool = False
    """A group of customers has the average of theirs, not what is read off all its rows at once"""


def needs(*words):
    """Say of a method ``_measure_x`` what must hold before it is asked.

    ``first_day``: a window that begins on some day, so not all history. ``territory``: a territory
    for everybody who is judged. A source may know words of its own, as receivables ``bookings``.
    What a method needs, one that overrides it needs as well.
    """

    def declare(method):
        method._keqing_needs = frozenset(words)
        return method

    return declare

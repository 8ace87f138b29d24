# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""A section of the first screen; modules with sections of their own import it from here."""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.tools import SQL

from .chosen import OWN_PEOPLE

SHOWN = 5


@dataclass(kw_only=True, frozen=True, eq=False)
class Section:
    """Something that waits for the user, as lines that each open what there is to do.

    Either ``records`` are searched and each is told by ``line``, which costs no query of its own;
    or ``lines`` finds them in its own way, by a number of queries that does not depend on theirs.

    A line is a dict: ``text``; ``action``, which opens or does it; and, if there are such,
    ``customer`` (res.partner, or one of us as res.users), ``level`` (``now``, ``soon`` or ``info``;
    now is red), ``amount`` and ``note`` (texts), ``user`` (who has to do with it), ``done`` (of a
    step). Names and grades of customers and users are read for all lines at once.
    """

    name: str
    title: str
    empty: str
    """What is said when nothing waits, as one friendly sentence; see ``concerns``"""
    sequence: int
    """From 0: what is broken; 10: one's single task; 20: one's territory; 30: one's customers"""
    groups: str = OWN_PEOPLE
    """Whose section it is, as in a view"""
    action: str | None = None
    """Shows all that are counted: the external id of an action; None if the lines are all"""
    opened: Callable | None = None
    """Without arguments: the records that it opens, where they are not searched"""
    kind: str = "lines"
    """How it looks: ``lines``, ``figures`` or ``steps``"""

    # What is searched, with the rights of the records' user
    records: BaseModel | None = None
    domain: Domain = Domain.TRUE
    concerns: Domain | None = None
    """The records that the user has to do with at all: while there are none, nothing is said. None
    for what belongs to the role, of which it is good to hear that nothing waits"""
    order: str | None = None
    """That of the model if None; what comes first is shown"""
    fields: tuple[str, ...] = ()
    """Columns that ``line`` reads"""
    customer: str = "partner_id"
    """The one of them with the customer"""
    figure: SQL | None = None
    """A number that each record comes with, computed for those that are read alone"""
    pick: Callable | None = None
    """Of ``{record: figure}`` of the first hundred, the records in the order in which to show them;
    for what the database cannot put in order"""
    line: Callable | None = None
    """From a record, and its figure where there is one, to a line"""

    # What is found otherwise
    lines: Callable | None = None
    """Without arguments: all lines, the most urgent first; None if the user has nothing to do with
    such things"""

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Days, weeks and months that reports are about."""

from dateutil.relativedelta import relativedelta

STEPS = {
    "daily": relativedelta(days=1),
    "weekly": relativedelta(weeks=1),
    "monthly": relativedelta(months=1),
}


def stretch_around(kind, day):
    """The day, the week from Monday or the month that a day lies in.

    >>> from datetime import date
    >>> [str(each) for each in stretch_around("weekly", date(2027, 1, 2))]
    ['2026-12-28', '2027-01-03']
    >>> [str(each) for each in stretch_around("monthly", date(2028, 2, 29))]
    ['2028-02-01', '2028-02-29']

    :return: its first and its last day
    """
    first = day
    if kind == "weekly":
        first -= relativedelta(days=day.weekday())
    elif kind == "monthly":
        first = day.replace(day=1)
    return first, first + STEPS[kind] - relativedelta(days=1)


def stretches_between(kind, first, last):
    """Those that have a day from ``first`` to ``last``, as first and last days.

    >>> from datetime import date
    >>> list(stretches_between("daily", date(2027, 2, 28), date(2027, 3, 1)))[-1][0]
    datetime.date(2027, 3, 1)
    """
    day = first
    while day <= last:
        begins, ends = stretch_around(kind, day)
        yield begins, ends
        day = ends + relativedelta(days=1)

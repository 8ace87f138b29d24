# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Calendar periods: months, quarters, half-years, years, and the twelve months up to a month's end.

Both ends of a period are inside it.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "rolling": 12}


def period_around(kind, day):
    """The period of ``kind`` that holds ``day``; a rolling one ends with the month of ``day``.

    :param str kind: a key of :data:`MONTHS`
    :return: (first day, last day)

    >>> from datetime import date
    >>> period_around("quarter", date(2026, 8, 15))
    (datetime.date(2026, 7, 1), datetime.date(2026, 9, 30))
    >>> period_around("half", date(2026, 12, 31))
    (datetime.date(2026, 7, 1), datetime.date(2026, 12, 31))
    >>> period_around("rolling", date(2024, 2, 29))
    (datetime.date(2023, 3, 1), datetime.date(2024, 2, 29))
    """
    months = MONTHS[kind]
    if kind == "rolling":
        first = day.replace(day=1) - relativedelta(months=months - 1)
    else:
        first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return first, first + relativedelta(months=months, days=-1)


def last_finished_period(kind, today):
    """The latest period of ``kind`` that ended before ``today``.

    >>> from datetime import date
    >>> last_finished_period("month", date(2026, 3, 1))
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    >>> last_finished_period("year", date(2026, 12, 31))
    (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))
    """
    step = 1 if kind == "rolling" else MONTHS[kind]
    first, last = period_around(kind, today)
    while last >= today:
        first -= relativedelta(months=step)
        last = first + relativedelta(months=MONTHS[kind], days=-1)
    return first, last


def finished_periods(kind, after, today):
    """The periods of ``kind`` that ended after the day ``after`` and before ``today``, in order.

    >>> from datetime import date
    >>> [last.isoformat() for __, last in
    ...  finished_periods("quarter", date(2026, 3, 31), date(2026, 10, 5))]
    ['2026-06-30', '2026-09-30']
    >>> [first.isoformat() for first, __ in
    ...  finished_periods("rolling", date(2026, 8, 31), date(2026, 11, 1))]
    ['2025-10-01', '2025-11-01']
    """
    step = relativedelta(months=1 if kind == "rolling" else MONTHS[kind])
    first, last = last_finished_period(kind, today)
    periods = []
    while last > after:
        periods.insert(0, (first, last))
        first -= step
        last = first + relativedelta(months=MONTHS[kind], days=-1)
    return periods


def year_up_to(day):
    """The twelve months whose last day is ``day``.

    >>> from datetime import date
    >>> year_up_to(date(2026, 11, 22))
    (datetime.date(2025, 11, 23), datetime.date(2026, 11, 22))
    >>> year_up_to(date(2024, 2, 28))
    (datetime.date(2023, 3, 1), datetime.date(2024, 2, 28))
    """
    return day - relativedelta(years=1) + timedelta(days=1), day


def previous_period(date_from, date_to):
    """The period of the same length just before: whole months if it is made of whole months.

    >>> from datetime import date
    >>> previous_period(date(2026, 1, 1), date(2026, 3, 31))
    (datetime.date(2025, 10, 1), datetime.date(2025, 12, 31))
    >>> previous_period(date(2026, 1, 11), date(2026, 1, 20))
    (datetime.date(2026, 1, 1), datetime.date(2026, 1, 10))
    """
    day_after = date_to + timedelta(days=1)
    day_before = date_from - timedelta(days=1)
    if date_from.day == day_after.day == 1:
        span = relativedelta(day_after, date_from)
        return date_from - span, day_before
    return date_from - (day_after - date_from), day_before


def same_period_last_year(date_from, date_to):
    """The same days one year earlier; the last day of February stays the last day of February.

    >>> from datetime import date
    >>> same_period_last_year(date(2024, 2, 1), date(2024, 2, 29))
    (datetime.date(2023, 2, 1), datetime.date(2023, 2, 28))
    >>> same_period_last_year(date(2025, 2, 1), date(2025, 2, 28))
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    year = relativedelta(years=1)
    return date_from - year, date_to + timedelta(days=1) - year - timedelta(days=1)


def shifted_end(day, span):
    """A last day later by ``span``: the end of a month goes to the end of a month.

    >>> from datetime import date
    >>> shifted_end(date(2026, 2, 28), relativedelta(months=1))
    datetime.date(2026, 3, 31)
    """
    return day + timedelta(days=1) + span - timedelta(days=1)

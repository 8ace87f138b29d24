# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Periods: weeks, months, quarters, half-years, years, the twelve months up to a month's end,
fiscal years and their halves, and the 4-4-5 calendar.

Both ends of a period are inside it. Weeks begin on Monday. A year of the 4-4-5 calendar ends on the
Sunday nearest to the end of the fiscal year, its quarters are 4, 4 and 5 weeks, and a 53rd week is
the last period's. A fiscal year ends on the day ``year_end`` of a year: (month, day).
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tools.date_utils import get_fiscal_year

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "rolling": 12}
CALENDAR_YEAR = (12, 31)
QUARTER_WEEKS = 13
FIRST_WEEKS = (0, 4, 8)  # of the three periods of a quarter of 4, 4 and 5 weeks


def period_around(kind, day, year_end=CALENDAR_YEAR):
    """The period of ``kind`` that holds ``day``; a rolling one ends with the month of ``day``.

    :param str kind: a key of :data:`MONTHS`, ``week``, ``weeks_445``, ``fiscal_half`` or
        ``fiscal_year``
    :return: (first day, last day)

    >>> from datetime import date
    >>> period_around("quarter", date(2026, 8, 15))
    (datetime.date(2026, 7, 1), datetime.date(2026, 9, 30))
    >>> period_around("half", date(2026, 12, 31))
    (datetime.date(2026, 7, 1), datetime.date(2026, 12, 31))
    >>> period_around("rolling", date(2024, 2, 29))
    (datetime.date(2023, 3, 1), datetime.date(2024, 2, 29))
    >>> period_around("week", date(2027, 1, 1))
    (datetime.date(2026, 12, 28), datetime.date(2027, 1, 3))
    >>> period_around("fiscal_year", date(2026, 3, 31), (3, 31))
    (datetime.date(2025, 4, 1), datetime.date(2026, 3, 31))
    >>> period_around("fiscal_half", date(2026, 3, 31), (3, 31))
    (datetime.date(2025, 10, 1), datetime.date(2026, 3, 31))
    """
    match kind:
        case "week":
            first = day - timedelta(days=day.weekday())
            return first, first + timedelta(days=6)
        case "weeks_445":
            return _weeks_around(day, year_end)
        case "fiscal_year":
            return _fiscal_year(day, year_end)
        case "fiscal_half":
            first, last = _fiscal_year(day, year_end)
            second = first + relativedelta(months=6)
            return (second, last) if day >= second else (first, second - timedelta(days=1))
    months = MONTHS[kind]
    if kind == "rolling":
        first = day.replace(day=1) - relativedelta(months=months - 1)
    else:
        first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return first, first + relativedelta(months=months, days=-1)


def _fiscal_year(day, year_end):
    month, last_day = year_end
    return get_fiscal_year(day, last_day, month)


def _weeks_around(day, year_end):
    """The period of the 4-4-5 calendar that holds ``day``.

    >>> from datetime import date
    >>> _weeks_around(date(2026, 3, 29), (12, 31))  # its year begins on 29 December 2025
    (datetime.date(2026, 2, 23), datetime.date(2026, 3, 29))
    >>> _weeks_around(date(2027, 1, 3), (12, 31))  # a year of 53 weeks
    (datetime.date(2026, 11, 23), datetime.date(2027, 1, 3))
    """
    __, fiscal_end = _fiscal_year(day, year_end)
    one_day = timedelta(days=1)
    if day > _nearest_sunday(fiscal_end):
        __, fiscal_end = _fiscal_year(fiscal_end + one_day, year_end)
    before = _fiscal_year(fiscal_end, year_end)[0] - one_day
    if day <= _nearest_sunday(before):
        fiscal_end, before = before, _fiscal_year(before, year_end)[0] - one_day
    year_first, year_last = _nearest_sunday(before) + one_day, _nearest_sunday(fiscal_end)
    week = (day - year_first).days // 7
    quarter = min(week // QUARTER_WEEKS, 3)
    starts = [QUARTER_WEEKS * quarter + start for start in FIRST_WEEKS]
    place = max(index for index, start in enumerate(starts) if start <= week)
    first = year_first + timedelta(weeks=starts[place])
    following = [*starts[1:], QUARTER_WEEKS * (quarter + 1)][place]
    is_last = quarter == 3 and place == 2
    return first, year_last if is_last else year_first + timedelta(weeks=following, days=-1)


def _nearest_sunday(day):
    to_sunday = 6 - day.weekday()
    return day + timedelta(days=to_sunday if to_sunday <= 3 else to_sunday - 7)


def period_before(kind, period, year_end=CALENDAR_YEAR):
    """The period of ``kind`` before another; a rolling one ends a month earlier."""
    first, last = period
    day = last.replace(day=1) if kind == "rolling" else first
    return period_around(kind, day - timedelta(days=1), year_end)


def last_finished_period(kind, today, year_end=CALENDAR_YEAR):
    """The latest period of ``kind`` that ended before ``today``.

    >>> from datetime import date
    >>> last_finished_period("month", date(2026, 3, 1))
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    >>> last_finished_period("year", date(2026, 12, 31))
    (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))
    """
    return period_before(kind, period_around(kind, today, year_end), year_end)


def finished_periods(kind, after, today, year_end=CALENDAR_YEAR):
    """The periods of ``kind`` that ended after the day ``after`` and before ``today``, in order.

    >>> from datetime import date
    >>> [last.isoformat() for __, last in
    ...  finished_periods("quarter", date(2026, 3, 31), date(2026, 10, 5))]
    ['2026-06-30', '2026-09-30']
    >>> [first.isoformat() for first, __ in
    ...  finished_periods("rolling", date(2026, 8, 31), date(2026, 11, 1))]
    ['2025-10-01', '2025-11-01']
    >>> [last.isoformat() for __, last in
    ...  finished_periods("weeks_445", date(2026, 1, 1), date(2026, 5, 1))]
    ['2026-01-25', '2026-02-22', '2026-03-29', '2026-04-26']
    """
    period = last_finished_period(kind, today, year_end)
    periods = []
    while period[1] > after:
        periods.insert(0, period)
        period = period_before(kind, period, year_end)
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
    >>> previous_period(date(2023, 4, 6), date(2024, 4, 5))  # fiscal years
    (datetime.date(2022, 4, 6), datetime.date(2023, 4, 5))
    """
    day_after = date_to + timedelta(days=1)
    day_before = date_from - timedelta(days=1)
    span = relativedelta(day_after, date_from)
    is_long = span.years or span.months >= 6
    if not span.days and (date_from.day == 1 or is_long):
        return date_from - span, day_before
    return date_from - (day_after - date_from), day_before


def same_period_last_year(date_from, date_to):
    """The same days one year earlier; the last day of February stays the last day of February.

    Weeks from Monday to Sunday are compared with the same weeks, 52 earlier.

    >>> from datetime import date
    >>> same_period_last_year(date(2024, 2, 1), date(2024, 2, 29))
    (datetime.date(2023, 2, 1), datetime.date(2023, 2, 28))
    >>> same_period_last_year(date(2025, 2, 1), date(2025, 2, 28))
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    >>> same_period_last_year(date(2026, 3, 2), date(2026, 3, 29))
    (datetime.date(2025, 3, 3), datetime.date(2025, 3, 30))
    """
    day_after = date_to + timedelta(days=1)
    is_month = date_from.day == day_after.day == 1
    if date_from.weekday() == day_after.weekday() == 0 and not is_month:
        return date_from - timedelta(weeks=52), date_to - timedelta(weeks=52)
    year = relativedelta(years=1)
    return date_from - year, day_after - year - timedelta(days=1)


def shifted_end(day, span):
    """A last day later by ``span``: the end of a month goes to the end of a month.

    >>> from datetime import date
    >>> shifted_end(date(2026, 2, 28), relativedelta(months=1))
    datetime.date(2026, 3, 31)
    """
    return day + timedelta(days=1) + span - timedelta(days=1)

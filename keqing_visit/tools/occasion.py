# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""On which days birthdays and festivals fall, by the solar and the lunar calendar."""

from calendar import isleap
from datetime import date
from functools import lru_cache

from .lunar import LUNAR_YEARS, to_lunar, to_solar


def solar_day(year, month, day):
    """The day of a solar year; the 29th of February is kept on the 28th where there is none.

    >>> solar_day(2024, 2, 29), solar_day(2025, 2, 29)
    (datetime.date(2024, 2, 29), datetime.date(2025, 2, 28))
    """
    if (month, day) == (2, 29) and not isleap(year):
        day = 28
    return date(year, month, day)


@lru_cache(maxsize=65536)
def lunar_day(year, month, day):
    """The solar day of a day of a lunar year, never one of its leap month.

    A month of 29 days keeps its 30th on its last day; so the last of the year is
    ``lunar_day(year, 12, 30)``, whichever it is.

    >>> lunar_day(2025, 1, 1), lunar_day(2025, 8, 15)
    (datetime.date(2025, 1, 29), datetime.date(2025, 10, 6))
    >>> lunar_day(2025, 6, 1)  # that year has a sixth month and a leap one after it
    datetime.date(2025, 6, 25)
    >>> lunar_day(2024, 12, 30), lunar_day(2023, 12, 30)
    (datetime.date(2025, 1, 28), datetime.date(2024, 2, 9))

    :return: None beyond the years that are known
    """
    if year not in LUNAR_YEARS:
        return None
    return to_solar(year, month, day)


@lru_cache(maxsize=65536)
def lunar_birthday(born):
    """Month and day of the lunar calendar on which somebody was born; of a leap month, the month.

    >>> lunar_birthday(date(1976, 10, 1))  # the 8th of the leap eighth month
    (8, 8)
    >>> lunar_birthday(date(1978, 9, 3))  # the new moon was at nine minutes past midnight
    (8, 1)
    >>> lunar_birthday(date(2025, 1, 28))  # the last day of the year before
    (12, 29)

    :return: None beyond the years that are known
    """
    lunar = to_lunar(born)
    return lunar and lunar[1:3]


def falls(calendar, month, day, first, last):
    """The days in a stretch of time on which a day of a calendar falls, with the year that each
    is of: by the lunar calendar, the lunar one, so that no year has it twice or not at all.

    >>> falls("solar", 2, 29, date(2024, 1, 1), date(2025, 12, 31))
    [(2024, datetime.date(2024, 2, 29)), (2025, datetime.date(2025, 2, 28))]

    Two twelfth months may fall into one solar year, and none into another:

    >>> falls("lunar", 12, 1, date(2021, 1, 1), date(2021, 12, 31))
    [(2020, datetime.date(2021, 1, 13))]
    >>> falls("lunar", 12, 1, date(2022, 1, 1), date(2022, 12, 31))
    [(2021, datetime.date(2022, 1, 3)), (2022, datetime.date(2022, 12, 23))]
    """
    if calendar == "lunar":
        days = (
            (year, lunar_day(year, month, day)) for year in range(first.year - 1, last.year + 1)
        )
    else:
        days = ((year, solar_day(year, month, day)) for year in range(first.year, last.year + 1))
    return [(year, on) for year, on in days if on and first <= on <= last]


def birthdays(born, calendar, first, last):
    """The birthdays of somebody between two days, with their years; the day of birth is none.

    >>> birthdays(date(2000, 2, 29), "solar", date(2026, 1, 1), date(2026, 12, 31))
    [(2026, datetime.date(2026, 2, 28))]
    >>> birthdays(date(1976, 10, 1), "lunar", date(2026, 1, 1), date(2026, 12, 31))
    [(2026, datetime.date(2026, 9, 18))]

    Of a day before the lunar calendar is known, nothing is known:

    >>> birthdays(date(1899, 5, 5), "lunar", date(2026, 1, 1), date(2026, 12, 31))
    []
    """
    if calendar == "lunar":
        lunar = lunar_birthday(born)
        found = falls("lunar", *lunar, first, last) if lunar else []
    else:
        found = falls("solar", born.month, born.day, first, last)
    return [(year, day) for year, day in found if day > born]

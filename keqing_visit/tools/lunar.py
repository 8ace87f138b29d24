# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""The Chinese calendar: when its months begin, and how long they are (GB/T 33661-2017)."""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

FIRST_YEAR = 1901
FIRST_DAY = date(1901, 2, 19)  # its New Year
# A word a year: bit 13 and above, the month after which a leap month comes, 0 for none; below that,
# a bit a month in their order, the first the lowest, set for 30 days. All months but those of 1906
# and 2097 that are a minute or some from midnight begin on the day of the new moon, by the time of
# Beijing; those two are as published.
TABLE = """
00752 00ea5 0b64a 0064b 00a9b 09556 0056a 00b59 05752 00752 0db25 00b25 00a4b 0b4ab
002ad 0056b 04b69 00da9 0fd92 00e92 00d25 0ba4d 00a56 002b6 095b5 006d4 00ea9 05e92
00e92 0cd26 0052b 00a57 0b2b6 00b5a 006d4 06ec9 00749 0f693 00a93 0052b 0ca5b 00aad
0056a 09b55 00ba4 00b49 05a93 00a95 0f52d 00536 00aad 0b5aa 005b2 00da5 07d4a 00d4a
10a95 00a97 00556 0cab5 00ad5 006d2 08ea5 00ea5 0064a 06c97 00a9b 0f55a 0056a 00b69
0b752 00b52 00b25 0964b 00a4b 114ab 002ad 0056d 0cb69 00da9 00d92 09d25 00d25 15a4d
00a56 002b6 0c5b5 006d5 00ea9 0be92 00e92 00d26 06a56 00a57 114d6 0035a 006d5 0b6c9
00749 00693 0952b 0052b 00a5b 0555a 0056a 0fb55 00ba4 00b49 0ba93 00a95 0052d 08aad
00ab5 135aa 005d2 00da5 0dd4a 00d4a 00c95 0952e 00556 00ab5 055b2 006d2 0cea5 00725
0064b 0ac97 00cab 0055a 06ad6 00b69 17752 00b52 00b25 0da4b 00a4b 004ab 0a55b 005ad
00b6a 05b52 00d92 0fd25 00d25 00a55 0b4ad 004b6 005b5 06daa 00ec9 11e92 00e92 00d26
0ca56 00a57 004d6 086d5 00755 00749 06e93 00693 0f52b 0052b 00a5b 0b55a 0056a 00b65
0974a 00b4a 11a95 00a95 0052d 0caad 00ab5 005aa 08ba5 00da5 00d4a 07c95 00c96 0f94e
00556 00ab5 0b5b2 006d2 00ea5 08e4a 0068b 10c97 004ab 0055b 0cad6 00b6a 00752 09725
00b45 00a8b
"""
WORDS = [int(word, 16) for word in TABLE.split()]
LUNAR_YEARS = range(FIRST_YEAR, FIRST_YEAR + len(WORDS))


@cache
def months():
    """All months that are known, in their order.

    :return: list of ``(first day, year, month, whether it is a leap month)``, and the day after
        the last
    """
    found, day = [], FIRST_DAY
    for year, word in zip(LUNAR_YEARS, WORDS, strict=True):
        leap, lengths = divmod(word, 1 << 13)
        names = [(month, False) for month in range(1, 13)]
        if leap:
            names.insert(leap, (leap, True))
        for place, (month, is_leap) in enumerate(names):
            found.append((day, year, month, is_leap))
            day += timedelta(days=30 if lengths >> place & 1 else 29)
    return found, day


@cache
def _first_days():
    found, end = months()
    return {
        (year, month, is_leap): (day, (after - day).days)
        for (day, year, month, is_leap), after in zip(
            found, [*(each[0] for each in found[1:]), end], strict=True
        )
    }


def to_solar(year, month, day, is_leap=False):
    """The solar day; a month of 29 days keeps its 30th on its last day.

    >>> to_solar(2025, 1, 1), to_solar(1976, 8, 8, is_leap=True)
    (datetime.date(2025, 1, 29), datetime.date(1976, 10, 1))

    :raise KeyError: for a month that there is not
    """
    first, length = _first_days()[year, month, is_leap]
    return first + timedelta(days=min(day, length) - 1)


def to_lunar(day):
    """Year, month, day and whether the month is a leap one; None beyond the years that are known.

    >>> to_lunar(date(1976, 10, 1)), to_lunar(date(1978, 9, 3)), to_lunar(date(1901, 1, 1))
    ((1976, 8, 8, True), (1978, 8, 1, False), None)
    """
    found, end = months()
    if not FIRST_DAY <= day < end:
        return None
    first, year, month, is_leap = found[bisect_right(found, day, key=lambda each: each[0]) - 1]
    return year, month, (day - first).days + 1, is_leap

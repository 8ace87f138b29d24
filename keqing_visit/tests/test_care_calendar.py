# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date
from itertools import pairwise

from odoo.tests import BaseCase, tagged

from ..tools.lunar import months, to_lunar, to_solar
from ..tools.occasion import birthdays, falls, lunar_day

# Published days of 1/1, 5/5 and 8/15 by the lunar calendar
FESTIVALS = {
    2024: ("2024-02-10", "2024-06-10", "2024-09-17"),
    2025: ("2025-01-29", "2025-05-31", "2025-10-06"),
    2026: ("2026-02-17", "2026-06-19", "2026-09-25"),
    2027: ("2027-02-06", "2027-06-09", "2027-09-15"),
    2028: ("2028-01-26", "2028-05-28", "2028-10-03"),
    2029: ("2029-02-13", "2029-06-16", "2029-09-22"),
    2030: ("2030-02-03", "2030-06-05", "2030-09-12"),
    2031: ("2031-01-23", "2031-06-24", "2031-10-01"),
    2032: ("2032-02-11", "2032-06-12", "2032-09-19"),
    2033: ("2033-01-31", "2033-06-01", "2033-09-08"),
    2034: ("2034-02-19", "2034-06-20", "2034-09-27"),
    2035: ("2035-02-08", "2035-06-10", "2035-09-16"),
}


@tagged("post_install", "-at_install")
class TestCareCalendar(BaseCase):
    """The lunar calendar agrees with what is printed, and every year has each day once."""

    def test_festivals_of_twelve_years(self):
        for year, days in FESTIVALS.items():
            found = [str(lunar_day(year, *day)) for day in ((1, 1), (5, 5), (8, 15))]
            self.assertEqual(tuple(found), days)

    def test_the_last_day_of_the_year_precedes_the_first(self):
        for year in list(FESTIVALS)[1:]:
            eve, first = lunar_day(year - 1, 12, 30), lunar_day(year, 1, 1)
            self.assertEqual((first - eve).days, 1)

    def test_each_year_has_each_lunar_day_once(self):
        """Whatever the month and the day: leap months, months of 29 days, two in a solar year."""
        first, last = date(2024, 1, 1), date(2035, 12, 31)
        for month in range(1, 13):
            for day in (1, 15, 29, 30):
                years = [year for year, __ in falls("lunar", month, day, first, last)]
                self.assertEqual(years, list(range(years[0], years[0] + len(years))))
                self.assertIn(len(years), (11, 12, 13))

    def test_the_months_are_whole(self):
        """Each begins when the one before it ends, has its place in the year, and no other."""
        found, end = months()
        starts = [*(day for day, *__ in found), end]
        lengths = {(after - day).days for day, after in pairwise(starts)}
        self.assertEqual(lengths, {29, 30})
        self.assertEqual(len(found), 198 * 12 + sum(is_leap for *__, is_leap in found))
        self.assertEqual(end, date(2099, 1, 21))  # New Year of 2099
        for day, year, month, is_leap in found:
            self.assertEqual(to_lunar(day), (year, month, 1, is_leap))
            self.assertEqual(to_solar(year, month, 1, is_leap), day)

    def test_months_that_begin_at_midnight(self):
        """Minutes after it the moon was new: by some tables these begin a day earlier."""
        for day, month in ((date(1933, 7, 23), 6), (date(1978, 9, 3), 8), (date(2057, 9, 29), 9)):
            self.assertEqual(to_lunar(day), (day.year, month, 1, False))

    def test_each_birthday_once_a_year_for_everybody(self):
        first, last = date(2025, 1, 1), date(2025, 12, 31)
        for born in (date(1960, 1, 1), date(1984, 2, 29), date(2001, 5, 23), date(2004, 3, 21)):
            self.assertEqual(len(birthdays(born, "solar", first, last)), 1)
            self.assertLessEqual(len(birthdays(born, "lunar", first, last)), 2)

    def test_nobody_is_born_twice(self):
        born = date(2025, 6, 25)
        self.assertEqual(birthdays(born, "solar", born, born), [])
        self.assertEqual(birthdays(born, "lunar", born, born), [])

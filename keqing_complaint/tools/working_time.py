# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Working time as a measuring tape: from moments to working seconds, and back."""

from bisect import bisect_right
from datetime import timedelta
from itertools import accumulate


class WorkingTime:
    """When work is done, as stretches in order that do not overlap.

    >>> from datetime import datetime
    >>> monday = datetime(2026, 3, 2)
    >>> hours = lambda day, hour: monday + timedelta(days=day, hours=hour)
    >>> tape = WorkingTime([(hours(0, 9), hours(0, 17)), (hours(1, 9), hours(1, 17))])
    >>> tape.between(hours(0, 16), hours(1, 10)) / 3600
    2.0

    Two hours from Monday four o'clock are over on Tuesday at ten, eight from Sunday on Monday at
    five, and what is longer than the tape has no end:

    >>> str(tape.after(hours(0, 16), 2 * 3600))
    '2026-03-03 10:00:00'
    >>> str(tape.after(hours(-1, 12), 8 * 3600))
    '2026-03-02 17:00:00'
    >>> tape.after(hours(0, 9), 17 * 3600) is None
    True
    """

    def __init__(self, stretches):
        """:param stretches: pairs of moments, all in one zone"""
        self._starts = [start for start, __ in stretches]
        lengths = [(end - start).total_seconds() for start, end in stretches]
        self._lengths = lengths
        self._before = [0.0, *accumulate(lengths)]

    def until(self, moment):
        """:return: working seconds from the beginning of the tape"""
        number = bisect_right(self._starts, moment) - 1
        if number < 0:
            return 0.0
        worked = (moment - self._starts[number]).total_seconds()
        return self._before[number] + min(worked, self._lengths[number])

    def between(self, start, end):
        """:return: working seconds; 0 if ``end`` is before ``start``"""
        return max(self.until(end) - self.until(start), 0.0)

    def after(self, start, seconds):
        """
        :return: the moment at which so many working seconds are over; ``start`` for none or less;
            None if the tape ends before
        """
        if seconds <= 0:
            return start
        mark = self.until(start) + seconds
        if mark > self._before[-1]:
            return None
        # The stretch in which the mark lies; one that ends with it is the earlier
        number = bisect_right(self._before, mark) - 1
        if self._before[number] == mark:
            number -= 1
        return self._starts[number] + timedelta(seconds=mark - self._before[number])

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Numbers to begin with, from how customers are spread."""

from math import floor, log10


def plain(value):
    """A number as people would choose it: of two digits.

    >>> [plain(value) for value in (123456, 0.0567, 97.3, -1234, 0)]
    [120000.0, 0.057, 97.0, -1200.0, 0.0]
    """
    return float(round(value, 1 - floor(log10(abs(value))))) if value else 0.0


def apart(low, high):
    """Two ends that differ, where one value is all there is; the same where that is nothing.

    >>> apart(3, 9), apart(7, 7), apart(-4, -4), apart(0, 0)
    ((3, 9), (0, 7), (-4, 0), (0, 0))
    """
    return (low, high) if low != high else (min(low, 0), max(high, 0))


def best_shares(count):
    """Which share of the customers has each of so many grades or a better one: few the best.

    >>> [round(share, 2) for share in best_shares(3)]
    [0.19, 0.54, 1.0]
    """
    return [((place + 1) / count) ** 1.5 for place in range(count)]


def pareto_shares(count):
    """Up to which share of the total each of so many classes reaches: the first has the most.

    >>> [round(share, 2) for share in pareto_shares(3)]
    [0.8, 0.99, 1.0]
    """
    return [1 - (1 - (place + 1) / count) ** 4 for place in range(count)]

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Prices with few decimals that add up to an amount."""

from math import floor

NOISE = 1e-6  # of binary fractions


def share_out(amount, quantity, digits):
    """Prices that make up an amount, as far as whole pieces can: some cost the last digit more.

    :param digits: decimals of a price
    :return: list of (quantity, price); never more than the amount

    >>> share_out(4999.99, 1000, 2)
    [(1, 4.99), (999, 5.0)]
    >>> share_out(41.67, 5, 2)
    [(3, 8.33), (2, 8.34)]
    >>> share_out(100.0, 4, 2)
    [(4, 25.0)]
    >>> share_out(10.09, 2.5, 2)
    [(1.5, 4.03), (1, 4.04)]
    """
    step = 10**digits
    whole = round(amount * step)
    low = floor(whole / quantity + NOISE)
    more = max(floor(whole - low * quantity + NOISE), 0)
    parts = [(quantity - more, low / step), (more, (low + 1) / step)]
    return [part for part in parts if part[0] > NOISE]

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Sharing a whole number out by weights."""

from fractions import Fraction


def largest_remainder(total, weights):
    """Share ``total`` indivisible units out by ``weights``; the shares add up to ``total``.

    Hamilton's method: everybody gets the whole part of the exact share, the units left over go to
    the largest fractions, ties to the one that comes first.

    :param int total: units to share out, not negative
    :param list weights: numbers, not negative, not all zero (unless ``total`` is zero)
    :return: list of int, one per weight, in order
    :raise ValueError: for a negative total or weight, or when nothing has a weight

    >>> largest_remainder(60, [25, 70, 5])
    [15, 42, 3]
    >>> largest_remainder(10, [25, 70, 5])  # 2.5, 7, 0.5: the first of the tied fractions wins
    [3, 7, 0]
    >>> largest_remainder(0, [1, 2])
    [0, 0]
    >>> largest_remainder(1, [0, 0])
    Traceback (most recent call last):
    ...
    ValueError: nothing to share by: every weight is zero
    """
    exact = [Fraction(str(weight)) for weight in weights]
    if total < 0 or any(weight < 0 for weight in exact):
        raise ValueError("neither the total nor a weight may be negative")
    if not total:
        return [0] * len(exact)
    whole = sum(exact)
    if not whole:
        raise ValueError("nothing to share by: every weight is zero")
    quotas = [total * weight / whole for weight in exact]
    shares = [int(quota) for quota in quotas]
    by_fraction = sorted(range(len(exact)), key=lambda i: (shares[i] - quotas[i], i))
    for i in by_fraction[: total - sum(shares)]:
        shares[i] += 1
    return shares

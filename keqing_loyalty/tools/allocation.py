# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Sharing out what is scarce: by weight, between a guarantee and a cap, to the last piece."""

from bisect import bisect_left
from fractions import Fraction
from math import lcm

from odoo.addons.keqing_customer.tools.apportion import largest_remainder


def share_out(supply, weights, least=0, most=None):
    """Share ``supply`` pieces out by ``weights``; nobody gets less than ``least`` or more than
    ``most``.

    Everybody gets the same number of pieces per weight, but for who is lifted to ``least`` or held
    at ``most``; what is left of fractions goes by the largest remainder. The shares add up to
    ``supply``, unless everybody with a weight is at ``most``. Where ``supply`` is not enough for
    all to have ``least``, it is shared out evenly.

    :param int supply: pieces, not negative
    :param list weights: numbers, not negative; who has none gets ``least``
    :param int least: pieces
    :param most: pieces, at least ``least``; None for any number
    :return: list of int, one per weight, in order

    >>> share_out(100, [3, 1, 1])
    [60, 20, 20]
    >>> share_out(100, [8, 1, 1], least=15)
    [70, 15, 15]
    >>> share_out(100, [8, 1, 1], most=50)
    [50, 25, 25]
    >>> share_out(100, [8, 1, 0], least=5, most=40)  # 15 are left over
    [40, 40, 5]
    >>> share_out(4, [8, 1, 0], least=5)
    [2, 1, 1]
    """
    weights = _as_integers(weights)
    if not weights:
        return []
    if least * len(weights) > supply:
        return largest_remainder(supply, [1] * len(weights))
    rate = _find_rate(supply, weights, least, most)
    if rate is None:
        return [most if weight else least for weight in weights]
    shares, free = [], []
    for place, weight in enumerate(weights):
        is_capped = weight and most is not None and rate * weight >= most
        shares.append(most if is_capped else least)
        if not is_capped and rate * weight > least:
            free.append(place)
    if free:
        rest = supply - sum(shares) + least * len(free)
        parts = largest_remainder(rest, [weights[place] for place in free])
        for place, part in zip(free, parts, strict=True):
            shares[place] = part
    return shares


def _as_integers(weights):
    """The same proportions in whole numbers, of which thousands are added up in no time."""
    exact = [Fraction(str(weight)) for weight in weights]
    scale = lcm(*(weight.denominator for weight in exact))
    return [int(weight * scale) for weight in exact]


def _find_rate(supply, weights, least, most):
    """Pieces per weight by which all shares add up to ``supply``; None if no rate is enough.

    What the shares add up to grows with the rate along straight lines that bend where somebody
    leaves the guarantee or reaches the cap: between two bends there is one line to solve.
    """
    heavy = sorted(set(weights) - {0})
    if not heavy:
        return Fraction(0)
    bounds = [least] if most is None else [least, most]
    bends = sorted({Fraction(bound, weight) for bound in bounds for weight in heavy})
    if most is not None and _total(bends[-1], weights, least, most) < supply:
        return None
    place = bisect_left(bends, supply, key=lambda rate: _total(rate, weights, least, most))
    start = bends[place - 1] if place else Fraction(0)
    grows = sum(
        weight
        for weight in weights
        if weight and start * weight >= least and (most is None or start * weight < most)
    )
    return start + (supply - _total(start, weights, least, most)) / grows if grows else start


def _total(rate, weights, least, most):
    """What all shares add up to, before they are rounded."""
    pieces = weighed = 0
    for weight in weights:
        if rate.numerator * weight <= least * rate.denominator:
            pieces += least
        elif most is not None and rate.numerator * weight >= most * rate.denominator:
            pieces += most
        else:
            weighed += weight
    return pieces + rate * weighed


def gini(values):
    """How unevenly something is spread: 0 if all have the same, near 1 if one has everything.

    :param values: numbers, not negative
    :return: float; 0 where there is nothing

    >>> gini([5, 5, 5])
    0.0
    >>> gini([0, 0, 0, 12])
    0.75
    >>> gini([1, 2, 3, 4])
    0.25
    >>> gini([])
    0.0
    """
    ordered = sorted(values)
    count, total = len(ordered), sum(ordered)
    if not total:
        return 0.0
    ranked = sum((2 * rank - count - 1) * value for rank, value in enumerate(ordered, 1))
    return float(ranked) / (count * total)

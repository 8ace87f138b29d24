# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What a rebate comes to: tiers, slices, floors and caps, in exact numbers.

A tier is told by its lower bound only and goes up to where the next one begins, so there is no gap
between two and no overlap. What reaches a bound is in the tier.
"""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from odoo.addons.keqing_customer.tools.apportion import largest_remainder


class Terms(NamedTuple):
    """How a base becomes money."""

    tiers: tuple
    """Pairs (lower bound, rate), from the lowest up"""
    method: str = "whole"
    """``whole``: the rate of the reached tier on the whole base; ``incremental``: each tier's rate
    on its own slice"""
    rate: str = "percent"
    """``percent`` of the base, an amount per ``unit``, or a ``lump``, that of the reached tier"""
    least: Fraction = Fraction(0)
    """What comes to less is not paid"""
    most: Fraction | None = None
    """What comes to more is paid up to that"""
    all_or_nothing: bool = False
    """Nothing below the highest tier"""


class Outlook(NamedTuple):
    """What the next tier takes, and brings."""

    bound: Fraction
    missing: Fraction
    worth: Fraction


def exact(number):
    """A number as it was written, without the error of binary fractions.

    >>> exact(0.1) + exact("0.2")
    Fraction(3, 10)
    """
    return number if isinstance(number, Fraction) else Fraction(str(number))


def cents(number, digits=2):
    """An exact number as money, halves away from zero.

    >>> cents(Fraction(201, 200)), cents(Fraction(-201, 200)), cents(Fraction(1, 3), 0)
    (Decimal('1.01'), Decimal('-1.01'), Decimal('0'))
    """
    scaled = exact(number) * 10**digits
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(f"{whole if scaled >= 0 else -whole}e{-digits}")


def reached(terms, judged):
    """The place of the tier that a base reaches; None below the lowest.

    >>> terms = Terms(((0, 10), (1000, 25)))
    >>> reached(terms, exact("999.99")), reached(terms, 1000), reached(terms, -1)
    (0, 1, None)
    """
    places = [place for place, (bound, __) in enumerate(terms.tiers) if exact(bound) <= judged]
    return places[-1] if places else None


def entitlement(terms, judged, base=None):
    """What a base entitles to, unrounded.

    :param judged: by what the tier is reached
    :param base: what the rate applies to, if that is something else: so many cases earn so much
        percent of the amount. Only ``whole`` has such a base.

    >>> tiers = ((0, 10), (1000, 25))
    >>> entitlement(Terms(tiers, "incremental"), 2000), entitlement(Terms(tiers), 2000)
    (Fraction(350, 1), Fraction(500, 1))
    >>> per_unit = Terms(((0, 0), (500, 2), (1000, 3)), "incremental", "unit")
    >>> entitlement(per_unit, 1200)
    Fraction(1600, 1)
    >>> entitlement(Terms(((100, 50), (200, 80)), rate="lump"), 199)
    Fraction(50, 1)
    """
    judged = exact(judged)
    place = reached(terms, judged)
    if place is None or terms.all_or_nothing and place < len(terms.tiers) - 1:
        return Fraction(0)
    share = Fraction(1, 100) if terms.rate == "percent" else Fraction(1)
    if terms.rate == "lump":
        earned = exact(terms.tiers[place][1])
    elif terms.method == "incremental":
        earned = sum(rate * part for rate, part in slices(terms, judged)) * share
    else:
        earned = exact(terms.tiers[place][1]) * exact(judged if base is None else base) * share
    if terms.most is not None:
        earned = min(earned, exact(terms.most))
    return earned if earned >= max(exact(terms.least), 0) else Fraction(0)


def slices(terms, judged):
    """The parts of a base that lie in each tier, up to the reached one, with their rates.

    With what lies below the lowest bound they add up to the base.

    :return: list of pairs (rate, part)

    >>> [(int(rate), int(part)) for rate, part in slices(Terms(((0, 10), (1000, 25))), 2000)]
    [(10, 1000), (25, 1000)]
    """
    judged = exact(judged)
    bounds = [exact(bound) for bound, __ in terms.tiers]
    ends = [*bounds[1:], None]
    return [
        (exact(rate), (judged if end is None else min(judged, end)) - bound)
        for (__, rate), bound, end in zip(terms.tiers, bounds, ends, strict=True)
        if bound <= judged
    ]


def outlook(terms, judged, base=None, grows=True):
    """What is missing for the next tier, and how much more it would bring; None at the top.

    Told by the same function that settles.

    :param grows: whether a base that is not what is judged grows along with it; it stays if not

    >>> terms = Terms(((200000, 2), (500000, 3), (800000, 4)))
    >>> [int(number) for number in outlook(terms, 614000)]
    [800000, 186000, 13580]
    """
    judged = exact(judged)
    bound = next((exact(bound) for bound, __ in terms.tiers if exact(bound) > judged), None)
    if bound is None:
        return None
    then = None
    if base is not None:
        then = exact(base)
        if grows:
            then = then * bound / judged if judged > 0 else Fraction(0)
    worth = entitlement(terms, bound, then) - entitlement(terms, judged, base)
    return Outlook(bound, bound - judged, worth)


def shared(amount, weights, digits=2):
    """Money shared out by weights, to the cent; negative weights get nothing.

    >>> shared(Decimal("0.05"), [1, 1, -7])
    [Decimal('0.03'), Decimal('0.02'), Decimal('0')]
    """
    weights = [max(exact(weight), 0) for weight in weights]
    if not any(weights):
        weights = [1] * len(weights)
    parts = largest_remainder(int(exact(amount) * 10**digits), weights)
    return [Decimal(part).scaleb(-digits) if part else Decimal(0) for part in parts]


def balance(earned, paid, forfeited=0):
    """What is owed beyond what was paid and forfeited; negative if too much was paid.

    What is taken back was paid only in part, if a part of it had been forfeited.

    >>> balance(100, 30, 20), balance(40, 80, 20), balance(40, 0, 100)
    (Fraction(50, 1), Fraction(-48, 1), Fraction(0, 1))
    """
    owed = exact(earned) - exact(paid) - exact(forfeited)
    if owed >= 0 or not forfeited:
        return owed
    return owed * exact(paid) / (exact(paid) + exact(forfeited))

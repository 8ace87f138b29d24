# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Numbers as people write them, without the error of binary fractions."""

from decimal import Decimal


def exact(number):
    """The decimal that a float was written as.

    >>> exact(59.97) - exact(0.07)
    Decimal('59.90')
    """
    return Decimal(str(number))


def round_to(number, digits, rounding):
    """Round to so many decimals, to the side that ``rounding`` of :mod:`decimal` names.

    >>> from decimal import ROUND_CEILING, ROUND_FLOOR
    >>> round_to(7.501, 1, ROUND_CEILING), round_to(19.99, 1, ROUND_FLOOR)
    (Decimal('7.6'), Decimal('19.9'))
    >>> round_to(-3, 0, ROUND_CEILING)
    Decimal('-3')
    """
    return exact(number).quantize(Decimal(1).scaleb(-digits), rounding)

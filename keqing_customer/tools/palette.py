# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Colours from best to worst, the same on every scale.

From blue to brown, as ColorBrewer's diverging schemes that people read who see no red or no green.
No grey, which would say nothing, and no red, which says that somebody has to act now.
"""

BEST_TO_WORST = ("#08519c", "#4a90c8", "#b9d3e6", "#f4c27a", "#a8550a")


def color_of_rank(rank, count):
    """The colour of the grade at ``rank``, from 0 for the best, of ``count``, as #rrggbb.

    >>> [color_of_rank(rank, 3) for rank in range(3)]
    ['#08519c', '#b9d3e6', '#a8550a']
    >>> color_of_rank(0, 1)
    '#08519c'
    >>> len({color_of_rank(rank, 9) for rank in range(9)})
    9
    """
    position = rank / max(count - 1, 1) * (len(BEST_TO_WORST) - 1)
    start = min(int(position), len(BEST_TO_WORST) - 2)
    part = position - start
    channels = [
        round(int(lower, 16) * (1 - part) + int(upper, 16) * part)
        for lower, upper in (
            (BEST_TO_WORST[start][at : at + 2], BEST_TO_WORST[start + 1][at : at + 2])
            for at in (1, 3, 5)
        )
    ]
    return "#{:02x}{:02x}{:02x}".format(*channels)

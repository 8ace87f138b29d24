# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""A route drawn to scale, without a map and without asking anybody for one."""

from itertools import pairwise
from math import cos, radians

from markupsafe import Markup

WIDTH, HEIGHT, MARGIN = 600, 400, 30
KILOMETERS_PER_DEGREE = 111.195
SCALES = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def sketch(start, stops):
    """An SVG of stops in their order, north above, with a scale.

    :param start: latitude and longitude, or None
    :param stops: list of ``(name, (latitude, longitude))``
    :return: Markup, empty without a stop

    >>> sketch(None, [])
    Markup('')
    >>> sketch(None, [("A & B", (26.6, 106.7))]).count("A &amp; B")
    1
    >>> drawn = sketch((26.6, 106.7), [("A", (26.6, 106.8)), ("B", (26.7, 106.8))])
    >>> drawn.count("<circle"), drawn.count("<line"), "5 km" in drawn
    (2, 3, True)
    """
    if not stops:
        return Markup()
    points = [*([start] if start else []), *(place for __, place in stops)]
    flat, scale = _flatten(points)
    parts = [
        Markup('<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#888" stroke-width="2"/>')
        % (*one, *other)
        for one, other in pairwise(flat)
    ]
    if start:
        x, y = flat[0]
        parts.append(
            Markup('<rect x="%.1f" y="%.1f" width="12" height="12" fill="#444"/>') % (x - 6, y - 6)
        )
    numbered = enumerate(zip(stops, flat[-len(stops) :], strict=True), 1)
    parts += [_stop(number, name, *place) for number, ((name, __), place) in numbered]
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" role="img" width="100%%"'
        ' style="max-width: %spx">%s%s</svg>'
    ) % (WIDTH, HEIGHT, WIDTH, Markup().join(parts), _scale(scale))


def _flatten(points):
    """Places on the paper, and how many of its units are a kilometer."""
    middle = sum(latitude for latitude, __ in points) / len(points)
    shrunk = max(cos(radians(middle)), 0.01)
    east = [longitude * shrunk * KILOMETERS_PER_DEGREE for __, longitude in points]
    north = [latitude * KILOMETERS_PER_DEGREE for latitude, __ in points]
    wide, high = max(east) - min(east), max(north) - min(north)
    scale = min((WIDTH - 2 * MARGIN) / max(wide, 0.1), (HEIGHT - 3 * MARGIN) / max(high, 0.1))
    flat = [
        (MARGIN + (x - min(east)) * scale, MARGIN + (max(north) - y) * scale)
        for x, y in zip(east, north, strict=True)
    ]
    return flat, scale


def _stop(number, name, x, y):
    return Markup(
        '<circle cx="%.1f" cy="%.1f" r="10" fill="#714b67"><title>%s</title></circle>'
        '<text x="%.1f" y="%.1f" font-size="11" text-anchor="middle" fill="#fff">%s</text>'
    ) % (x, y, name, x, y + 4, number)


def _scale(scale):
    """A line as long as a round number of kilometers, at most a quarter of the paper."""
    length = max((each for each in SCALES if each * scale <= WIDTH / 4), default=SCALES[0])
    y = HEIGHT - 12
    return Markup(
        '<line x1="%s" y1="%s" x2="%.1f" y2="%s" stroke="#444" stroke-width="2"/>'
        '<text x="%s" y="%s" font-size="11" fill="#444">%g km</text>'
    ) % (MARGIN, y, MARGIN + length * scale, y, MARGIN, y - 6, length)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Positions on Chinese maps, which are shifted, and on the Earth, which is not.

A position is a pair of latitude and longitude, in degrees. WGS-84 is what satellites and telephones
say; GCJ-02 is what maps published in China must use (高德, 腾讯, Apple there), and BD-09 is 百度's
shift upon that. The shifts are not published; these are the formulas that everybody converts by,
right within a few metres.
"""

from math import atan2, cos, hypot, pi, radians, sin, sqrt

DATUMS = ("wgs84", "gcj02", "bd09")
# Krasovsky's ellipsoid
RADIUS = 6378245.0
ECCENTRICITY = 0.00669342162296594323
# Nothing is shifted outside: south, north, west, east
CHINA = (0.8293, 55.8271, 72.004, 137.8347)
BD_TURN = pi * 3000 / 180
NEAR_ENOUGH = 1e-9  # degrees, a tenth of a millimetre


def is_in_china(position):
    latitude, longitude = position
    south, north, west, east = CHINA
    return south <= latitude <= north and west <= longitude <= east


def to_gcj02(position):
    """From WGS-84.

    >>> [round(each, 6) for each in to_gcj02((39.911954, 116.377817))]
    [39.913345, 116.384047]
    >>> to_gcj02((48.8584, 2.2945))
    (48.8584, 2.2945)
    """
    if not is_in_china(position):
        return position
    latitude, longitude = position
    north, east = _shift(longitude - 105, latitude - 35)
    curved = 1 - ECCENTRICITY * sin(radians(latitude)) ** 2
    meridian = RADIUS * (1 - ECCENTRICITY) / (curved * sqrt(curved))
    parallel = RADIUS / sqrt(curved) * cos(radians(latitude))
    return latitude + north / radians(meridian), longitude + east / radians(parallel)


def _shift(x, y):
    """In metres, to the north and to the east, of where is so many degrees from 105° E, 35° N."""
    both = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    north = both + 20 * sin(y * pi) + 40 * sin(y / 3 * pi)
    north += 160 * sin(y / 12 * pi) + 320 * sin(y / 30 * pi)
    east = both + 20 * sin(x * pi) + 40 * sin(x / 3 * pi)
    east += 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)
    root = sqrt(abs(x))
    return (
        north * 2 / 3 - 100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root,
        east * 2 / 3 + 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root,
    )


def _to_bd09(position):
    """From GCJ-02."""
    latitude, longitude = position
    length = hypot(longitude, latitude) + 0.00002 * sin(latitude * BD_TURN)
    angle = atan2(latitude, longitude) + 0.000003 * cos(longitude * BD_TURN)
    return length * sin(angle) + 0.006, length * cos(angle) + 0.0065


def from_wgs84(position, datum):
    """
    >>> from_wgs84((26.6, 106.7), "wgs84")
    (26.6, 106.7)
    """
    if datum == "wgs84" or not is_in_china(position):
        return position
    shifted = to_gcj02(position)
    return _to_bd09(shifted) if datum == "bd09" else shifted


def to_wgs84(position, datum):
    """What is shifted to this position, found by trying.

    >>> [round(each, 5) for each in to_wgs84((39.913345, 116.384047), "gcj02")]
    [39.91195, 116.37782]
    """
    guess = position
    for __ in range(30):
        reached = from_wgs84(guess, datum)
        off = [wanted - got for wanted, got in zip(position, reached, strict=True)]
        guess = tuple(old + each for old, each in zip(guess, off, strict=True))
        if max(map(abs, off)) < NEAR_ENOUGH:
            break
    return guess

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Distances on the earth."""

from math import asin, cos, radians, sin, sqrt

EARTH_METERS = 6_371_008.8  # mean radius, IUGG 1980
MOST = 1e12


def distance_meters(first, second):
    """Along the surface between two pairs of latitude and longitude in degrees, by haversine.

    >>> round(distance_meters((52.2296756, 21.0122287), (52.406374, 16.9251681)) / 1000, 1)
    278.5
    >>> distance_meters((26.6, 106.7), (26.6, 106.7))
    0.0
    """
    (lat1, lon1), (lat2, lon2) = (map(radians, point) for point in (first, second))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METERS * asin(min(1.0, sqrt(chord)))


def is_position(latitude, longitude):
    """Whether two numbers are a place; 0, 0 is what devices say that know nothing.

    >>> is_position(26.6, 106.7), is_position(0, 0), is_position(91, 0), is_position(None, 1)
    (True, False, False, False)
    """
    if latitude is None or longitude is None or not (latitude or longitude):
        return False
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


def is_number(value):
    """Whether it is one to reckon with.

    >>> [is_number(each) for each in (26.6, 10**400, float("nan"), True, "1")]
    [True, False, False, False, False]
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -MOST < value < MOST

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Drawing at random so that others can draw again."""

from hashlib import sha256

SEEDS = 2**31


def find_seed(*parts):
    """A seed that nobody knows who does not know all of these; the same for the same.

    >>> find_seed("secret", 1, "2026-03") == find_seed("secret", 1, "2026-03")
    True
    >>> find_seed("secret", 1, "2026-03") == find_seed("secret", 1, "2026-04")
    False
    """
    return int.from_bytes(sha256(repr(parts).encode()).digest()[:8]) % SEEDS


def draw(numbers, seed, size):
    """As many of these as ``size``, each as likely as the others; the same for the same seed.

    In which order they come does not matter, nor does the version of Python.

    >>> draw([5, 3, 8, 1], seed=42, size=2) == draw([1, 3, 5, 8], seed=42, size=2)
    True
    >>> sorted(draw([5, 3], seed=42, size=9))
    [3, 5]
    """
    return sorted(numbers, key=lambda number: sha256(f"{seed}:{number}".encode()).digest())[:size]

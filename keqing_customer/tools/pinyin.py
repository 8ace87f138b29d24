# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""How a Chinese name is typed by who types the first letter of each syllable."""

import re

try:
    import pypinyin  # MIT; without it nobody is found by initials
except ImportError:
    pypinyin = None

LETTERS = re.compile(r"[a-z0-9]+")


def initials(text):
    """The first letters of the syllables of a text; of what is not Chinese, all letters.

    >>> initials("重庆贵宾酒店 88") if pypinyin else "cqgbjd88"
    'cqgbjd88'
    >>> initials("Wanmin Inn"), initials("")
    ('', '')
    """
    if pypinyin is None or (text or "").isascii():
        return ""
    letters = pypinyin.lazy_pinyin(text, style=pypinyin.Style.FIRST_LETTER, strict=False)
    return "".join(LETTERS.findall("".join(letters).casefold()))

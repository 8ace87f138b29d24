# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""How names, numbers, places and telephones are spelled by everybody alike.

Which characters are the same one, in another width, form or case, and which cannot be seen, is
Unicode's to say. Only these functions decide; the database compares what they made of a text, see
``keqing.identity``.
"""

import re
import unicodedata

# What people fill in where they have nothing to fill in, as :func:`spelled` leaves it
NOTHING = {
    "无",
    "無",
    "没有",
    "沒有",
    "暂无",
    "暫無",
    "未知",
    "不详",
    "不詳",
    "待补",
    "待補",
    "待定",
    "同上",
    "na",
    "nan",
    "nil",
    "none",
    "null",
    "unknown",
    "tba",
    "tbd",
}
UNSEEN = ("VARIATION SELECTOR", "FILLER", "GRAPHEME JOINER")  # and yet marks or letters
# A space between two of these stands; Chinese and its kin is written without
SPACED = re.compile(r"(?<=[^\u2e80-\U0003ffff]) (?=[^\u2e80-\U0003ffff])")

PROVINCE = re.compile(r"^.+(?:省|自治区|自治區)(?=.)")
CITY = re.compile(r"(?<=..)[市县縣区區]$")

SHORTENED = re.compile(r"\d(?:[.,]\d+)?e\+?\d+")

SEVERAL = re.compile(r"[/;,、|\n]|或|\bor\b")
EXTENSION = re.compile(r"转|轉|分机|分機|x|#")
# https://www.itu.int/pub/T-SP-E.164D: one digit, two, or three
CALLING_CODE = re.compile(r"^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})")
MOST_DIGITS = 15  # of a telephone number, calling code included (E.164)
MOST_NATIONAL_DIGITS = 11


class _Characters(dict):
    """For ``str.translate``: letters, marks and digits stay, what separates them is a space."""

    def __missing__(self, code):
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Cf" or any(word in unicodedata.name(character, "") for word in UNSEEN):
            result = None
        else:
            result = code if category[0] in "LMN" else " "
        self[code] = result
        return result


CHARACTERS = _Characters()


def _folded(text):
    text = unicodedata.normalize("NFKC", text or "")
    text = unicodedata.normalize("NFKC", text.casefold())
    return " ".join(text.translate(CHARACTERS).split())


def words(text):
    """A text to look for words in.

    >>> words("Ｗａｎｍｉｎ-INN （云岩） 酒 店")
    'wanmin inn云岩酒店'
    """
    kept = SPACED.sub("\0", _folded(text))
    return kept.replace(" ", "").replace("\0", " ")


def spelled(text):
    """A name that is the same however it is written; empty if nothing is said.

    >>> spelled("贵阳\u200b“老白干”（云岩）")
    '贵阳老白干云岩'
    >>> spelled("Ｗａｎｍｉｎ-INN") == spelled("wanmin inn")
    True
    >>> spelled("N/A")
    ''
    """
    text = _folded(text).replace(" ", "")
    return "" if text in NOTHING else text


def number(text):
    """A tax number, licence or the like; empty for what stands for none.

    >>> number("ly 47-11"), number("0"), number("——")
    ('ly4711', '', '')
    """
    text = spelled(text)
    return text if len({*text}) > 1 else ""


def place(text):
    """A city, with or without its province and the word for city.

    >>> place("贵阳市") == place("贵阳") == place("贵州省贵阳市")
    True
    >>> place("津市")
    '津市'
    """
    return CITY.sub("", PROVINCE.sub("", spelled(text)))


def is_shortened(text):
    """Whether this is a number of which a spreadsheet kept the beginning.

    >>> is_shortened("9.152E+17"), is_shortened("91520100MA6ABCDE0X")
    (True, False)
    """
    text = unicodedata.normalize("NFKC", str(text)).strip().casefold()
    return bool(SHORTENED.fullmatch(text))


def telephones(text):
    """The telephone numbers in a text, without extension, calling code and leading zero.

    >>> sorted(telephones("0851-86541234 转 801 / +86 138 0013 8000"))
    ['13800138000', '85186541234']
    >>> telephones("无"), telephones("00000000")
    (set(), set())
    """
    text = unicodedata.normalize("NFKC", text or "").casefold()
    pieces = []
    for part in SEVERAL.split(text):
        part = EXTENSION.split(part)[0]
        pieces += [part] if len(_digits(part)) <= MOST_DIGITS else part.split()
    return {key for piece in pieces if (key := _telephone(piece))}


def _digits(text):
    return "".join(str(unicodedata.decimal(each)) for each in text if each.isdecimal())


def _telephone(text):
    digits = _digits(text)
    abroad = text.strip().startswith("+") or digits.startswith("00")
    national = digits.lstrip("0")
    if abroad or (len(digits) > MOST_NATIONAL_DIGITS and not digits.startswith("0")):
        national = CALLING_CODE.sub("", national).lstrip("0")
    long_enough = 7 <= len(national) <= MOST_DIGITS
    return national if long_enough and len({*national}) > 1 else ""

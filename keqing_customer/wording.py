# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""How texts say what fields show."""

from odoo.tools import format_date, formatLang

from .tools.exact import exact


def say_day(env, day):
    """A day as it stands in lists and forms, with its year: *Jun 14, 2024*, *2024年6月14日*.

    What people type in is in the short form of their language (Odoo's ``format_date``).

    :return: text in the language of ``env``; empty for no day
    """
    return format_date(env, day, date_format="medium")


def say_number(env, number, most=4):
    """A number with no more decimals than it has: *12*, *1,200.5*.

    :param most: how many decimals at the most
    :return: text in the language of ``env``
    """
    decimals = max(-exact(round(number, most)).normalize().as_tuple().exponent, 0)
    return formatLang(env, number, digits=decimals)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Which letters were written by nobody."""

# What programs write before the subject of an answer, where they say so nowhere else
PREFIXES = (
    "automatic reply",
    "auto-reply",
    "autoreply",
    "auto reply",
    "out of office",
    "自动回复",
    "自动答复",
    "自動回覆",
    "自動答覆",
)
BOUNCES = ("mailer-daemon@", "postmaster@")


def is_automatic_answer(message):
    """As RFC 3834 and those before it say it: answers, bounces, and who is out of office.

    :param message: email.message.EmailMessage

    >>> from email.message import EmailMessage
    >>> def letter(**headers):
    ...     message = EmailMessage()
    ...     for name, text in headers.items():
    ...         message[name.replace("_", "-")] = text
    ...     return message
    >>> is_automatic_answer(letter(Subject="自动回复: Leaks"))
    True
    >>> is_automatic_answer(letter(Return_Path="<>"))
    True
    >>> is_automatic_answer(letter(Subject="Six bottles leak", Auto_Submitted="no"))
    False
    """
    submitted = _said(message, "Auto-Submitted")
    suppressed = _said(message, "X-Auto-Response-Suppress")
    sender = _said(message, "From")
    return (
        submitted.startswith("auto-replied")
        or _said(message, "Precedence") == "auto_reply"
        or any(message.get(header) for header in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply"))
        or any(each in suppressed for each in ("all", "oof"))
        or _said(message, "Return-Path") == "<>"
        or any(bounce in sender for bounce in BOUNCES)
        or message.get_content_type() == "multipart/report"
        or _said(message, "Subject").startswith(PREFIXES)
    )


def is_of_machine(message):
    """What goes to many at once, or was sent by a program unasked: nobody answers it by itself.

    >>> from email.message import EmailMessage
    >>> news = EmailMessage()
    >>> news["List-Id"] = "<news.example.com>"
    >>> is_of_machine(news)
    True
    """
    submitted = _said(message, "Auto-Submitted")
    return (
        submitted not in ("", "no")
        or _said(message, "Precedence") in ("bulk", "junk", "list")
        or any(message.get(header) for header in ("List-Id", "List-Unsubscribe"))
        or bool(message.get("X-Auto-Response-Suppress"))
    )


def _said(message, header):
    return str(message.get(header) or "").strip().lower()

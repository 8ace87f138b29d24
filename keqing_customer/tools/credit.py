# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What the parts of credit hand to one another: charges come in, answers go out."""

from datetime import date
from typing import NamedTuple

from odoo.exceptions import UserError
from odoo.models import BaseModel


class Terms(NamedTuple):
    """What one company has agreed with one customer, as far as credit goes."""

    partner_id: int
    is_on_hold: bool
    hold_reason: str | None
    limit: float | None
    """Limit in force in company currency; None when there is none, see the model"""
    constraint: str
    """What happens beyond the credit: the constraint of the credit grade, else the company's"""
    overdue_days: int
    """Days that a debt may be overdue; zero for any"""
    cap_percent: float
    cap_period: str
    """``order`` where each order is capped by itself, else the period whose sum is"""
    grade_name: str | None
    average_month: float | None
    """As of the last refresh, in company currency; None without invoices"""
    account_id: int | None
    customer_name: str

    @property
    def is_free(self):
        """Whether nothing can hold an order of this customer, whatever it owes."""
        if self.is_on_hold or self.constraint in ("cap", "suspend"):
            return False
        return self.constraint == "none" or self.limit is None and not self.overdue_days

    @property
    def can_hold(self):
        """Whether something could hold a document of this customer."""
        return self.is_on_hold or not self.is_free and self.constraint != "warn"


class Exposure(NamedTuple):
    """What one customer owes or will owe to one company, in its currency."""

    partner_id: int
    exposure: float = 0.0
    receivable: float = 0.0
    uninvoiced: float = 0.0
    drafted: float = 0.0
    overdue: float = 0.0
    overdue_since: date | None = None
    not_due: float = 0.0
    late_30: float = 0.0
    """Due 1 to 30 days ago, and so on; with what is not due they add up to the receivable"""
    late_60: float = 0.0
    late_90: float = 0.0
    late_more: float = 0.0

    def _add(self, amount):
        """With the amount of an order that is confirmed."""
        return self._replace(exposure=self.exposure + amount, uninvoiced=self.uninvoiced + amount)


class Standing(NamedTuple):
    """A confirmed order before or after something was written."""

    subject: list
    """Ids of whose matter it is"""
    owed: float
    """In company currency, as far as it is not invoiced"""
    delivered: dict
    """Lines with what was delivered and not invoiced: quantity and price of one"""
    receiver: BaseModel
    """The customer who gets the goods"""


class Charge(NamedTuple):
    """A document that asks for credit. Amounts are in company currency."""

    record: BaseModel
    payer_id: int
    """Who will owe the amount, or a contact there"""
    buyer_id: int
    """Who orders, or a contact there; mostly the same"""
    total: float
    """The whole document, with tax"""
    untaxed: float
    added: float
    """What of the total the exposure does not hold yet"""
    receiver_id: int | None = None
    """Who gets the goods, or a contact there; None where nobody else does"""

    @property
    def customer_ids(self):
        """Of all whom it concerns, or of contacts there."""
        return [each for each in (self.payer_id, self.buyer_id, self.receiver_id) if each]

    @property
    def is_supply(self):
        """Whether it orders or bills goods; a transfer moves what was ordered."""
        return bool(self.untaxed)


class Reason(NamedTuple):
    """Why a document is held or warned of."""

    code: str
    """``hold``, ``suspend``, ``overdue``, ``limit`` or ``cap``"""
    customer_id: int
    """Whose credit it is about"""
    text: str
    """For who may read the customer: without a figure"""
    figures: str = ""
    """What those may read besides who see figures"""


class Answer(NamedTuple):
    """What credit says of one document."""

    state: str
    """``ok``, ``warn`` or ``hold``"""
    reasons: tuple
    terms: Terms
    """Of who pays"""
    exposure: Exposure | None
    """Without the document, unless it was counted already; None where nobody looked"""

    def text(self, with_figures, about=None, otherwise=""):
        """Why, one line for each reason.

        :param about: ids of the customers that the reader may know of; any if None
        :param otherwise: what the reader is told of the others
        """
        return "\n".join(
            dict.fromkeys(
                otherwise
                if about is not None and reason.customer_id not in about
                else f"{reason.text} {reason.figures}".rstrip()
                if with_figures
                else reason.text
                for reason in self.reasons
            )
        )


class CreditHold(UserError):
    """Documents wait for a credit controller; on screen people are offered to ask for release."""

    # The dialog that the web client opens; its arguments are those of a RedirectWarning
    context = {"exception_class": "odoo.exceptions.RedirectWarning"}

    def __init__(self, message, records, action, label):
        super().__init__(message)
        self.records = records
        self.args = (message, action, label, {})

    def __str__(self):
        return self.args[0]

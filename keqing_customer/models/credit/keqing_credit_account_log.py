# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import models

from ...wording import say_day
from .keqing_credit_account import LOGGED


class KeqingCreditAccount(models.Model):
    """What was agreed and decided is on record, in messages and in the history."""

    _inherit = "keqing.credit.account"

    def _log_changes(self, before):
        """Keep on record what was agreed until now and what is from now on, and who changed it.

        :param before: ``{account: {field: value}}``; what is still the same is not worth a word
        """
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name in (*LOGGED, "credit_limit")
        }
        bodies = {}
        rows = []
        for account, values in before.items():
            rows += account._prepare_log_vals(values)
            changes = [
                self.env._(
                    "%(what)s: %(before)s → %(now)s",
                    what=labels[name],
                    before=account._in_words(name, value),
                    now=account._in_words(name, account[name]),
                )
                for name, value in sorted(values.items())
                if value != account[name]
            ]
            if changes:
                bodies[account.id] = Markup("<br/>").join(changes)
        self.browse(bodies)._message_log_batch(bodies)
        self.env["keqing.credit.log"].sudo().create(rows)  # of whoever changes it

    def _prepare_log_vals(self, before):
        """The rows of the history for what changed on one account.

        :param before: ``{field: value}``
        """
        changed = {name: value for name, value in before.items() if value != self[name]}
        row = {"partner_id": self.partner_id.id, "company_id": self.company_id.id}
        rows = []
        if "terms" in changed:
            words = [self._in_words("terms", each) for each in (changed["terms"], self.terms)]
            rows.append({**row, "kind": "terms", "change": " → ".join(words)})
        if "credit_limit" in changed:
            amounts = {"amount_before": changed["credit_limit"], "amount": self.credit_limit}
            rows.append({**row, "kind": "limit", **amounts})
        if not changed.keys().isdisjoint(("temporary_limit", "temporary_until")):
            until = before.get("temporary_until", self.temporary_until), self.temporary_until
            rows.append(
                {
                    **row,
                    "kind": "temporary",
                    "amount_before": before.get("temporary_limit", self.temporary_limit),
                    "amount": self.temporary_limit,
                    "change": " → ".join(self._in_words("temporary_until", day) for day in until),
                    "reason": self.temporary_reason,
                }
            )
        return rows

    def _log(self, kind, **values):
        """Keep on record what was decided on these customers; see the history."""
        self.env["keqing.credit.log"].sudo().create(  # nobody writes it by hand
            [
                {
                    "kind": kind,
                    "partner_id": each.partner_id.id,
                    "company_id": each.company_id.id,
                    **values,
                }
                for each in self
            ]
        )

    def _in_words(self, name, value):
        """A value of a field that is logged, as people read it."""
        match self._fields[name].type:
            case "monetary":
                return self.currency_id.format(value)
            case "date":
                return say_day(self.env, value) or "–"
            case "selection":
                return dict(self._fields[name]._description_selection(self.env))[value]

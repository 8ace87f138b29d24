# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from ...timeline import Source


class ResPartner(models.Model):
    """What was decided about the customer's credit, for who sees it."""

    _inherit = "res.partner"

    @api.model
    def _timeline_kinds(self):
        kinds = super()._timeline_kinds()
        return {**kinds, "credit": (self.env._("Credit Decisions"), "fa-balance-scale")}

    def _timeline_sources(self):
        theirs = Domain("partner_id", "in", self.ids)
        return [
            *super()._timeline_sources(),
            Source(
                "credit",
                "keqing.credit.release",
                theirs,
                "decided_on",
                lambda release: {
                    "title": self.env._("Release of %s", release.document_name),
                    "text": self._in_short(self._label_of(release, "state"), release.decision_note),
                    "amount": release.currency_id.format(release.amount),
                    "who": release.decided_by_id.name,
                },
            ),
            # what was decided on releases is there already, for more readers
            Source(
                "credit",
                "keqing.credit.log",
                theirs & Domain("kind", "in", ("hold", "unhold", "limit", "temporary", "terms")),
                "date",
                self._tell_credit_log,
            ),
        ]

    def _tell_credit_log(self, decision):
        told = {
            "title": self._label_of(decision, "kind"),
            "text": decision.reason,
            "who": decision.user_id.name,
        }
        if decision._has_field_access(decision._fields["change"], "read"):
            told["text"] = self._in_short(decision.change, decision.reason)
            if decision.kind in ("limit", "temporary"):
                told["amount"] = decision.currency_id.format(decision.amount)
        return told

    @api.model
    def _in_short(self, *words):
        return " · ".join(filter(None, words))

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
        decided = Domain("partner_id", "in", self.ids) & Domain("decided_on", "!=", False)
        return [
            *super()._timeline_sources(),
            Source(
                "credit",
                "keqing.credit.release",
                decided,
                "decided_on",
                lambda release: {
                    "title": self.env._("Release of %s", release.document_name),
                    "text": self._decided(release, release.decision_note),
                    "amount": release.currency_id.format(release.amount),
                    "who": release.decided_by_id.name,
                },
            ),
            Source(
                "credit",
                "keqing.credit.proposal",
                decided,
                "decided_on",
                lambda proposal: {
                    "title": self.env._("Credit Limit"),
                    "text": self._decided(proposal, proposal.reason),
                    "amount": proposal.currency_id.format(
                        proposal.current_limit
                        if proposal.state == "refused"
                        else proposal.decided_limit
                    ),
                    "who": proposal.decided_by_id.name,
                },
            ),
        ]

    @api.model
    def _decided(self, record, reason):
        return " · ".join(filter(None, [self._label_of(record, "state"), reason]))

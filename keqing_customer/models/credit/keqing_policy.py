# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo import api, models

from ...tools.policy_import import PolicyImport


class KeqingPolicy(models.AbstractModel):
    """A policy that rates credit has orders beyond it ask for approval, and says so before."""

    _inherit = "keqing.policy"

    @api.model
    def _changes(self, pack, company):
        changes = super()._changes(pack, company)
        if self._asks_for_approval(pack, company):
            changes.append(
                self.env._(
                    "Orders beyond a customer's credit limit will ask for approval instead of a "
                    "warning (Settings > Invoicing)."
                )
            )
        return changes

    @api.model
    def _load(self, pack, company):
        asks = self._asks_for_approval(pack, company)
        loaded = super()._load(pack, company)
        if asks:
            company.sudo().keqing_credit_constraint = "approve"  # whoever may load a policy
        return loaded

    @api.model
    def _remove(self, pack, company):
        """Orders warn again, as before, once no credit rating is left that asks for approval."""
        rated = bool(self._credit_scorecards(pack, company)[1])
        counts = super()._remove(pack, company)
        settings = company.sudo()  # whoever may load a policy
        left = [("company_id", "=", company.id), ("purpose", "=", "credit")]
        if (
            rated
            and settings.keqing_credit_constraint == "approve"
            and not self.env["keqing.scorecard"].sudo().search_count(left, limit=1)
        ):
            settings.keqing_credit_constraint = "warn"
        return counts

    @api.model
    def _asks_for_approval(self, pack, company):
        """Whether the pack brings a credit rating to a company that has chosen nothing so far."""
        if company.sudo().keqing_credit_constraint != "warn":  # of a company, no secret
            return False
        return bool(self._credit_scorecards(pack, company)[0])

    @api.model
    def _credit_scorecards(self, pack, company):
        """The credit ratings of a pack.

        :return: two lists of nodes of its files: those that are missing, and those that are there
        """
        env = self.sudo().with_company(company).env  # as in _load()
        missing, present = [], []
        for module, path in self._files(pack):
            for node in etree.parse(path).getroot().iterchildren("record"):
                if (
                    node.get("model") == "keqing.scorecard"
                    and node.findtext("field[@name='purpose']") == "credit"
                ):
                    known = PolicyImport(env, module, path).find(node)[1]
                    (present if known else missing).append(node)
        return missing, present

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
        warns = self._warns_again(pack, company)
        counts = super()._remove(pack, company)
        if warns:
            company.sudo().keqing_credit_constraint = "warn"  # whoever may load a policy
        return counts

    @api.model
    def _removal_changes(self, pack, company):
        changes = super()._removal_changes(pack, company)
        if self._warns_again(pack, company):
            changes.append(
                self.env._(
                    "Orders beyond a customer's credit limit will be confirmed with a warning "
                    "instead of waiting for approval (Settings > Invoicing)."
                )
            )
        return changes

    @api.model
    def _warns_again(self, pack, company):
        """Whether taking the pack back leaves no credit rating that asks for approval."""
        if company.sudo().keqing_credit_constraint != "approve":  # of a company, no secret
            return False
        going = self.env["keqing.scorecard"].sudo()  # as in _load()
        for record in self._records(pack, company):
            if record._name == going._name and record.purpose == "credit":
                going += record
        left = [
            ("company_id", "=", company.id),
            ("purpose", "=", "credit"),
            ("id", "not in", going.ids),
        ]
        return bool(going) and not going.search_count(left, limit=1)

    @api.model
    def _asks_for_approval(self, pack, company):
        """Whether the pack brings a credit rating to a company that has chosen nothing so far."""
        if company.sudo().keqing_credit_constraint != "warn":  # of a company, no secret
            return False
        env = self.sudo().with_company(company).env  # as in _load()
        return any(
            node.get("model") == "keqing.scorecard"
            and node.findtext("field[@name='purpose']") == "credit"
            and not PolicyImport(env, module, path).find(node)[1]
            for module, path in self._files(pack)
            for node in etree.parse(path).getroot().iterchildren("record")
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS
from odoo.addons.keqing_customer.today import Section


class KeqingToday(models.AbstractModel):
    """What was found and waits for who accuses, hears and decides."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        mine = Domain("company_id", "=", self.env.company.id)
        return [
            *super()._get_sections(),
            Section(
                name="violations",
                title=self.env._("Violations that wait"),
                empty=self.env._("No violation waits for you."),
                sequence=24,
                groups=MANAGERS,
                action="keqing_loyalty.keqing_diversion_case_action",
                records=self.env["keqing.diversion.case"],
                domain=mine & Domain("state", "in", ("found", "heard", "appealed")),
                concerns=mine,
                order="found_on, id",
                fields=("partner_id", "name", "state", "kind", "found_by_id"),
                line=self._violation_line,
            ),
        ]

    def _violation_line(self, case):
        kinds = dict(case._fields["kind"]._description_selection(self.env))
        return {
            "text": self.env._(
                "%(number)s, %(kind)s: %(state)s",
                number=case.name,
                kind=kinds[case.kind],
                state=case._name_state(),
            ),
            "level": "soon" if case.state == "found" else "now",
            "user": case.found_by_id if case.found_by_id != self.env.user else False,
            "action": case._get_records_action(),
        }

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from functools import cache

from odoo import api, fields, models
from odoo.fields import Domain

from ...today import Section

TARGET_FIELDS = [
    "company_id",
    "customer_count_planned",
    "customer_type_id",
    "date_from",
    "date_to",
    "parent_id",
    "territory_id",
    "user_id",
]
STILL_DAYS = 14  # that a lead may stay in a stage before it is asked about


class KeqingToday(models.AbstractModel):
    """Leads that stand still, and development targets."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        targets = cache(self._get_running_targets)
        return [
            *super()._get_sections(),
            self._get_leads_section(),
            self._figures(lambda: self._get_target_figures(targets())),
            Section(
                name="targets",
                title=self.env._("Behind their target"),
                empty=self.env._("All development targets are on their way."),
                sequence=29,
                groups="keqing_customer.group_customer_manager",
                action="keqing_customer.keqing_development_target_action",
                opened=lambda: targets().filtered("is_behind"),
                lines=lambda: self._get_target_lines(targets()),
            ),
        ]

    def _get_leads_section(self):
        since = fields.Datetime.now() - timedelta(STILL_DAYS)
        return Section(
            name="leads",
            title=self.env._("Leads to move"),
            empty=self.env._("No lead of your own stands still."),
            sequence=36,
            action="keqing_customer.crm_lead_action_development",
            records=self.env["crm.lead"],
            domain=Domain("user_id", "=", self.env.uid)
            & Domain("won_status", "=", "pending")
            & (
                Domain("date_last_stage_update", "<", since)
                | Domain("date_last_stage_update", "=", False)
            ),
            concerns=Domain("user_id", "=", self.env.uid) & Domain("won_status", "=", "pending"),
            order="date_last_stage_update, id",
            fields=("name", "partner_id", "date_last_stage_update", "create_date"),
            line=self._lead_line,
        )

    def _lead_line(self, lead):
        since = lead.date_last_stage_update or lead.create_date
        return {
            "text": lead.name,
            "level": "soon",
            "note": self.env._("%s days in this stage", (fields.Datetime.now() - since).days),
            "action": lead._get_records_action(),
        }

    def _get_running_targets(self):
        today = self.env.company._get_keqing_today()
        targets = self.env["keqing.development.target"].search_fetch(
            Domain("company_id", "=", self.env.company.id)
            & Domain("date_from", "<=", today)
            & Domain("date_to", ">=", today),
            TARGET_FIELDS,
        )
        targets.mapped("progress")  # of all at once
        return targets

    def _get_target_lines(self, targets):
        if not targets:
            return None
        behind = targets.filtered("is_behind")
        return [
            {
                "text": target.display_name,
                "level": "soon",
                "amount": self.env._(
                    "%(count)s of %(planned)s",
                    count=target.customer_count,
                    planned=target.customer_count_planned,
                ),
                "user": target.user_id != self.env.user and target.user_id,
                "action": target._get_records_action(),
            }
            for target in behind.sorted("progress")
        ]

    def _get_target_figures(self, targets):
        wholes = targets.filtered(lambda target: target.parent_id not in targets)
        if not wholes:
            return []
        return [
            {
                "text": self.env._("New customers, of those planned"),
                "amount": self.env._(
                    "%(count)s of %(planned)s",
                    count=sum(wholes.mapped("customer_count")),
                    planned=sum(wholes.mapped("customer_count_planned")),
                ),
                "action": "keqing_customer.keqing_development_target_action",
            }
        ]

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, models

MEMBERS = (
    *("user_demo_salesperson", "user_demo_salesperson_zunyi", "user_salesperson_new_town"),
    *("user_salesperson_west", "user_salesperson_east", "user_salesperson_new"),
    *("user_demo_territory_manager", "user_territory_manager_north_west"),
    *("user_demo_regional_manager", "user_demo_director"),
)


class KeqingDemo(models.AbstractModel):
    """Who wins customers for the company."""

    _inherit = "keqing.demo"

    @api.model
    def _load_development_team(self):
        """The team of the policy gets its people."""
        company = self.env.ref("keqing_customer.company_demo")
        team = self.env.ref(f"keqing_customer.{company.id}_crm_team_liquor")
        members = [self.env.ref(f"keqing_customer.{name}") for name in MEMBERS]
        team.with_company(company).write(
            {
                "user_id": self.env.ref("keqing_customer.user_demo_regional_manager").id,
                "member_ids": [Command.set([member.id for member in members])],
            }
        )

    @api.model
    def _load_signed_lead(self):
        """The salesperson signs it; once."""
        lead = self.env.ref("keqing_customer.lead_xinpu")
        if lead.won_status == "won":
            return
        salesperson = lead.user_id
        lead = lead.with_user(salesperson).with_company(lead.company_id)
        lead.with_context(lang=salesperson.lang).action_keqing_sign()

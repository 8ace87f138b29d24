# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, models

# Territory: how much of its plan has been reached, when five eighths of the time are gone
REACHED = {
    "territory_guiyang": 0.4,  # visibly behind
    "territory_zunyi": 0.75,
    "territory_east": 1,
}
AMOUNT_PER_CUSTOMER = 150_000
QUALITY = 50  # percent graded B or better


class KeqingDemo(models.AbstractModel):
    """How many new customers the territories were to win in two years, and how far they are."""

    _inherit = "keqing.demo"

    @api.model
    def _load_targets(self):
        """A plan for the region and those of three of its territories; once."""
        company = self.env.ref("keqing_customer.company_demo")
        Target = self.env["keqing.development.target"].with_context(
            allowed_company_ids=company.ids, tz="Asia/Shanghai", tracking_disable=True
        )
        if Target.search_count([("company_id", "=", company.id)], limit=1):
            return
        today = Target.env.company._get_keqing_today()
        plan = {
            "date_from": today + relativedelta(months=-15, day=1),
            "date_to": today + relativedelta(months=8, day=31),
            "quality_planned": QUALITY,
        }
        parts = Target.create(
            [
                {
                    **plan,
                    "territory_id": self.env.ref(f"keqing_customer.{name}").id,
                    "customer_count_planned": 1,
                }
                for name in REACHED
            ]
        )
        for part, share in zip(parts, REACHED.values(), strict=True):
            count = max(1, int(part.customer_count / share))
            part.write(
                {
                    "customer_count_planned": count,
                    "amount_planned": count * AMOUNT_PER_CUSTOMER,
                }
            )
        count = sum(parts.mapped("customer_count_planned")) + 10  # for the west, not planned yet
        parts.parent_id = Target.create(
            {
                **plan,
                "territory_id": self.env.ref("keqing_customer.territory_guizhou").id,
                "customer_count_planned": count,
                "amount_planned": count * AMOUNT_PER_CUSTOMER,
            }
        )
        for target in parts | parts.parent_id:
            if target._reached():
                target._tell_progress()

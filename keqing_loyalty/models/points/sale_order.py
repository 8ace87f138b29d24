# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """Programmes are applied for customers to whom they are open, and for no others."""

    _inherit = "sale.order"

    def _get_keqing_closed_programs(self):
        """None while nobody uses us, which costs nothing."""
        Program = self.env["loyalty.program"]
        if not self.env["res.users"]._keqing_is_used():
            return Program
        return Program._get_keqing_closed(self.partner_id, self.company_id)

    def _get_program_domain(self):
        domain = super()._get_program_domain()
        closed = self._get_keqing_closed_programs()
        return Domain(domain) & Domain("id", "not in", closed.ids) if closed else domain

    def _get_trigger_domain(self):
        domain = super()._get_trigger_domain()
        closed = self._get_keqing_closed_programs()
        return Domain(domain) & Domain("program_id", "not in", closed.ids) if closed else domain

    def _apply_program_reward(self, reward, coupon, **kwargs):
        if reward.program_id in self._get_keqing_closed_programs():
            return {
                "error": self.env._(
                    "%(program)s is not open to %(customer)s, by grade or type.",
                    program=reward.program_id.name,
                    customer=self.partner_id.commercial_partner_id.name,
                )
            }
        return super()._apply_program_reward(reward, coupon, **kwargs)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .keqing_credit_account import AGEING, SEES_FIGURES


class KeqingCreditRelease(models.Model):
    """How the customer stands today, which helps to decide."""

    _inherit = "keqing.credit.release"

    exposure_now = fields.Monetary(compute="_compute_now", groups=SEES_FIGURES)
    overdue_now = fields.Monetary(compute="_compute_now", groups=SEES_FIGURES)
    has_limit_now = fields.Boolean(compute="_compute_now", groups=SEES_FIGURES)
    free_now = fields.Monetary(compute="_compute_now", groups=SEES_FIGURES)
    not_due_now = fields.Monetary(compute="_compute_now", groups=SEES_FIGURES)
    late_30_now = fields.Monetary(string="1–30 Days", compute="_compute_now", groups=SEES_FIGURES)
    late_60_now = fields.Monetary(string="31–60 Days", compute="_compute_now", groups=SEES_FIGURES)
    late_90_now = fields.Monetary(string="61–90 Days", compute="_compute_now", groups=SEES_FIGURES)
    late_more_now = fields.Monetary(
        string="Over 90 Days", compute="_compute_now", groups=SEES_FIGURES
    )

    @api.depends("partner_id", "company_id")
    def _compute_now(self):
        Account = self.env["keqing.credit.account"].sudo()  # for who sees figures
        for company, releases in self.grouped("company_id").items():
            exposures = Account._get_exposures(company, releases.partner_id)
            terms = Account._get_terms(company, releases.partner_id.ids)
            for release in releases:
                exposure = exposures[release.partner_id.id]
                release.exposure_now = exposure.exposure
                release.overdue_now = exposure.overdue
                limit = terms[release.partner_id.id].limit
                release.has_limit_now = limit is not None
                release.free_now = (limit or 0) - exposure.exposure
                for name in AGEING:
                    release[f"{name}_now"] = getattr(exposure, name)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from ...today import Section
from ...wording import say_day

LEGAL = "keqing_customer.group_customer_legal"


class KeqingToday(models.AbstractModel):
    """Agreements to review and to renew: all of them for legal reviewers, else one's own."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        is_legal = self.env.user.has_group(LEGAL)
        company = Domain("company_id", "in", self.env.companies.ids)
        fields = ("partner_id", "name", "user_id", "date_to")
        return [
            *super()._get_sections(),
            Section(
                name="reviews",
                title=self.env._("Agreements to review"),
                empty=self.env._("No agreement waits for review."),
                sequence=10 if is_legal else 27,
                groups=f"{LEGAL},keqing_customer.group_customer_manager",
                action="keqing_customer.keqing_agreement_action",
                records=self.env["keqing.agreement"],
                domain=company
                & Domain("stage", "=", "review")
                & (Domain.TRUE if is_legal else Domain("reviewer_id", "=", self.env.uid)),
                concerns=None if is_legal else Domain("reviewer_id", "=", self.env.uid),
                order="id",
                fields=fields,
                line=lambda agreement: self._agreement_line(agreement, "now"),
            ),
            Section(
                name="renewals",
                title=self.env._("Agreements to renew"),
                empty=self.env._("No agreement ends soon."),
                sequence=12 if is_legal else 38,
                action="keqing_customer.keqing_agreement_action",
                records=self.env["keqing.agreement"],
                domain=company
                & Domain("state", "=", "to_renew")
                & (Domain.TRUE if is_legal else Domain("user_id", "=", self.env.uid)),
                concerns=None if is_legal else Domain("user_id", "=", self.env.uid),
                order="date_to, id",
                fields=fields,
                line=lambda agreement: self._agreement_line(agreement, "soon"),
            ),
        ]

    def _agreement_line(self, agreement, level):
        return {
            "text": self.env._(
                "%(agreement)s, until %(day)s",
                agreement=agreement.name,
                day=say_day(self.env, agreement.date_to),
            ),
            "level": level,
            "user": agreement.user_id != self.env.user and agreement.user_id,
            "action": agreement._get_records_action(),
        }

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Domain
from odoo.http import request, route

from .own import OwnPortal

URL = "/my/allocations"


class AllocationPortal(OwnPortal):
    """A customer's own shares of what is scarce, and why they are as they are.

    What is told is the share, its goods and its reason alone.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "share_count" in counters:
            values["share_count"] = self._shares().search_count(self._own_shares_domain())
        if not counters:
            values["keqing_has_shares"] = self._has_own(self._shares(), self._own_shares_domain())
        return values

    def _shares(self):
        return request.env["keqing.allocation.share"].sudo()  # each search is of the own domain

    def _own_shares_domain(self):
        user = request.env.user
        return (
            Domain("partner_id", "=", user.partner_id.commercial_partner_id.id)
            & Domain("allocation_id.company_id", "in", user.company_ids.ids)
            & Domain("allocation_id.state", "in", ("published", "closed"))
        )

    @route([URL, f"{URL}/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_allocations(self, page=1, **kw):
        return self._render_own(
            "keqing_loyalty.portal_my_allocations",
            URL,
            page,
            self._shares(),
            self._own_shares_domain(),
            name="shares",
            page_name="allocation",
        )

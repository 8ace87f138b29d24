# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.http import request, route

from .portal import URL, CustomerPortal, clean


class RatingPortal(CustomerPortal):
    """What a customer thinks of what came of a complaint, and of who handled it."""

    @route(
        f"{URL}/<int:complaint_id>/rate", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_rate_complaint(self, complaint_id, outcome="", handling="", words="", **kw):
        complaint = self._get_complaint(complaint_id)
        return self._do(
            complaint,
            lambda: complaint._rate(
                request.env.user.partner_id,
                outcome,
                handling or None,
                clean(words),
                by_customer=True,
            ),
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from werkzeug.exceptions import NotFound

from odoo.fields import Domain
from odoo.http import request, route

from .own import OwnPortal

URL = "/my/honours"
REPORT = "keqing_loyalty.keqing_honour_certificate_action"


class HonourPortal(OwnPortal):
    """What a customer was honoured for, and the certificates.

    What is told is the prize and what it was given for, not what the jury said.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "honour_count" in counters:
            values["honour_count"] = self._honours().search_count(self._own_honours_domain())
        if not counters:
            values["keqing_has_honours"] = self._has_own(
                self._honours(), self._own_honours_domain()
            )
        return values

    def _honours(self):
        return request.env["keqing.honour.candidate"].sudo()  # each search is of the own domain

    def _own_honours_domain(self):
        user = request.env.user
        return (
            Domain("partner_id", "=", user.partner_id.commercial_partner_id.id)
            & Domain("company_id", "in", user.company_ids.ids)
            & Domain("state", "=", "awarded")
            & Domain("published_on", "!=", False)
        )

    @route([URL, f"{URL}/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_honours(self, page=1, **kw):
        return self._render_own(
            "keqing_loyalty.portal_my_honours",
            URL,
            page,
            self._honours(),
            self._own_honours_domain(),
            name="honours",
            page_name="honour",
            order="published_on desc, id desc",
        )

    @route(f"{URL}/<int:winner_id>/pdf", type="http", auth="user", website=True)
    def portal_honour_pdf(self, winner_id, **kw):
        winner = self._honours().search(self._own_honours_domain() & Domain("id", "=", winner_id))
        if not winner:
            raise NotFound
        return self._send_own_paper(REPORT, winner, winner.honour_id.name)

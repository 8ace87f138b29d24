# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from ..models.rebate.keqing_rebate_statement import GRANTED
from .own import OwnPortal

URL = "/my/rebates"
REPORT = "keqing_loyalty.keqing_rebate_statement_report_action"


class RebatePortal(OwnPortal):
    """A customer's own rebate statements, as soon as sales has confirmed them: to read, print,
    accept or dispute.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "rebate_count" in counters:
            values["rebate_count"] = self._rebates().search_count(self._own_rebates())
        if not counters:
            values["keqing_gives_rebates"] = self._has_own(self._rebates(), self._own_rebates())
        return values

    def _rebates(self):
        return request.env["keqing.rebate.statement"].sudo()  # each search is of the own domain

    def _own_rebates(self):
        user = request.env.user
        return (
            Domain("partner_id", "=", user.partner_id.commercial_partner_id.id)
            & Domain("company_id", "in", user.company_ids.ids)
            & Domain("state", "in", GRANTED)
        )

    def _get_rebate_statement(self, statement_id):
        """
        :return: keqing.rebate.statement, as superuser
        :raise NotFound: if it is another customer's, or nobody has confirmed it yet
        """
        domain = self._own_rebates() & Domain("id", "=", statement_id)
        if statement := self._rebates().search(domain):
            return statement
        raise NotFound

    @route([URL, f"{URL}/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_rebates(self, page=1, **kw):
        return self._render_own(
            "keqing_loyalty.portal_my_rebates",
            URL,
            page,
            self._rebates(),
            self._own_rebates(),
            name="statements",
            page_name="rebate",
        )

    @route(f"{URL}/<int:statement_id>", type="http", auth="user", website=True)
    def portal_rebate(self, statement_id, **kw):
        return self._render_rebate(self._get_rebate_statement(statement_id))

    def _render_rebate(self, statement, error=""):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "rebate",
            "statement": statement,
            "rows": statement._get_printed_rows(),
            "error": error,
        }
        return request.render("keqing_loyalty.portal_rebate", values)

    @route(f"{URL}/<int:statement_id>/pdf", type="http", auth="user", website=True)
    def portal_rebate_pdf(self, statement_id, **kw):
        statement = self._get_rebate_statement(statement_id)
        return self._send_own_paper(REPORT, statement, statement.display_name)

    @route(
        f"{URL}/<int:statement_id>/answer", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_rebate_answer(self, statement_id, accepted="", name="", words="", read="", **kw):
        statement = self._get_rebate_statement(statement_id)
        try:
            with request.env.cr.savepoint():
                statement._portal_answer(
                    request.env.user.partner_id, accepted == "yes", name, words, read
                )
        except UserError as refusal:
            return self._render_rebate(statement, error=str(refusal))
        return request.redirect(f"{URL}/{statement.id}")

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

# The lists that say when a document is of and when it is due, where Odoo's first one does not
DOCUMENT_LISTS = {
    "account.move": "keqing_customer.account_move_view_list_documents",
    "account.move.line": "keqing_customer.account_move_line_view_list_documents",
}


class KeqingIndicator(models.Model):
    """From a figure to the documents that it was read off.

    A source ``x`` answers by ``_documents_x(company, customers, since, until)``: the model, and a
    domain of plain values, of what lies behind its rows; a measure leaves out what it does not
    count by its ``only``. A source without documents has no such method. A target or an exposure
    that is read off the same documents narrows the source's domain, and opens them the same way.
    """

    _inherit = "keqing.indicator"

    def _get_documents(self, company, customers, date_from, date_to):
        """The documents behind the value of some customers over a period of a company.

        :return: (name of a model, Domain); None if there are none to show
        """
        self.ensure_one()
        measure = self._get_measure(company, date_from, date_to)
        return self._measured_documents(measure, company, customers, date_to)

    def _measured_documents(self, measure, company, customers, date_to):
        """As :meth:`_get_documents`, behind a :class:`Measure`."""
        documents = getattr(self, f"_documents_{measure.source}", None)
        if not documents:
            return None
        model, domain = documents(company, customers, measure.since, date_to)
        return model, Domain(domain) & measure.only

    def _may_open_documents(self, company, date_from, date_to):
        """Whether the user may read such documents at all; which ones, their own rules say."""
        documents = self._get_documents(company, self.env["res.partner"], date_from, date_to)
        return bool(documents) and self.env[documents[0]].has_access("read")

    @api.model
    def _view_documents(self, name, model, domain):
        """Open the list of documents behind a figure, as far as the user may see them.

        :raise AccessError: if the user may not read such documents
        """
        self.env[model].check_access("read")
        number_of = self.env["ir.model.data"]._xmlid_to_res_id  # from the cache
        view = model in DOCUMENT_LISTS and number_of(DOCUMENT_LISTS[model], True)
        on_phones = [(False, "kanban")] if model == "account.move" else []
        asked = {condition.field_expr for condition in Domain(domain).iter_conditions()}
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(view, "list"), *on_phones, (False, "form")],
            "domain": list(domain),
            "context": {
                "create": False,
                "active_test": False,
                "keqing_is_owed": "account_id.account_type" in asked,
            },
        }

    def _dated(self, field, *windows):
        """Domain: a day lies in one of some windows, each (first or None, last or None)."""
        return Domain.OR(
            (Domain(field, "<=", until) if until else Domain.TRUE)
            & (Domain(field, ">=", since) if since else Domain.TRUE)
            for since, until in windows
        )

    # Documents of the engine's own sources

    def _documents_assessment(self, company, customers, since, until):
        return "keqing.assessment", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & Domain("partner_id", "in", customers.ids)
            & Domain("indicator_id", "in", self.ids)
            & Domain("active", "=", True)
            & self._dated("date", (since, until))
        )

    def _documents_invoice(self, company, customers, since, until):
        return "account.move", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & Domain("commercial_partner_id", "in", customers.ids)
            & self._sale_domain()
            & self._dated("invoice_date", (since, until))
        )

    def _documents_invoice_line(self, company, customers, since, until):
        """Product lines of the same documents."""
        return "account.move.line", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & Domain("move_id.commercial_partner_id", "in", customers.ids)
            & Domain("parent_state", "=", "posted")
            & self._sale_domain("move_id.")
            & Domain("display_type", "=", "product")
            & self._dated("move_id.invoice_date", (since, until))
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Pages of what is a customer's own, one list and one paper like another."""

from odoo.http import content_disposition, request

from odoo.addons.portal.controllers import portal


class OwnPortal(portal.CustomerPortal):
    """Customers have no right on any model of ours: what is shown is read as superuser, and each
    search is of the own domain.
    """

    def _has_own(self, records, domain):
        """Whether there is a door to such pages: not before anybody uses us."""
        return bool(
            request.env["res.users"]._keqing_is_used() and records.search_count(domain, limit=1)
        )

    def _render_own(self, template, url, page, records, domain, *, name, page_name, order=None):
        """A page of a list of what is the customer's own.

        :param records: of which model, as superuser
        :param domain: those of the customer
        :param name: what the template calls those of the page
        """
        step = self._items_per_page
        total = records.search_count(domain)
        pager = portal.pager(url=url, total=total, page=page, step=step)
        values = {
            **self._prepare_portal_layout_values(),
            name: records.search(domain, order=order, limit=step, offset=pager["offset"]),
            "page_name": page_name,
            "pager": pager,
            "default_url": url,
        }
        return request.render(template, values)

    def _send_own_paper(self, report, record, title):
        """A record that was checked to be the customer's own, as PDF."""
        reports = request.env["ir.actions.report"].sudo()
        content, kind = reports._render_qweb_pdf(report, record.ids)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf" if kind == "pdf" else "text/html"),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(f"{title}.{kind}")),
            ],
        )

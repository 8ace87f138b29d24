# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers import portal

URL = "/my/complaints"


def clean(text):
    """What was typed, without what no database takes; nothing if it is a file."""
    return text.replace("\0", "") if isinstance(text, str) else ""


class CustomerPortal(portal.CustomerPortal):
    """A customer's own complaints: to make, follow, answer and decide on, once logged in.

    Customers have no right on any model of ours: what is read as superuser is checked here, by
    ``_get_complaint``, and told by ``_portal_…`` of the complaint alone.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "complaint_count" in counters:
            values["complaint_count"] = self._complaints().search_count(self._own_domain())
        if not counters:
            values["keqing_takes_complaints"] = request.env["res.users"]._keqing_is_used()
        return values

    def _complaints(self):
        return request.env["keqing.complaint"].sudo()  # each search is of the own domain

    def _own_domain(self):
        customer = request.env.user.partner_id.commercial_partner_id
        return Domain("partner_id", "=", customer.id)

    def _get_complaint(self, complaint_id, access_token=None):
        """
        :return: keqing.complaint, as superuser
        :raise NotFound: if it is another customer's, and no link that still holds leads to it
        """
        complaint = self._complaints().browse(complaint_id).exists()
        if complaint and (
            complaint.filtered_domain(self._own_domain()) or complaint._portal_opens(access_token)
        ):
            return complaint
        raise NotFound

    @route([URL, f"{URL}/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_complaints(self, page=1, sortby=None, filterby=None, search=None, **kw):
        sortings = {
            "date": {"label": request.env._("Newest"), "order": "received_at desc, id desc"},
            "name": {"label": request.env._("Number"), "order": "name, id"},
            "state": {"label": request.env._("How far"), "order": "state, id"},
        }
        filters = {
            "open": {
                "label": request.env._("Open"),
                "domain": Domain("state", "not in", ("closed", "cancelled")),
            },
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
        }
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "all"
        domain = self._own_domain() & filters[filterby]["domain"]
        if search := clean(search or ""):
            domain &= Domain.OR(
                Domain(name, "ilike", search)
                for name in ("name", "subject", "description", "line_ids.product_id.name")
            )
        pager = portal.pager(
            url=URL,
            url_args={"sortby": sortby, "filterby": filterby, "search": search},
            total=self._complaints().search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        complaints = self._complaints().search(
            domain,
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        values = {
            **self._prepare_portal_layout_values(),
            "complaints": complaints,
            "page_name": "complaint",
            "pager": pager,
            "default_url": URL,
            "searchbar_sortings": sortings,
            "sortby": sortby,
            "searchbar_filters": filters,
            "filterby": filterby,
            "searchbar_inputs": {"all": {"input": "all", "label": request.env._("Search in all")}},
            "search_in": "all",
            "search": search,
        }
        return request.render("keqing_complaint.portal_my_complaints", values)

    @route(f"{URL}/new", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_new_complaint(self, **said):
        error = ""
        said = {name: clean(text) for name, text in said.items() if isinstance(text, str)}
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    complaint = self._complaints()._portal_create(
                        request.env.user.partner_id, said, self._get_files()
                    )
                return request.redirect(complaint.access_url)
            except UserError as refusal:
                error = str(refusal)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "complaint_new",
            "types": self._complaints().type_id.search([]),
            "wishes": self._complaints()
            .line_ids._fields["wanted"]
            ._description_selection(request.env),
            "order_lines": self._complaints()._portal_order_lines(request.env.user.partner_id),
            "said": said,
            "error": error,
        }
        return request.render("keqing_complaint.portal_new_complaint", values)

    def _get_files(self):
        """:return: list of (name, file) as they were sent"""
        files = request.httprequest.files.getlist("files")
        return [(file.filename, file) for file in files if file.filename]

    @route(f"{URL}/<int:complaint_id>", type="http", auth="public", website=True)
    def portal_complaint(self, complaint_id, access_token=None, **kw):
        complaint = self._get_complaint(complaint_id, access_token)
        return request.render(
            "keqing_complaint.portal_complaint", self._get_page_values(complaint, access_token)
        )

    def _get_page_values(self, complaint, access_token=None, error=""):
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "complaint",
            "complaint": complaint,
            "letters": complaint._portal_messages(),
            "is_own": bool(complaint.filtered_domain(self._own_domain())),
            "access_token": access_token,
            "error": error,
        }

    @route(
        f"{URL}/<int:complaint_id>/answer", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_answer_complaint(self, complaint_id, words="", **kw):
        complaint = self._get_complaint(complaint_id)
        return self._do(
            complaint,
            lambda: complaint._portal_write(
                request.env.user.partner_id, clean(words), self._get_files()
            ),
        )

    @route(
        f"{URL}/<int:complaint_id>/decide", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_decide_complaint(self, complaint_id, accepted="", words="", read="", **kw):
        complaint = self._get_complaint(complaint_id)
        return self._do(
            complaint,
            lambda: complaint._portal_decide(
                request.env.user.partner_id, accepted == "yes", clean(words), read
            ),
        )

    def _do(self, complaint, work):
        """Back on the page; what was refused is said there."""
        try:
            with request.env.cr.savepoint():
                work()
        except UserError as refusal:
            values = self._get_page_values(complaint, error=str(refusal))
            return request.render("keqing_complaint.portal_complaint", values)
        return request.redirect(complaint.access_url)

    @route(
        f"{URL}/<int:complaint_id>/files/<int:file_id>", type="http", auth="public", website=True
    )
    def portal_complaint_file(self, complaint_id, file_id, access_token=None, **kw):
        """Odoo's own links to attachments would hold for ever."""
        complaint = self._get_complaint(complaint_id, access_token)
        papers = complaint._portal_messages().attachment_ids
        paper = papers.filtered(lambda each: each.id == file_id)
        if not paper:
            raise NotFound
        stream = request.env["ir.binary"]._get_stream_from(paper)
        return stream.get_response(as_attachment=True)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, html2plaintext

from ..chosen import for_one
from ..timeline import Source

PAGE = 30  # events
PREVIEW = 160  # characters of a message
MEETINGS = Domain("activity_type_id.category", "=", "meeting")
CALLS = Domain("activity_type_id.category", "=", "phonecall")


class ResPartner(models.Model):
    """All that happened with a customer, newest first: documents, contacts, decisions of ours.

    Beside the contacts, which are counted for all readers alike and by person; here are records,
    and no reader is told of one that is not theirs to read.
    """

    _inherit = "res.partner"

    @api.model
    def _card_pages(self):
        return {**super()._card_pages(), "keqing_timeline": ("get_keqing_timeline", 40)}

    @api.model
    def _timeline_kinds(self):
        """:return: ``{kind: (name, icon)}``, in the order in which one filters"""
        return {
            "order": (self.env._("Orders"), "fa-shopping-cart"),
            "invoice": (self.env._("Invoices"), "fa-file-text-o"),
            "payment": (self.env._("Payments"), "fa-money"),
            "call": (self.env._("Calls"), "fa-phone"),
            "meeting": (self.env._("Meetings"), "fa-calendar"),
            "message": (self.env._("Messages"), "fa-envelope-o"),
            "activity": (self.env._("Activities"), "fa-check"),
        }

    def _timeline_sources(self):
        """What can happen with these partners, a customer and its people; each module adds its own.

        :return: list of :class:`Source`
        """
        return [*self._timeline_of_documents(), *self._timeline_of_contacts()]

    @api.readonly
    @for_one("read")
    def get_keqing_timeline(self, kinds=None, after=None):
        """A page of what happened with the customer, newest first.

        The number of queries depends on the number of sources alone.

        :param kinds: codes of :meth:`_timeline_kinds`; all if None or empty
        :param after: ``after`` of the page before; None for the first
        :return: dict: ``entries``, dicts ``key, kind, day, time, title, text, amount, who`` and
            ``action``, with the day by the company's clock and the time in UTC; ``after``, with
            which the next page is asked for, False if there is none; ``kinds``, dicts
            ``code, name, icon`` of those that occur from here on
        :raise AccessError: if the user may not read the customer, or does not work with customers
        """
        kinds = kinds if isinstance(kinds, list | tuple) else None
        self._check_field_access(self._fields["keqing_customer_type_id"], "read")
        people = self.with_context(active_test=False).search(
            Domain("commercial_partner_id", "=", self.commercial_partner_id.id)
        )
        # by their place among all sources, whichever are asked, a page goes on after another
        sources = dict(enumerate(people._timeline_sources()))
        rows = self._find_events(
            {
                place: source
                for place, source in sources.items()
                if (not kinds or source.kind in kinds) and self.env[source.model].has_access("read")
            },
            self._read_cursor(after),
        )
        page = rows[:PAGE]
        seen = {sources[place].kind for __, place, __ in rows}
        return {
            "entries": self._tell_events(sources, page),
            "after": len(rows) > PAGE and [page[-1][0].isoformat(), *page[-1][1:]],
            "kinds": [
                {"code": code, "name": name, "icon": icon}
                for code, (name, icon) in self._timeline_kinds().items()
                if code in seen
            ],
        }

    @api.model
    def _read_cursor(self, after):
        """:raise UserError: if this is not what a page said comes after it"""
        if not after:
            return None
        try:
            moment, place, res_id = after
            return datetime.fromisoformat(moment), int(place), int(res_id)
        except (TypeError, ValueError, OverflowError):
            raise UserError(self.env._("Nothing comes after “%s”: begin anew.", after)) from None

    @api.model
    def _find_events(self, sources, cursor):
        """The newest events of each source that come after another, in one query.

        :param sources: ``{place: Source}``
        :return: sorted list of ``(moment, place, id)``, longer than a page if there are more
        """
        queries = []
        for place, source in sources.items():
            Model = self.env[source.model]
            query = Model._search(source.domain)
            moment = self._moment_sql(Model, source.date, query)
            row = SQL("%s, %s, %s", moment, place, SQL.identifier(query.table, "id"))
            query.add_where(SQL("%s IS NOT NULL", moment))
            if cursor:
                query.add_where(SQL("(%s) < (%s::timestamp, %s, %s)", row, *cursor))
            query.order, query.limit = SQL("1 DESC, 3 DESC"), PAGE + 1
            queries.append(SQL("(%s)", query.select(row)))
        rows = self.env.execute_query(SQL(" UNION ALL ").join(queries)) if queries else []
        return sorted(rows, reverse=True)

    @api.model
    def _moment_sql(self, Model, name, query):
        """The field of a record as a moment of the company's clock; a day is its beginning."""
        value = Model._field_to_sql(query.table, name, query)
        if Model._fields[name].type == "date":
            return SQL("%s::timestamp", value)
        timezone = self.env.company.sudo().keqing_tz  # anybody may know what day it is
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)", value, timezone)

    @api.model
    def _tell_events(self, sources, rows):
        """:return: ``entries`` of :meth:`get_keqing_timeline`"""
        ids = {}
        for __, place, res_id in rows:
            ids.setdefault(place, []).append(res_id)
        records = {place: self.env[sources[place].model].browse(ids[place]) for place in ids}
        told = {
            (place, record.id): sources[place].tell(record)
            for place in ids
            for record in records[place]
        }
        return [
            {
                "key": f"{place}-{res_id}",
                "kind": source.kind,
                "day": fields.Date.to_string(moment.date()),
                "time": self._is_timed(source)
                and fields.Datetime.to_string(records[place].browse(res_id)[source.date]),
                "text": False,
                "amount": False,
                "who": False,
                "action": {
                    "type": "ir.actions.act_window",
                    "res_model": source.model,
                    "res_id": res_id,
                    "views": [(False, "form")],
                },
                **told[place, res_id],
            }
            for moment, place, res_id in rows
            for source in [sources[place]]
        ]

    def _is_timed(self, source):
        return self.env[source.model]._fields[source.date].type == "datetime"

    # Documents of Odoo

    def _timeline_of_documents(self):
        theirs = Domain("partner_id", "in", self.ids)
        return [
            Source(
                "order",
                "sale.order",
                theirs & Domain("state", "in", ("sent", "sale")),
                "date_order",
                lambda order: {
                    "title": order.name,
                    "text": self._label_of(order, "state"),
                    "amount": order.currency_id.format(order.amount_total),
                    "who": order.user_id.name,
                },
            ),
            Source(
                "invoice",
                "account.move",
                theirs
                & Domain("state", "=", "posted")
                & Domain("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                "invoice_date",
                lambda move: {
                    "title": move.name,
                    "text": self._label_of(move, "payment_state"),
                    "amount": move.currency_id.format(
                        -move.amount_total if move.move_type == "out_refund" else move.amount_total
                    ),
                    "who": move.invoice_user_id.name,
                },
            ),
            Source(
                "payment",
                "account.payment",
                theirs & Domain("state", "in", ("in_process", "paid")),
                "date",
                lambda payment: {
                    "title": payment.name or payment.memo or self.env._("Payment"),
                    "amount": payment.currency_id.format(
                        payment.amount if payment.payment_type == "inbound" else -payment.amount
                    ),
                },
            ),
            # What the bank said, where nobody wrote down a payment
            Source(
                "payment",
                "account.move.line",
                theirs
                & Domain("parent_state", "=", "posted")
                & Domain("account_type", "=", "asset_receivable")
                & Domain("journal_id.type", "in", ("bank", "cash"))
                & Domain("move_id.origin_payment_id", "=", False),
                "date",
                lambda line: {
                    "title": line.move_id.name,
                    "amount": line.company_currency_id.format(-line.balance),
                    "action": line.move_id._get_records_action(),
                },
            ),
        ]

    # Contacts

    def _timeline_of_contacts(self):
        done = (
            Domain("res_model", "=", "res.partner")
            & Domain("res_id", "in", self.ids)
            & Domain("active", "=", False)
            & Domain("calendar_event_id", "=", False)  # it is the meeting
        )

        def tell_activity(activity):
            partner = self.browse(activity.res_id)
            return {
                "title": activity.summary or activity.activity_type_id.name or self.env._("To-Do"),
                "text": self._preview(activity.feedback or activity.note),
                "who": activity.user_id.name,
                "action": partner._get_records_action(),
            }

        return [
            Source("call", "mail.activity", done & CALLS, "date_done", tell_activity),
            Source("meeting", "mail.activity", done & MEETINGS, "date_done", tell_activity),
            Source(
                "activity", "mail.activity", done & ~CALLS & ~MEETINGS, "date_done", tell_activity
            ),
            Source(
                "meeting",
                "calendar.event",
                Domain("partner_ids", "in", self.ids)
                & Domain("active", "=", True)
                & Domain("start", "<=", fields.Datetime.now()),
                "start",
                lambda event: {"title": event.name, "who": event.user_id.name},
            ),
            Source(
                "message",
                "mail.message",
                Domain("model", "=", "res.partner")
                & Domain("res_id", "in", self.ids)
                & Domain("message_type", "in", ("email", "email_outgoing", "comment")),
                "date",
                lambda message: {
                    "title": message.subject
                    or (
                        self.env._("Note")
                        if message.is_internal or message.subtype_id.internal
                        else self.env._("Message")
                    ),
                    "text": self._preview(message.body),
                    # sudo: whoever reads a message is told whose it is, as in the chatter
                    "who": message.sudo().author_id.name or message.email_from,
                    "action": {"type": "ir.actions.act_url", "url": f"/mail/message/{message.id}"},
                },
            ),
        ]

    @api.model
    def _label_of(self, record, name):
        """What the reader calls the choice made in a field of a record."""
        return record._fields[name].convert_to_export(record[name], record)

    @api.model
    def _preview(self, html):
        text = " ".join(html2plaintext(html or "").split())
        return text if len(text) <= PREVIEW else f"{text[:PREVIEW]}…"

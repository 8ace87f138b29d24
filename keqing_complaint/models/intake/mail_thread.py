# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, models

OURS = ("keqing.complaint", "keqing.complaint.letter")

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    """What a machine answers is no complaint: else two of them would write to each other."""

    _inherit = "mail.thread"

    @api.private
    @api.model
    def message_route(self, message, message_dict, *args, **kwargs):
        routes = super().message_route(message, message_dict, *args, **kwargs)
        if not any(route[0] in OURS for route in routes) or not is_automatic_answer(message):
            return routes
        # beside a complaint that is there it is a note, which goes to nobody
        message_dict["is_internal"] = True
        kept = [route for route in routes if route[0] not in OURS or route[1]]
        if len(kept) < len(routes):
            _logger.info("No complaint: %s is an automatic answer", message_dict["message_id"])
        return kept


def is_automatic_answer(message):
    """As RFC 3834 and those before it say it; what a machine sends unasked is none.

    :param message: email.message.EmailMessage
    """
    submitted = (message.get("Auto-Submitted") or "").strip().lower()
    return (
        submitted.startswith("auto-replied")
        or (message.get("Precedence") or "").strip().lower() == "auto_reply"
        or any(message.get(header) for header in ("X-Autoreply", "X-Autorespond"))
    )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, models

from ...tools.machines import is_automatic_answer, is_of_machine

COMPLAINT, LETTER = OURS = ("keqing.complaint", "keqing.complaint.letter")

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    """What a machine answers is no complaint: else two of them would write to each other."""

    _inherit = "mail.thread"

    @api.private
    @api.model
    def message_route(self, message, message_dict, *args, **kwargs):
        routes = super().message_route(message, message_dict, *args, **kwargs)
        if not any(route[0] in OURS for route in routes):
            return routes
        for name in ("subject", "body"):  # no database takes it
            message_dict[name] = (message_dict.get(name) or "").replace("\0", "")
        if is_automatic_answer(message):
            # beside a complaint that is there it is a note, which goes to nobody
            message_dict["is_internal"] = True
            kept = [route for route in routes if route[0] not in OURS or route[1]]
            if len(kept) < len(routes):
                _logger.info("No complaint: %s is an automatic answer", message_dict["message_id"])
            return kept
        if any(route[0] == COMPLAINT and route[1] for route in routes):
            known = self.env[COMPLAINT].browse(
                route[1] for route in routes if route[0] == COMPLAINT
            )
            if not known.exists()._is_known_sender(message_dict.get("email_from")):
                message_dict["is_internal"] = True
        if is_of_machine(message):
            # somebody looks whether it is one, and nobody is answered
            return [
                (LETTER, *route[1:]) if route[0] == COMPLAINT and not route[1] else route
                for route in routes
            ]
        return routes

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import io
from base64 import b64decode
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .keqing_complaint_portal import read_files

OLDEST = timedelta(days=3)  # that a phone was without a network


class KeqingVisit(models.Model):
    """What a customer complains about in the shop is taken in on the phone, with photos."""

    _inherit = "keqing.visit"

    @api.model
    def get_day(self):
        """Besides: ``complaint_types``, dicts of id and name to choose from."""
        types = self.env["keqing.complaint.type"].search_fetch([], ["name"])
        return {
            **super().get_day(),
            "complaint_types": [{"id": each.id, "name": each.name} for each in types],
        }

    def _get_stops(self):
        """Besides: ``complaints``, dicts of id, name and state of those made on the visit."""
        stops = super()._get_stops()
        Complaint = self.env["keqing.complaint"]
        states = dict(Complaint._fields["state"]._description_selection(self.env))
        found = Complaint.search_fetch(
            [("visit_id", "in", self.ids)], ["visit_id", "name", "subject", "state"], order="id"
        ).grouped("visit_id")
        for visit, stop in stops.items():
            stop["complaints"] = [
                {"id": each.id, "name": each.display_name, "state": states[each.state]}
                for each in found.get(visit, ())
            ]
        return stops

    def _entry_kinds(self):
        return {
            **super()._entry_kinds(),
            "complaint": lambda visit, entries: visit._take_complaints(entries),
        }

    def _take_complaints(self, entries):
        """As they were said, with the photos that the phone took."""
        for entry in entries:
            values = entry["values"]
            self._check_texts({"words": values.get("words")})
            words = values.get("words")
            if not (isinstance(words, str) and words.strip()):
                raise UserError(
                    self.env._("%s: write down what the customer says.", self.display_name)
                )
            photos = values.get("photos") or []
            papers = read_files(
                self.env,
                [
                    (f"{number}.jpg", io.BytesIO(b64decode(photo, validate=True)))
                    for number, photo in enumerate(photos, 1)
                ],
            )
            complaint = self.env["keqing.complaint"].create(
                self._prepare_complaint_vals(values, entry.get("at"))
            )
            if papers:
                complaint.message_post(body=self.env._("Taken on the visit"), attachments=papers)

    def _prepare_complaint_vals(self, values, at):
        vals = {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "visit_id": self.id,
            "channel": "visit",
            "description": values["words"].strip(),
            "type_id": self._read_id(values.get("type_id")),
            "received_at": self._when_said(at),
        }
        if len(self.met_ids) == 1:
            vals["contact_id"] = self.met_ids.id
        if values.get("product_id"):
            goods = {
                "product_id": self._read_id(values["product_id"]),
                "quantity": float(values.get("quantity") or 1),
            }
            vals["line_ids"] = [Command.create(goods)]
        return vals

    def _when_said(self, at):
        """By the device's clock, which may have waited for a network; else now."""
        now = fields.Datetime.now()
        said = fields.Datetime.to_datetime(at) if isinstance(at, str) else None
        return said if said and now - OLDEST <= said <= now else now

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.tools.datum import DATUMS, to_wgs84

from ...tools.position import distance_meters, is_number, is_position

# Who begins a visit begins it for good a minute later
UNDO_SECONDS = 60
POOR_ACCURACY_METERS = 100
OLD_SECONDS = 60
SAME_PLACE = 5e-8  # equal to seven decimals


class KeqingVisit(models.Model):
    """Checking in and out, and what the server makes of the positions that devices report."""

    _inherit = "keqing.visit"

    @for_one("write")
    def check_in(self, report=None):
        """Begin a visit; the same request sent again is the same check-in.

        :param dict report: all optional: ``request_id``, what the device calls this check-in;
            ``latitude``, ``longitude`` in degrees, ``datum``, ``accuracy_meters``,
            ``age_seconds`` of the position, ``reported_at``, the device's clock in UTC;
            ``reason`` why there is none or it is elsewhere
        :return: dict: ``verdict`` of the position, ``distance_meters`` or False,
            ``checked_in_at``
        :raise UserError: if it is not planned, not one's own, or another visit of the salesperson
            is under way
        """
        report = self._read_report(report)
        self._check_own()
        self.lock_for_update()
        if (
            self.state == "under_way"
            and self.request_id
            and (self.request_id == report.get("request_id"))
        ):
            return self._answer("in")
        self._check_state("planned")
        self._check_alone()
        now = fields.Datetime.now()
        self.sudo().write(  # sudo: what happens when is not written by hand
            {
                "state": "under_way",
                "checked_in_at": now,
                "request_id": report.get("request_id"),
            }
        )
        self._make_ready()
        self._note_position("in", report)
        return self._answer("in")

    @for_one("write")
    def check_out(self, report=None):
        """End a visit that is under way, with everything that its template asks for.

        :param dict report: see :meth:`check_in`
        :return: as :meth:`check_in`
        :raise UserError: naming what is missing; nothing is lost
        """
        report = self._read_report(report)
        self._check_own()
        self.lock_for_update()
        if self.state == "done" and self.checked_in_at:
            return self._answer("out")
        self._check_state("under_way")
        self._check_demands()
        self._note_position("out", report)
        self._finish(fields.Datetime.now())
        return self._answer("out")

    @for_one("write")
    def undo_check_in(self):
        """Take a check-in back that was a slip, within a minute.

        :raise UserError: if it is too late, or there is none
        """
        self._check_own()
        self._check_state("under_way")
        if fields.Datetime.now() - self.checked_in_at > timedelta(seconds=UNDO_SECONDS):
            raise UserError(
                self.env._("%s began more than a minute ago: end it instead.", self.display_name)
            )
        visit = self.sudo()  # as it was written
        visit.position_ids.unlink()
        visit.write({"state": "planned", "checked_in_at": False, "request_id": False})

    def _check_own(self):
        if self.user_id != self.env.user:
            raise UserError(
                self.env._(
                    "%(visit)s is %(user)s's: only who makes a visit checks in and out.",
                    visit=self.display_name,
                    user=self.user_id.name,
                )
            )

    def _check_alone(self):
        other = self.sudo().search(  # told to whom it is under way
            [("user_id", "=", self.user_id.id), ("state", "=", "under_way")], limit=1
        )
        if other:
            raise UserError(
                self.env._("%s is under way: check out there first.", other.display_name)
            )

    # Positions

    def _read_report(self, report):
        """The report of a device, as far as it is one.

        :raise UserError: naming the entry that is not what it should be
        """
        if not isinstance(report or {}, dict):
            raise UserError(self.env._("What a device reports has names: %s has none.", report))
        report = {name: value for name, value in (report or {}).items() if value is not None}
        for name in ("latitude", "longitude", "accuracy_meters", "age_seconds"):
            value = report.get(name, 0)
            if not is_number(value):
                raise UserError(self.env._("A position has numbers: %s is none.", name))
        if report.get("datum", "wgs84") not in DATUMS:
            raise UserError(self.env._("%s is no datum of a map.", report["datum"]))
        for name in ("request_id", "reason"):
            if not isinstance(report.get(name, ""), str):
                raise UserError(self.env._("The %s of a check-in is a text.", name))
        self._check_texts(report)
        report["reason"] = report.get("reason", "").strip() or None
        if "reported_at" in report:
            try:
                report["reported_at"] = fields.Datetime.to_datetime(report["reported_at"])
            except (TypeError, ValueError) as error:
                message = self.env._("%s is no time of a device.", report["reported_at"])
                raise UserError(message) from error
        return report

    def _note_position(self, occasion, report):
        """Keep what the device said, and judge it."""
        place = report.get("latitude"), report.get("longitude")
        given = is_position(*place)
        verdict, distance = self._judge_position(place if given else None, report)
        self.env["keqing.visit.position"].sudo().create(  # sudo: nobody writes positions
            {
                "visit_id": self.id,
                "occasion": occasion,
                "reported_at": report.get("reported_at"),
                "latitude": given and place[0],
                "longitude": given and place[1],
                "datum": report.get("datum", "wgs84"),
                "accuracy_meters": report.get("accuracy_meters", 0),
                "distance_meters": distance or 0,
                "verdict": verdict,
                "is_old": report.get("age_seconds", 0) > OLD_SECONDS,
                "is_repeated": given and self._is_last_place(place),
                "reason": report.get("reason"),
            }
        )

    def _judge_position(self, place, report):
        """
        :param place: latitude and longitude as reported, None for no position
        :return: the verdict (see ``VERDICTS``), and the distance in metres or None; nothing
            that is missing ever passes, nor what its subject alone has said
        """
        customer = self.partner_id.sudo()  # who visits a customer is told how far away it is
        shop = customer.partner_latitude, customer.partner_longitude
        reason = report.get("reason")
        if place is None:
            return ("bypassed" if reason else "not_given"), None
        if not is_position(*shop):
            return "customer_unknown", None
        distance = distance_meters(to_wgs84(place, report.get("datum", "wgs84")), shop)
        if not 0 < report.get("accuracy_meters", 0) <= POOR_ACCURACY_METERS:
            return "inaccurate", distance
        if distance <= customer.keqing_customer_type_id._get_visit_radius():
            return ("own_place" if self._is_own_place() else "in_range"), distance
        return ("bypassed" if reason else "out_of_range"), distance

    def _is_own_place(self):
        """Whether nobody but who makes the visit has said where the customer is.

        Somebody else has who wrote the position, a manager who wrote it anew, and whoever checked
        in within the radius of it since.
        """
        customer = self.partner_id.sudo()  # who is told of nothing but the verdict
        if customer.keqing_position_user_id != self.user_id:
            return False
        agreed = (
            Domain("visit_id.partner_id", "=", customer.id)
            & Domain("visit_id.user_id", "!=", self.user_id.id)
            & Domain("visit_id.checked_in_at", ">=", customer.keqing_position_on)
            & Domain("verdict", "=", "in_range")
        )
        # sudo: positions of colleagues, to be counted
        return not self.env["keqing.visit.position"].sudo().search_count(agreed, limit=1)

    def _is_last_place(self, place):
        """Whether the salesperson reported exactly this place the last time."""
        last = (
            self.env["keqing.visit.position"]
            .sudo()
            .search(  # own positions, whosever visit
                Domain("visit_id.user_id", "=", self.user_id.id)
                & (Domain("latitude", "!=", 0) | Domain("longitude", "!=", 0)),  # a place at all
                order="id desc",
                limit=1,
            )
        )
        return bool(last) and all(
            abs(now - before) < SAME_PLACE
            for now, before in zip(place, (last.latitude, last.longitude), strict=True)
        )

    def _answer(self, occasion):
        position = self.sudo().position_ids.filtered(lambda each: each.occasion == occasion)[-1:]
        return {
            "verdict": position.verdict,
            "distance_meters": position.distance_meters or False,
            "checked_in_at": self.checked_in_at,
        }

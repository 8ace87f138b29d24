# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

REPEATED = timedelta(days=30)
DAYS = 7  # in which somebody says what is done against a repeat


class KeqingComplaint(models.Model):
    """What happens again: the same product with the same cause within 30 days."""

    _inherit = "keqing.complaint"

    repeat_of_ids = fields.Many2many(
        comodel_name="keqing.complaint",
        string="Repeats",
        compute="_compute_repeat_of_ids",
        help="Complaints of the 30 days before about the same product with the same cause.",
    )

    @api.depends("cause_id", "line_ids.product_id", "received_at", "company_id")
    @api.depends_context("uid")
    def _compute_repeat_of_ids(self):
        """Those that the reader sees, by one query for all."""
        found = self._find_repeats()
        for complaint in self:
            complaint.repeat_of_ids = found.get(complaint, self.browse())

    def _find_repeats(self):
        """:return: ``{complaint: complaints before}``, where there are some"""
        known = self.filtered(lambda each: each.cause_id and each.line_ids and each.received_at)
        if not known:
            return {}
        before = self.search(
            [
                ("company_id", "in", known.company_id.ids),
                ("cause_id", "in", known.cause_id.ids),
                ("line_ids.product_id", "in", known.line_ids.product_id.ids),
                ("received_at", ">=", min(known.mapped("received_at")) - REPEATED),
                ("received_at", "<=", max(known.mapped("received_at"))),
                ("state", "!=", "cancelled"),
            ]
        )
        found = {}
        for complaint in known:
            same = before.filtered(
                lambda each, complaint=complaint: each._is_repeated_by(complaint)
            )
            if same:
                found[complaint] = same
        return found

    def _is_repeated_by(self, other):
        return (
            self.id != other._origin.id
            and self.company_id == other.company_id
            and self.cause_id == other.cause_id
            and other.received_at - REPEATED <= self.received_at <= other.received_at
            and bool(self.line_ids.product_id & other.line_ids.product_id)
        )

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        if known := complaints.filtered("cause_id"):
            known._open_repeats()
        return complaints

    def write(self, vals):
        written = super().write(vals)
        if vals.get("cause_id"):
            self._open_repeats()
        return written

    def _hold_causes(self):
        """Whoever finds the same cause at the same time waits, and then knows of these as well.

        The row is written, though with what it holds: see ``_hold_origins``.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """UPDATE keqing_complaint_cause SET write_date = write_date
                    WHERE id IN (SELECT id FROM keqing_complaint_cause WHERE id = ANY(%s)
                                  ORDER BY id FOR NO KEY UPDATE)""",
                self.cause_id.ids,
            )
        )

    def _with_later(self):
        """Those and what came within 30 days after them, of which it was known before: it repeats
        these."""
        lines = self.line_ids
        return self | self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("cause_id", "in", self.cause_id.ids),
                ("line_ids.product_id", "in", lines.product_id.ids),
                ("received_at", ">", min(self.mapped("received_at"))),
                ("received_at", "<=", max(self.mapped("received_at")) + REPEATED),
                ("state", "!=", "cancelled"),
            ]
        )

    def _open_repeats(self):
        """What happens again is a case of its own: somebody has to do something against it."""
        self._hold_causes()
        repeats = self.sudo()._with_later()._find_repeats()  # whoever saw the ones before
        Action = self.env["keqing.preventive.action"].sudo()  # opened by nobody's hand
        teams = self.env["keqing.complaint.team"].sudo()  # whose work it is
        teams = repeats and teams.search([("company_id", "in", self.company_id.ids)])
        for complaint, before in repeats.items():
            if any((complaint + before).action_ids.mapped("is_repeat")):
                continue
            wanted = complaint.company_id, complaint.cause_id.department or "quality"
            team = teams.filtered(lambda each, wanted=wanted: each._is_of(*wanted))[:1]
            owner = team.user_id or complaint.user_id or self.env.user
            Action.create(
                {
                    "name": self.env._(
                        "%(cause)s again, after %(complaints)s: find out what stops it",
                        cause=complaint.cause_id.name,
                        complaints=", ".join(before.mapped("name")),
                    ),
                    "complaint_id": complaint.id,
                    "user_id": owner.id,
                    "due_on": fields.Date.add(complaint.company_id._get_keqing_today(), days=DAYS),
                    "is_repeat": True,
                }
            )

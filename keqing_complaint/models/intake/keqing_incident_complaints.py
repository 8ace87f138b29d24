# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL, mute_logger

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.tools.spelling import number

from .keqing_incident import LIVE


class KeqingIncident(models.Model):
    """The complaints that an incident explains, and incidents that complaints make known."""

    _inherit = "keqing.incident"

    complaint_ids = fields.One2many(
        comodel_name="keqing.complaint", inverse_name="incident_id", copy=False
    )
    customer_count = fields.Integer(string="Customers", compute="_compute_customer_count")
    suggested_ids = fields.Many2many(
        comodel_name="keqing.complaint",
        string="May Belong Here",
        compute="_compute_suggested_ids",
        help="Complaints about the same goods, from some days before it began.",
    )

    @api.depends("complaint_ids.partner_id")
    @api.depends_context("uid")
    def _compute_customer_count(self):
        for incident in self:
            incident.customer_count = len(incident.complaint_ids.partner_id)

    @api.depends("product_id", "lot_id", "lot_name", "since", "state", "complaint_ids")
    @api.depends_context("uid")
    def _compute_suggested_ids(self):
        """Those that the reader sees, by one search for all."""
        live = self.filtered(lambda each: each.state in LIVE and each.product_id and each.since)
        lines = self.env["keqing.complaint.line"]
        if live:
            lines = lines.search(
                Domain("product_id", "in", live.product_id.ids)
                & Domain("company_id", "in", live.company_id.ids)
                & Domain("complaint_id.incident_id", "=", False)
                & Domain("complaint_id.is_suggestion", "=", False)
                & Domain("complaint_id.state", "!=", "cancelled")
            )
        for incident in self:
            found = lines.filtered(incident._explains) if incident in live else lines.browse()
            incident.suggested_ids = found.complaint_id

    def _explains(self, line):
        """Whether the goods of a line, and the day of its complaint, may be those of this; a lot
        that nobody named may be any."""
        lots = {number(each.lot_id.name or each.lot_name) for each in (self, line)}
        begin = fields.Datetime.subtract(
            self.since, days=self.company_id.sudo().keqing_incident_days
        )
        return (
            self.company_id == line.company_id
            and self.product_id == line.product_id
            and len(lots - {""}) <= 1
            and (line.complaint_id.received_at or begin) >= begin
        )

    @for_one("write")
    def action_join_suggested(self):
        """Join what may belong here, as far as the user may change it."""
        self._check_state(*LIVE)
        mine = self.suggested_ids._filtered_access("write")
        if not mine:
            raise UserError(self.env._("%s: there is no complaint to join.", self.name))
        mine.incident_id = self

    @for_one("read")
    def action_view_complaints(self):
        """Open the complaints that it explains."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "keqing_complaint.keqing_complaint_action"
            ),
            "domain": [("incident_id", "=", self.id)],
            "context": {},
        }

    # What many customers say

    @api.model
    def _notice(self, lines):
        """Suspect an incident where customers enough complained about the same goods; once.

        New complaints set it off. Those that are of an incident, or were there before the last one
        about the goods was over, count no more.
        """
        for product, complaints in self._find_noticed(lines):
            vals = self._prepare_noticed_vals(product, complaints)
            try:
                with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    self.create(vals)
            except UniqueViolation:
                continue  # noticed at this moment by somebody else's complaint

    def _find_noticed(self, lines):
        """:return: list of (product, complaints)"""
        lines = lines.sudo()  # what others' customers say counts as well
        if not any(lines.company_id.mapped("keqing_incident_customers")):
            return []
        for records in (lines, lines.complaint_id, lines.company_id, self):
            records.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT line.product_id, array_agg(DISTINCT complaint.id)
                     FROM keqing_complaint_line line
                     JOIN keqing_complaint complaint ON complaint.id = line.complaint_id
                     JOIN res_company company ON company.id = line.company_id
                    WHERE line.product_id = ANY(%(products)s)
                      AND line.company_id = ANY(%(companies)s)
                      AND complaint.received_at
                          > %(now)s - make_interval(days => company.keqing_incident_days)
                      AND complaint.state != 'cancelled'
                      AND complaint.is_suggestion IS NOT TRUE
                      AND complaint.incident_id IS NULL
                      AND company.keqing_incident_customers > 0
                      AND NOT EXISTS (
                          SELECT FROM keqing_incident incident
                           WHERE incident.company_id = line.company_id
                             AND incident.product_id = line.product_id
                             AND (incident.state IN ('suspected', 'open')
                                  OR incident.closed_at >= complaint.create_date))
                    GROUP BY company.id, line.product_id
                   HAVING count(DISTINCT complaint.partner_id)
                          >= company.keqing_incident_customers
                    ORDER BY company.id, line.product_id""",
                products=lines.product_id.ids,
                companies=lines.company_id.ids,
                now=fields.Datetime.now(),
            )
        )
        Product, Complaint = lines.product_id, lines.complaint_id
        return [(Product.browse(product), Complaint.browse(ids)) for product, ids in rows]

    def _prepare_noticed_vals(self, product, complaints):
        company = complaints.company_id
        local = self.with_context(lang=company.partner_id.lang or self.env.lang)
        lines = complaints.line_ids.filtered(lambda line: line.product_id == product)
        lots = {number(line.lot_id.name or line.lot_name) for line in lines}
        is_one_lot = len(lots) == 1 and lots != {""}
        return {
            "name": local.env._(
                "%(product)s: %(count)s customers complain",
                product=product.with_context(lang=local.env.lang).display_name,
                count=len(complaints.partner_id),
            ),
            "description": "\n".join(complaints.mapped("name")),  # all read it, not what was said
            "kind": "many",
            "state": "suspected",
            "is_noticed": True,
            "since": min(complaints.mapped("received_at")),
            "company_id": company.id,
            "territory_id": complaints.territory_id.id
            if len(complaints.territory_id) == 1
            else False,
            "product_id": product.id,
            "lot_id": lines.lot_id.id if is_one_lot and len(lines.lot_id) == 1 else False,
            "lot_name": lines[0].lot_name if is_one_lot and not lines.lot_id else False,
            "user_id": False,
            "complaint_ids": [Command.link(complaint.id) for complaint in complaints],
        }

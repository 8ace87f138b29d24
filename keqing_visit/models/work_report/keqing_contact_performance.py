# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_one


class KeqingContactPerformance(models.Model):
    """What each person planned, did, was late with and missed on each day, read off visits."""

    _name = "keqing.contact.performance"
    _description = "Contacts by Person"
    _inherit = ["keqing.of.people.mixin"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "user_id"
    _depends = {
        "keqing.visit": [
            *("company_id", "user_id", "partner_id", "planned_on", "state", "is_in_time"),
            "minutes",
        ],
        "res.partner": ["keqing_territory_id"],
    }

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Salesperson", readonly=True)
    territory_id = fields.Many2one(comodel_name="keqing.territory", readonly=True)
    date = fields.Date(string="Planned For", readonly=True)
    planned = fields.Integer(readonly=True)
    in_time = fields.Integer(string="Done in Time", readonly=True)
    late = fields.Integer(string="Done Late", readonly=True)
    missed = fields.Integer(readonly=True)
    behind = fields.Integer(readonly=True, help="Planned for a day that is over, and still open.")
    minutes = fields.Integer(string="Minutes There", readonly=True)

    @property
    def _table_query(self):
        """A row per visit, under its number; what lies ahead is in nobody's figures yet."""
        return SQL(
            """SELECT visit.id, visit.company_id, visit.user_id,
                      customer.keqing_territory_id AS territory_id,
                      visit.planned_on AS date,
                      1 AS planned,
                      (visit.state = 'done' AND visit.is_in_time)::int AS in_time,
                      (visit.state = 'done' AND visit.is_in_time IS NOT TRUE)::int AS late,
                      (visit.state = 'missed')::int AS missed,
                      (visit.state IN ('planned', 'under_way')
                       AND visit.planned_on < %(today)s)::int AS behind,
                      COALESCE(visit.minutes, 0) AS minutes
                 FROM keqing_visit visit
                 JOIN res_partner customer ON customer.id = visit.partner_id
                WHERE visit.state != 'cancelled'
                  AND (visit.planned_on <= %(today)s OR visit.state = 'done')""",
            today=self.env.company._get_keqing_today(),
        )

    @for_one("read")
    def action_open_visit(self):
        return self.env["keqing.visit"].browse(self.id)._get_records_action()

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.keqing_customer.fields import BoundedMonetary

# What the query below reads
READ = {
    "account.move.line": ["balance", "parent_state"],
    "keqing.complaint.remedy": ["complaint_id", "reference_id"],
    "keqing.remedy.credit": ["remedy_id", "line_id"],
    "stock.move": ["location_id", "location_dest_id", "reference_ids", "state", "value"],
}


class KeqingComplaint(models.Model):
    """What a complaint cost us, in company currency: goods, credit, freight and the rest."""

    _inherit = "keqing.complaint"

    cost_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency")
    cost_goods = fields.Monetary(
        currency_field="cost_currency_id",
        compute="_compute_cost",
        string="Goods",
        help="What was sent for it, less what came back, as the stock values them; done transfers.",
    )
    cost_credit = fields.Monetary(
        currency_field="cost_currency_id",
        compute="_compute_cost",
        string="Credited",
        help="On posted credit notes, without taxes.",
    )
    freight_cost = BoundedMonetary(
        low=0, currency_field="cost_currency_id", string="Freight", copy=False
    )
    extra_cost = BoundedMonetary(
        low=0,
        currency_field="cost_currency_id",
        string="Other Cost",
        copy=False,
        help="Of hours, journeys, tests, scrapped goods, … beside the remedies.",
    )
    cost = fields.Monetary(
        currency_field="cost_currency_id", compute="_compute_cost", string="Cost to Us"
    )

    @api.depends("remedy_ids.state", "freight_cost", "extra_cost")
    def _compute_cost(self):
        """Read off the documents, by one query for all."""
        for model, names in READ.items():
            self.env[model].flush_model(names)
        query = SQL(
            "SELECT complaint_id, goods, credit FROM (%s) cost WHERE complaint_id IN %s",
            self._cost_query(),
            tuple(self.ids or [0]),
        )
        costs = {row[0]: row[1:] for row in self.env.execute_query(query)}
        for complaint in self:
            goods, credit = costs.get(complaint._origin.id, (0, 0))
            complaint.cost_goods = goods
            complaint.cost_credit = credit
            complaint.cost = goods + credit + complaint.freight_cost + complaint.extra_cost

    @api.model
    def _cost_query(self):
        """A row per complaint that has documents: ``complaint_id, goods, credit``.

        A transfer that was made for several remedies counts once.
        """
        return SQL(
            """SELECT complaint_id, sum(goods) AS goods, sum(credit) AS credit
                 FROM (SELECT DISTINCT remedy.complaint_id, move.id,
                              CASE WHEN target.usage = 'customer'
                                   THEN move.value ELSE -move.value END AS goods,
                              0 AS credit
                         FROM keqing_complaint_remedy remedy
                         JOIN stock_reference_move_rel link
                              ON link.reference_id = remedy.reference_id
                         JOIN stock_move move ON move.id = link.move_id AND move.state = 'done'
                         JOIN stock_location source ON source.id = move.location_id
                         JOIN stock_location target ON target.id = move.location_dest_id
                        WHERE 'customer' IN (source.usage, target.usage)
                        UNION ALL
                       SELECT remedy.complaint_id, line.id, 0, line.balance
                         FROM keqing_remedy_credit credit
                         JOIN keqing_complaint_remedy remedy ON remedy.id = credit.remedy_id
                         JOIN account_move_line line ON line.id = credit.line_id
                        WHERE line.parent_state = 'posted') document
                GROUP BY complaint_id"""
        )

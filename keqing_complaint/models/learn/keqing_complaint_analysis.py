# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_one

from ..intake.keqing_complaint import STATES
from ..intake.keqing_complaint_team import DEPARTMENTS
from ..intake.keqing_complaint_type import SEVERITIES
from .keqing_complaint_cost import READ

OF_LINES = {"id", "product_id", "category_id", "lot_id"}  # all else is of documents
# Where a row is a line of a document
BY_LINES = {
    "complaint_row": SQL("COALESCE(4 * line.id + 1, 4 * complaint.id)"),
    "complaint_goods": SQL("line.product_id, template.categ_id AS category_id, line.lot_id"),
    "complaint_lines": SQL(
        """LEFT JOIN keqing_complaint_line line ON line.complaint_id = complaint.id
           LEFT JOIN product_product product ON product.id = line.product_id
           LEFT JOIN product_template template ON template.id = product.product_tmpl_id
           LEFT JOIN (SELECT complaint_id, count(*) AS lines FROM keqing_complaint_line
                       GROUP BY complaint_id) number ON number.complaint_id = complaint.id"""
    ),
    "lines": SQL("COALESCE(number.lines, 1)"),
    "order_row": SQL("4 * line.id + 2"),
    "order_goods": SQL("line.product_id, template.categ_id, NULL"),
    "order_lines": SQL(
        """JOIN sale_order_line line ON line.order_id = orders.id AND line.display_type IS NULL
           JOIN product_product product ON product.id = line.product_id
           JOIN product_template template ON template.id = product.product_tmpl_id"""
    ),
    "has_lines": SQL("TRUE"),
}
# Where it is a document, which takes a fifth of the time
BY_DOCUMENTS = {
    "complaint_row": SQL("4 * complaint.id"),
    "complaint_goods": SQL(
        "NULL::int AS product_id, NULL::int AS category_id, NULL::int AS lot_id"
    ),
    "complaint_lines": SQL(),
    "lines": SQL("1"),
    "order_row": SQL("4 * orders.id + 2"),
    "order_goods": SQL("NULL::int, NULL::int, NULL::int"),
    "order_lines": SQL(),
    "has_lines": SQL(
        """EXISTS (SELECT FROM sale_order_line line
                    WHERE line.order_id = orders.id AND line.display_type IS NULL
                      AND line.product_id IS NOT NULL)"""
    ),
}


def _aggregates(each):
    """What is counted and divided over documents, whichever of their lines are looked at."""
    complained = SQL("count(%s complaint_id)", each)
    delivered = SQL("count(%s order_number)", each)
    in_time = SQL("%s FILTER (WHERE NOT is_late)", complained)
    return {
        "complaint_count:sum": complained,
        "order_count:sum": delivered,
        "rate:avg": SQL("100.0 * %s / NULLIF(%s, 0)", complained, delivered),
        "in_time:avg": SQL("100.0 * %s / NULLIF(%s, 0)", in_time, complained),
    }


AGGREGATES = {False: _aggregates(SQL("DISTINCT")), True: _aggregates(SQL())}


class KeqingComplaintAnalysis(models.Model):
    """What customers complain about, with the goods, and beside it the orders they received.

    A row per line of a complaint, one per complaint without any, and one per line of a delivered
    order. A complaint's cost is shared by its lines alike.
    """

    _name = "keqing.complaint.analysis"
    _description = "Complaint Analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "reference"
    _depends = {
        "keqing.complaint": [
            *("name", "company_id", "partner_id", "type_id", "severity", "channel", "state"),
            *("team_id", "user_id", "territory_id", "grade_id", "cause_id", "escape_cause_id"),
            *("liability", "received_at", "is_breached", "freight_cost", "extra_cost"),
            "is_suggestion",
        ],
        "keqing.complaint.line": ["complaint_id", "product_id", "lot_id"],
        "keqing.complaint.cause": ["department"],
        **READ,
        "sale.order": ["name", "company_id", "partner_id", "state", "effective_date"],
        "sale.order.line": ["order_id", "product_id", "display_type"],
        "product.template": ["categ_id"],
        "res.partner": ["keqing_territory_id", "commercial_partner_id"],
    }

    reference = fields.Char(string="Number", readonly=True)
    complaint_id = fields.Many2one(comodel_name="keqing.complaint", readonly=True)
    is_order = fields.Boolean(string="Delivered Order", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(readonly=True, help="Of the receipt, or of the delivery.")

    # By what
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    territory_id = fields.Many2one(comodel_name="keqing.territory", readonly=True)
    grade_id = fields.Many2one(comodel_name="keqing.grade", readonly=True)
    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    category_id = fields.Many2one(
        comodel_name="product.category", string="Product Category", readonly=True
    )
    lot_id = fields.Many2one(comodel_name="stock.lot", string="Lot or Serial Number", readonly=True)
    type_id = fields.Many2one(comodel_name="keqing.complaint.type", readonly=True)
    severity = fields.Selection(selection=SEVERITIES, readonly=True)
    channel = fields.Selection(
        selection=lambda self: self.env["keqing.complaint"]._fields["channel"].selection,
        readonly=True,
    )
    state = fields.Selection(selection=STATES, readonly=True)
    team_id = fields.Many2one(comodel_name="keqing.complaint.team", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Handler", readonly=True)
    cause_id = fields.Many2one(
        comodel_name="keqing.complaint.cause", string="Why It Happened", readonly=True
    )
    escape_cause_id = fields.Many2one(
        comodel_name="keqing.complaint.cause", string="Why It Was Not Caught", readonly=True
    )
    department = fields.Selection(
        selection=DEPARTMENTS, readonly=True, help="Of the cause: where something is to be done."
    )
    liability = fields.Selection(
        selection=lambda self: self.env["keqing.complaint"]._fields["liability"].selection,
        string="Who Answers for It",
        readonly=True,
    )
    is_late = fields.Boolean(readonly=True)

    # How many, how much
    complaint_count = fields.Integer(string="Complaints", readonly=True)
    order_count = fields.Integer(string="Delivered Orders", readonly=True)
    rate = fields.Float(
        string="Complaints per 100 Orders",
        readonly=True,
        aggregator="avg",
        help="Delivered orders; empty where none was, and by what only complaints have.",
    )
    in_time = fields.Float(
        string="Answered in Time (%)",
        readonly=True,
        aggregator="avg",
        help="Complaints of which no clock ran over.",
    )
    cost = fields.Monetary(
        string="Cost to Us",
        readonly=True,
        help="Goods, credit, freight and the rest, shared by the lines of a complaint.",
    )

    @property
    def _table_query(self):
        return SQL(
            """SELECT %(complaint_row)s AS id,
                      complaint.name AS reference, complaint.id AS complaint_id,
                      NULL::int AS order_number, FALSE AS is_order, complaint.company_id,
                      (complaint.received_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS date,
                      complaint.partner_id, complaint.territory_id, complaint.grade_id,
                      %(complaint_goods)s, complaint.type_id, complaint.severity,
                      complaint.channel, complaint.state, complaint.team_id, complaint.user_id,
                      complaint.cause_id, complaint.escape_cause_id, cause.department,
                      complaint.liability, complaint.is_breached IS TRUE AS is_late,
                      1 AS complaint_count, NULL::int AS order_count, NULL::numeric AS rate,
                      CASE WHEN complaint.is_breached THEN 0 ELSE 100 END::numeric AS in_time,
                      (COALESCE(cost.goods + cost.credit, 0) + COALESCE(complaint.freight_cost, 0)
                       + COALESCE(complaint.extra_cost, 0)) / %(lines)s AS cost
                 FROM keqing_complaint complaint
                      %(complaint_lines)s
            LEFT JOIN keqing_complaint_cause cause ON cause.id = complaint.cause_id
            LEFT JOIN (%(cost)s) cost ON cost.complaint_id = complaint.id
                WHERE complaint.state != 'cancelled' AND complaint.is_suggestion IS NOT TRUE
            UNION ALL
               SELECT %(order_row)s, orders.name, NULL, orders.id, TRUE, orders.company_id,
                      (orders.effective_date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date,
                      customer.id, customer.keqing_territory_id, NULL,
                      %(order_goods)s, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                      NULL, NULL, 1, NULL, NULL, NULL
                 FROM sale_order orders
                      %(order_lines)s
                 JOIN res_partner person ON person.id = orders.partner_id
                 JOIN res_partner customer ON customer.id = person.commercial_partner_id
                WHERE orders.state = 'sale' AND orders.effective_date IS NOT NULL
                  AND %(has_lines)s""",
            tz=self.env.company.sudo().keqing_tz,  # anybody may know what day it is
            cost=self.env["keqing.complaint"]._cost_query(),
            **(BY_DOCUMENTS if self._is_by_documents() else BY_LINES),
        )

    def _read_group_select(self, aggregate_spec, query):
        """Documents are counted once, also where several of their lines are in a group."""
        aggregates = AGGREGATES[self._is_by_documents()]
        return aggregates.get(aggregate_spec) or super()._read_group_select(aggregate_spec, query)

    def _is_by_documents(self):
        return bool(self.env.context.get("keqing_by_documents"))

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        model = self._ask_of(domain, groupby, aggregates)
        return super(KeqingComplaintAnalysis, model)._read_group(
            domain, groupby, aggregates, *args, **kwargs
        )

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        groupby = {name for each in grouping_sets for name in each}
        model = self._ask_of(domain, groupby, aggregates)
        return super(KeqingComplaintAnalysis, model)._read_grouping_sets(
            domain, grouping_sets, aggregates, order
        )

    def _ask_of(self, domain, groupby, aggregates):
        """Of documents, where the figures are theirs and nothing asks for lines.

        What counts rows for a list, which shows lines, has none of those figures.
        """
        names = {condition.field_expr for condition in Domain(domain).iter_conditions()}
        names = {re.split("[.:]", name)[0] for name in names | set(groupby)}
        asked = set(aggregates)
        is_by_documents = (
            not names & OF_LINES
            and bool(asked & AGGREGATES[True].keys())
            and asked <= {*AGGREGATES[True], "cost:sum", "__count"}
        )
        return self.with_context(keqing_by_documents=is_by_documents)

    @for_one("read")
    def action_open_complaint(self):
        return self.complaint_id._get_records_action()

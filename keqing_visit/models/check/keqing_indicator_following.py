# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.measure import Measure

# What following us is made of
PARTS = ("agreement", "order", "price", "display", "exclusive")


class KeqingIndicator(models.Model):
    """How far an outlet follows us (终端控制能力, S1-08): buys what it undertook to, orders, keeps
    prices, displays, and leaves competitors out. What was not looked at is not counted."""

    _inherit = "keqing.indicator"

    measure = fields.Selection(selection_add=[("following", "How far it follows us")])

    def _source_following(self, company, since, until):
        """A row per purchase target whose period is over, per visit done, per check that was judged
        and per look at a competitor: ``partner_id, date, part, percent``.

        Found of a competitor is what there is any of: a price, a facing, a promotion.
        """
        Target = self.env["keqing.agreement.target"].sudo()  # figures are for everybody alike
        over = Domain("company_id", "in", company._get_keqing_branch_ids()) & Domain(
            "agreement_id.stage", "in", ("active", "terminated")
        )
        over &= Domain("date_to", "<=", until)
        if since:
            over &= Domain("date_to", ">=", since)
        targets = Target._search(over)
        table = Target._table
        achieved = Target._field_to_sql(table, "achieved", targets)
        nothing = self.env.ref("keqing_visit.check_choice_rival_none", raise_if_not_found=False)
        return SQL(
            """%(targets)s
            UNION ALL
               SELECT visit.partner_id, visit.done_on, 'order',
                      CASE WHEN EXISTS (SELECT FROM sale_order taken
                                         WHERE taken.keqing_visit_id = visit.id
                                           AND taken.state = 'sale') THEN 100 ELSE 0 END
                 FROM keqing_visit visit
                WHERE visit.company_id IN %(companies)s AND visit.state = 'done'
                  AND visit.contact_kind = 'visit'
            UNION ALL
               SELECT found.partner_id, visit.done_on,
                      CASE WHEN item.subject = 'rival' THEN 'exclusive'
                           WHEN item.answer = 'price' THEN 'price' ELSE 'display' END,
                      CASE WHEN item.subject != 'rival' THEN found.verdict = 'right'
                           WHEN item.answer = 'number' THEN found.number = 0
                           WHEN item.answer = 'choice' THEN found.choice_id = %(nothing)s
                           WHEN item.answer = 'yes_no' THEN found.yes_no = 'no'
                           ELSE FALSE END::int * 100
                 FROM keqing_store_check found
                 JOIN keqing_visit visit ON visit.id = found.visit_id AND visit.state = 'done'
                 JOIN keqing_check_item item ON item.id = found.item_id
                WHERE found.company_id IN %(companies)s AND found.is_answered
                  AND (item.subject = 'rival' OR found.verdict IS NOT NULL)""",
            targets=targets.select(
                SQL.identifier(table, "partner_id"),
                SQL("%s AS date", SQL.identifier(table, "date_to")),
                SQL("'agreement' AS part"),
                SQL(
                    "LEAST(GREATEST(100 * %s / %s, 0), 100) AS percent",
                    achieved,
                    SQL.identifier(table, "amount"),
                ),
            ),
            companies=company._get_keqing_branch_ids(),
            nothing=nothing.id if nothing else 0,
        )

    def _documents_following(self, company, customers, since, until):
        """The visits, on which orders and checks are; targets are on the agreement."""
        return "keqing.visit", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & Domain("partner_id", "in", customers.ids)
            & Domain("state", "=", "done")
            & self._dated("done_on", (since, until))
        )

    def _measure_following(self, company, date_from, date_to):
        """The plain average of the parts that are known, each in percent: targets reached, visits
        with an order, prices within their bands, other checks that were right, competitors' things
        that were not there. Unknown where nothing of it is."""
        in_window = self._in_window(date_from, date_to)
        parts = [
            SQL("avg(fact.percent) FILTER (WHERE fact.part = %s AND %s)", part, in_window)
            for part in PARTS
        ]
        value = SQL(
            "(%s) / NULLIF(%s, 0)",
            SQL(" + ").join(SQL("COALESCE(%s, 0)", part) for part in parts),
            SQL(" + ").join(SQL("(%s IS NOT NULL)::int", part) for part in parts),
        )
        return Measure("following", value, date_from)

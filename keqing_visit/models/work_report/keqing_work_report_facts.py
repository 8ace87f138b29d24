# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_one

COUNTS = (
    *("visits_planned", "visits_done", "visits_in_time", "visits_missed", "contacts_done"),
    *("customers_reached", "minutes", "next_steps", "orders_taken"),
    *("price_breaches", "care_done", "new_customers", "payments_promised"),
)
AMOUNTS = ("orders_amount", "promised_amount")


class KeqingWorkReport(models.Model):
    """The figures of reports, by one statement for any number of them, and what is behind them."""

    _inherit = "keqing.work.report"

    kept_figures = fields.Json(readonly=True, copy=False)

    visits_planned = fields.Integer(
        string="Planned", compute="_compute_figures", help="Contacts planned for these days."
    )
    visits_done = fields.Integer(string="Visits", compute="_compute_figures")
    visits_in_time = fields.Integer(
        string="In Time", compute="_compute_figures", help="Of the contacts done."
    )
    visits_missed = fields.Integer(string="Missed", compute="_compute_figures")
    contacts_done = fields.Integer(
        string="Contacts", compute="_compute_figures", help="Visits, calls and all others."
    )
    customers_reached = fields.Integer(compute="_compute_figures")
    minutes = fields.Integer(string="Minutes There", compute="_compute_figures")
    next_steps = fields.Integer(
        string="Promised", compute="_compute_figures", help="Next steps agreed on."
    )
    orders_taken = fields.Integer(
        string="Orders",
        compute="_compute_figures",
        help="Confirmed sales of this person, by the day of the order.",
    )
    orders_amount = fields.Monetary(
        string="Amount of Orders", compute="_compute_figures", help="Before taxes."
    )
    payments_promised = fields.Integer(
        string="Promises to Pay",
        compute="_compute_figures",
        help="Given by customers to this person on these days.",
    )
    promised_amount = fields.Monetary(
        string="Amount Promised", compute="_compute_figures", help="To be paid by customers."
    )
    price_breaches = fields.Integer(
        string="Wrong Prices", compute="_compute_figures", help="Prices found outside their band."
    )
    care_done = fields.Integer(string="Care", compute="_compute_figures")
    new_customers = fields.Integer(
        compute="_compute_figures", help="Own customers that bought for the first time."
    )

    @api.depends("state", "kept_figures", "user_id", "company_id", "date_from", "date_to")
    def _compute_figures(self):
        drafts = self.filtered(
            lambda report: (
                report.state != "submitted"
                and report.date_from
                # what a form asks of a report that is not there yet is nobody's but one's own
                and (report.id or report.user_id == self.env.user)
            )
        )
        found = drafts._find_figures()
        for report in self:
            figures = found.get(report) or report.kept_figures or {}
            for name in COUNTS + AMOUNTS:
                report[name] = figures.get(name, 0)

    def _find_figures(self):
        """The figures of each as facts are now, on days of its company, in its currency.

        :return: ``{report: {name of the figure: number}}``
        """
        if not self:
            return {}
        self.env.flush_all()
        asked = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s::date, %s::date)",
                number,
                report.user_id.id or 0,
                report.company_id.id or 0,
                report.company_id.sudo().keqing_tz,
                report.date_from,
                report.date_to,
            )
            for number, report in enumerate(self)
        )
        columns = SQL(", ").join(
            SQL("COALESCE(%s, 0) AS %s", SQL.identifier(name), SQL.identifier(name))
            for name in COUNTS + AMOUNTS
        )
        found = SQL("\n").join(
            SQL("CROSS JOIN LATERAL (%s) %s", fact, SQL.identifier(f"fact_{position}"))
            for position, fact in enumerate(self._facts_sql())
        )
        self.env.cr.execute(
            SQL(
                """WITH report (number, user_id, company_id, tz, date_from, date_to)
                        AS (VALUES %s)
                   SELECT report.number, %s FROM report %s""",
                asked,
                columns,
                found,
            )
        )
        rows = {row.pop("number"): row for row in self.env.cr.dictfetchall()}
        return {
            report: {
                name: float(value) if name in AMOUNTS else int(value)
                for name, value in rows[number].items()
            }
            for number, report in enumerate(self)
        }

    def _facts_sql(self):
        """Each a SELECT of one row with figures of ``report``; more may be added by others.

        :return: list of SQL
        """
        within = SQL("BETWEEN report.date_from AND report.date_to")
        theirs = SQL("fact.company_id = report.company_id AND fact.user_id = report.user_id")
        return [
            SQL(
                """SELECT count(*) FILTER (WHERE fact.state != 'cancelled') AS visits_planned,
                           count(*) FILTER (WHERE fact.state = 'missed') AS visits_missed
                      FROM keqing_visit fact WHERE %s AND fact.planned_on %s""",
                theirs,
                within,
            ),
            SQL(
                """SELECT count(*) AS contacts_done,
                           count(*) FILTER (WHERE fact.contact_kind = 'visit') AS visits_done,
                           count(*) FILTER (WHERE fact.is_in_time) AS visits_in_time,
                           count(DISTINCT fact.partner_id) AS customers_reached,
                           sum(fact.minutes) AS minutes,
                           count(fact.next_step) AS next_steps
                      FROM keqing_visit fact
                     WHERE %s AND fact.state = 'done' AND fact.done_on %s""",
                theirs,
                within,
            ),
            SQL(
                """SELECT count(*) AS orders_taken,
                           sum(fact.amount_untaxed / COALESCE(NULLIF(fact.currency_rate, 0), 1))
                               AS orders_amount
                      FROM sale_order fact
                     WHERE %s AND fact.state = 'sale'
                       AND (fact.date_order AT TIME ZONE 'UTC' AT TIME ZONE report.tz)::date %s""",
                theirs,
                within,
            ),
            SQL(
                """SELECT count(*) AS payments_promised, sum(fact.amount) AS promised_amount
                      FROM keqing_payment_promise fact WHERE %s AND fact.promised_on %s""",
                theirs,
                within,
            ),
            SQL(
                """SELECT count(*) AS price_breaches
                     FROM keqing_store_check found
                     JOIN keqing_check_item item ON item.id = found.item_id
                     JOIN keqing_visit fact ON fact.id = found.visit_id
                    WHERE %s
                      AND found.verdict = 'breach' AND item.answer = 'price'
                      AND fact.state = 'done' AND fact.done_on %s""",
                theirs,
                within,
            ),
            SQL(
                """SELECT count(*) AS care_done
                      FROM keqing_care_task fact
                     WHERE %s AND fact.state = 'done' AND fact.action != 'message'
                       AND (fact.done_at AT TIME ZONE 'UTC' AT TIME ZONE report.tz)::date %s""",
                theirs,
                within,
            ),
            SQL(
                """SELECT count(*) AS new_customers FROM (%s) bought
                    WHERE bought.first_on %s""",
                self._first_purchases_sql(),
                within,
            ),
        ]

    def _first_purchases_sql(self):
        """When each customer of ``report``'s person first bought from its company."""
        return SQL(
            """SELECT customer.id, first.first_on
                 FROM res_partner customer
           CROSS JOIN LATERAL (
                      SELECT min(move.invoice_date) AS first_on
                        FROM account_move move
                       WHERE move.commercial_partner_id = customer.id
                         AND move.company_id = report.company_id AND %s) first
                WHERE customer.user_id = report.user_id
                  AND customer.commercial_partner_id = customer.id""",
            self.env["keqing.indicator"]._is_purchase(),
        )

    # What is behind them

    def _get_documents(self):
        """
        :return: ``{what: (name, model, domain)}``, of the days and the person of this report
        """
        of_person = Domain("company_id", "=", self.company_id.id)
        of_person &= Domain("user_id", "=", self.user_id.id)
        days = [self.date_from, self.date_to]
        start = self.company_id._get_keqing_start(self.date_from)
        end = self.company_id._get_keqing_start(fields.Date.add(self.date_to, days=1))
        done = of_person & Domain("state", "=", "done")
        done &= Domain("done_on", ">=", days[0]) & Domain("done_on", "<=", days[1])
        planned = Domain("planned_on", ">=", days[0]) & Domain("planned_on", "<=", days[1])
        return {
            "planned": (
                self.env._("Planned"),
                "keqing.visit",
                of_person & planned & Domain("state", "!=", "cancelled"),
            ),
            "done": (self.env._("Contacts"), "keqing.visit", done),
            "missed": (
                self.env._("Missed"),
                "keqing.visit",
                of_person & planned & Domain("state", "=", "missed"),
            ),
            "promised": (
                self.env._("Promised"),
                "keqing.visit",
                done & Domain("next_step", "!=", False),
            ),
            "orders": (
                self.env._("Orders"),
                "sale.order",
                of_person
                & Domain("state", "=", "sale")
                & Domain("date_order", ">=", start)
                & Domain("date_order", "<", end),
            ),
            "payments": (
                self.env._("Promises to Pay"),
                "keqing.payment.promise",
                of_person
                & Domain("promised_on", ">=", days[0])
                & Domain("promised_on", "<=", days[1]),
            ),
            "breaches": (
                self.env._("Wrong Prices"),
                "keqing.store.check",
                Domain("visit_id", "any", done)
                & Domain("verdict", "=", "breach")
                & Domain("item_id.answer", "=", "price"),
            ),
            "care": (
                self.env._("Care"),
                "keqing.care.task",
                of_person
                & Domain("state", "=", "done")
                & Domain("action", "!=", "message")
                & Domain("done_at", ">=", start)
                & Domain("done_at", "<", end),
            ),
        }

    @for_one("read")
    def action_open_facts(self):
        """Open the records that a figure counts, as the user may see them: ``facts`` of the context
        says which."""
        documents = self._get_documents()
        what = self.env.context.get("facts")
        name, model, domain = documents.get(what) or documents["done"]
        return self.env["keqing.indicator"]._view_documents(name, model, domain)

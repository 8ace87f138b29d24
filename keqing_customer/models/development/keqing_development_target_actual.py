# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Percent of the planned number at which the people concerned are told
MILESTONES = (50, 90, 100)


class KeqingDevelopmentTarget(models.Model):
    """What came of a target, counted from the invoices; and who is told of it."""

    _inherit = "keqing.development.target"

    def _actuals(self):
        """What came of these targets, in one statement for all of them.

        The amount is what the new customers bought from their first invoice until a year later, in
        company currency, as far as it is invoiced. Customers that the user may not see count too.

        :return: ``{id: (new customers, amount, those graded, those graded well enough)}``; targets
            without a new customer are absent
        """
        stored = self.filtered("id")
        if not stored:
            return {}
        for model, names in {
            "account.move": [
                "amount_total",
                "commercial_partner_id",
                "invoice_date",
                "move_type",
                "payment_state",
                "reversed_entry_id",
                "state",
            ],
            "res.partner": ["keqing_customer_type_id", "keqing_territory_id", "keqing_grade_id"],
            "keqing.territory": ["parent_path"],
            "keqing.customer.type": ["parent_path"],
            self._name: ["date_from", "date_to", "territory_id", "customer_type_id"],
        }.items():
            self.env[model].flush_model(names)
        rows = self.env.execute_query(
            SQL(
                """WITH won AS MATERIALIZED (
                   SELECT newcomer.company_id, newcomer.since, newcomer.amount,
                          holder.territory_id, customer.keqing_customer_type_id AS type_id,
                          grade.scale_id, grade.sequence
                     FROM (SELECT newcomer.*, sum(%(amount)s) AS amount
                             FROM (%(newcomers)s) newcomer
                             JOIN account_move move
                               ON move.commercial_partner_id = newcomer.partner_id
                              AND (newcomer.company_id, move.company_id) IN (%(companies)s)
                              AND move.invoice_date >= newcomer.since
                              AND move.invoice_date < newcomer.since + interval '1 year'
                            WHERE %(is_sale)s
                         GROUP BY newcomer.partner_id, newcomer.company_id, newcomer.since
                          ) newcomer
                     JOIN res_partner customer ON customer.id = newcomer.partner_id
               CROSS JOIN LATERAL %(holder)s holder
                LEFT JOIN keqing_grade grade
                       ON grade.id = (customer.keqing_grade_id->>newcomer.company_id::text)::int
                        ),
                        reach AS MATERIALIZED (
                   SELECT target.id AS target_id, target.company_id, target.date_from,
                          target.date_to, wanted.scale_id, wanted.sequence,
                          territory.id AS territory_id,
                          wide_type.id IS NULL AS has_any_type, type.id AS type_id
                     FROM keqing_development_target target
                     JOIN keqing_territory wide ON wide.id = target.territory_id
                     JOIN keqing_territory territory
                       ON starts_with(territory.parent_path, wide.parent_path)
                LEFT JOIN keqing_customer_type wide_type ON wide_type.id = target.customer_type_id
                LEFT JOIN keqing_customer_type type
                       ON starts_with(type.parent_path, wide_type.parent_path)
                LEFT JOIN keqing_grade wanted ON wanted.id = target.quality_grade_id
                    WHERE target.id IN %(targets)s
                        )
                   SELECT reach.target_id,
                          count(*),
                          COALESCE(sum(won.amount), 0)::float,
                          count(*) FILTER (WHERE won.scale_id = reach.scale_id),
                          count(*) FILTER (WHERE won.scale_id = reach.scale_id
                                             AND won.sequence <= reach.sequence)
                     FROM won
                     JOIN reach
                       ON reach.company_id = won.company_id
                      AND reach.territory_id = won.territory_id
                      AND won.since BETWEEN reach.date_from AND reach.date_to
                      AND (reach.has_any_type OR reach.type_id = won.type_id)
                 GROUP BY reach.target_id""",
                companies=self._counted_companies_sql(stored.company_id),
                newcomers=self._newcomers(stored),
                holder=self.env["keqing.assignment"]._holder_sql(
                    SQL("newcomer.partner_id"), SQL("newcomer.since")
                ),
                targets=tuple(stored.ids),
                is_sale=self.env["keqing.indicator"]._is_sale(),
                amount=self.env["keqing.indicator"]._untaxed_amount(),
            )
        )
        return {target_id: tuple(figures) for target_id, *figures in rows}

    @api.model
    def _newcomers(self, targets):
        """Customers whose first purchase from a company lies in the days of some targets.

        :return: SELECT with the columns ``partner_id, company_id, since``
        """
        return SQL(
            """SELECT move.commercial_partner_id AS partner_id,
                      counted.company_id,
                      min(move.invoice_date) AS since
                 FROM (%(companies)s) counted (company_id, branch_id)
                 JOIN account_move move ON move.company_id = counted.branch_id
                WHERE %(is_purchase)s
                  AND move.invoice_date <= %(until)s
             GROUP BY move.commercial_partner_id, counted.company_id
               HAVING min(move.invoice_date) >= %(since)s""",
            companies=self._counted_companies_sql(targets.company_id),
            is_purchase=self.env["keqing.indicator"]._is_purchase(),
            since=min(targets.mapped("date_from")),
            until=max(targets.mapped("date_to")),
        )

    @api.model
    def _counted_companies_sql(self, companies):
        """Whose documents count for whom, as pairs: a company's own and those of its branches."""
        return SQL(
            """SELECT head.id, branch.id
                 FROM res_company head
                 JOIN res_company branch ON starts_with(branch.parent_path, head.parent_path)
                WHERE head.id IN %s""",
            companies._ids,
        )

    # Telling people

    @api.model
    def _cron_tell_progress(self):
        """Tell the people concerned when a target reaches half, nine tenths, all of its plan.

        What was told stands on the target, in the same transaction as the message: it is told once.
        """
        companies = self.env["res.company"].search([("active", "=", True)])
        days = {company: company._get_keqing_today() for company in companies}
        running = self.search(
            Domain("milestone", "<", MILESTONES[-1])
            & Domain.OR(
                Domain("company_id", "=", company.id)
                & Domain("date_from", "<=", today)
                & Domain("date_to", ">=", fields.Date.subtract(today, months=1))
                for company, today in days.items()
            ),
            order="id",
        )

        def has_passed_another(target):
            return target._reached() > target.milestone

        self._work_through(
            running.filtered(has_passed_another),
            lambda target: target._tell_progress(),
            when=has_passed_another,
        )

    def _reached(self):
        """The last milestone that the number of new customers has passed, 0 for none."""
        return max((each for each in MILESTONES if self.progress >= each), default=0)

    def _tell_progress(self):
        """In the language of who is responsible."""
        self = self.with_context(lang=self.user_id.lang)
        self.milestone = self._reached()
        self.message_post(
            body=self.env._(
                "%(share)s %% reached: %(count)s of %(planned)s new customers.",
                share=self.milestone,
                count=self.customer_count,
                planned=self.customer_count_planned,
            ),
            partner_ids=self.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

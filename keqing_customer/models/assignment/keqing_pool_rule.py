# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.tools import SQL

from ...fields import BoundedInteger


class KeqingPoolRule(models.Model):
    """After how many days without a contact or a sale customers go back to the public pool (公海).

    The first rule that fits a customer counts. While a company has none, nothing goes back, and
    nobody claims anything.
    """

    _name = "keqing.pool.rule"
    _description = "Rule of the Public Pool"
    _inherit = ["keqing.catalogue.mixin"]
    _policy_key = ("name", "company_id")

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    # Who
    customer_type_id = fields.Many2one(
        comodel_name="keqing.customer.type",
        ondelete="cascade",
        help="This type and those below it; empty means all.",
    )
    grade_id = fields.Many2one(
        comodel_name="keqing.grade", ondelete="cascade", help="Empty means all, and without grade."
    )

    # When
    days = BoundedInteger(
        low=0,
        high=3650,
        default=180,
        string="Days Without Contact",
        help="Days without a contact and without a sale after which the customer goes back to the "
        "pool. Zero: such customers stay with whoever has them.",
    )
    warning_days = BoundedInteger(
        low=1,
        high=365,
        default=14,
        string="Warned Before",
        help="So many days before, the owner is warned, once.",
    )

    _warned_later = models.Constraint(
        "CHECK (days = 0 OR warning_days < days)",
        "The warning comes fewer days before than a customer may be left alone.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        written = super().write(vals)
        self.env.registry.clear_cache()
        return written

    def unlink(self):
        unlinked = super().unlink()
        self.env.registry.clear_cache()
        return unlinked

    @api.model
    @tools.ormcache()
    def _get_pool_company_ids(self):
        """The companies that have a public pool, since they have a rule for it."""
        # sudo: whoever asks, and of all companies
        return tuple(company.id for (company,) in self.sudo()._read_group([], ["company_id"]))

    # Who goes back

    @api.model
    def _idle_sql(self, company, customers=None):
        """SELECT of a company's customers whom nobody contacted or sold to for too long, or soon.

        What counts of a customer that companies share is what any of them did. Left out is who has
        no territory, as nobody could claim it, and what :meth:`_kept_sql` keeps.

        :param customers: those asked about; all if None
        :return: columns ``partner_id``; ``user_id``, who holds it; ``idle_since``, the last day
            of a contact, a sale or a change of owner; ``due_on``, when it goes back; and
            ``warning_days``
        """
        today = company._get_keqing_today()
        Partner = self.env["res.partner"].with_company(company)
        asked = SQL("TRUE") if customers is None else SQL("customer.id IN %s", tuple(customers.ids))
        held = SQL(
            """SELECT customer.id, customer.user_id, rule.days, rule.warning_days,
                      (customer.create_date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS since
                 FROM res_partner customer
                 JOIN keqing_customer_type type ON type.id = customer.keqing_customer_type_id
         JOIN LATERAL (SELECT rule.days, rule.warning_days
                         FROM keqing_pool_rule rule
                    LEFT JOIN keqing_customer_type above ON above.id = rule.customer_type_id
                        WHERE rule.active AND rule.company_id = %(company)s
                          AND (above.id IS NULL
                               OR starts_with(type.parent_path, above.parent_path))
                          AND (rule.grade_id IS NULL
                               OR rule.grade_id
                                  = (customer.keqing_grade_id->>%(company_key)s)::int)
                     ORDER BY rule.sequence, rule.id
                        LIMIT 1) rule ON rule.days > 0
                WHERE customer.active AND customer.id = customer.commercial_partner_id
                  AND customer.user_id IS NOT NULL AND customer.keqing_territory_id IS NOT NULL
                  AND (customer.company_id IS NULL OR customer.company_id = %(company)s)
                  AND %(asked)s AND NOT (%(kept)s)""",
            tz=company.keqing_tz,
            company=company.id,
            company_key=str(company.id),
            asked=asked,
            kept=SQL(" OR ").join(self._kept_sql(today)),
        )
        return SQL(
            """WITH held AS MATERIALIZED (%(held)s), idle AS (
                   SELECT held.*,
                          GREATEST(held.since, assignment.date_from, contact.last_contact,
                                   sale.last_sale) AS idle_since
                     FROM held
                LEFT JOIN keqing_assignment assignment
                       ON assignment.partner_id = held.id AND assignment.date_to IS NULL
                LEFT JOIN (%(contacts)s) contact ON contact.partner_id = held.id
                LEFT JOIN (SELECT move.commercial_partner_id, max(move.invoice_date) AS last_sale
                             FROM account_move move
                            WHERE move.commercial_partner_id IN (SELECT id FROM held)
                              AND %(is_purchase)s
                         GROUP BY 1) sale ON sale.commercial_partner_id = held.id)
               SELECT id AS partner_id, user_id, idle_since, idle_since + days AS due_on,
                      warning_days
                 FROM idle
                WHERE idle_since + days - warning_days <= %(today)s
             ORDER BY id""",
            held=held,
            contacts=Partner._last_customer_contacts_sql(SQL("(SELECT id FROM held)")),
            is_purchase=self.env["keqing.indicator"]._is_purchase(),
            today=today,
        )

    @api.model
    def _kept_sql(self, today):
        """Conditions on ``customer``, each of which keeps it with its owner: open orders here."""
        return [
            SQL(
                """EXISTS (SELECT FROM sale_order quote
                             JOIN res_partner buyer ON buyer.id = quote.partner_id
                            WHERE buyer.commercial_partner_id = customer.id
                              AND (quote.state = 'sale' AND NOT quote.locked
                                   AND quote.invoice_status IN ('no', 'to invoice')
                                   OR quote.state IN ('draft', 'sent')
                                   AND quote.validity_date >= %s))""",
                today,
            )
        ]

    @api.model
    def _find_idle(self, company, customers=None):
        """What :meth:`_idle_sql` finds, in one query, as ``{partner id: dict of the columns}``."""
        self.env.flush_all()
        rows = self.env.execute_query_dict(self._idle_sql(company, customers))
        return {row["partner_id"]: row for row in rows}

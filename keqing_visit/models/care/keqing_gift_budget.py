# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class KeqingGiftBudget(models.Model):
    """What of a year's gift budget of a customer is spent: a row that whoever approves writes.

    So two who approve at once write the same row, and the second is asked again.
    """

    _name = "keqing.gift.budget"
    _description = "Gift Budget of a Customer"
    _inherit = ["keqing.customer.company.record.mixin"]
    _order = "year desc, id"
    _rec_name = "partner_id"
    _log_access = False

    year = fields.Integer(required=True, readonly=True, aggregator=None)
    currency_id = fields.Many2one(related="company_id.currency_id")
    spent = fields.Monetary(
        required=True, readonly=True, help="Approved or handed over, in company currency."
    )

    _year_uniq = models.Constraint(
        "UNIQUE (company_id, partner_id, year)", "A customer has one gift budget a year."
    )

    @api.model
    def _get_spent(self, company, customers):
        """:return: ``{(customer id, year): amount}``"""
        rows = self.sudo().search(  # a sum, for who asks for one more
            [("company_id", "=", company.id), ("partner_id", "in", customers.ids)]
        )
        return {(row.partner_id.id, row.year): row.spent for row in rows}

    @api.model
    def _take(self, gift, grade):
        """Set aside what a gift is worth, by one statement that knows what others have taken.

        :raise UserError: if the budget of the grade is less than that
        """
        currency = gift.company_id.currency_id
        budget = grade.gift_budget if grade else 0.0
        self.env.flush_all()
        taken = self.env.execute_query(
            SQL(
                """INSERT INTO keqing_gift_budget AS kept (company_id, partner_id, year, spent)
                   SELECT %(company)s, %(customer)s, %(year)s, %(amount)s::numeric
                    WHERE %(amount)s::numeric <= %(budget)s::numeric
              ON CONFLICT (company_id, partner_id, year) DO UPDATE
                      SET spent = kept.spent + EXCLUDED.spent
                    WHERE kept.spent + EXCLUDED.spent <= %(budget)s::numeric
                RETURNING id""",
                company=gift.company_id.id,
                customer=gift.partner_id.id,
                year=gift.year,
                amount=str(currency.round(gift.amount)),
                budget=str(currency.round(budget)),
            )
        )
        self.invalidate_model(["spent"])
        if not taken:
            if note := gift._tell_no_budget(grade):
                raise UserError(
                    self.env._(
                        "%(gift)s cannot be given. %(why)s Have one set, then decide.",
                        gift=gift.item,
                        why=note,
                    )
                )
            spent = self._get_spent(gift.company_id, gift.partner_id)
            left = budget - spent.get((gift.partner_id.id, gift.year), 0.0)
            raise UserError(
                self.env._(
                    "%(gift)s is worth %(amount)s, and of the %(budget)s that %(customer)s may be "
                    "given in %(year)s by its grade %(left)s are left. Take a smaller one, or have "
                    "the budget of the grade raised.",
                    gift=gift.item,
                    amount=currency.format(gift.amount),
                    budget=currency.format(budget),
                    customer=gift.partner_id.name,
                    year=gift.year,
                    left=currency.format(max(left, 0.0)),
                )
            )

    @api.model
    def _give_back(self, gift):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE keqing_gift_budget SET spent = spent - %s::numeric
                    WHERE company_id = %s AND partner_id = %s AND year = %s""",
                str(gift.company_id.currency_id.round(gift.amount)),
                gift.company_id.id,
                gift.partner_id.id,
                gift.year,
            )
        )
        self.invalidate_model(["spent"])

    @api.model
    def _merge_partners(self, gone, kept):
        """What both were given counts for the one that stays."""
        rows = self.search([("partner_id", "in", (gone + kept).ids)])
        for same in rows.grouped(lambda row: (row.company_id, row.year)).values():
            first, *others = same.sorted(lambda row: row.partner_id != kept)
            for other in others:
                first.spent += other.spent
                other.unlink()

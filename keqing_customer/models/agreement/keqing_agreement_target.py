# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...chosen import for_one
from ...fields import BoundedMonetary
from ...tools.period import shifted_end
from ...wording import say_day

# What the purchases are read from, beside the target itself
SOURCES = {
    "account.move": [
        "commercial_partner_id",
        "company_id",
        "invoice_date",
        "move_type",
        "state",
    ],
    "account.move.line": ["balance", "display_type", "move_id", "product_id"],
    "product.product": ["product_tmpl_id"],
    "product.template": ["categ_id"],
    "product.category": ["parent_path"],
}


class KeqingAgreementTarget(models.Model):
    """What a customer undertakes to buy in a period, of all products or of one category."""

    _name = "keqing.agreement.target"
    _inherit = ["keqing.guard.mixin"]
    _description = "Purchase Target"
    _order = "date_from, date_to, id"
    _rec_name = "agreement_id"

    agreement_id = fields.Many2one(
        comodel_name="keqing.agreement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="agreement_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="agreement_id.partner_id", store=True, index=True, precompute=True
    )
    state = fields.Selection(related="agreement_id.state")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True, help="The last day.")
    category_id = fields.Many2one(
        comodel_name="product.category",
        index="btree_not_null",
        ondelete="restrict",
        help="With all categories below it. Empty: all products.",
    )
    amount = BoundedMonetary(low=0, string="Target", help="Untaxed, in company currency.")
    achieved = fields.Monetary(
        compute="_compute_achieved",
        aggregator="sum",
        help="Posted invoices less credit notes, untaxed, in company currency.",
    )
    achievement = fields.Float(compute="_compute_achieved", help="Percent of the target.")

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A purchase target is more than nothing: enter a positive amount."
    )
    _period_category_uniq = models.UniqueIndex(
        "(agreement_id, date_from, date_to, COALESCE(category_id, 0))",
        "The agreement has a target for this period and category already. Change that one.",
    )

    @api.depends("agreement_id", "partner_id", "date_from", "date_to", "category_id", "amount")
    def _compute_achieved(self):
        """All targets at once; those that are not saved yet stand at nothing."""
        achieved = {}
        if self.ids:
            rows = SQL(
                "SELECT id, %s FROM %s WHERE id IN %s",
                self._field_to_sql(self._table, "achieved"),
                SQL.identifier(self._table),
                tuple(self.ids),
            )
            achieved = dict(self.env.execute_query(rows))
        for target in self:
            target.achieved = achieved.get(target._origin.id, 0)
            target.achievement = target.amount and 100 * target.achieved / target.amount

    def _field_to_sql(self, alias, field_expr, query=None):
        """Have the database add up what was achieved as well, in the pivot."""
        column = super()._field_to_sql
        if field_expr != "achieved":
            return column(alias, field_expr, query)
        names = "partner_id", "company_id", "date_from", "date_to", "category_id"
        return SQL(
            """(SELECT COALESCE(-sum(line.balance), 0)
                  FROM account_move move
                  JOIN account_move_line line
                    ON line.move_id = move.id AND line.display_type = 'product'
                 WHERE move.commercial_partner_id = %(partner_id)s
                   AND move.company_id IN (
                           SELECT branch.id
                             FROM res_company company
                             JOIN res_company branch
                               ON branch.parent_path LIKE company.parent_path || '%%'
                            WHERE company.id = %(company_id)s)
                   AND move.invoice_date BETWEEN %(date_from)s AND %(date_to)s
                   AND %(is_sale)s
                   AND (%(category_id)s IS NULL OR line.product_id IN (
                            SELECT product.id
                              FROM product_category target_category
                              JOIN product_category category
                                ON category.parent_path LIKE target_category.parent_path || '%%'
                              JOIN product_template template ON template.categ_id = category.id
                              JOIN product_product product ON product.product_tmpl_id = template.id
                             WHERE target_category.id = %(category_id)s)))""",
            is_sale=self.env["keqing.indicator"]._is_sale(),
            to_flush=[
                self.env[model]._fields[name] for model, read in SOURCES.items() for name in read
            ],
            **{name: column(alias, name, query) for name in names},
        )

    def _get_documents(self):
        """:return: (name of a model, Domain) of the invoice lines that ``achieved`` adds up"""
        self.ensure_one()
        model, domain = self.env["keqing.indicator"]._documents_invoice_line(
            self.company_id, self.partner_id, self.date_from, self.date_to
        )
        if self.category_id:
            domain &= Domain("product_id.categ_id", "child_of", self.category_id.id)
        return model, domain

    @api.readonly
    @for_one("read")
    def action_view_documents(self):
        """Open the invoice lines that make the purchases, as far as the user may see them.

        :raise AccessError: if the user may not read the target, or invoices
        """
        return self.env["keqing.indicator"]._view_documents(
            self.display_name, *self._get_documents()
        )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for target in self:
            agreement = target.agreement_id
            if not agreement.date_from <= target.date_from <= target.date_to <= agreement.date_to:
                raise ValidationError(
                    self.env._(
                        "%(agreement)s: a target from %(date_from)s to %(date_to)s does not lie "
                        "within the agreement, which runs from %(start)s to %(end)s.",
                        agreement=agreement.display_name,
                        date_from=say_day(self.env, target.date_from),
                        date_to=say_day(self.env, target.date_to),
                        start=say_day(self.env, agreement.date_from),
                        end=say_day(self.env, agreement.date_to),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets._check_and_sign()
        return targets

    def write(self, vals):
        self._check_and_sign()
        written = super().write(vals)
        self._check_and_sign()  # where it went to
        return written

    @api.ondelete(at_uninstall=False)
    def _unlink_from_drafts(self):
        self._check_and_sign()

    def _check_and_sign(self):
        """A target is one of the clauses: of drafts that one may write, as an author from then on.

        So nobody carries one to an agreement that is only theirs to read.
        """
        self.agreement_id.check_access("write")
        self.agreement_id._check_open_to_change()
        self.agreement_id._add_authors(self.env.user)

    def _prepare_renewal_vals(self, span):
        """The same target, later by ``span``."""
        return {
            "date_from": self.date_from + span,
            "date_to": shifted_end(self.date_to, span),
            "category_id": self.category_id.id,
            "amount": self.amount,
        }

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..credit.keqing_credit_account import SEES_FIGURES
from ..res_partner import OWN_PEOPLE
from .keqing_customer_figure import SEES_OVERDUE
from .keqing_customer_figure_refresh import REFRESHED

CREDIT = ("has_limit", "exposure", "limit_amount", "free_credit")
CURRENCY = "keqing_figure_currency_id"
NEAR_PERCENT = 80  # of the limit


class ResPartner(models.Model):
    """What a customer means to the company one works in, on every row, card and header.

    Kept in :class:`keqing.customer.figure` and the credit account, never on the partner's own row.
    They are read, sorted, summed and searched by one expression each, see ``_figure_to_sql``; who
    may not see the customer finds nothing.
    """

    _inherit = "res.partner"

    keqing_figure_currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_keqing_figure_currency_id", groups=OWN_PEOPLE
    )

    # What it buys
    keqing_purchases = fields.Monetary(
        string="Purchases, 12 Months",
        compute="_compute_keqing_figures",
        search="_search_keqing_purchases",
        currency_field=CURRENCY,
        groups=OWN_PEOPLE,
        help="Posted invoices less credit notes of the twelve months up to today, untaxed.",
    )
    keqing_purchases_before = fields.Monetary(
        string="Purchases, 12 Months Before",
        compute="_compute_keqing_figures",
        currency_field=CURRENCY,
        groups=OWN_PEOPLE,
    )
    keqing_growth = fields.Float(
        string="Growth",
        compute="_compute_keqing_figures",
        search="_search_keqing_growth",
        aggregator=None,
        groups=OWN_PEOPLE,
        help="Purchases against the twelve months before; empty where there were none.",
    )
    keqing_last_order = fields.Date(
        string="Last Purchase", compute="_compute_keqing_figures", groups=OWN_PEOPLE
    )
    keqing_idle_days = fields.Integer(
        string="Days Since Purchase",
        compute="_compute_keqing_figures",
        search="_search_keqing_idle_days",
        aggregator=None,
        groups=OWN_PEOPLE,
        help="Days of the company since the last invoice.",
    )
    keqing_rhythm = fields.Float(
        string="Days Between Purchases",
        compute="_compute_keqing_figures",
        aggregator=None,
        digits=(16, 1),
        groups=OWN_PEOPLE,
        help="On average, over the last twenty-four months; empty for less than three purchases.",
    )
    keqing_order_expected = fields.Date(
        string="Next Purchase Expected On",
        compute="_compute_keqing_figures",
        search="_search_keqing_order_expected",
        groups=OWN_PEOPLE,
        help="Its own rhythm after the last one.",
    )
    keqing_is_late = fields.Boolean(
        string="Later Than Usual",
        compute="_compute_keqing_figures",
        search="_search_keqing_is_late",
        groups=OWN_PEOPLE,
        help="Without a purchase for half as long again as its own rhythm.",
    )

    # What it owes
    keqing_overdue = fields.Monetary(
        string="Overdue",
        compute="_compute_keqing_figures",
        search="_search_keqing_overdue",
        currency_field=CURRENCY,
        groups=SEES_OVERDUE,
        help="Due before today, less open credits.",
    )
    keqing_has_limit = fields.Boolean(
        string="Has a Credit Limit", compute="_compute_keqing_figures", groups=SEES_FIGURES
    )
    keqing_free_credit = fields.Monetary(
        string="Credit Still Free",
        compute="_compute_keqing_figures",
        search="_search_keqing_free_credit",
        currency_field=CURRENCY,
        groups=SEES_FIGURES,
        help="The limit in force less the exposure; negative for who is beyond it.",
    )
    keqing_is_near_limit = fields.Boolean(
        string="Credit Nearly Used Up",
        compute="_compute_keqing_figures",
        search="_search_keqing_is_near_limit",
        groups=SEES_FIGURES,
        help="The exposure is beyond 80 % of the limit.",
    )

    keqing_figures_as_of = fields.Datetime(
        string="Figures of", compute="_compute_keqing_figures", groups=OWN_PEOPLE
    )

    # Whether we look after it
    keqing_last_contact = fields.Date(
        string="Last Contact", compute="_compute_keqing_figures", groups=OWN_PEOPLE
    )
    keqing_uncontacted_days = fields.Integer(
        string="Days Without Contact",
        compute="_compute_keqing_figures",
        search="_search_keqing_uncontacted_days",
        aggregator=None,
        groups=OWN_PEOPLE,
        help="Since the last contact; since it was entered for who was never contacted.",
    )

    @api.depends_context("company")
    def _compute_keqing_figure_currency_id(self):
        self.keqing_figure_currency_id = self.env.company.currency_id

    @api.depends_context("company", "uid")
    def _compute_keqing_figures(self):
        """All figures of all these, in one query."""
        names = [name for name in self._keqing_figures() if self._may_read_figure(name)]
        query = self._origin._as_query(ordered=False)
        columns = [self._field_to_sql(self._table, name, query) for name in names]
        rows = self.env.execute_query(query.select(SQL.identifier(self._table, "id"), *columns))
        found = {partner_id: dict(zip(names, values, strict=True)) for partner_id, *values in rows}
        for partner in self:
            values = found.get(partner._origin.id, {})
            for name in self._keqing_figures():
                partner[name] = values.get(name) or False

    @api.model
    def _keqing_figures(self):
        """The fields that are read off figures."""
        return [
            name
            for name, field in self._fields.items()
            if field.compute == "_compute_keqing_figures"
        ]

    @api.model
    def _has_field_access(self, field, operation):
        """Debts are for who keeps books and works with customers: groups alone would say or."""
        return super()._has_field_access(field, operation) and (
            field.compute != "_compute_keqing_figures"
            or self.env["keqing.customer.figure"].has_access("read")
        )

    def _may_read_figure(self, name):
        return self._has_field_access(self._fields[name], "read")

    @api.model
    def _keqing_figures_changed(self):
        self.invalidate_model(self._keqing_figures(), flush=False)

    # As SQL

    def _field_to_sql(self, alias, field_expr, query=None):
        field = self._fields.get(field_expr)
        if not field or field.compute not in (
            "_compute_keqing_figures",
            "_compute_keqing_figure_currency_id",
        ):
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(field, "read")
        return self._figure_to_sql(alias, field_expr, query)

    def _figure_to_sql(self, alias, name, query):
        """A figure as an expression, NULL where it is unknown or not for the user to see."""
        company = self.env.company
        if name == CURRENCY:
            return SQL("%s", company.currency_id.id)
        figure = self._join_figures(alias, query)

        def of(column):
            return SQL.identifier(figure, column)

        match name:
            case "keqing_idle_days":
                return SQL("%s::date - %s", company._get_keqing_today(), of("last_order"))
            case "keqing_is_late":
                return SQL("%s < %s", of("order_due"), company._get_keqing_today())
            case "keqing_uncontacted_days":
                return SQL(
                    """CASE WHEN %s IS NOT NULL THEN %s::date - COALESCE(%s, %s::date) END""",
                    of("partner_id"),
                    company._get_keqing_today(),
                    of("last_contact"),
                    self._field_to_sql(alias, "create_date", query),
                )
            case "keqing_figures_as_of":
                kept = company.sudo().keqing_figures_on  # anybody of ours may know
                return SQL("GREATEST(%s, %s::timestamp)", of("as_of"), kept or None)
            case "keqing_is_near_limit":
                return SQL(
                    "%s AND %s * 100 > %s * %s",
                    of("has_limit"),
                    of("exposure"),
                    of("limit_amount"),
                    NEAR_PERCENT,
                )
        return of(name.removeprefix("keqing_"))

    def _join_figures(self, alias, query):
        """Have the query know the figures of its partners that the user may see.

        :return: alias of the joined rows
        """
        joined = query.make_alias(alias, "keqing_figure")
        if joined not in query._joins:
            company = self.env.company
            rows = self.env["keqing.customer.figure"]._search([("company_id", "=", company.id)])
            account = rows.make_alias(rows.table, "account")
            rows.add_join(
                "LEFT JOIN",
                account,
                "keqing_credit_account",
                SQL(
                    "%s = %s AND %s = %s",
                    SQL.identifier(account, "partner_id"),
                    SQL.identifier(rows.table, "partner_id"),
                    SQL.identifier(account, "company_id"),
                    company.id,
                ),
            )
            columns = [
                SQL.identifier(rows.table, each) for each in ("partner_id", "as_of", *REFRESHED)
            ]
            columns += [SQL.identifier(account, each) for each in CREDIT]
            query.add_join(
                "LEFT JOIN",
                joined,
                rows.subselect(*columns),
                SQL("%s = %s", SQL.identifier(alias, "id"), SQL.identifier(joined, "partner_id")),
            )
        return joined

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Whose figure is unknown comes last, whichever way."""
        field = self._fields.get(field_name)
        if field and field.compute == "_compute_keqing_figures" and not nulls:
            nulls = SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

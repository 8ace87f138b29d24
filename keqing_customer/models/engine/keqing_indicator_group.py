# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# Trees: a customer counts in its node and in all above it
TREES = {"territory": "keqing.territory", "type": "keqing.customer.type"}
# Units that are averaged over customers, as nothing adds up to them
AVERAGED_UNITS = ("flag", "mark", "grade")


class Figure(NamedTuple):
    """What an indicator says of a group of customers."""

    value: float | None
    """None where nothing is known; of a yes or no, the customers with yes in percent"""
    known: int
    """Customers that it was read off"""


class KeqingIndicator(models.Model):
    """An indicator over a group of customers is a KPI: the same measure, read off more rows.

    What is a sum, a count or a quotient of one customer's rows is that of the group's: growth is
    that of the group, never a mean of growths. What says how a single customer is (days since the
    last purchase, a mark, yes or no) is averaged over the customers of whom it is known.

    Figures are those of everybody, whoever asks: who may see them is for the caller to check.
    """

    _inherit = "keqing.indicator"

    def _get_group_figures(self, company, periods, by, domain=None):
        """The values of one indicator for groups of customers, by one statement for each period.

        Amounts are in the currency of ``company``.

        :param periods: ``[(first day, last day)]``
        :param str by: ``all``, ``territory``, ``holder``, ``type`` or ``product``; a territory and
            a type have those below them inside; who held a customer, and where, is of the last day
        :param domain: which customers; all that have a type or were sold to if None
        :return: ``{(first day, last day): {id of the group, False for none: Figure}}``; ``all`` has
            the one key False, and groups without any row are absent
        :raise UserError: for a share of a region, which no group has, or for products where the
            documents have none
        """
        self.ensure_one()
        self.env.flush_all()
        return {
            period: {
                group_id or False: Figure(value, known)
                for group_id, value, known in self.env.execute_query(
                    self._group_sql(company, *period, by, domain)
                )
            }
            for period in periods
        }

    def _group_sql(self, company, date_from, date_to, by, domain):
        """SELECT of ``group_id, value, known``."""
        measure = self._get_measure(company, date_from, date_to)
        if measure.is_share:
            raise UserError(
                self.env._(
                    "“%s” is a customer's share of its region, which a group of customers has not. "
                    "Choose the figure that is shared.",
                    self.name,
                )
            )
        rows = self._group_rows(measure, company, date_to, by)
        members = self._members_sql(company, by, date_to, domain)
        by_product = by == "product"
        if not self._is_averaged(measure):
            return SQL(
                """SELECT %(group)s AS group_id, (%(value)s)::numeric,
                          count(DISTINCT fact.partner_id)
                     FROM (%(rows)s) fact JOIN (%(members)s) member USING (partner_id)
                 GROUP BY 1""",
                group=SQL("fact.product_id" if by_product else "member.group_id"),
                value=measure.value,
                rows=rows,
                members=members,
            )
        value = SQL("COALESCE(each.value, 0)" if self.absent_is_zero else "each.value")
        group = SQL(", fact.product_id AS group_id" if by_product else "")
        return SQL(
            """SELECT %(group_id)s, avg(%(value)s) * %(times)s, count(%(value)s)
                 FROM (%(members)s) member
            %(join)s JOIN (SELECT fact.partner_id, (%(aggregate)s)::numeric AS value %(group)s
                             FROM (%(rows)s) fact GROUP BY fact.partner_id %(split)s) each
                       USING (partner_id)
             GROUP BY 1""",
            group_id=SQL("each.group_id" if by_product else "member.group_id"),
            value=value,
            times=100 if self.unit == "flag" else 1,
            members=members,
            join=SQL("" if by_product else "LEFT"),
            aggregate=measure.value,
            group=group,
            rows=rows,
            split=SQL(", fact.product_id" if by_product else ""),
        )

    def _is_averaged(self, measure):
        return measure.is_averaged or self.kind == "assessed" or self.unit in AVERAGED_UNITS

    def _group_rows(self, measure, company, date_to, by):
        """The rows of the measure's source; for products, with the column ``product_id``.

        :raise UserError: if no product stands on the documents
        """
        kind = "product_source" if by == "product" else "source"
        source = getattr(self, f"_{kind}_{measure.source}", None)
        if not source:
            raise UserError(self.env._("“%s” is about customers, not about products.", self.name))
        return source(company, measure.since, date_to)

    def _members_sql(self, company, by, day, domain):
        """SELECT of ``partner_id, group_id``: who is in which group on a day."""
        table = "res_partner"
        # sudo: a figure is that of everybody
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        customers = Partner.with_company(company)._search(self._group_domain(domain))
        member = SQL.identifier(table, "id")
        match by:
            case "holder":
                group = self._account_owner_sql(member, day)
            case "territory":
                group = self._territory_sql(member, day)
            case "type":
                group = SQL.identifier(table, "keqing_customer_type_id")
            case _:
                group = SQL("NULL::int")
        own = customers.select(SQL("%s AS partner_id", member), SQL("%s AS group_id", group))
        if by not in TREES:
            return own
        tree = SQL.identifier(self.env[TREES[by]]._table)
        return SQL(
            """SELECT own.partner_id, node.id AS group_id
                 FROM (%s) own
            LEFT JOIN %s place ON place.id = own.group_id
            LEFT JOIN LATERAL unnest(%s) node (id) ON TRUE""",
            own,
            tree,
            self._path_sql(),
        )

    def _account_owner_sql(self, partner, day):
        """Who looked after a customer on a day, as an expression; here whoever does today."""
        return SQL("(SELECT user_id FROM res_partner WHERE id = %s)", partner)

    def _group_domain(self, domain):
        """Commercial entities; of these, who has a type or was sold to, unless a domain says."""
        entity = Domain("is_company", "=", True) | Domain("parent_id", "=", False)
        if domain is not None:
            return entity & Domain(domain)
        return entity & (
            Domain("keqing_customer_type_id", "!=", False) | Domain("customer_rank", ">", 0)
        )

    def _get_group_documents(self, company, by, group_id, date_from, date_to, domain=None):
        """The documents behind one of these figures.

        :return: (name of a model, Domain), for :meth:`_view_documents`; None if there are none
        """
        self.ensure_one()
        members = self._members_sql(company, by, date_to, domain)
        inside = (
            SQL("TRUE")
            if by in ("all", "product")
            else SQL("group_id IS NOT DISTINCT FROM %s", group_id or None)
        )
        ids = self.env.execute_query(
            SQL("SELECT DISTINCT partner_id FROM (%s) member WHERE %s", members, inside)
        )
        customers = self.env["res.partner"].browse([row[0] for row in ids])
        documents = self._get_documents(company, customers, date_from, date_to)
        if not documents or by != "product":
            return documents
        model, behind = documents
        if model == "account.move":
            behind = Domain("move_id", "any", behind) & Domain("display_type", "=", "product")
        return "account.move.line", behind & Domain("product_id", "=", group_id)

    # Sources that know products

    def _product_source_invoice(self, company, since, until):
        """As the invoices of :meth:`_source_invoice`, one row per document and product."""
        return SQL(
            """SELECT move.commercial_partner_id AS partner_id,
                      move.invoice_date AS date,
                      move.move_type = 'out_refund' AS is_refund,
                      line.product_id,
                      -sum(line.balance) AS amount
                 FROM account_move_line line
                 JOIN account_move move ON move.id = line.move_id
                WHERE line.display_type = 'product' AND %s
             GROUP BY move.id, line.product_id""",
            self._posted_sale(company, since, until),
        )

    def _product_source_invoice_line(self, company, since, until):
        return self._source_invoice_line(company, since, until)

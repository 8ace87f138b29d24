# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


def _to_number(value):
    return float(value or 0)


class ResPartner(models.Model):
    """Finding customers by their figures."""

    _inherit = "res.partner"

    def _search_keqing_purchases(self, operator, value):
        return self._search_figure("keqing_purchases", operator, value)

    def _search_keqing_growth(self, operator, value):
        return self._search_figure("keqing_growth", operator, value)

    def _search_keqing_idle_days(self, operator, value):
        return self._search_figure("keqing_idle_days", operator, value)

    def _search_keqing_order_expected(self, operator, value):
        return self._search_figure("keqing_order_expected", operator, value)

    def _search_keqing_is_late(self, operator, value):
        return self._search_figure("keqing_is_late", operator, value)

    def _search_keqing_overdue(self, operator, value):
        return self._search_figure("keqing_overdue", operator, value)

    def _search_keqing_free_credit(self, operator, value):
        return self._search_figure("keqing_free_credit", operator, value)

    def _search_keqing_is_near_limit(self, operator, value):
        return self._search_figure("keqing_is_near_limit", operator, value)

    def _search_keqing_uncontacted_days(self, operator, value):
        return self._search_figure("keqing_uncontacted_days", operator, value)

    def _search_figure(self, name, operator, value):
        """Customers whose figure is known and compares so; unknown is neither more nor less."""
        compared = {"<": SQL("<"), ">": SQL(">"), "<=": SQL("<="), ">=": SQL(">="), "in": SQL("IN")}
        if operator not in compared:
            return NotImplemented
        self._check_field_access(self._fields[name], "read")  # Odoo leaves that to us
        if self._fields[name].type == "boolean":
            given = tuple(value)
        else:
            known = fields.Date.to_date if self._fields[name].type == "date" else _to_number
            try:
                compared_with = tuple(
                    known(each) for each in (value if operator == "in" else [value])
                )
            except (TypeError, ValueError):
                return Domain.FALSE  # nothing is more than a word, nor less
            given = compared_with if operator == "in" else compared_with[0]

        def to_sql(partners, alias, query):
            figure = partners._field_to_sql(alias, name, query)
            return SQL("COALESCE((%s) %s %s, FALSE)", figure, compared[operator], given)

        return Domain.custom(to_sql=to_sql)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Fields that the ORM has not."""

import json
import math

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tools import SQL, sql

MOST_INTEGER = 2**31 - 1  # what PostgreSQL keeps
MOST_AMOUNT = 10**12  # up to there Odoo rounds to cents exactly


class VerdictMany2one(fields.Many2one):
    """A grade per company that can be searched by an index over the values of all companies.

    Odoo looks the grade up for each row, to find, to sort and to group by it, lest it be deleted.
    A grade that is in use cannot be, so its number alone will do.
    """

    def to_sql(self, model, alias):
        return super(fields.Many2one, self).to_sql(model, alias)

    def _condition_to_sql(self, field_expr, operator, value, model, alias, query):
        condition = super()._condition_to_sql(field_expr, operator, value, model, alias, query)
        if operator != "in" or field_expr != self.name or not all(value):
            return condition
        if self.get_company_dependent_fallback(model):
            return condition  # who has none has that one
        company_key = str(model.env.company.id)
        contained = SQL(" OR ").join(
            SQL(
                "%s @> %s::jsonb",
                SQL.identifier(alias, self.name),
                json.dumps({company_key: grade_id}),
            )
            for grade_id in value
        )
        return SQL("((%s) AND %s)", contained, condition)


class UncheckedMany2one(fields.Many2one):
    """A Many2one without a foreign key: the model it names sees to its own deletion.

    PostgreSQL checks foreign keys row by row, 3 microseconds each. With one on every column that
    would take twice as long as all measuring and judging together.
    """

    def update_db_foreign_key(self, model, column):
        """Make none."""


class Bounded:
    """A number that people enter, between ``low`` and ``high``, both included.

    Refused in words before anything is computed with it, on whatever way it comes, and by a
    constraint in the database.
    """

    low = -MOST_AMOUNT
    high = MOST_AMOUNT

    def convert_to_cache(self, value, record, validate=True):
        if not isinstance(value, dict):  # Odoo's own special case of integers
            # The form of a new record has no number yet, which saving it will say.
            is_empty = not value and not record._origin
            self._check_bounds(value, record, is_entered=bool(record) and not is_empty)
        return super().convert_to_cache(value, record, validate)

    def _condition_to_sql(self, field_expr, operator, value, model, alias, query):
        nothing = model.browse()  # by which a number is known to be looked for
        return super()._condition_to_sql(field_expr, operator, value, nothing, alias, query)

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        self._check_bounds(value, record)
        return super().convert_to_column_insert(value, record, values, validate)

    def _check_bounds(self, value, record, is_entered=True):
        """
        :param bool is_entered: or else looked for, when any number will do
        :raise ValidationError: if the value is no number, or beyond the bounds
        """
        try:
            number = float(value or 0)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if math.isfinite(number) and not (
            is_entered and not self.low <= round(number, 6) <= self.high
        ):
            return
        one = record._origin[:1].sudo()  # whoever may write it may know its name
        env = record.env
        raise ValidationError(
            env._(
                "%(record)s: “%(field)s” cannot be %(value)s. Enter a number from %(low)s to "
                "%(high)s.",
                record=one.display_name or env["ir.model"]._get(record._name).name,
                field=self._description_string(env),
                value=value,
                low=f"{self.low:,}",
                high=f"{self.high:,}",
            )
        )

    def update_db(self, model, columns):
        new = super().update_db(model, columns)
        if self.column_type:
            name = f"{model._table}_{self.name}_bounds"
            definition = self._bounds_in_sql()
            current = sql.constraint_definition(model.env.cr, model._table, name)
            if current != definition:
                if current:
                    sql.drop_constraint(model.env.cr, model._table, name)
                model.pool.post_constraint(
                    model.env.cr,
                    lambda cr: sql.add_constraint(cr, model._table, name, definition),
                    name,
                )
        return new

    def _bounds_in_sql(self):
        if not self.company_dependent:
            return f'CHECK ("{self.name}" BETWEEN {self.low} AND {self.high})'
        beyond = f"$.* ? (@ < {self.low} || @ > {self.high})"
        return f"""CHECK (NOT jsonb_path_exists("{self.name}", '{beyond}'))"""


class BoundedInteger(Bounded, fields.Integer):
    low = -MOST_INTEGER
    high = MOST_INTEGER


class BoundedFloat(Bounded, fields.Float):
    pass


class BoundedMonetary(Bounded, fields.Monetary):
    pass

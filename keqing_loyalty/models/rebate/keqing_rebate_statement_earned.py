# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class KeqingRebateStatement(models.Model):
    """What each statement adds to what was earned, so that those of a year add up to the year's."""

    _inherit = "keqing.rebate.statement"

    earned = fields.Monetary(
        string="Earned Since the Last One",
        compute="_compute_earned",
        help="What is payable, held, or stated too much, less what the last statement held or "
        "stated too much. Less than nothing if credit notes came late.",
    )

    @api.depends("payable", "held", "carried_forward")
    def _compute_earned(self):
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT id, earned FROM (%s) statement WHERE id = ANY(%s)""",
                self._earned_sql(
                    SQL(
                        """statement.partner_id IN (SELECT partner_id FROM keqing_rebate_statement
                                                     WHERE id = ANY(%s))""",
                        self.ids,
                    )
                ),
                self.ids,
            )
        )
        earned = dict(rows)
        for statement in self:
            statement.earned = earned.get(statement._origin.id, 0)

    @api.model
    def _earned_sql(self, among):
        """What each statement adds, signed, in company currency; what is forfeited is not earned.

        :param SQL among: condition on ``statement``, true of all or none of a customer's
        :return: SELECT with ``id, partner_id, date`` (the last day), ``earned``
        """
        return SQL(
            """SELECT statement.id, statement.partner_id, statement.date_to AS date,
                      COALESCE(statement.payable, 0) + statement.open
                      - COALESCE(lag(statement.open) OVER (
                            PARTITION BY statement.origin_id, statement.partner_id
                                ORDER BY statement.date_to), 0) AS earned
                 FROM (SELECT *, COALESCE(held, 0) + COALESCE(carried_forward, 0) AS open
                         FROM keqing_rebate_statement) statement
                WHERE %s""",
            among,
        )

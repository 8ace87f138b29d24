# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class KeqingIndicator(models.Model):
    """The region that a share is told of: its total is all our sales there, to whomever.

    It is the customer's territory with all below it, or the one above it at the level that the
    context names as ``keqing_region_level`` (1 is the top); who is above that level is compared
    within its own territory.
    """

    _inherit = "keqing.indicator"

    def _territory_sql(self, partner, day):
        """The territory of a customer on a day, as an expression; here that of today.

        :param SQL partner: the customer's id
        """
        return SQL("(SELECT keqing_territory_id FROM res_partner WHERE id = %s)", partner)

    def _path_sql(self):
        """The territories from the top down to the row ``place`` of keqing_territory."""
        return SQL("string_to_array(rtrim(place.parent_path, '/'), '/')::int[]")

    def _region_sql(self):
        """The region of who is in the territory ``place``."""
        level = self.env.context.get("keqing_region_level", 0)
        return SQL("COALESCE((%s)[%s], place.id)", self._path_sql(), level)

    def _share_joins(self, source, names):
        """Joins from the rows ``source_<source>`` to the totals of their regions.

        :param names: columns to tell in percent; ``<name>_total`` is the total of each
        """
        rows = SQL.identifier(f"source_{source}")
        totals = [
            SQL("sum(%s) AS %s", SQL.identifier(name), SQL.identifier(f"{name}_total"))
            for name in names
        ]
        return SQL(
            """LEFT JOIN (
                   SELECT own.partner_id, total.*
                     FROM %(rows)s own
                     JOIN keqing_territory place ON place.id = own.territory_id
                     JOIN (SELECT region.id, %(totals)s
                             FROM %(rows)s sold
                             JOIN keqing_territory place ON place.id = sold.territory_id
                       CROSS JOIN LATERAL unnest(%(path)s) region (id)
                         GROUP BY region.id) total
                       ON total.id = %(region)s) %(shares)s USING (partner_id)""",
            rows=rows,
            shares=SQL.identifier(f"region_{source}"),
            totals=SQL(", ").join(totals),
            path=self._path_sql(),
            region=self._region_sql(),
        )

    def _share_sql(self, name):
        """A column in percent of its region's total.

        Nothing of nothing is unknown: a region whose total is not positive has no shares.
        """
        return SQL(
            "CASE WHEN %(total)s > 0 THEN COALESCE(%(value)s, 0) * 100 / %(total)s END",
            value=SQL.identifier(name),
            total=SQL.identifier(f"{name}_total"),
        )

    def _find_regions(self, company, date_from, date_to, judged):
        """What the total of each region is made of, for one indicator that is a share.

        :param SQL judged: SELECT of the ``partner_id`` of who is judged
        :return: ``{territory's id: [total, of who is judged, of other customers, of partners
            without a customer type]}``
        """
        self.ensure_one()
        measure = self._get_measure(company, date_from, date_to)
        rows = getattr(self, f"_source_{measure.source}")(company, measure.since, date_to)
        found = self.env.execute_query(
            SQL(
                """WITH bought AS MATERIALIZED (
                       SELECT fact.partner_id, (%(value)s)::numeric AS amount
                         FROM (%(rows)s) fact GROUP BY fact.partner_id),
                   told AS (
                       SELECT amount,
                              %(territory)s AS territory_id,
                              CASE WHEN bought.partner_id IN (%(judged)s) THEN 1
                                   WHEN partner.keqing_customer_type_id IS NULL THEN 3
                                   ELSE 2 END AS kind
                         FROM bought JOIN res_partner partner ON partner.id = bought.partner_id)
                   SELECT region.id,
                          sum(amount),
                          COALESCE(sum(amount) FILTER (WHERE kind = 1), 0),
                          COALESCE(sum(amount) FILTER (WHERE kind = 2), 0),
                          COALESCE(sum(amount) FILTER (WHERE kind = 3), 0)
                     FROM told
                     JOIN keqing_territory place ON place.id = told.territory_id
               CROSS JOIN LATERAL unnest(%(path)s) region (id)
                    WHERE amount IS NOT NULL
                 GROUP BY region.id""",
                value=measure.value,
                rows=rows,
                territory=self._territory_sql(SQL("bought.partner_id"), date_to),
                judged=judged,
                path=self._path_sql(),
            )
        )
        return {territory_id: [float(part) for part in parts] for territory_id, *parts in found}

    def _region_of(self, partners, day):
        """The regions of some customers on a day: ``{customer's id: territory's id}``."""
        if not partners:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT partner.id, %s
                         FROM res_partner partner
                         JOIN keqing_territory place ON place.id = %s
                        WHERE partner.id IN %s""",
                    self._region_sql(),
                    self._territory_sql(SQL("partner.id"), day),
                    partners._ids,
                )
            )
        )

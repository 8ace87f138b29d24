# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...chosen import for_one

RECOMMENDATION_MONTHS = 6  # what was bought longer ago recommends nothing
FEW_CUSTOMERS = 5  # fewer than so many alike in the territory say little
LEAST_BUYERS = 3  # a smaller count would tell what a single other customer buys
MOST_RECOMMENDATIONS = 10


class ResPartner(models.Model):
    """What customers like this one buy, and this one does not."""

    _inherit = "res.partner"

    @api.model
    def _card_pages(self):
        return {
            **super()._card_pages(),
            "keqing_recommendations": ("get_keqing_recommendations", 8),
        }

    @api.readonly
    @for_one("read")
    def get_keqing_recommendations(self):
        """Products to offer to the customer, with the reason in words.

        :return: see :meth:`_get_recommendations`
        """
        return self.commercial_partner_id._get_recommendations(self.env.company)

    def _get_recommendations(self, company, without=()):
        """What is recommended to a customer, the most convincing first, at most ten products.

        *Customers alike* have the same type, territory and grade; if fewer than five of those
        bought anything in the last six months, the same type alone. Of what at least three of them
        were invoiced in these months, the customer is recommended what it was neither invoiced nor
        has ordered in the meantime, if it is a product that the company sells now. What meets more
        of its preferences comes first, then what more of those alike buy.

        Only counts of other customers are told, and none below three.

        :param without: ids of products that are not recommended either
        :return: list of dicts ``id`` and ``name`` of the product, ``reason`` (a sentence) and
            ``likes`` (names of the customer's preferences that it meets)
        :raise UserError: if the customer has no type, so that nobody is like it
        """
        self.ensure_one()
        if not self.keqing_customer_type_id:
            raise UserError(
                self.env._(
                    "%s has no customer type, so nobody knows which customers are like it. "
                    "Give it one on its card; then look again.",
                    self.display_name,
                )
            )
        grade = self.with_company(company).keqing_grade_id
        found = self._find_recommendations(company, grade, without)
        products = self.env["product.product"].browse(row[0] for row in found)
        return [
            {
                "id": product.id,
                "name": product.display_name,
                "reason": self._explain_recommendation(buyers, alike, is_near, grade),
                "likes": [
                    liked.name for liked in self.keqing_preference_ids if liked.id in met_ids
                ],
            }
            for product, (__, buyers, alike, is_near, met_ids) in zip(products, found, strict=True)
        ]

    def _find_recommendations(self, company, grade, without):
        """See :meth:`_get_recommendations`; what other customers buy is only counted.

        :return: list of ``(product id, number of buyers, number of customers alike, whether those
            share territory and grade, ids of the preferences that it meets)``
        """
        self.env.flush_all()
        today = company._get_keqing_today()
        since = fields.Date.subtract(today, months=RECOMMENDATION_MONTHS)
        return self.env.execute_query(
            SQL(
                """WITH peer AS (
                       SELECT id,
                              keqing_territory_id = %(territory)s
                              AND (keqing_grade_id->>%(company_key)s)::int
                                  IS NOT DISTINCT FROM %(grade)s AS is_near
                         FROM res_partner
                        WHERE keqing_customer_type_id = %(type)s
                          AND commercial_partner_id = id
                          AND id != %(customer)s
                          AND active
                          AND (company_id IS NULL OR company_id = ANY(%(companies)s))
                   ), invoiced AS (
                       SELECT DISTINCT move.commercial_partner_id AS partner_id, line.product_id
                         FROM account_move move
                         JOIN account_move_line line ON line.move_id = move.id
                        WHERE move.company_id = %(company)s
                          AND move.state = 'posted'
                          AND move.move_type IN ('out_invoice', 'out_receipt')
                          AND move.invoice_date BETWEEN %(since)s AND %(today)s
                          AND (move.commercial_partner_id = %(customer)s
                               OR move.commercial_partner_id IN (SELECT id FROM peer))
                          AND line.display_type = 'product'
                          AND line.product_id IS NOT NULL
                          AND line.quantity > 0
                   ), bought AS (
                       SELECT invoiced.*, COALESCE(peer.is_near, FALSE) AS is_near
                         FROM invoiced
                         JOIN peer ON peer.id = invoiced.partner_id
                   ), alike AS (
                       SELECT near >= %(few)s AS is_near,
                              CASE WHEN near >= %(few)s THEN near ELSE everywhere END AS count
                         FROM (SELECT count(DISTINCT partner_id) FILTER (WHERE is_near) AS near,
                                      count(DISTINCT partner_id) AS everywhere
                                 FROM bought) counted
                   ), offered AS (
                       SELECT bought.product_id, count(*) AS buyers, alike.count, alike.is_near
                         FROM bought
                         JOIN alike ON bought.is_near OR NOT alike.is_near
                     GROUP BY bought.product_id, alike.count, alike.is_near
                       HAVING count(*) >= %(least)s
                   )
                   SELECT offered.*, met.preference_ids
                     FROM offered
                     JOIN product_product product ON product.id = offered.product_id
                     JOIN product_template template ON template.id = product.product_tmpl_id
               CROSS JOIN LATERAL (
                       SELECT COALESCE(array_agg(suits.preference_id), '{}') AS preference_ids
                         FROM keqing_preference_product_rel suits
                         JOIN keqing_preference_partner_rel likes
                           ON likes.preference_id = suits.preference_id
                          AND likes.partner_id = %(customer)s
                        WHERE suits.product_tmpl_id = template.id) met
                    WHERE product.active AND template.active AND template.sale_ok
                      AND (template.company_id IS NULL OR template.company_id = ANY(%(companies)s))
                      AND product.id != ALL(%(without)s)
                      AND NOT EXISTS (SELECT FROM invoiced
                                       WHERE invoiced.partner_id = %(customer)s
                                         AND invoiced.product_id = product.id)
                      AND NOT EXISTS (SELECT FROM sale_order ordered
                                        JOIN sale_order_line line ON line.order_id = ordered.id
                                        JOIN res_partner buyer ON buyer.id = ordered.partner_id
                                       WHERE buyer.commercial_partner_id = %(customer)s
                                         AND ordered.company_id = %(company)s
                                         AND ordered.state = 'sale'
                                         AND ordered.date_order >= %(since_moment)s
                                         AND line.product_id = product.id)
                 ORDER BY cardinality(met.preference_ids) DESC, offered.buyers DESC, product.id
                    LIMIT %(most)s""",
                customer=self.id,
                type=self.keqing_customer_type_id.id,
                territory=self.keqing_territory_id.id or None,
                grade=grade.id or None,
                company=company.id,
                company_key=str(company.id),
                companies=company.parent_ids.ids,
                since=since,
                since_moment=company._get_keqing_start(since),
                today=today,
                few=FEW_CUSTOMERS,
                least=LEAST_BUYERS,
                without=list(without),
                most=MOST_RECOMMENDATIONS,
            )
        )

    def _explain_recommendation(self, buyers, alike, is_near, grade):
        """How many customers of which kind buy it, as a sentence."""
        names = {
            "buyers": buyers,
            "customers": alike,
            "type": self.keqing_customer_type_id.name,
            "territory": self.keqing_territory_id.name,
            "grade": grade.name,
            "months": RECOMMENDATION_MONTHS,
        }
        if not is_near:
            return self.env._(
                "Bought by %(buyers)s of %(customers)s customers of the type %(type)s in the last "
                "%(months)s months.",
                **names,
            )
        if not grade:
            return self.env._(
                "Bought by %(buyers)s of %(customers)s customers of the type %(type)s without a "
                "grade in %(territory)s in the last %(months)s months.",
                **names,
            )
        return self.env._(
            "Bought by %(buyers)s of %(customers)s customers of the type %(type)s with the grade "
            "%(grade)s in %(territory)s in the last %(months)s months.",
            **names,
        )

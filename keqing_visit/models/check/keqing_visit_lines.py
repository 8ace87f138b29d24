# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class KeqingVisit(models.Model):
    """The lines of store checks, as phones show them."""

    _inherit = "keqing.visit"

    def _read_stop_lines(self):
        """What is asked on these visits, what was found, and what the server says of it; of all by
        one statement, and one or two for the names of products.

        :return: ``{visit id: list of dicts}``
        """
        if not self:
            return {}
        self.env.flush_all()
        self.env.cr.execute(self._stop_lines_sql())
        rows = self.env.cr.dictfetchall()
        products = self.env["product.product"].browse({row["product_id"] for row in rows} - {None})
        names = {product.id: product.display_name for product in products}
        lines = {}
        for row in rows:
            visit = self.browse(row.pop("visit_id"))
            rival = row.pop("rival")
            row["subject"] = names.get(row.pop("product_id")) or rival
            lines.setdefault(visit.id, []).append(visit._prepare_stop_line(row))
        return lines

    def _stop_lines_sql(self):
        return SQL(
            """SELECT line.visit_id, line.id, line.product_id,
                      COALESCE(rival.name->>%(lang)s, rival.name->>'en_US') AS rival,
                      COALESCE(item.name->>%(lang)s, item.name->>'en_US') AS item, item.answer,
                      item.is_stock, item.price_kind, line.is_mandatory, line.is_answered,
                      line.number, line.price, line.choice_id, line.yes_no, line.reason,
                      line.promotion_from, line.promotion_to, line.source, line.certainty,
                      line.has_band, line.band_low, line.band_high, line.verdict,
                      item.answer = 'photo' AND EXISTS (
                          SELECT FROM ir_attachment
                           WHERE res_model = 'keqing.store.check' AND res_field = 'photo'
                             AND res_id = line.id) AS has_photo,
                      ARRAY(SELECT jsonb_build_object(
                                       'id', id, 'name', COALESCE(name->>%(lang)s, name->>'en_US'))
                              FROM keqing_check_choice
                             WHERE item_id = item.id AND item.answer = 'choice'
                          ORDER BY sequence, id) AS choices,
                      previous.id AS previous_id, previous.number AS previous_number,
                      previous.price AS previous_price, previous.yes_no AS previous_yes_no,
                      COALESCE(choice.name->>%(lang)s, choice.name->>'en_US') AS previous_choice
                 FROM keqing_store_check line
                 JOIN keqing_check_item item ON item.id = line.item_id
            LEFT JOIN keqing_competitor_product rival ON rival.id = line.rival_id
            LEFT JOIN keqing_store_check previous ON previous.id = line.previous_id
            LEFT JOIN keqing_check_choice choice ON choice.id = previous.choice_id
                WHERE line.visit_id IN %(visits)s
                  AND (item.price_kind IS DISTINCT FROM 'margin' OR line.is_answered)
             ORDER BY line.visit_id, line.sequence, line.id""",
            lang=self.env.lang or "en_US",
            visits=tuple(self.ids),
        )

    def _prepare_stop_line(self, row):
        """What a phone shows of a line; amounts in words where they are only read."""
        currency = self.company_id.currency_id
        before = {
            name: row.pop(f"previous_{name}") for name in ("number", "price", "choice", "yes_no")
        }
        low, high = row.pop("band_low"), row.pop("band_high")
        Check = self.env["keqing.store.check"]
        told = {
            "is_promotion": row.pop("price_kind") in ("promotion", "leaflet"),
            "promotion_from": fields.Date.to_string(row["promotion_from"]),
            "promotion_to": fields.Date.to_string(row["promotion_to"]),
            "previous": row.pop("previous_id")
            and Check._say_found(row["answer"], before, currency),
            "band": row.pop("has_band")
            and self.env._(
                "%(low)s to %(high)s", low=currency.format(low), high=currency.format(high)
            ),
        }
        return row | told

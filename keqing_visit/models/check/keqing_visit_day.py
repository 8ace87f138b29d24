# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

SHOWN_CHECKS = 5
# What a device may write down of a line
LINE_FIELDS = {
    *("number", "price", "choice_id", "yes_no", "photo", "reason", "note"),
    *("promotion_from", "promotion_to", "source", "certainty"),
}


class KeqingVisit(models.Model):
    """The store check and the order, on a phone."""

    _inherit = "keqing.visit"

    @api.model
    def get_day(self):
        """Besides: ``sources`` and ``certainties`` of prices, pairs of value and name."""
        known = self.env["keqing.store.check"]._fields
        return {
            **super().get_day(),
            "sources": known["source"]._description_selection(self.env),
            "certainties": known["certainty"]._description_selection(self.env),
        }

    def _get_stops(self):
        """Besides: ``checks``, ``score`` in percent or False, ``order`` or False, and whether the
        user ``may_order``."""
        stops = super()._get_stops()
        may_order = self.env["sale.order"].has_access("create")
        orders = self._get_taken_orders()
        lines = self._read_stop_lines()
        for visit, stop in stops.items():
            stop["checks"] = lines.get(visit.id, []) if visit._is_on_site() else []
            stop["score"] = visit.has_store_score and round(visit.store_score)
            stop["order"] = orders.get(visit, False)
            stop["may_order"] = may_order and any(line["is_stock"] for line in stop["checks"])
        return stops

    def _get_taken_orders(self):
        """
        :return: ``{visit: dict}`` with the newest order that the user may see, in texts
        """
        Order = self.env["sale.order"]
        if not self or not Order.has_access("read"):
            return {}
        query = Order._search([("keqing_visit_id", "in", self.ids)])
        rows = self.env.execute_query(
            query.select(
                SQL(
                    """%(order)s.keqing_visit_id, %(order)s.id, %(order)s.name,
                       %(order)s.currency_id, %(order)s.amount_total,
                       ARRAY(SELECT jsonb_build_array(line.id, line.name, line.product_uom_qty)
                               FROM sale_order_line line
                              WHERE line.order_id = %(order)s.id AND line.product_id IS NOT NULL
                           ORDER BY line.sequence, line.id)""",
                    order=SQL.identifier(query.table),
                )
            )
        )
        Currency = self.env["res.currency"]
        return {
            self.browse(visit_id): {
                "id": order_id,
                "name": name,
                "total": Currency.browse(currency_id).format(total),
                "lines": [
                    {"id": line_id, "name": text.split("\n")[0], "quantity": f"{quantity:g}"}
                    for line_id, text, quantity in lines
                ],
            }
            for visit_id, order_id, name, currency_id, total, lines in reversed(rows)
        }

    def _get_day_customers(self):
        """Besides: ``last_checks``, how near the shop came to a perfect one, the newest first."""
        customers = super()._get_day_customers()
        for customer in customers.values():
            customer["last_checks"] = []
        if not customers:
            return customers
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, done_on, store_score
                     FROM (SELECT partner_id, done_on, store_score, done_at,
                                  row_number() OVER (PARTITION BY partner_id
                                                         ORDER BY done_at DESC) AS turn
                             FROM keqing_visit
                            WHERE partner_id IN %s AND company_id = %s AND state = 'done'
                              AND has_store_score) newest
                    WHERE turn <= %s
                 ORDER BY partner_id, turn""",
                tuple(self.partner_id.ids),
                self.env.company.id,
                SHOWN_CHECKS,
            )
        )
        for partner_id, day, score in rows:
            customers[self.env["res.partner"].browse(partner_id)]["last_checks"].append(
                {"on": format_date(self.env, day, date_format="MM-dd"), "score": round(score)}
            )
        return customers

    def _entry_kinds(self):
        return {
            **super()._entry_kinds(),
            "check": lambda visit, entries: visit._take_lines(entries),
            "order": lambda visit, _entries: visit.action_make_order(),
        }

    def _take_lines(self, entries):
        """All lines are judged together, and what is wrong is told after that."""
        found = {}
        for entry in entries:
            values = dict(entry["values"])
            line = found.setdefault(values.pop("id", None), {})
            if values.keys() - LINE_FIELDS:
                raise UserError(self.env._("This cannot be read: write it down anew."))
            line.update(values)
        checks = self.check_ids.with_context(keqing_tell_later=True)
        asked = {check.id: check for check in checks}
        for check_id, values in found.items():
            if check_id not in asked:
                raise UserError(
                    self.env._("%s: this is not looked at any more.", self.display_name)
                )
            asked[check_id].write(values)
        checks.browse(found)._tell_breaches()

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingComplaintRemedy(models.Model):
    """Goods that leave free of charge: deliveries of no order, by the rules of the warehouse.

    As they are of no order, credit asks nothing for them, see the README of keqing_customer.
    """

    _inherit = "keqing.complaint.remedy"

    def _plan_out(self, plan):
        """
        :raise UserError: for more replenishment than was sold, less what was replenished or
            credited already
        """
        plan.out.append(self)
        if self.kind != "replenishment":
            return  # for what comes back, of which there is never too much
        line = self.line_id
        sold = line._get_sold()
        if sold is None:
            raise self._refusal(
                self.env._("Name the order, delivery or invoice on the complaint line.")
            )
        key = line._get_origin()
        given = line._get_replenished() + line._get_credited_quantity() + plan.given[key]
        needed = self._in_product_unit()
        unit = line.product_id.uom_id
        if unit.compare(given + needed, sold) > 0:
            raise self._refusal(
                self.env._(
                    "%(needed)s %(unit)s are to be replenished. Of the %(sold)s that were sold "
                    "%(given)s were replenished or credited already.",
                    needed=unit.round(needed),
                    unit=unit.name,
                    sold=unit.round(sold),
                    given=unit.round(given),
                )
            )
        plan.given[key] += needed
        self._plan_worth(plan)

    def _make_deliveries(self, plan, reference):
        """Deliver all at once, so that what leaves the same warehouse is one transfer."""
        Rule = self.env["stock.rule"]
        procurements = []
        for remedy in plan.out:
            line, complaint = remedy.line_id, remedy.complaint_id
            order = line._get_order_lines().order_id[:1]
            deliveries = line._get_deliveries()
            recipient = (
                deliveries.picking_id[:1].partner_id
                or order.partner_shipping_id
                or complaint.contact_id
            ).with_company(complaint.company_id)
            warehouse = (
                order.warehouse_id
                or deliveries.picking_id[:1].picking_type_id.warehouse_id
                or self.env["stock.warehouse"].search(
                    [("company_id", "=", complaint.company_id.id)], limit=1
                )
            )
            customers = recipient.property_stock_customer
            quantity, unit = line.uom_id._adjust_uom_quantities(
                remedy.quantity, line.product_id.uom_id
            )
            values = {
                "reference_ids": reference,
                "date_planned": fields.Datetime.now(),
                "warehouse_id": warehouse,
                "partner_id": recipient.id,
                "location_final_id": customers,
                "company_id": complaint.company_id,
            }
            procurements.append(
                Rule.Procurement(
                    line.product_id,
                    quantity,
                    unit,
                    customers,
                    line.product_id.display_name,
                    complaint.name,
                    complaint.company_id,
                    values,
                )
            )
        if procurements:
            Rule.run(procurements)

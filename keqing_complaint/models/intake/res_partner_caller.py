# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one

from .keqing_complaint import OPEN

SHOWN = 5  # complaints and orders that are read out to a caller


class ResPartner(models.Model):
    """What whoever picks up the telephone knows of the caller."""

    _inherit = "res.partner"

    @api.readonly
    @for_one("read")
    def get_keqing_caller(self):
        """A person or a customer on the line, by a fixed number of queries.

        What was delivered to a customer is known to whoever serves it, without a right in Sales;
        prices are not told.

        :return: dict: ``customer`` (id, name, phone, grade as on a badge, salesperson),
            ``person_id`` (who calls), ``people`` (ids and names, the customer itself first),
            ``complaints`` that are open and ``orders`` with their lines, the last ones first
        :raise AccessError: if the user may not see the customer
        """
        customer = self.commercial_partner_id
        customer.check_access("read")
        standards = customer._get_keqing_standards(self.env.company)
        people = self.search_fetch(
            Domain("commercial_partner_id", "=", customer.id) & Domain("id", "!=", customer.id),
            ["name"],
            order="name, id",
        )
        return {
            "customer": {
                "id": customer.id,
                "name": customer.name,
                "phone": self.phone or customer.phone or False,
                "grade": standards[customer]._badge(),
                "salesperson": customer.sudo().user_id.name or False,  # whom to ask is no secret
            },
            "person_id": self.id,
            "people": [{"id": each.id, "name": each.name or ""} for each in customer + people],
            "complaints": self._read_open_complaints(customer),
            "orders": self._read_last_orders(customer),
        }

    def _read_open_complaints(self, customer):
        Complaint = self.env["keqing.complaint"]
        states = dict(Complaint._fields["state"]._description_selection(self.env))
        found = Complaint.search_fetch(
            Domain("partner_id", "=", customer.id) & Domain("state", "in", OPEN),
            ["display_name", "state", "received_at"],
            limit=SHOWN,
            order="received_at desc, id desc",
        )
        return [
            {
                "id": complaint.id,
                "name": complaint.display_name,
                "state": states[complaint.state],
                "day": complaint.company_id._get_keqing_day(complaint.received_at).isoformat(),
            }
            for complaint in found
        ]

    def _read_last_orders(self, customer):
        orders = self.env["sale.order"].sudo()  # see get_keqing_caller
        orders = orders.search(
            Domain("partner_id", "child_of", customer.id)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("state", "=", "sale"),
            order="date_order desc, id desc",
            limit=SHOWN,
        )
        return [
            {
                "id": order.id,
                "name": order.name,
                "day": order.company_id._get_keqing_day(order.date_order).isoformat(),
                "lines": [
                    {
                        "id": line.id,
                        "product_id": line.product_id.id,
                        "product": line.product_id.display_name,
                        "quantity": line.product_uom_qty,
                        "unit_id": line.product_uom_id.id,
                        "unit": line.product_uom_id.name,
                        "delivered": line.qty_delivered,
                    }
                    for line in order.order_line
                    if line.product_id and line.product_uom_qty > 0
                ],
            }
            for order in orders
        ]

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command

from .common import VisitCommon


class DayCommon(VisitCommon):
    """Outlets where something is to be prepared, done and looked at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock = cls.env.ref("keqing_visit.check_item_shelf_stock")
        cls.price = cls.env.ref("keqing_visit.check_item_shelf_price")
        cls.photo = cls.env.ref("keqing_visit.check_item_display_photo")
        cls.template = cls.env["keqing.visit.template"].create(
            {
                "name": "Outlet",
                "customer_type_ids": cls.outlet.ids,
                "step_ids": [
                    Command.create(
                        {"name": "Take samples along", "stage": "prepare", "is_mandatory": True}
                    ),
                    Command.create({"name": "Greet the owner"}),
                ],
                "check_ids": [
                    Command.create({"item_id": cls.stock.id, "product_ids": cls.product.ids}),
                    Command.create({"item_id": cls.price.id, "product_ids": cls.product.ids}),
                    Command.create({"item_id": cls.photo.id}),
                ],
            }
        )
        cls.env["keqing.price.band"].create({"product_id": cls.product.id, "low": 90, "high": 110})

    def _entry(self, visit, kind, request_id=None, **values):
        DayCommon.counted = getattr(DayCommon, "counted", 0) + 1
        return {
            "request_id": request_id or f"phone-{DayCommon.counted}",
            "visit_id": visit.id,
            "kind": kind,
            "values": values,
        }

    def _send(self, *entries, user=None):
        Visit = self.env["keqing.visit"].with_user(user or self.salesperson)
        return Visit.send_entries(list(entries))

    def _line(self, visit, item):
        return visit.check_ids.filtered(lambda check: check.item_id == item)

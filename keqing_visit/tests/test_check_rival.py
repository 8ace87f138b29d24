# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestCheckRival(VisitCommon):
    """What is seen of competitors in the shop is known at the customer from then on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.competitor = cls.env["keqing.competitor"].create({"name": "Northland"})
        cls.rival = cls.env["keqing.competitor.product"].create(
            {"name": "Fire-water", "competitor_id": cls.competitor.id}
        )
        cls.env["keqing.visit.template"].create(
            {
                "name": "Outlet",
                "demands_result": False,
                "customer_type_ids": cls.outlet.ids,
                "check_ids": [
                    Command.create(
                        {
                            "item_id": cls.env.ref(f"keqing_visit.check_item_{code}").id,
                            "rival_ids": cls.rival.ids,
                        }
                    )
                    for code in ("rival_price", "rival_promotion", "rival_facings")
                ],
            }
        )

    def _visit(self, day, price=None, promotion=None, facings=None, **promotion_days):
        with freeze_time(f"{day} 04:00:00"):
            visit = self._create_visit().with_user(self.salesperson)
            checks = {check.item_id.code: check for check in visit.check_ids}
            if price is not None:
                checks["rival_price"].write({"price": price, "source": "clerk"})
            if promotion:
                choice = self.env.ref(f"keqing_visit.check_choice_rival_{promotion}")
                checks["rival_promotion"].write({"choice_id": choice.id, **promotion_days})
            if facings is not None:
                checks["rival_facings"].number = facings
            visit.action_done()
        return visit

    def _known(self):
        return [
            (each.kind, each.what.replace("\xa0", " "), str(each.since), str(each.until or ""))
            for each in self.customer.keqing_competitor_activity_ids.sorted("id")
        ]

    def test_it_is_known_by_who_saw_it_when(self):
        self._visit("2026-03-02", price=80)
        activity = self.customer.keqing_competitor_activity_ids
        self.assertEqual(
            (activity.competitor_id, activity.user_id, str(activity.date), activity.source),
            (self.competitor, self.salesperson, "2026-03-02", "customer"),
        )
        self.assertEqual(self.customer.keqing_competitor_ids, self.competitor)
        self.assertEqual(activity.check_id.visit_id.partner_id, self.customer)

    def test_what_goes_on_is_not_noted_again_and_what_changes_ends(self):
        self._visit("2026-03-02", price=80)
        self._visit("2026-03-09", price=80)
        self._visit("2026-03-16", price=75)
        told = "Shelf price of a competitor, Fire-water: $ {}.00"
        self.assertEqual(
            self._known(),
            [
                ("price", told.format(80), "2026-03-02", "2026-03-15"),
                ("price", told.format(75), "2026-03-16", ""),
            ],
        )

    def test_nothing_is_no_activity(self):
        """Neither no facing, nor no promotion; but with it what there was is over."""
        self._visit("2026-03-02", promotion="none", facings=0)
        self.assertEqual(self._known(), [])
        self._visit("2026-03-09", promotion="watched", facings=3, promotion_from="2026-03-05")
        self._visit("2026-03-16", promotion="none", facings=0)
        told = "Promotion of a competitor, Fire-water: Takes sales from us: to be answered"
        self.assertEqual(
            self._known(),
            [
                ("promotion", told, "2026-03-05", "2026-03-15"),
                ("display", "Facings of a competitor, Fire-water: 3", "2026-03-09", "2026-03-15"),
            ],
        )

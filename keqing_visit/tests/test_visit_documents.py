# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime, time, timedelta
from random import Random

from odoo import Command
from odoo.tests import tagged

from odoo.addons.keqing_customer.tests.documents import DocumentsCommon

from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestVisitDocuments(DocumentsCommon, VisitCommon):
    """What is measured of visits, checks and care is what its documents add up to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chance = Random(20240331)
        cls.other = cls._create_owned("Xiangling")
        cls.customer.with_company(cls.company).keqing_grade_id = cls.grade_a
        cls.grade_a.contact_depth = "deep"
        cls.company.write({"keqing_visit_cost": 80, "keqing_call_cost": 5})
        cls.env["keqing.price.band"].create(
            {"product_id": cls.product.id, "price_kind": "shelf", "low": 90, "high": 110}
        )
        satisfaction = cls.env.ref("keqing_customer.indicator_satisfaction")
        for customer in (cls.customer, cls.other):
            for __ in range(25):
                cls._contact(customer)
                cls._give(customer)
            for year in range(2000, 2012):
                cls._care(customer, year)
            for day in ("2024-01-20", "2024-03-02", "2024-05-05"):
                cls._assess(satisfaction, customer, cls.chance.randrange(1, 6), day)

    @classmethod
    def _day(cls):
        return date(2023, 11, 1) + timedelta(cls.chance.randrange(220))

    @classmethod
    def _contact(cls, customer):
        """A visit some day in seven months, done, missed or cancelled, with what was found."""
        planned, chance = cls._day(), cls.chance
        visit = cls.env["keqing.visit"].create(
            {
                "partner_id": customer.id,
                "user_id": cls.salesperson.id,
                "planned_on": planned,
                "is_deep": chance.random() < 0.4,
                "contact_kind": chance.choice(("visit", "visit", "phone")),
                "check_ids": [
                    Command.create(
                        {"item_id": cls._item(code), "product_id": cls.product.id, **found}
                    )
                    for code, found in (
                        ("shelf_price", {"price": chance.randrange(80, 121)}),
                        ("shelf_stock", {"number": chance.randrange(3)}),
                    )
                    if chance.random() < 0.7
                ],
            }
        )
        visit.origin = chance.choice(("grade", "hand"))
        state = chance.choice(("done", "done", "done", "missed", "cancelled", "planned"))
        if state == "done" and chance.random() < 0.4:
            order = cls.env["sale.order"].create({"partner_id": customer.id})
            order.keqing_visit_id = visit
            order.state = chance.choice(("sale", "draft"))
        if state == "done":
            done = planned + timedelta(chance.randrange(-2, 9))
            visit.write({"done_on": done, "done_at": datetime.combine(done, time(4))})
        visit.write({"state": state, "is_in_time": state == "done" and chance.random() < 0.6})

    @classmethod
    def _item(cls, code):
        return cls.env.ref(f"keqing_visit.check_item_{code}").id

    @classmethod
    def _care(cls, customer, year):
        cls.env["keqing.care.task"].create(
            {
                "partner_id": customer.id,
                "occasion_id": cls.env.ref("keqing_visit.care_occasion_new_year").id,
                "action": "call",
                "year": year,
                "date": cls._day(),
                "state": cls.chance.choice(("done", "missed", "cancelled")),
            }
        )

    @classmethod
    def _give(cls, customer):
        given = cls._day()
        gift = cls.env["keqing.gift"].create(
            {
                "partner_id": customer.id,
                "item": "Tea",
                "amount": cls.chance.randrange(1, 90),
                "reason": "New Year",
            }
        )
        gift.write({"state": cls.chance.choice(("given", "approved")), "given_on": given})

    # What a list of documents says

    def _add_up_contact_count(self, visits):
        return len(visits)

    def _add_up_deep_contact_count(self, visits):
        return len(visits)

    def _add_up_visits_weekly(self, visits):
        return len(visits) / 13

    def _add_up_contact_cost(self, visits):
        return sum(80 if visit.contact_kind == "visit" else 5 for visit in visits)

    def _add_up_gift_cost(self, gifts):
        return sum(gifts.mapped("amount"))

    def _add_up_contact_coverage(self, visits):
        return 1 if visits else 0

    def _add_up_call_compliance(self, visits):
        return 100 * len(visits.filtered("is_in_time")) / len(visits) if visits else None

    def _add_up_contact_fulfilment(self, visits):
        """The grade asks for a deep contact each month."""
        months = {visit.done_on.month for visit in visits if visit.is_deep}
        return 100 * len(months) / 3

    def _add_up_store_score(self, visits):
        return sum(visits.mapped("store_score")) / len(visits) if visits else None

    def _add_up_strike_rate(self, visits):
        sold = visits.filtered(lambda visit: "sale" in visit.order_ids.mapped("state"))
        return 100 * len(sold) / len(visits) if visits else None

    def _add_up_following(self, visits):
        """Orders, prices within 90 to 110, and stock where something is."""
        checks = visits.check_ids.filtered("verdict")
        prices = checks.filtered(lambda check: check.answer == "price")
        on_site = visits.filtered(lambda visit: visit.contact_kind == "visit")
        parts = [
            [90 <= check.price <= 110 for check in prices],
            [check.verdict == "right" for check in checks - prices],
            ["sale" in visit.order_ids.mapped("state") for visit in on_site],
        ]
        known = [100 * sum(part) / len(part) for part in parts if part]
        return sum(known) / len(known) if known else None

    def _add_up_price_breach_count(self, checks):
        self.assertFalse(checks.filtered(lambda check: 90 <= check.price <= 110))
        return len(checks)

    def _add_up_stock_out_count(self, checks):
        return len(checks)

    def _add_up_satisfied_share(self, assessments):
        last = max(assessments, key=lambda each: (each.date, each.id))
        return 100 if last.value >= 4 else 0

    def _add_up_care_kept(self, tasks):
        kept = tasks.filtered(lambda task: task.state == "done")
        return 100 * len(kept) / len(tasks) if tasks else None

    def test_documents_add_up_to_the_value(self):
        # a sum of figures that each have documents of another kind, and what surveys answer, of
        # which test_care_recommendation.py adds the answers up
        others = {"service_cost", "net_promoter_score"}
        self._check_documents("keqing_visit", self.customer + self.other, others)

    def test_serving_costs_what_its_parts_cost(self):
        parts = ["contact_cost", "gift_cost"]
        parts += ["complaint_cost"] * ("complaint_cost" in self.indicators)
        for customer in self.customer + self.other:
            cost = self._fact("service_cost", customer)
            self.assertGreater(cost, 80)
            self.assertEqual(cost, sum(self._fact(code, customer) for code in parts))

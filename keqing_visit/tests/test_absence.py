# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 04:00:00")
class TestAbsence(VisitCommon):
    """Who sees the customers of the day while somebody is on leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stand_in = cls._create_user("stand_in", "user")
        cls.resource = cls.env["resource.resource"].create(
            {"name": "Them", "user_id": cls.salesperson.id, "company_id": cls.company.id}
        )
        cls.entry = cls.env["keqing.stand.in"].create(
            {"user_id": cls.salesperson.id, "stand_in_id": cls.stand_in.id}
        )

    def _leave(self, first="2026-03-02", last="2026-03-03"):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Ill",
                "resource_id": self.resource.id,
                "calendar_id": self.resource.calendar_id.id,
                "date_from": f"{first} 00:00:00",
                "date_to": f"{last} 12:00:00",
            }
        )

    def _sees(self):
        self.env.invalidate_all()
        found = self.env["res.partner"].with_user(self.stand_in)
        return bool(found.search([("id", "=", self.customer.id)]))

    def test_the_customers_of_the_day_while_it_lasts(self):
        visit = self._create_visit()
        tomorrow = self._create_visit(
            partner_id=self._create_owned("Other").id, planned_on="2026-03-03"
        )
        self.assertFalse(self._sees())
        leave = self._leave()
        self.assertTrue(self._sees())
        Visit = self.env["keqing.visit"].with_user(self.stand_in)
        self.assertEqual([stop["id"] for stop in Visit.get_day()["stops"]], visit.ids)
        own = visit.with_user(self.stand_in)
        own.result = "Fine"
        with self.assertRaises(AccessError):
            tomorrow.with_user(self.stand_in).read(["state"])
        leave.unlink()
        self.assertFalse(self._sees())
        with self.assertRaises(AccessError):
            own.write({"result": "Fine"})

    def test_who_stands_in_makes_the_visit(self):
        visit = self._create_visit()
        self._leave()
        own = visit.with_user(self.stand_in)
        own.check_in()
        self.assertEqual(visit.user_id, self.stand_in)
        own.step_ids.write({"is_done": True})
        own.result = "Fine"
        own.check_out()
        self.assertEqual((visit.state, visit.user_id), ("done", self.stand_in))

    def test_of_no_other_day(self):
        self._create_visit(planned_on="2026-03-04")
        self._leave()
        with freeze_time("2026-03-04 04:00:00"):
            self._plan()
            self.assertFalse(self._sees())

    def test_another_stand_in(self):
        visit = self._create_visit()
        self._leave()
        self.assertEqual(visit.stand_in_id, self.stand_in)
        self.entry.stand_in_id = self.manager
        self.assertEqual(visit.stand_in_id, self.manager)
        self.entry.unlink()
        self.assertFalse(visit.stand_in_id)

    def test_nobody_of_another_company(self):
        stranger = (
            self._create_user(
                "stranger",
                "user",
                company_id=self.other_company.id,
                company_ids=[(6, 0, self.other_company.ids)],
            )
            if hasattr(self, "other_company")
            else None
        )
        if stranger:
            with self.assertRaises(ValidationError):
                self.entry.stand_in_id = stranger

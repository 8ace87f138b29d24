# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .care import CareCommon


@tagged("post_install", "-at_install")
class TestDepartmentTour(CareCommon, HttpCase):
    """Who helps with customers finds on Today what they do most."""

    @classmethod
    def _create_member(cls, department):
        user = cls._create_user(department)
        user.group_ids += cls.env.ref(f"keqing_customer.group_customer_{department}")
        cls.harbour.member_ids += user
        return user

    def test_service(self):
        user = self._create_member("service")
        self.customer.phone = "0851-8500 1163"
        self.start_tour("/odoo/keqing", "keqing_visit_service", login="service")
        contact = self.env["keqing.visit"].search([("partner_id", "=", self.customer.id)])
        self.assertRecordValues(
            contact,
            [
                {
                    "user_id": user.id,
                    "contact_kind": "phone",
                    "state": "done",
                    "result": "They ask for the new price list",
                }
            ],
        )

    def test_marketing(self):
        self._create_member("marketing")
        inn = self._create_customer("Wangshu Inn")
        task = self.env["keqing.care.task"].create(
            {
                "partner_id": inn.id,
                "company_id": self.company.id,
                "occasion_id": self.env.ref("keqing_visit.care_occasion_national_day").id,
                "year": Date.today().year,
                "date": Date.today(),
                "action": "call",
            }
        )
        self.start_tour("/odoo/keqing", "keqing_visit_marketing", login="marketing")
        self.assertEqual(task.state, "done")

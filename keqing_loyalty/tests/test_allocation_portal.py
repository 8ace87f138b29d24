# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from freezegun import freeze_time

from odoo.tests import HttpCase, new_test_user, tagged

from .test_allocation import AllocationCommon


@tagged("post_install", "-at_install")
class TestAllocationPortal(AllocationCommon, HttpCase):
    def setUp(self):
        super().setUp()
        with freeze_time("2024-06-01 04:00:00"):
            self.allocation = self._publish()
        self.buyer = new_test_user(
            self.env, "buyer", "base.group_portal", company_id=self.company.id, lang="en_US"
        )
        self.buyer.partner_id.parent_id = self.ganyu

    def test_own_share_and_reason(self):
        self.authenticate("buyer", "buyer")
        page = self.url_open("/my/allocations").text
        self.assertIn("Vintage wine", page)
        self.assertIn("A weight of 3, times purchases of", page)
        self.assertNotIn("Grade", page, "what we think of a customer is ours")
        self.assertEqual(page.count("o_keqing_portal_share"), 1)
        self.assertNotIn("Keqing", page.partition("o_keqing_portal_share")[2])
        self.assertIn("/my/allocations", self.url_open("/my").text)

    def test_not_before_it_is_published(self):
        with freeze_time("2024-06-01 04:00:00"):
            again = self._create_allocation(name="Not yet", date_from="2024-06-30")
            again.action_compute()
        self.authenticate("buyer", "buyer")
        self.assertNotIn("Not yet", self.url_open("/my/allocations").text)

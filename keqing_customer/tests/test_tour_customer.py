# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import HttpCase, tagged

from ..models.res_partner_timeline import PAGE
from .common import CustomerCommon


class CardTourCommon(CustomerCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = ("sales_team.group_sale_salesman", "base.group_partner_manager")
        for group in groups:
            cls.salesperson.group_ids += cls.env.ref(group)
        field = cls.env["ir.model.fields"]._get("res.partner", "keqing_licence_number")
        cls.outlet.demanded_field_ids = field
        cls.customer = cls._create_customer(
            "Wanmin Inn",
            phone="13800138000",
            street="Chihu Rock 1",
            user_id=cls.salesperson.id,
            child_ids=[Command.create({"name": "Xiangling"})],
        )
        cls.env["sale.order"].create(
            [
                {
                    "partner_id": cls.customer.id,
                    "user_id": cls.salesperson.id,
                    "company_id": cls.company.id,
                    "state": "sale",
                    "date_order": f"2024-01-{number % 28 + 1:02} 04:00:00",
                }
                for number in range(PAGE + 2)
            ]
        )
        cls.customer.message_post(
            body="Wine is out", message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def _walk(self, tour):
        url = f"/odoo/keqing-customers/{self.customer.id}"
        self.start_tour(url, tour, login="salesperson")
        self.assertEqual(self.customer.keqing_licence_number, "W 7")
        self.assertEqual(self.customer.keqing_position_datum, "bd09")


@tagged("post_install", "-at_install")
class TestCardTour(CardTourCommon):
    """A salesperson at a desk."""

    def test_card(self):
        self._walk("keqing_customer_card")

    def test_double(self):
        self.start_tour("/odoo/keqing-customers/new", "keqing_customer_double", login="salesperson")


@tagged("post_install", "-at_install")
class TestCardOnThePhone(CardTourCommon):
    """A salesperson in a shop."""

    browser_size = "390x844"
    touch_enabled = True

    def test_card(self):
        self._walk("keqing_customer_card_on_the_phone")

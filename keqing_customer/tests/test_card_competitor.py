# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestCompetitorActivity(CustomerCommon):
    """What competitors do at a customer, and who says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer(user_id=cls.salesperson.id)
        cls.rival = cls.env["keqing.competitor"].create({"name": "Northland"})

    def _note(self, what="Two free with ten", user=None, **values):
        Activity = self.env["keqing.competitor.activity"].with_user(user or self.salesperson)
        return Activity.create(
            {
                "partner_id": self.customer.id,
                "competitor_id": self.rival.id,
                "what": what,
                **values,
            }
        )

    def _told(self, user=None):
        return self.customer.with_user(user or self.salesperson).get_keqing_competitors()

    def test_the_card_tells_what_who_and_when(self):
        self._note(kind="promotion", since="2024-04-01", until="2024-04-09", source="customer")
        self._note("90 a bottle", certainty="hearsay", date="2024-04-09")
        told = [
            (each["competitor"], each["kind"], each["what"], each["period"], each["is_over"])
            for each in self._told()["activities"]
        ]
        self.assertEqual(
            told,
            [
                (
                    *("Northland", "Promotion", "Two free with ten"),
                    *("Apr 1, 2024 to Apr 9, 2024", True),
                ),
                ("Northland", "Price", "90 a bottle", "", False),
            ],
        )
        self.assertEqual(
            [each["told"] for each in self._told()["activities"]],
            [
                "Salesperson on Apr 10, 2024: The customer says so (Sure)",
                "Salesperson on Apr 9, 2024: Seen on a visit (Hearsay)",
            ],
        )
        self.assertEqual(self.customer.keqing_competitor_ids, self.rival)

    def test_twelve_are_shown_and_the_others_counted(self):
        for number in range(14):
            self._note(f"Offer {number}")
        told = self._told()
        self.assertEqual((len(told["activities"]), told["more"]), (12, 2))
        action = self.customer.with_user(self.salesperson).action_view_keqing_competitors()
        self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 14)

    def test_customers_where_something_goes_on_are_found(self):
        """Until the last day of it."""
        self._note(kind="promotion", until="2024-04-10")
        other = self._create_customer("Xiangling")
        view = self.env.ref("keqing_customer.customer_view_search")
        arch = self.env["res.partner"].get_view(view.id, "search")["arch"]
        self.assertIn("filter_rival_promotion", arch)
        going_on = [
            ("keqing_competitor_activity_ids", "any", [("kind", "=", "promotion")]),
            ("id", "in", (self.customer + other).ids),
        ]
        self.assertEqual(self.env["res.partner"].search(going_on), self.customer)

    def test_what_somebody_said_stays_so(self):
        activity = self._note()
        with self.assertRaises(AccessError):
            activity.with_user(self.manager).what = "Nothing"
        activity.with_user(self.salesperson).action_end()
        self.assertEqual(str(activity.until), "2024-04-10")
        stranger = self._create_user("stranger", "user")
        with self.assertRaises(AccessError):
            activity.with_user(stranger).read(["what"])
        with self.assertRaises(AccessError):
            self._note(user=stranger)
        with self.assertRaises(AccessError):
            activity.with_user(stranger).action_end()

    def test_nothing_is_noted_on_a_day_to_come(self):
        with self.assertRaisesRegex(ValidationError, "day to come"):
            self._note(date="2024-04-11")

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from itertools import pairwise

from odoo.tests import freeze_time


class DemoRelationshipCases:
    """The relationships of the demo company tell what they are there to tell.

    For the class that has loaded the company, which takes too long to do twice.
    """

    def _of(self, name):
        """A customer as the regional manager sees it."""
        customer = self.env.ref(f"keqing_customer.customer_{name}")
        return customer.with_user(self._user("regional_manager")).with_company(self.company)

    def test_an_index_falls_over_three_periods(self):
        hotel = self._of("qianling")
        [index] = hotel.get_keqing_relationship()["scorecards"]
        scores = [point["score"] for point in index["trend"]]
        self.assertTrue(all(before > after for before, after in pairwise(scores[-3:])), scores)
        self.assertLess(hotel.keqing_relationship_score, 60)
        self.assertAlmostEqual(hotel.keqing_relationship_score, scores[-1], delta=0.6)

    def test_nobody_knows_who_pays_at_the_hotel_that_owes_most(self):
        debtor = self._of("tongxin")
        finance = self.env.ref("keqing_customer.contact_role_finance")
        self.assertIn(
            f"{finance.name}: nobody known",
            debtor.with_context(lang="en_US").get_keqing_key_persons()["gaps"],
        )

    def test_a_customers_have_a_team_and_most_a_sponsor(self):
        best = self.customers.with_company(self.company).filtered(
            lambda customer: customer.keqing_grade_id.code == "A"
        )
        self.assertGreater(len(best), 3)
        for customer in best:
            online = customer.keqing_customer_type_id.code == "ecommerce"
            unmet = customer == self._of("liangdu")  # its sponsor has not found the time
            with self.subTest(customer.name), freeze_time(self.loaded_on):
                team = customer.get_keqing_team()
                self.assertEqual(len(team["members"]), 3 if online else 4)
                self.assertEqual(len(team["missing"]), online or unmet)
                sponsors = [each for each in team["members"] if each["is_sponsor"]]
                self.assertEqual(len(sponsors), not online)
        self.assertEqual(self.env["keqing.account.team.member"].search([]).partner_id, best)

    def test_the_teams_keep_in_touch_but_one_sponsor(self):
        with freeze_time(self.loaded_on):
            told = [
                (member["is_sponsor"], bool(member["last_contact"]), bool(member["contact_count"]))
                for customer in self.customers.with_company(self.company)
                for member in customer.get_keqing_team()["members"]
            ]
        self.assertIn((True, True, True), told)
        self.assertIn((False, True, True), told)
        self.assertIn((False, False, False), told)

    def test_most_customers_are_talked_to_and_some_are_forgotten(self):
        with freeze_time(self.loaded_on):
            silent = [
                customer
                for customer in self.customers.with_context(lang="en_US")
                if any(
                    gap.startswith("Nobody was contacted")
                    for gap in customer.get_keqing_key_persons()["gaps"]
                )
            ]
        self.assertTrue(5 < len(silent) < len(self.customers) / 2, len(silent))
        self.assertIn(self.env.ref("keqing_customer.customer_qianling"), silent)

    def test_what_is_recommended_is_often_liked(self):
        liking = self.customers.filtered("keqing_preference_ids").with_company(self.company)
        with freeze_time(self.loaded_on):
            liked = liking.filtered(
                lambda each: any(found["likes"] for found in each.get_keqing_recommendations())
            )
        self.assertGreater(len(liked), 5)

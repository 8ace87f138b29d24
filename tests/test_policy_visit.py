# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""The clauses of the policies on visits and care: S0-09, 10, 27..30, S1-16, 17, 23..26, 34, S2-01,
07, 20, 27..31, S3-16..21, S4-05, 30, 40, 41, 44..49, 54..56, 60..63."""

from odoo.tests import freeze_time, tagged

from .policy import PolicyCommon


class VisitClauses:
    """A customer of grade A and what its pack has planned for it."""

    kind = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.salesperson
        cls.customer = cls._create_customer(kind=cls.kind, user_id=cls.seller.id)
        cls.template = cls.env["keqing.visit.template"]._for_customers(cls.customer)[cls.customer]

    def _steps(self, stage, is_mandatory=None):
        return [
            step.name
            for step in self.template.step_ids
            if step.stage == stage and is_mandatory in (None, step.is_mandatory)
        ]

    def _rules(self, occasion, *grades):
        """What is done on an occasion for a customer of one of these grades.

        :return: set of actions
        """
        rules = self.env["keqing.care.rule"].search(
            [
                ("company_id", "=", self.company.id),
                ("occasion_id.code", "=", occasion),
                ("customer_type_ids", "parent_of", self.types[self.kind].id),
            ]
        )
        return {
            rule.action
            for rule in rules
            if not rule.grade_ids or rule.grade_ids & self.env["keqing.grade"].union(*grades)
        }

    def _due(self, grade, day="2024-04-10"):
        """When a customer of a grade, known since that day, is due, and how deep."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            [f"{day} 03:00:00", self.customer.id],
        )
        self.env.invalidate_all()
        self.customer.with_company(self.company).keqing_grade_id = grade
        self.env["keqing.contact.due"]._refresh(self.company)
        due = self.env["keqing.contact.due"].search([("partner_id", "=", self.customer.id)])
        return str(due.due_on), due.depth

    def test_each_check_says_whom_a_breach_is_taken_up_with(self):
        """Of our own products and of the shop; what rivals do is ours to answer."""
        asked = self.template.check_ids.filtered(lambda line: line.subject != "rival")
        for vals in asked._prepare_checks().values():
            self.assertTrue(vals["breach_role_id"], vals)
        visit = self.env["keqing.visit"].create(
            {"partner_id": self.customer.id, "user_id": self.seller.id}
        )
        ours = visit.check_ids.filtered(lambda check: check.item_id.subject != "rival")
        self.assertEqual(len(ours), len(ours.filtered("breach_role_id")))

    def test_it_goes_as_it_came(self):
        """Loaded again nothing is doubled; taken back nothing of it stays."""
        Policy = self.env["keqing.policy"]
        created, __ = Policy._load(self.pack, self.company)
        self.assertFalse(created)
        self.customer.unlink()
        Policy._remove(self.pack, self.company)
        self.assertFalse(self.template.exists())
        self.assertFalse(
            self.env["keqing.care.rule"].search([("company_id", "=", self.company.id)])
        )

    def test_who_was_not_contacted_in_eight_months_shows(self):
        """S1-16, S2-01, S3-16: the standard of the best grade is read by what it commands: it shows
        on the card, on Today and in two lists, and no more once somebody was there."""
        best = getattr(self, "key", self.grade_a)
        mine = self.customer.with_user(self.seller)

        def shows():
            self.env["keqing.customer.figure"]._refresh_customers(self.company)
            self.env.invalidate_all()
            matters = [each["text"] for each in mine.get_keqing_matters() if each["level"] == "now"]
            today = self.env["keqing.today"].with_user(self.seller).get_today()["sections"]
            lines = next(each["lines"] for each in today if each["name"] == "matters") or []
            Due = self.env["keqing.contact.due"].with_user(self.seller)
            return (
                any("ontact due on" in text for text in matters),
                any("ontact due on" in line["text"] for line in lines),
                bool(mine.search([("id", "=", mine.id), ("keqing_uncontacted_days", ">=", 90)])),
                bool(Due.search([("partner_id", "=", mine.id), ("state", "=", "overdue")])),
            )

        self._due(best, "2023-08-10")
        self.assertEqual(shows(), (True,) * 4)
        self._visit(self.customer, "2024-04-10", is_deep=True)
        self.assertEqual(shows(), (False,) * 4)

    def test_a_visit_is_not_done_before_it_was_prepared(self):
        visit = self.env["keqing.visit"].create(
            {"partner_id": self.customer.id, "user_id": self.seller.id}
        )
        self.assertEqual(visit.template_id, self.template)
        missing = visit._get_missing()
        for name in self._steps("prepare", is_mandatory=True):
            self.assertIn(name, missing)


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestPolicyVisitLiquor(VisitClauses, PolicyCommon):
    pack = "liquor"
    kind = "hotel"

    def test_s0_09_prepared_with_four_things(self):
        self.assertEqual(
            self._steps("prepare", is_mandatory=True),
            [
                "The customer's situation",
                "Product material",
                "Sales proposal",
                "Plan of the visit",
            ],
        )

    def test_s0_10_face_to_face(self):
        """Products are presented, needs heard, questions answered."""
        self.assertEqual(
            self._steps("action")[:3],
            ["Present products and services", "Hear what is needed", "Answer questions"],
        )

    def test_s0_27_contacts_by_plan(self):
        days = [self._due(grade)[0] for grade in (self.grade_a, self.grade_b, self.grade_c)]
        self.assertEqual(days, ["2024-05-10", "2024-06-10", "2024-07-10"])

    def test_s0_28_by_the_channel_that_suits(self):
        """Telephone, e-mail, text message, visit: what the customer prefers is planned."""
        self.customer.keqing_contact_channel = "phone"
        self._due(self.grade_a)
        due = self.env["keqing.contact.due"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(due.channel, "phone")

    def test_s0_29_festivals_and_birthdays(self):
        self.assertEqual(self._rules("spring", self.grade_a), {"message", "visit"})
        self.assertEqual(self._rules("spring", self.grade_c), {"message"})
        self.assertEqual(self._rules("mid_autumn", self.grade_b), {"message", "call"})
        self.assertEqual(self._rules("birthday", self.grade_c), {"message"})


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestPolicyVisitTobacco(VisitClauses, PolicyCommon):
    pack = "tobacco"
    kind = "retail_grocery"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key, cls.normal, cls.special = (
            cls.env.ref(f"keqing_customer.grade_{name}") for name in ("key", "normal", "special")
        )

    def test_s1_34_calls_on_festivals_and_birthdays(self):
        """Key customers in person (S1-17), normal ones by telephone."""
        for occasion in ("spring", "mid_autumn", "birthday"):
            self.assertEqual(self._rules(occasion, self.key), {"visit"})
            self.assertEqual(self._rules(occasion, self.normal), {"call"})
            self.assertFalse(self._rules(occasion, self.special))

    def test_s1_17_scarce_goods_for_key_customers_first(self):
        self.assertEqual(self._rules("restock", self.key), {"call"})
        self.assertFalse(self._rules("restock", self.normal))

    def test_s1_23_to_26_new_products_fit_and_margin(self):
        self.assertEqual(self._rules("new_product", self.special), {"message"})
        self.assertLessEqual(
            {"Recommend new products", "Look at wholesale and retail prices"},
            {*self._steps("action", is_mandatory=True)},
        )
        self.assertIn("See whether the brands fit the shop's customers", self._steps("action"))
        checked = {*self.template.check_ids.item_id.mapped("code")}
        self.assertLessEqual({"listing", "shelf_price", "wholesale_price", "margin"}, checked)

    def test_s1_26_who_owns_the_shop_sets_its_prices(self):
        owner = self.env.ref("keqing_customer.contact_role_owner")
        self.assertEqual(self.template.check_ids.breach_role_id, owner)

    def test_the_grades_are_seen_as_often_as_they_are_worth(self):
        days = [self._due(grade)[0] for grade in (self.key, self.normal, self.special)]
        self.assertEqual(days, ["2024-04-17", "2024-04-24", "2024-05-10"])


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestPolicyVisitApparel(VisitClauses, PolicyCommon):
    pack = "apparel"
    kind = "clothing_shop"

    def test_s2_07_style_quality_price_and_strengths(self):
        self.assertEqual(
            self._steps("prepare", is_mandatory=True),
            ["The customer's needs and background", "Plan of the visit"],
        )
        self.assertEqual(
            self._steps("action")[:4],
            ["Present styles", "Present quality", "Present prices", "Say what makes them better"],
        )

    def test_s2_20_samples_are_taken_along(self):
        self.assertIn("Samples", self._steps("prepare"))

    def test_s2_27_called_back_by_plan(self):
        self.assertEqual(self._due(self.grade_b)[0], "2024-06-10")

    def test_s2_31_birthdays_festivals_and_offers(self):
        for occasion in ("spring", "mid_autumn", "new_product", "restock"):
            self.assertEqual(self._rules(occasion, self.grade_c), {"message"})
        self.assertEqual(self._rules("birthday", self.grade_a), {"message", "call"})


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestPolicyVisitRegional(VisitClauses, PolicyCommon):
    pack = "regional"
    kind = "services"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scale = cls._scorecard("_share").scale_id
        cls.grade_a, cls.grade_b, cls.grade_c = cls.scale.grade_ids

    def test_s3_16_a_monthly_and_deep_b_every_two_months_c_each_quarter(self):
        self.assertEqual(
            [self._due(grade) for grade in (self.grade_a, self.grade_b, self.grade_c)],
            [("2024-05-10", "deep"), ("2024-06-10", "plain"), ("2024-07-10", "plain")],
        )
        self.assertEqual(
            self.scale.grade_ids.mapped("contact_period"), ["month", "two_months", "quarter"]
        )

    def test_s3_16_what_a_company_decided_otherwise_stays(self):
        self.grade_a.contact_depth = "plain"
        self.env["keqing.policy"]._load(self.pack, self.company)
        self.assertEqual(self.grade_a.contact_depth, "plain")

    def test_s3_17_more_often_while_there_is_a_project(self):
        self.env["keqing.contact.rhythm"].create(
            {
                "partner_id": self.customer.id,
                "interval": 1,
                "interval_unit": "week",
                "reason": "New line of production",
                "date_from": "2024-04-10",
                "date_to": "2024-06-30",
            }
        )
        self.assertEqual(self._due(self.grade_c)[0], "2024-04-17")

    def test_s3_19_more_than_products(self):
        self.assertEqual(
            self._steps("action"),
            [
                "Talk about products and service",
                "Talk about how their business develops",
                "Share trends and success stories",
                "Listen to what they say, and solve it",
            ],
        )

    def test_s3_20_spring_and_mid_autumn(self):
        """A message for everybody, a gift of culture for A, within the cap of a person."""
        for occasion in ("spring", "mid_autumn"):
            self.assertEqual(self._rules(occasion, self.grade_a), {"message", "gift"})
            self.assertEqual(self._rules(occasion, self.grade_b), {"message"})
        gifts = self.env["keqing.care.rule"].search(
            [("company_id", "=", self.company.id), ("action", "=", "gift")]
        )
        self.assertLessEqual(max(gifts.mapped("gift_amount")), 100)

    def test_s3_21_flowers_or_a_card_on_the_birthday(self):
        self.assertEqual(self._rules("birthday", self.grade_c), {"gift"})


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestPolicyVisitFmcg(VisitClauses, PolicyCommon):
    pack = "fmcg"
    kind = "ka"

    def test_s4_05_gifts_for_a_above_all_and_for_b_in_moderation(self):
        self.assertIn("gift", self._rules("spring", self.grade_a))
        self.assertIn("gift", self._rules("mid_autumn", self.grade_a))
        self.assertIn("gift", self._rules("spring", self.grade_b))
        self.assertNotIn("gift", self._rules("mid_autumn", self.grade_b))
        self.assertNotIn("gift", self._rules("spring", self.grade_c))
        worth = {
            rule.grade_ids.code: rule.gift_amount
            for rule in self.env["keqing.care.rule"].search(
                [
                    ("company_id", "=", self.company.id),
                    ("occasion_id.code", "=", "spring"),
                    ("action", "=", "gift"),
                ]
            )
        }
        self.assertEqual(worth, {"A": 80, "B": 40})

    def test_s4_30_and_44_to_49_the_shop_is_checked(self):
        """Its looks, both prices and the leaflet's, price tags and signs, display material."""
        asked = self.template.check_ids
        self.assertLessEqual(
            {
                *("store_image", "shelf_price", "promotion_price", "leaflet_price"),
                *("price_tags", "promotion_signs", "posm"),
            },
            {*asked.item_id.mapped("code")},
        )
        must = asked.filtered("is_mandatory").item_id.mapped("code")
        self.assertEqual(must, ["price_tags", "promotion_signs", "posm"])

    def test_s4_47_wrong_prices_go_to_purchasing_and_signs_to_the_section(self):
        said = {
            line.item_id.code: line.breach_role_id or line.item_id.breach_role_id
            for line in self.template.check_ids
        }
        purchasing, section = (
            self.env.ref(f"keqing_customer.contact_role_{name}")
            for name in ("purchasing_manager", "section_supervisor")
        )
        for code in ("shelf_price", "promotion_price", "leaflet_price", "listing"):
            self.assertEqual(said[code], purchasing)
        for code in ("price_tags", "promotion_signs", "posm"):
            self.assertEqual(said[code], section)

    def test_s4_51_which_promotions_of_rivals_count(self):
        item = self.env.ref("keqing_visit.check_item_rival_promotion")
        self.assertIn(item, self.template.check_ids.item_id)
        self.assertEqual(item.choice_ids.mapped("is_breach"), [False, False, True])

    def test_s4_40_and_41_waited_for_goods_and_news(self):
        self.assertEqual(self._rules("restock", self.grade_c), {"message"})
        self.assertEqual(self._rules("restock", self.grade_a), {"message", "call"})
        self.assertEqual(self._rules("new_product", self.grade_c), {"message"})

    def test_s4_54_and_55_eleven_things_are_taken_along_seven_of_them_always(self):
        self.assertEqual(len(self._steps("prepare")), 11)
        self.assertEqual(len(self._steps("prepare", is_mandatory=True)), 7)

    def test_s4_56_by_plan_by_standards_orders_followed_record_written(self):
        self.assertEqual(
            [name.split(":")[0].split(";")[0] for name in self._steps("action")],
            [
                "Visit as planned",
                "Check the shop against the standards",
                "Head office's suggested order",
                "Follow up orders",
                "Tell of price changes and promotions, hear at once",
                "Write the record of the visit",
            ],
        )

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""S2, the apparel company: its clauses tried out on its pack, the answers worked out by hand."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.keqing_customer.tests.privacy import PrivacyCommon

from .policy import PolicyCommon

OFFLINE = ("fair", "preview", "distributor", "shop_visit")
ONLINE = ("company_website", "wechat", "weibo", "douyin", "ecommerce_platform", "mail_campaign")


class ApparelCommon(PolicyCommon):
    pack = "apparel"

    def _create_person_customer(self, name="Ganyu", **values):
        return self._create_customer(name, "fashion_lover", is_company=False, **values)

    def _buy(self, customer, amount, *dates):
        for date in dates:
            self._create_invoice(customer, amount, date)

    def _recommend(self, referrer, count, date, kind):
        """New customers who came on somebody's word and bought for the first time."""
        for number in range(count):
            customer = self._create_customer(
                f"Friend {number} of {referrer.name}", kind, keqing_referrer_id=referrer.id
            )
            self._buy(customer, 10, date)


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestPolicyApparel(ApparelCommon):
    # What to offer

    def test_s2_19_what_meets_most_of_the_likings_comes_first(self):
        """Style, colour and material; too few shops alike in the harbour, so all shops count."""
        red, modern, silk = (
            self.env.ref(f"keqing_customer.preference_{name}")
            for name in ("colour_red", "style_modern", "material_silk")
        )
        scarf, coat, shirt, bought_once = (
            self._create_product(name) for name in ("Scarf", "Coat", "Shirt", "Hat")
        )
        scarf.keqing_preference_ids = red | modern | silk
        coat.keqing_preference_ids = modern
        shop = self._create_customer(kind="clothing_shop")
        shop.keqing_preference_ids = red | silk | modern
        near = self._create_customers(4, kind="clothing_shop")
        far = self._create_customers(2, kind="clothing_shop", keqing_territory_id=self.south.id)
        for product, customers in (
            (scarf, near[:3]),
            (coat, near),
            (shirt, near | far),
            (bought_once, near[:2]),
        ):
            for customer in customers:
                self._create_invoice(customer, 100, "2024-03-10", product=product)
        told = "customers of the type Clothing shop in the last 6 months."
        self.assertEqual(
            [
                (each["name"], set(each["likes"]), each["reason"])
                for each in shop.get_keqing_recommendations()
            ],
            [
                ("Scarf", {red.name, modern.name, silk.name}, f"Bought by 3 of 6 {told}"),
                ("Coat", {modern.name}, f"Bought by 4 of 6 {told}"),
                ("Shirt", set(), f"Bought by 6 of 6 {told}"),
            ],
        )

    # Whom to win, and where

    def test_s2_03_the_groups_to_win(self):
        """Fashion lovers, clothing shops and online sellers; what a card must hold differs."""
        codes = ("fashion_lover", "clothing_shop", "ecommerce")
        demands = {
            code: {what for kind, what in self.types[code]._card_demands()[0] if kind == "field"}
            for code in codes
        }
        self.assertLessEqual({"phone", "email", "function"}, demands["fashion_lover"])
        self.assertLessEqual({"phone", "keqing_business_scope"}, demands["clothing_shop"])
        self.assertLessEqual({"phone", "website"}, demands["ecommerce"])
        self.assertEqual(self.types["clothing_shop"]._demanded_roles(), self.roles["owner"])

    def test_s2_02_goals_stage_by_stage(self):
        """A year's plan is the sum of its stages; each stage is met, or missed, by itself."""
        Target = self.env["keqing.development.target"]
        plan = {"territory_id": self.country.id, "customer_type_id": self.types["clothing_shop"].id}
        year = Target.create({**plan, "customer_count_planned": 5})
        stages = Target.create(
            [
                {
                    **plan,
                    "parent_id": year.id,
                    "date_from": date_from,
                    "date_to": date_to,
                    "customer_count_planned": count,
                }
                for date_from, date_to, count in (
                    ("2024-01-01", "2024-03-31", 2),
                    ("2024-04-01", "2024-12-31", 3),
                )
            ]
        )
        for day in ("2024-01-01", "2024-03-31", "2024-04-01"):
            self._create_invoice(self._create_customer(kind="clothing_shop"), 100, day)
        self.assertEqual(stages.mapped("customer_count"), [2, 1])
        self.assertEqual(stages.mapped("is_behind"), [False, False])  # 100 %, 33 % of 10 days
        self.assertEqual((year.customer_count, year.progress), (3, 60))
        with self.assertRaisesRegex(ValidationError, "its parts together 6"):
            stages[1].customer_count_planned = 4

    def test_s2_02_s2_06_s2_09_the_steps_to_a_customer(self):
        """Collect, screen, visit, negotiate, sign: leads are counted by step."""
        team = self.env.ref(f"keqing_customer.{self.company.id}_crm_team_apparel")
        stages = self.env["crm.stage"].search([("team_ids", "in", team.ids)])
        words = ("business scope", "worth it", "background", "Styles", "Prices", "reviewed")
        self.assertEqual(len(stages), len(words))
        for stage, word in zip(stages, words, strict=True):
            self.assertIn(word.lower(), stage.requirements.lower())
        self.assertEqual(stages.mapped("is_won"), [False] * 5 + [True])
        Lead = self.env["crm.lead"]
        for count, stage in enumerate(stages[:-1], start=1):
            for __ in range(count):
                Lead.create({"name": "Shop", "team_id": team.id, "stage_id": stage.id})
        counts = Lead._read_group([("team_id", "=", team.id)], ["stage_id"], ["__count"])
        self.assertEqual(counts, list(zip(stages[:-1], range(1, 6), strict=True)))

    def test_s2_09_a_contract_is_drafted_and_reviewed(self):
        """Both sides' rights and duties stand in it; what lacks them is not handed in."""
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman")
        lead = self.env["crm.lead"].create(
            {
                "name": "Fair",
                "partner_name": "Xigu Clothes",
                "lang_id": self.env.ref("base.lang_en").id,
                "user_id": self.salesperson.id,
                "keqing_customer_type_id": self.types["clothing_shop"].id,
                "keqing_territory_id": self.harbour.id,
            }
        )
        lead.with_user(self.salesperson).action_keqing_sign()
        contract = lead.partner_id.keqing_agreement_ids
        self.assertEqual(contract.type_id.name, "Apparel sales contract")
        for duty in ("Deliver on the agreed dates", "Exchange and take back"):
            self.assertIn(duty, contract.our_obligations)
        self.assertIn("pay when due", contract.customer_obligations)
        mine = contract.with_user(self.salesperson)
        mine.our_obligations = False
        with self.assertRaisesRegex(UserError, "not complete"):
            mine.action_submit()
        mine.our_obligations = contract.type_id.our_obligations
        mine.action_submit()
        with self.assertRaises(AccessError):
            mine.action_approve()
        contract.with_user(self.manager).action_approve()
        self.assertEqual(contract.state, "active")

    def test_s2_04_s2_05_leads_by_channel(self):
        """Fairs, previews, distributors and visits; site, networks, marketplace and mail."""
        Lead = self.env["crm.lead"]
        sources = {}
        for channel in OFFLINE + ONLINE:
            source = self.env.ref(f"keqing_customer.utm_source_{channel}")
            sources[channel] = source
            with Form(Lead) as lead:
                lead.name = channel
                lead.source_id = source
        self.assertEqual(len(set(sources.values())), 10)
        counts = Lead._read_group(
            [("source_id", "in", [each.id for each in sources.values()])],
            ["medium_id"],
            ["__count"],
        )
        self.assertEqual(
            {medium.name: count for medium, count in counts}, {"Offline": 4, "Online": 6}
        )

    def test_s2_04_s2_05_channels_are_named_in_the_language_of_who_loads(self):
        """Odoo does not translate them."""
        self.env["res.lang"]._activate_lang("zh_TW")
        source = self.env.ref("keqing_customer.utm_source_mail_campaign")
        source.unlink()
        self.env["keqing.policy"].with_context(lang="zh_TW")._load("apparel", self.company)
        name = self.env.ref("keqing_customer.utm_source_mail_campaign").name
        self.assertEqual(name, "電子郵件行銷")

    # The card

    def test_s2_10_s2_12_s2_14_basics_and_preferences_are_entered_in_full(self):
        """Contact, occupation, address and likings; a card with gaps is found and says which."""
        customer = self._create_person_customer()
        Partner = self.env["res.partner"]
        incomplete = [("keqing_is_incomplete", "=", True), ("id", "=", customer.id)]
        self.assertEqual(Partner.search(incomplete), customer)
        customer.write({"phone": "1234", "email": "ganyu@example.com", "function": "Secretary"})
        self.assertEqual(customer.keqing_completeness, 60)
        preferences = self.env["keqing.preference"].union(
            *(
                self.env.ref(f"keqing_customer.preference_{code}")
                for code in ("style_classic", "colour_white", "material_silk")
            )
        )
        customer.write(
            {"street": "1 Yujing Terrace", "keqing_preference_ids": [Command.set(preferences.ids)]}
        )
        self.assertFalse(Partner.search(incomplete))
        self.assertEqual(
            set(customer.keqing_preference_ids.mapped("kind")), {"style", "colour", "material"}
        )
        self.assertEqual(
            Partner.search([("keqing_preference_ids.name", "=", "Silk")]) & customer, customer
        )

    def test_s2_11_what_was_bought_when_how_many_at_what_price(self):
        """Odoo's invoices tell it, article by article."""
        customer = self._create_person_customer()
        dress = self._create_product("Silk dress")
        self._create_invoice(customer, 900, "2024-02-10", product=dress, quantity=3)
        lines = self.env["account.move.line"].search(
            [("partner_id", "=", customer.id), ("display_type", "=", "product")]
        )
        self.assertEqual(
            [
                (str(line.invoice_date), line.product_id, line.quantity, line.price_unit)
                for line in lines
            ],
            [("2024-02-10", dress, 3, 300)],
        )
        page = customer.get_keqing_buying()
        self.assertEqual(
            [(each["name"], each["detail"], each["amount"]) for each in page["products"]],
            [
                (
                    "Silk dress",
                    "3 Units in twelve months; last on Feb 10, 2024 at $\xa0300.00",
                    "$\xa0900.00",
                )
            ],
        )
        action = customer.action_view_keqing_bought(product_id=dress.id)
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), lines)

    def test_s2_13_feedback_on_goods_service_and_wearing(self):
        """Marks with the customer's words, the latest first; no mark beyond the scale."""
        customer = self._create_person_customer()
        for code, mark in (
            ("product_quality", 4),
            ("service_quality", 5),
            ("wearing_experience", 2),
        ):
            self._assess(self.indicators[code], customer, mark, note=f"On {code}")
        Assessment = self.env["keqing.assessment"]
        given = Assessment.search([("partner_id", "=", customer.id)])
        self.assertEqual(
            {each.indicator_id.code: each.value for each in given},
            {"product_quality": 4, "service_quality": 5, "wearing_experience": 2},
        )
        self.assertTrue(all(given.mapped("note")))
        with self.assertRaises(ValidationError):
            self._assess(self.indicators["wearing_experience"], customer, 6)

    def test_s2_15_cards_are_checked_again(self):
        """A shop's after half a year, a private person's after one; not a day earlier."""
        shop = self._create_customer(kind="clothing_shop")
        person = self._create_person_customer()
        both = shop + person
        self.env["keqing.verification"].create(
            [{"partner_id": each.id, "date": "2024-04-10"} for each in both]
        )
        unchecked = [("keqing_is_unverified", "=", True), ("id", "in", both.ids)]
        for today, expected in (
            ("2024-10-10", both.browse()),
            ("2024-10-11", shop),
            ("2025-04-10", shop),
            ("2025-04-11", both),
        ):
            with freeze_time(f"{today} 03:00:00"), self.subTest(today=today):
                self.assertEqual(self.env["res.partner"].search(unchecked), expected)

    def test_s2_17_who_is_not_authorised_sees_nothing(self):
        """Neither other territories' salespeople nor employees of other departments."""
        customer = self._create_customer(
            kind="clothing_shop", keqing_territory_id=self.south.id, keqing_business_scope="Silk"
        )
        with self.assertRaises(AccessError):
            customer.with_user(self.salesperson).read(["name"])
        employee = self._create_user("employee")
        with self.assertRaises(AccessError):
            customer.with_user(employee).read(["keqing_business_scope"])
        self.assertEqual(customer.with_user(self.director).keqing_business_scope, "Silk")

    # Evaluation

    def test_s2_42_to_45_frequency_amount_satisfaction_referral(self):
        """Shops against each other.

        ========  ========  ======  ============  =========  ===============================
        customer  invoices  amount  satisfaction  referrals  points of the four indicators
        ========  ========  ======  ============  =========  ===============================
        star             4   8,000             4          0   87.5, 87.5,       75,   0
        content          3   2,000             5          1   62.5, 37.5,      100,  60
        speaker          2   6,000             -          3   37.5, 62.5,  unknown, 100
        sleeper          0       0             1          0   12.5, 12.5,        0,   0
        ========  ========  ======  ============  =========  ===============================
        """
        shops = self.env["res.partner"]
        for name, invoices, amount, mark, referrals in (
            ("Star", 4, 8_000, 4, 0),
            ("Content", 3, 2_000, 5, 1),
            ("Speaker", 2, 6_000, None, 3),
            ("Sleeper", 0, 0, 1, 0),
        ):
            shop = self._create_customer(name, "clothing_shop")
            for day in range(1, invoices):
                self._buy(shop, 100, f"2024-02-{day:02}")
            if invoices:
                self._buy(shop, amount - 100 * (invoices - 1), "2024-03-31")
            if mark:
                self._assess(self.indicators["satisfaction"], shop, mark)
            self._recommend(shop, referrals, "2024-03-01", "fashion_lover")
            shops += shop
        run = self._compute_run(self._scorecard("_trade"))
        # weights 30, 40, 15, 15; the speaker's score is of 85, so 5,125 / 85
        scores = [self._evaluation(run, shop).score for shop in shops]
        self.assertEqual(scores, [72.5, 57.75, 60.29, 8.75])
        self.assertEqual(self._grades(run, shops), ["A", "B", "B", "C"])

    def test_s2_01_private_persons_are_judged_among_themselves(self):
        """By half-year, and their word counts for more: two scorecards, nobody on both."""
        speaker, quiet = self._create_person_customer("X"), self._create_person_customer("Y")
        self._buy(speaker, 500, "2023-09-10", "2023-10-10")
        self._buy(quiet, 400, "2023-09-10")
        self._assess(self.indicators["satisfaction"], speaker, 5, date="2023-12-01")
        self._recommend(speaker, 3, "2023-11-10", "clothing_shop")
        run = self._compute_run(self._scorecard("_private"), "2023-12-31")
        self.assertEqual(run.evaluation_ids.partner_id, speaker + quiet)
        # 25 x 75 % + 25 x 75 % + 20 x 100 % + 30 x 100 %; 50 x 25 % of the 80 that are known
        scores = [self._evaluation(run, each).score for each in (speaker, quiet)]
        self.assertEqual(scores, [87.5, 15.63])
        self.assertEqual(self._grades(run, speaker + quiet), ["A", "C"])
        trade = self._compute_run(self._scorecard("_trade"), "2023-12-31")
        self.assertFalse(trade.evaluation_ids.partner_id & (speaker + quiet))

    def test_s2_01_grades_are_treated_differently(self):
        star, sleeper = (self._create_customer(kind="clothing_shop") for __ in range(2))
        self._buy(star, 1_000, "2024-02-10")
        self._assess(self.indicators["satisfaction"], star, 5)
        self._recommend(star, 1, "2024-02-20", "fashion_lover")
        self._confirm_run(self._scorecard("_trade"))
        best, last = ((star + sleeper).with_company(self.company)).mapped("keqing_grade_id")
        self.assertEqual((best.code, last.code), ("A", "C"))
        self.assertLess(best.contact_interval, last.contact_interval)
        self.assertGreater(best.complaint_priority, last.complaint_priority)
        self.assertNotEqual(best.strategy, last.strategy)

    def test_s2_46_the_policy_chooses_the_cycle(self):
        """By the quarter, the half-year or the year, and the curves need no change.

        Both buy for 1,000 each time, so that they rank alike by frequency and amount: in the last
        quarter 2 against 3 invoices, in the half-year 3 against 3, in the year 4 against 3.
        """
        scorecard = self._scorecard("_trade")
        self.assertEqual((scorecard.period, scorecard.auto_open), ("quarter", True))
        steady, late = (self._create_customer(kind="ecommerce") for __ in range(2))
        self._buy(steady, 1_000, "2023-05-10", "2023-08-10", "2023-11-10", "2023-12-10")
        self._buy(late, 1_000, "2023-10-10", "2023-11-10", "2023-12-31")
        scores = {}
        for cycle in ("quarter", "half", "year"):
            scorecard.period = cycle
            run = self._compute_run(scorecard, "2023-12-31")
            scores[cycle] = self._evaluation(run, steady).score
            run.action_cancel()
        # 70 x 25 %, 50 %, 75 % of the 85 that are known, as nobody was recommended
        self.assertEqual(scores, {"quarter": 20.59, "half": 41.18, "year": 61.76})


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestPolicyApparelPeople(PrivacyCommon, ApparelCommon):
    def test_s2_10_gender_and_age_are_for_the_few(self):
        """They are known of who agreed, and not on the card that everybody sees."""
        profile = self.profile.with_user(self.confidant)
        self.assertEqual(profile.gender, "female")
        self.assertEqual(profile.birthday, Date.to_date("1931-07-13"))
        for user in (self.salesperson, self.manager, self.director):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.profile.with_user(user).read(["gender", "birthday"])

    def test_s2_16_nothing_goes_to_others_without_consent(self):
        """To keep facts is one consent, to pass them on another; what ends is on record."""
        self.assertFalse(self.person._keqing_consenting("third_party"))
        consent = self._give(self.person, "third_party", basis="written")
        self.assertEqual(self.person._keqing_consenting("third_party"), self.person)
        consent.with_user(self.officer).action_withdraw()
        self.assertFalse(self.person._keqing_consenting("third_party"))
        self.assertEqual(consent.withdrawn_on, Date.to_date("2024-04-10"))
        self.assertTrue(self.profile.with_user(self.confidant).has_consent)

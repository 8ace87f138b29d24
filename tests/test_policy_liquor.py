# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""S0, the liquor company: its clauses tried out on its pack, the answers worked out by hand."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Domain
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .policy import PolicyCommon

VERIFY = "keqing_customer.mail_activity_type_verify"


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestPolicyLiquor(PolicyCommon):
    pack = "liquor"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls.env["keqing.competitor"].create({"name": "Mondstadt Winery"})

    def _buy(self, customer, dates, amount, days_late=0):
        """Invoices due at once, each paid so many days later."""
        for date in map(Date.to_date, dates):
            invoice = self._create_invoice(customer, amount, date)
            self._pay(invoice, amount, Date.add(date, days=days_late))

    def _fill(self, customer, name):
        """One fact of a card, whatever it is."""
        facts = {
            "keqing_preference_ids": self.env.ref("keqing_customer.preference_taste_sauce"),
            "keqing_competitor_ids": self.rival,
            "keqing_turnover": 1_000_000,
        }
        customer[name] = facts.get(name, "known")

    # Types and grades

    def test_s0_02_four_types_of_customers(self):
        """Distributors, outlets, group buyers and e-commerce; four kinds of outlet."""
        pack = ("distributor", "outlet", "group_buyer", "ecommerce")
        self.assertFalse(
            [self.types[code].parent_id for code in pack if self.types[code].parent_id]
        )
        outlets = ["hotel", "restaurant", "bar", "shop"]
        self.assertEqual(self.types["outlet"].child_ids.filtered("code").mapped("code"), outlets)
        customers = [self._create_customer(kind=code) for code in [*pack, *outlets]]
        domain = Domain("id", "in", [each.id for each in customers])
        of_outlets = domain & Domain("keqing_customer_type_id", "child_of", self.types["outlet"].id)
        Partner = self.env["res.partner"]
        self.assertEqual(Partner.search_count(of_outlets), 1 + 4)
        judged = self._scorecard()._population_domain()
        self.assertEqual(Partner.search_count(domain & judged), 4 + 4)

    def test_s0_03_grade_by_amount_frequency_and_influence(self):
        """A buys much and often and is looked up to, B is between, C buys little and seldom.

        All bought in the first quarter of both years; weights 40, 20, 20, 10, 10.

        ======= ======= ======== ========= ========= ====== =================================
        who     amount  invoices influence days late growth points
        ======= ======= ======== ========= ========= ====== =================================
        big     650,000        5         5         0 +100 % 100, 83 1/3, 100, 100, 83 1/3
        middle   90,000        3         3        15    0 % 55, 50, 50, 50, 50
        small    10,000        1         1        30  -50 % 10, 16 2/3, 0, 0, 16 2/3
        ======= ======= ======== ========= ========= ====== =================================
        """
        big = self._create_customer("Big", "distributor")
        middle = self._create_customer("Middle", "hotel")
        small = self._create_customer("Small", "ecommerce")
        influence = self.indicators["market_influence"]
        for customer, last_year, invoices, amount, days_late, mark in (
            (big, 325_000, 5, 130_000, 0, 5),
            (middle, 90_000, 3, 30_000, 15, 3),
            (small, 20_000, 1, 10_000, 30, 1),
        ):
            self._buy(customer, ["2023-02-15"], last_year)
            dates = [f"2024-02-{day:02}" for day in range(1, invoices + 1)]
            self._buy(customer, dates, amount, days_late)
            self._assess(influence, customer, mark)
        run = self._compute_run(self._scorecard())
        verdicts = [self._evaluation(run, customer) for customer in (big, middle, small)]
        self.assertEqual([verdict.score for verdict in verdicts], [95, 52, 9])
        self.assertEqual([verdict.coverage for verdict in verdicts], [100, 100, 100])
        self.assertEqual(self._grades(run, big + middle + small), ["A", "B", "C"])

    def test_s0_03_who_is_new_is_b_for_three_months(self):
        """One good quarter more or less: a first invoice 89 days before its end is too young."""
        new, old = self._create_customer(kind="bar"), self._create_customer(kind="bar")
        self._buy(new, ["2024-01-02"], 1_000)
        self._buy(old, ["2024-01-01"], 1_000)
        run = self._compute_run(self._scorecard())
        self.assertEqual(self._grades(run, new + old), ["B", "C"])

    def test_s0_03_graded_every_quarter_by_itself(self):
        """The grading opens when a quarter has ended; the others wait to be asked."""
        scorecards = self.env["keqing.scorecard"].search([("company_id", "=", self.company.id)])
        self.assertEqual(scorecards.filtered("auto_open"), self._scorecard())
        customer = self._create_customer(kind="restaurant")
        self._buy(customer, ["2024-02-15"], 1_000)
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_evaluation_open").method_direct_trigger()
        run = self._scorecard().run_ids
        self.assertEqual(
            (run.state, str(run.date_from), str(run.date_to)),
            ("computed", "2024-01-01", "2024-03-31"),
        )
        self.assertFalse(scorecards.run_ids - run)

    # Whom to win, and where customers come from

    def test_s0_04_how_many_and_how_good_by_type(self):
        """The year's plan: two distributors and four outlets, half of each graded B or better.

        ============ ==== === ============== ======================
        planned      took won first invoices quality
        ============ ==== === ============== ======================
        distributors 50 %   1        300,000 A: one of one
        outlets      75 %   3         20,000 B, C, none: one of two
        ============ ==== === ============== ======================
        """
        in_company = self.env["res.partner"].with_company(self.company)
        for kind, amount, grade in (
            ("distributor", 300_000, self.grade_a),
            ("hotel", 12_000, self.grade_b),
            ("bar", 5_000, self.grade_c),
            ("shop", 3_000, None),
        ):
            customer = self._create_customer(kind=kind)
            self._create_invoice(customer, amount, "2024-02-15")
            in_company.browse(customer.id).keqing_grade_id = grade
        targets = self.env["keqing.development.target"].create(
            [
                {
                    "territory_id": self.country.id,
                    "customer_type_id": self.types[kind].id,
                    "customer_count_planned": count,
                    "quality_grade_id": self.grade_b.id,
                    "quality_planned": 50,
                }
                for kind, count in (("distributor", 2), ("outlet", 4))
            ]
        )
        self.assertEqual(targets.mapped("customer_count"), [1, 3])
        self.assertEqual(targets.mapped("progress"), [50, 75])
        self.assertEqual(targets.mapped("amount"), [300_000, 20_000])
        self.assertEqual(targets.mapped("quality"), [100, 50])

    def test_s0_06_six_channels(self):
        """Prospects are counted by where they come from, and by the medium they came by.

        Research, fair, partner, telephone and visit; online marketing has three means: the site,
        social media, e-commerce.
        """
        online = ("company_website", "social_media", "ecommerce_platform")
        codes = (
            *("market_research", "trade_fair", "partner_referral", "telemarketing", "field_visit"),
            *online,
        )
        channels = [self.env.ref(f"keqing_customer.utm_source_{code}") for code in codes]
        Lead = self.env["crm.lead"]
        for count, channel in enumerate(channels, start=1):
            for number in range(count):
                with Form(Lead) as lead:
                    lead.name = f"{channel.name} {number}"
                    lead.source_id = channel
        ours = [("source_id", "in", [channel.id for channel in channels])]
        counts = dict(Lead._read_group(ours, ["source_id"], ["__count"]))
        self.assertEqual([counts[channel] for channel in channels], [*range(1, 9)])
        by_medium = Lead._read_group(ours, ["medium_id"], ["__count"])
        # 1 + 2 + 3 + 5, 6 + 7 + 8, and 4
        self.assertEqual(
            {medium.name: count for medium, count in by_medium},
            {"Offline": 11, "Online": 21, "Phone": 4},
        )

    def test_s0_06_channels_are_named_in_the_language_of_who_loads(self):
        """Odoo does not translate them."""
        self.env["res.lang"]._activate_lang("zh_CN")
        fair = self.env.ref("keqing_customer.utm_source_trade_fair")
        fair.unlink()
        self.env["keqing.policy"].with_context(lang="zh_CN")._load("liquor", self.company)
        self.assertEqual(self.env.ref("keqing_customer.utm_source_trade_fair").name, "行业展会")

    # How they are won

    def test_s0_07_to_s0_12_from_a_name_to_an_agreement(self):
        """Step by step: each asks for what the policy does, and nothing has to be entered twice."""
        for group in ("sales_team.group_sale_salesman", "base.group_partner_manager"):
            self.salesperson.group_ids += self.env.ref(group)
        team = self.env.ref(f"keqing_customer.{self.company.id}_crm_team_liquor")
        team.member_ids = self.salesperson
        lead = (
            self.env["crm.lead"]
            .with_user(self.salesperson)
            .create(
                {
                    "name": "Met at the fair",
                    "type": "opportunity",
                    "partner_name": "Wangshu Inn",
                    "contact_name": "Verr Goldet",
                    "phone": "0851-8500 0003",
                    "street": "1 Marsh Road",
                    "source_id": self.env.ref("keqing_customer.utm_source_trade_fair").id,
                    "keqing_customer_type_id": self.types["hotel"].id,
                    "keqing_territory_id": self.harbour.id,
                }
            )
        )
        passed = []
        for number, word in (
            (7, "contacts"),  # who they are, how to reach them, what they want
            (8, "mark the others as lost"),
            (9, "plan for the visit"),
            (10, "face to face"),
            (11, "made to measure"),
            (12, "agree on terms"),
        ):
            with self.subTest(clause=f"S0-{number:02}"):
                self.assertIn(word, lead.stage_id.requirements)
            passed.append(lead.stage_id)
            following = [stage for stage in self._stages(team) if stage not in passed]
            if number == 11:
                lead.keqing_need = "A house wine of its own"
            lead.stage_id = following[0]
        customer = lead.partner_id.commercial_partner_id
        self.assertEqual((lead.won_status, customer.name), ("won", "Wangshu Inn"))
        self.assertEqual(
            (customer.phone, customer.street, customer.keqing_need, customer.child_ids.name),
            ("0851-8500 0003", "1 Marsh Road", "A house wine of its own", "Verr Goldet"),
        )
        self.assertEqual(customer.keqing_agreement_ids.stage, "draft")

    def _stages(self, team):
        return self.env["crm.stage"].search([("team_ids", "in", team.ids)])

    def test_s0_38_what_is_signed_binds_both_sides(self):
        """Rights, duties and conduct, for each of the four types; fixed once it is handed in."""
        for kind in ("distributor", "hotel", "group_buyer", "ecommerce"):
            with self.subTest(kind=kind):
                customer = self._create_customer(kind, kind, user_id=self.salesperson.id)
                agreement_type = self.env["keqing.agreement.type"]._for_customer_type(
                    self.types[kind]
                )
                agreement = (
                    self.env["keqing.agreement"]
                    .with_user(self.salesperson)
                    .create({"type_id": agreement_type.id, "partner_id": customer.id})
                )
                self.assertIn("replenish", agreement.our_obligations)
                self.assertIn("authorised territories", agreement.customer_obligations)
                self.assertIn("suspended", agreement.customer_obligations)
                agreement.action_submit()
                with self.assertRaisesRegex(UserError, "fixed"):
                    agreement.customer_obligations = "Nothing"

    # The customer's file

    def test_s0_13_basics_purchases_habits_and_likings(self):
        """The card holds them, and what was bought is read off the invoices."""
        customer = self._create_customer(kind="group_buyer")
        sauce = self.env.ref("keqing_customer.preference_taste_sauce")
        gift_box = self.env.ref("keqing_customer.preference_packaging_gift_box")
        customer.write(
            {
                "phone": "0851-8500 0001",
                "keqing_need": "Banquets before the Spring Festival, gifts in September",
                "keqing_preference_ids": [Command.set((sauce | gift_box).ids)],
            }
        )
        liked = {
            choice["name"]
            for group in customer.get_keqing_preferences()
            for choice in group["choices"]
            if choice["chosen"]
        }
        self.assertEqual(liked, {sauce.name, gift_box.name})
        self._buy(customer, ["2024-01-05", "2024-02-05"], 8_000)
        run = self._compute_run(self._scorecard())
        explanation = self._evaluation(run, customer).get_explanation()
        values = {line["name"]: line["value"] for line in explanation["lines"]}
        self.assertEqual(values["Purchase frequency"], "2")

    def test_s0_13_habits_are_read_off_what_was_bought(self):
        """The spirit comes every month; the wine stopped in autumn, and it shows."""
        customer = self._create_customer(kind="group_buyer")
        wine, spirit = self._create_product("Wine"), self._create_product("Spirit")
        for month in (*range(6, 13), 1, 2, 3):
            day = f"{2023 if month > 3 else 2024}-{month:02}-10"
            self._create_invoice(customer, 200, day, product=spirit)
            if 6 <= month < 10:
                self._create_invoice(customer, 100, day, product=wine)
        page = customer.get_keqing_buying()
        # 10 June to 10 March, 274 days in nine steps; to 10 September, 92 days in three
        self.assertEqual(
            [(each["name"], each["detail"]) for each in page["products"]],
            [
                (
                    "Spirit",
                    "10 Units in twelve months, every 30 days; last on Mar 10, 2024 at $\xa0200.00",
                )
            ],
        )
        self.assertEqual(
            [(each["name"], each["detail"]) for each in page["stopped"]],
            [("Wine", "Every 31 days before; last on Sep 10, 2023 at $\xa0100.00")],
        )
        june, march = page["months"][5], page["months"][2]
        self.assertEqual((june["before"], june["now"]), (100, 0))
        self.assertEqual((march["before"], march["now"]), (0, 67))
        self.assertEqual(june["title"], "Jun: $\xa0300.00 in 2023, $\xa00.00 in 2024")

    def test_s0_14_where_the_facts_come_from(self):
        """Questionnaire, sales contract, feedback, market research: each check names its source."""
        customer = self._create_customer(kind="hotel", user_id=self.salesperson.id)
        sources = ("questionnaire", "contract", "feedback", "research")
        for day, source in enumerate(sources, start=1):
            self.env["keqing.verification"].with_user(self.salesperson).create(
                {"partner_id": customer.id, "source": source, "date": f"2024-04-{day:02}"}
            )
        checks = customer.keqing_verification_ids.sorted("date")
        self.assertEqual(checks.mapped("source"), list(sources))
        self.assertEqual(customer.keqing_verified_on, Date.to_date("2024-04-04"))

    def test_s0_11_what_is_needed_is_answered_by_something_made_to_measure(self):
        """Said in a questionnaire, it stands on the customer until an opportunity takes it up."""
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman")
        customer = self._create_customer(kind="hotel", user_id=self.salesperson.id)
        survey = self.env["survey.survey"].create(
            {
                "title": "What do you need?",
                "questions_layout": "one_page",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "What are guests asking for?",
                            "question_type": "char_box",
                            "keqing_is_need": True,
                        }
                    )
                ],
            }
        )
        answer = survey._create_answer(partner=customer, check_attempts=False)
        answer._save_lines(survey.question_and_page_ids, "Small bottles with our crest")
        answer._mark_done()
        mine = customer.with_user(self.salesperson)
        self.assertIn(
            "It needs: Small bottles with our crest",
            [each["text"] for each in mine.get_keqing_matters()],
        )
        needs = self.env["keqing.customer.need"].with_user(self.salesperson)
        needs.search([("partner_id", "=", customer.id)]).action_offer()
        lead = self.env["crm.lead"].search([("partner_id", "=", customer.id)])
        self.assertIn("Small bottles with our crest", lead.keqing_need)
        self.env.invalidate_all()
        self.assertEqual(
            [each["text"] for each in mine.get_keqing_matters() if "needs" in each], []
        )

    def test_s0_14_sources_of_the_facts_are_found_and_counted(self):
        """S0-14, S3-12, S3-13: which cards stand on what the web says, which on questionnaires."""
        customers = self._create_customers(3, kind="hotel", user_id=self.salesperson.id)
        Verification = self.env["keqing.verification"].with_user(self.salesperson)
        for customer, source in zip(
            [*customers, customers[0]], ("web", "questionnaire", "web", "phone"), strict=True
        ):
            Verification.create({"partner_id": customer.id, "source": source})
        found = (
            self.env["res.partner"]
            .with_user(self.salesperson)
            .search([("keqing_verification_ids.source", "=", "web"), ("id", "in", customers.ids)])
        )
        self.assertEqual(found.with_env(self.env), customers[0] + customers[2])
        counts = Verification._read_group(
            [("partner_id", "in", customers.ids)], ["source"], ["__count"]
        )
        self.assertEqual(dict(counts), {"web": 2, "questionnaire": 1, "phone": 1})

    def test_s0_15_a_file_is_complete_or_says_what_it_lacks(self):
        """Of each type its own demands, facts and key persons; restaurants take the outlet's."""
        people = ("management", "purchasing_manager", "finance")
        file = ("street", "phone", "keqing_legal_representative", "keqing_licence_number")
        for kind, facts, roles in (
            (
                "distributor",
                (*file, "keqing_business_scope", "keqing_turnover", "keqing_competitor_ids"),
                people,
            ),
            ("hotel", (*file, "keqing_need", "keqing_preference_ids"), people),
            ("restaurant", (*file, "keqing_preference_ids"), ("shop_manager",)),
            ("bar", (*file, "keqing_preference_ids"), ("shop_manager",)),
            ("shop", (*file, "keqing_preference_ids"), ("shop_manager",)),
            (
                "group_buyer",
                ("phone", "keqing_need", "keqing_preference_ids"),
                ("management", "buyer"),
            ),
            (
                "ecommerce",
                ("phone", "email", "website", "keqing_licence_number", "keqing_turnover"),
                ("purchasing_manager",),
            ),
        ):
            with self.subTest(kind=kind):
                customer = self._create_customer(kind, kind)
                demanded = len(facts) + len(roles)
                for count, name in enumerate(facts):
                    customer.invalidate_recordset()
                    self.assertAlmostEqual(customer.keqing_completeness, 100 * count / demanded)
                    self.assertIn(
                        self.env["res.partner"]._fields[name].string, customer.keqing_missing
                    )
                    self._fill(customer, name)
                for count, role in enumerate(roles, start=len(facts)):
                    customer.invalidate_recordset()
                    self.assertAlmostEqual(customer.keqing_completeness, 100 * count / demanded)
                    self.assertIn(self.roles[role].name, customer.keqing_missing)
                    self._create_person(customer, role)
                customer.invalidate_recordset()
                self.assertEqual(customer.keqing_completeness, 100)
                self.assertFalse(customer.keqing_missing)
                found = self.env["res.partner"].search(
                    [("keqing_is_incomplete", "=", True), ("id", "=", customer.id)]
                )
                self.assertFalse(found)

    def test_s0_16_a_file_is_renewed(self):
        """Distributors' and outlets' cards every half-year, group buyers' every year."""
        customers = {
            kind: self._create_customer(kind, kind, user_id=self.salesperson.id)
            for kind in ("distributor", "restaurant", "group_buyer")
        }
        Verification = self.env["keqing.verification"]
        for customer in customers.values():
            Verification.create({"partner_id": customer.id, "date": "2024-04-10"})
        for today, expected in (
            ("2024-10-10", []),  # half a year ago, not longer
            ("2024-10-11", ["distributor", "restaurant"]),
            ("2025-04-11", ["distributor", "restaurant", "group_buyer"]),
        ):
            with freeze_time(f"{today} 03:00:00"), self.enter_registry_test_mode():
                self.env.ref("keqing_customer.ir_cron_verification").method_direct_trigger()
            asked = [kind for kind, customer in customers.items() if self._reminders(customer)]
            self.assertEqual(asked, expected, today)
        with freeze_time("2025-04-12 03:00:00"):
            Verification.with_user(self.salesperson).create(
                {"partner_id": customers["restaurant"].id, "source": "phone"}
            )
        self.assertFalse(self._reminders(customers["restaurant"]))

    def _reminders(self, customer):
        return customer.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(VERIFY)
        )

    def test_s0_16_the_file_follows_what_they_buy(self):
        """An outlet that bought nothing for 90 days sleeps; a group buyer may for 180."""
        outlet = self._create_customer(kind="bar")
        group_buyer = self._create_customer(kind="group_buyer")
        silent = self._create_customer(kind="bar")
        for customer in (outlet, group_buyer):
            self._create_invoice(customer, 1_000, "2024-01-11")  # 90 days before today
        for today, expected in (
            ("2024-04-10", ["active", "active", "prospect"]),
            ("2024-04-11", ["dormant", "active", "prospect"]),
            ("2024-07-10", ["dormant", "dormant", "prospect"]),
        ):
            with freeze_time(f"{today} 03:00:00"), self.enter_registry_test_mode():
                self.env.ref("keqing_customer.ir_cron_lifecycle").method_direct_trigger()
            found = (outlet + group_buyer + silent).mapped("keqing_lifecycle")
            self.assertEqual(found, expected, today)

    def test_s0_17_customers_are_nobody_elses_business(self):
        """Whose customer it is not sees nothing of it, and who takes data along is recorded."""
        foreign = self._create_customer("Secret", "hotel", keqing_territory_id=self.south.id)
        Partner = self.env["res.partner"].with_user(self.salesperson)
        self.assertFalse(Partner.search([("id", "=", foreign.id)]))
        with self.assertRaises(AccessError):
            foreign.with_user(self.salesperson).read(["phone"])
        self.director.group_ids += self.env.ref("base.group_allow_export")
        foreign.with_user(self.director).export_data(["name", "phone"])
        log = self.env["keqing.export.log"].search([("user_id", "=", self.director.id)])
        self.assertEqual((log.record_count, log.field_names), (1, "name, phone"))

    def test_s0_17_nothing_without_consent(self):
        """Personal facts and passing data on rest on the person's word, and end with it."""
        groups = ("group_customer_personal", "group_customer_user")
        confidant = new_test_user(
            self.env,
            "confidant",
            ",".join(f"keqing_customer.{group}" for group in groups),
            company_id=self.company.id,
        )
        customer = self._create_customer(kind="hotel", user_id=confidant.id)
        person = self._create_person(customer, "management")
        Consent = self.env["keqing.consent"].with_user(confidant)
        passed_on = [("purpose", "=", "third_party"), ("withdrawn_on", "=", False)]
        mine = [("partner_id", "=", person.id)]
        self.assertFalse(Consent.search(mine + passed_on))
        consents = Consent.create(
            [
                {"partner_id": person.id, "purpose": purpose, "basis": "written"}
                for purpose in ("profile", "third_party")
            ]
        )
        Profile = self.env["keqing.personal.profile"].with_user(confidant)
        Profile.create({"partner_id": person.id, "interests": "Old vintages"})
        self.assertTrue(Consent.search(mine + passed_on))
        self.assertEqual(Profile.search(mine).interests, "Old vintages")
        self.assertFalse(self._profiles_seen_by(self.director, mine))
        consents.action_withdraw()
        self.env.invalidate_all()
        self.assertFalse(Consent.search(mine + passed_on))
        self.assertFalse(Profile.search(mine))

    def _profiles_seen_by(self, user, domain):
        try:
            return self.env["keqing.personal.profile"].with_user(user).search(domain)
        except AccessError:
            return False

    # What to offer

    def test_s0_19_what_is_recommended_suits_the_customer(self):
        """What hotels alike buy and this one does not, what it likes first, each with the reason.

        All seven buy the classic; of the six others five buy the cellar spirit, all the light one.
        """
        classic, cellar, light = (
            self._create_product(name) for name in ("Classic", "Cellar", "Light")
        )
        sauce = self.env.ref("keqing_customer.preference_taste_sauce")
        cellar.keqing_preference_ids = sauce
        hotel, *others = hotels = self._create_customers(7, kind="hotel")
        hotel.keqing_preference_ids = sauce
        bought = [(classic, hotels), (cellar, others[:5]), (light, others)]
        for product, customers in bought:
            for customer in customers:
                for date in ("2023-06-10", "2024-02-15"):
                    self._create_invoice(customer, 900, date, due="2024-12-31", product=product)
        self._confirm_run(self._scorecard())
        # amount 10 points at most three times below 15,000, frequency 3 of 6 at most: all are C
        hotel = hotel.with_company(self.company)
        told = "customers of the type Hotel with the grade C in Harbour in the last 6 months."
        self.assertEqual(
            [
                (each["name"], each["likes"], each["reason"])
                for each in hotel.get_keqing_recommendations()
            ],
            [
                ("Cellar", ["Sauce aroma"], f"Bought by 5 of 6 {told}"),
                ("Light", [], f"Bought by 6 of 6 {told}"),
            ],
        )
        order = self.env["sale.order"].create({"partner_id": hotel.id})
        order.action_keqing_add_recommended(cellar.ids)
        self.assertEqual(order.order_line.product_id, cellar)

    # Judging, and working with the verdict

    @freeze_time("2024-07-10 03:00:00")
    def test_s0_33_satisfaction_and_loyalty(self):
        """How content they are, whether they come again, and since when they come.

        Half-year to June; weights 50, 30, 20. A thousand days are full loyalty.
        """
        loyal = self._create_customer(kind="distributor")
        fickle = self._create_customer(kind="distributor")
        unasked = self._create_customer(kind="distributor")
        self._create_invoice(loyal, 1_000, "2021-10-04")  # 1,000 days before the half-year ends
        self._create_invoice(loyal, 1_000, "2023-11-10")
        self._create_invoice(loyal, 1_000, "2024-03-10")
        self._create_invoice(fickle, 1_000, "2024-03-22")  # 100 days
        self._create_invoice(unasked, 1_000, "2023-12-13")  # 200 days
        self._assess(self.indicators["satisfaction"], loyal, 5)
        self._assess(self.indicators["satisfaction"], fickle, 2)
        run = self._compute_run(self._scorecard("_relationship"), "2024-06-30")
        verdicts = [self._evaluation(run, each) for each in (loyal, fickle, unasked)]
        # 50 + 30 + 20; 50 x 25 % + 0 + 20 x 10 %; (0 + 20 x 20 %) of the 50 that are known
        self.assertEqual([verdict.score for verdict in verdicts], [100, 14.5, 8])
        self.assertEqual([verdict.coverage for verdict in verdicts], [100, 100, 50])
        self.assertEqual(self._grades(run, loyal + fickle + unasked), ["A", "C", "C"])

    @freeze_time("2024-07-10 03:00:00")
    def test_s0_34_what_was_found_calls_for_action(self):
        """Below 60 points the owner is to ask what went wrong; accepted, it is an activity."""
        content, angry = (
            self._create_customer(kind="distributor", user_id=self.salesperson.id)
            for __ in range(2)
        )
        for customer, mark in ((content, 5), (angry, 1)):
            self._create_invoice(customer, 1_000, "2024-03-22")
            self._assess(self.indicators["satisfaction"], customer, mark)
        self._confirm_run(self._scorecard("_relationship"), "2024-06-30")
        Proposal = self.env["keqing.strategy.proposal"].with_user(self.manager)
        # 50 x 100 % + 0 + 20 x 10 % = 52 and 2: both low, as neither came before
        proposals = Proposal.search([("partner_id", "in", (content + angry).ids)])
        self.assertEqual(proposals.partner_id.with_env(self.env).sorted("id"), content + angry)
        proposals.filtered(lambda each: each.partner_id == angry).action_accept()
        self.assertEqual(
            angry.activity_ids.mapped(lambda each: (each.user_id, each.summary)),
            [(self.salesperson, "Ask what went wrong, and put it right")],
        )
        self.assertFalse(content.activity_ids)

    def test_s0_46_customers_lie_in_segments_by_what_they_buy(self):
        """Five in order by all three: points of 100, 80, 60, 40 and 20 each.

        ======= ========= ======== ====== ==============
        bar     last      invoices amount segment
        ======= ========= ======== ====== ==============
        first   31 March         5  5,000 Champions
        second  20 March         4  4,000 Champions
        third   1 March          3  3,000 Loyal
        fourth  1 January        2  2,000 Asleep
        fifth   1 October        1  1,000 Lost
        ======= ========= ======== ====== ==============
        """
        last = "2024-03-31", "2024-03-20", "2024-03-01", "2024-01-01", "2023-10-01"
        bars = self.env["res.partner"]
        for place, day in enumerate(last):
            bar = self._create_customer(f"Bar {place}", kind="bar")
            self._buy(bar, [day, *["2023-05-01"] * (4 - place)], 1_000)
            bars += bar
        run = self._confirm_run(self._scorecard("_rfm"))
        names = [self._evaluation(run, bar).segment_id.name for bar in bars]
        self.assertEqual(names, ["Champions", "Champions", "Loyal", "Asleep", "Lost"])
        customers = bars.with_company(self.company)
        self.assertEqual([bar.keqing_segment_id.name for bar in customers], names)
        self.assertTrue(all(segment.advice for segment in self._scorecard("_rfm").segment_ids))

    def test_s0_46_s0_47_customers_are_found_by_their_grade(self):
        """Segments are there to work with: customers filter and group by grade."""
        customers = self._create_customers(3, kind="distributor")
        bought = ((6, 100_000), (3, 30_000), (1, 1_000))
        for customer, (invoices, amount) in zip(customers, bought, strict=True):
            self._create_invoice(customer, 1_000, "2023-06-10", due="2024-12-31")
            for day in range(1, invoices + 1):
                self._create_invoice(customer, amount, f"2024-02-{day:02}", due="2024-12-31")
        self._confirm_run(self._scorecard())
        # Only amount and frequency are known, 40 to 20: 100 and 100, 55 and 50, 10 and 17 points
        Partner = self.env["res.partner"].with_company(self.company)
        ours = [("id", "in", customers.ids)]
        self.assertEqual(Partner.search([("keqing_grade_id.code", "=", "A"), *ours]), customers[0])
        groups = Partner._read_group(ours, ["keqing_grade_id"], ["__count"])
        self.assertEqual({grade.code: count for grade, count in groups}, {"A": 1, "B": 1, "C": 1})

    # Who does what

    def test_s0_48_everybody_has_a_part(self):
        """A salesperson keeps cards and assesses, a manager grades, an administrator rules."""
        customer = self._create_customer(kind="hotel", user_id=self.salesperson.id)
        self._buy(customer, ["2024-02-15"], 1_000)
        scorecard = self._scorecard()
        run = self._compute_run(scorecard)
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman")
        customer.with_user(self.salesperson).phone = "0851-8500 0002"
        self._assess(self.indicators["market_influence"].with_user(self.salesperson), customer, 4)
        with self.assertRaises(AccessError):
            run.with_user(self.salesperson).action_confirm()
        with self.assertRaises(AccessError):
            customer.with_user(self.salesperson).keqing_grade_id = self.grade_a
        run.with_user(self.manager).action_confirm()
        self.assertEqual(run.state, "confirmed")
        for user in (self.salesperson, self.manager, self.director):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                scorecard.with_user(user).line_ids[0].weight = 50
        scorecard.with_user(self.admin).line_ids[0].weight = 50
        self.assertEqual(scorecard.line_ids[0].weight, 50)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""S4, the consumer goods company: its clauses tried out on its pack, the answers by hand."""

from odoo import Command
from odoo.fields import Date, Domain
from odoo.tests import Form, freeze_time, tagged

from .policy import PolicyCommon

POSTS = (
    *("management", "purchasing_manager", "purchasing_supervisor", "shop_manager", "buyer"),
    *("section_supervisor", "group_purchase_head", "finance", "warehouse_supervisor"),
    "information_supervisor",
)


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestPolicyFmcg(PolicyCommon):
    pack = "fmcg"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Category = cls.env["product.category"]
        cls.articles = [
            cls._create_product(name, categ_id=Category.create({"name": name}).id)
            for name in ("Walnut milk", "Tea", "Biscuits", "Sweets")
        ]

    def _buy(self, customer, amounts, categories, due="2024-12-31"):
        """Invoices in January, over so many product categories."""
        for position, amount in enumerate(amounts):
            self._create_invoice(
                customer,
                amount,
                f"2024-01-{position + 1:02}",
                due=due,
                product=self.articles[position % categories],
            )

    # The card

    def test_s4_25_the_channels(self):
        """Seven, from hypermarket to online shop; all but the last are outlets."""
        channels = (
            *("ka", "bc_supermarket", "convenience_chain", "small_shop", "ktv"),
            *("restaurant", "ecommerce"),
        )
        customers = [self._create_customer(code, code) for code in channels]
        ours = Domain("id", "in", [customer.id for customer in customers])
        of_outlets = Domain("keqing_customer_type_id", "child_of", self.types["outlet"].id)
        judged = Domain(self._scorecard("_grading")._population_domain())
        Partner = self.env["res.partner"]
        self.assertEqual(Partner.search_count(ours & of_outlets), 6)
        self.assertEqual(Partner.search_count(ours & judged), 7)

    def test_s4_10_facts_and_purchases_of_each_customer(self):
        """What a card must hold depends on the channel; what was bought explains the grade."""
        chain = self._create_customer(kind="convenience_chain")
        shop = self._create_customer(kind="small_shop")
        rival = self.env["keqing.competitor"].create({"name": "Northland Drinks"})
        (chain + shop).write({"street": "1 Feiyun Slope", "phone": "1234"})
        # two of three facts and an owner; two of six facts and six posts
        self.assertEqual([shop.keqing_completeness, shop.keqing_missing], [50, "Needs, Owner"])
        self.assertAlmostEqual(chain.keqing_completeness, 16.67, 2)
        shop.keqing_need = "Smaller cases"
        self._create_person(shop, "owner")
        self.assertEqual([shop.keqing_completeness, shop.keqing_missing], [100, ""])
        chain.keqing_competitor_ids = rival
        self.assertIn("Finance", chain.keqing_missing)
        self._buy(shop, [300, 200], categories=2)
        verdict = self._evaluation(self._compute_run(self._scorecard("_grading")), shop)
        lines = verdict.get_explanation()["lines"]
        amount, __, frequency, categories, __ = [line["value"] for line in lines]
        self.assertIn("500", amount)
        self.assertEqual((frequency, categories), ("2", "2"))

    def test_s4_53_all_posts_of_a_hypermarket(self):
        """Nine posts and the management above them; each that is known fills its share."""
        market = self._create_customer(kind="ka")
        names = {self.roles[code].name for code in POSTS}
        gaps = market.get_keqing_key_persons()["gaps"]
        self.assertLessEqual({f"{name}: nobody known" for name in names}, set(gaps))
        self.assertEqual(len(names), 10)
        for known, code in enumerate(POSTS, start=1):
            self._create_person(market, code)
            # the seven facts are still missing
            self.assertAlmostEqual(market.keqing_completeness, 100 * known / 17, 2)
        answer = market.get_keqing_key_persons()
        self.assertFalse([gap for gap in answer["gaps"] if gap.endswith(": nobody known")])
        self.assertEqual({person["role"] for person in answer["persons"]}, names)

    def test_s4_80_who_decides_and_what_is_needed(self):
        """Every outlet's card asks for the one who has the last word, and for the need."""
        for code in ("ka", "bc_supermarket", "convenience_chain", "small_shop", "ktv"):
            with self.subTest(channel=code):
                self.assertIn(("field", "keqing_need"), self.types[code]._card_demands()[0])
                roles = self.types[code]._demanded_roles()
                self.assertTrue(roles.filtered("is_decision_maker"))

    # Grades

    def test_s4_01_by_importance_and_behaviour(self):
        """Half by amount and influence, half by frequency, assortment and punctuality.

        ========  ======  =========  ========  ==========  ====  =============================
        customer  amount  influence  invoices  categories  late  points of the five indicators
        ========  ======  =========  ========  ==========  ====  =============================
        market     9,000          5         6           4  none   83.33, 100, 50, 100, unknown
        bistro     3,000          3         3           2    15   50, 50, 25, 50, 50
        corner       500          1         1           1    30   16.67, 0, 8.33, 25, 0
        ========  ======  =========  ========  ==========  ====  =============================
        """
        influence = self.indicators["market_influence"]
        customers = self.env["res.partner"]
        for kind, amounts, categories, due, mark in (
            ("ka", [1_500] * 6, 4, "2024-03-31", 5),
            ("restaurant", [1_000] * 3, 2, "2024-03-16", 3),
            ("small_shop", [500], 1, "2024-03-01", 1),
        ):
            customer = self._create_customer(kind=kind)
            self._buy(customer, amounts, categories, due)
            self._assess(influence, customer, mark)
            customers += customer
        run = self._compute_run(self._scorecard("_grading"))
        # weights 30, 20, 20, 15, 15: 7,000 of 85 known; 4,500 and 1,041.67 of 100
        scores = [self._evaluation(run, customer).score for customer in customers]
        self.assertEqual(scores, [82.35, 45, 10.42])
        self.assertEqual(self._grades(run, customers), ["A", "B", "C"])

    def test_s4_02_each_grade_has_its_strategy(self):
        """A service made to measure, B closer contact to buy more, C satisfaction first."""
        strategies = [str(grade.strategy) for grade in self.scale.grade_ids]
        for words, strategy in zip(
            ("made to measure", "how often and how much", "satisfied"), strategies, strict=True
        ):
            self.assertIn(words, strategy)

    @freeze_time("2024-07-10 03:00:00")
    def test_s4_02_who_comes_to_a_grade_is_treated_by_it(self):
        """Each grade proposes its own action, once: next time the grade is not new."""
        expected = {
            "A": "Agree on a service made to measure",
            "B": "Talk about buying more often, and more",
            "C": "Ask whether the customer is satisfied",
        }
        shops = {grade: self._create_customer(grade, "small_shop") for grade in expected}
        buyer = self._create_customer("Buyer", "ka")
        for number, (bought, quarter_end) in enumerate(
            (("2024-02-01", "2024-03-31"), ("2024-05-01", "2024-06-30"))
        ):
            self._create_invoice(buyer, 100, bought)
            self._judge(shops, quarter_end)
            for grade, shop in shops.items():
                with self.subTest(quarter_end, grade=grade):
                    found = self.env["keqing.strategy.proposal"].search(
                        [("partner_id", "=", shop.id)]
                    )
                    wanted = [] if number else [expected[grade]]
                    self.assertEqual(found.mapped("summary"), wanted)

    def _judge(self, shops, quarter_end):
        """A confirmed run in which each shop has the grade it is listed under."""
        run = self._compute_run(self._scorecard("_grading"), quarter_end)
        for code, shop in shops.items():
            grade = self.scale.grade_ids.filtered(lambda each, code=code: each.code == code)
            self._evaluation(run, shop)._override(grade, "As the story goes")
        run.action_confirm()

    def test_s4_29_outlets_are_judged_again_every_quarter(self):
        """An outlet that buys more and more often goes up at the next evaluation."""
        scorecard = self._scorecard("_grading")
        shop, other = (self._create_customer(kind="small_shop") for __ in range(2))
        in_company = shop.with_company(self.company)
        self._buy(other, [300] * 2, categories=1)
        self._confirm_run(scorecard)
        self.assertEqual(in_company.keqing_grade_id.code, "C")
        for day in range(1, 7):
            article = self.articles[day % 4]
            date = f"2024-05-{day:02}"
            self._create_invoice(shop, 400, date, due="2024-12-31", product=article)
        with freeze_time("2024-07-01 03:00:00"), self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_evaluation_open").method_direct_trigger()
        run = scorecard.run_ids.filtered(lambda each: each.state == "computed")
        # 30 x 75 % + 20 x 50 % + 15 x 100 %, of the 65 that are known
        self.assertEqual(self._evaluation(run, shop).score, 73.08)
        run.action_confirm()
        self.assertEqual(
            (in_company.keqing_grade_id.code, in_company.keqing_grade_trend), ("A", "up")
        )

    def test_s4_79_four_steps_to_an_alliance(self):
        """In touch, problems solved, cooperation, alliance: each step with its advice."""
        step = self.indicators["relationship_step"]
        customers = self.env["res.partner"]
        for mark in range(1, 5):
            customer = self._create_customer(f"Step {mark}", "bc_supermarket")
            self._assess(step, customer, mark, date="2023-12-01")
            customers += customer
        stranger = self._create_customer("Nobody knows", "bc_supermarket")
        run = self._confirm_run(self._scorecard("_steps"), "2023-12-31")
        self.assertEqual(self._grades(run, customers + stranger), ["1", "2", "3", "4", False])
        self.assertTrue(all(run.evaluation_ids.grade_id.mapped("strategy")))
        self.assertFalse(customers.with_company(self.company).keqing_grade_id, "beside the grade")
        [ladder] = customers[2].get_keqing_relationship()["scorecards"]
        steps = [step["name"] for step in ladder["ladder"]]
        self.assertEqual(steps, ["In touch", "Trust", "Cooperation", "Alliance"])
        self.assertEqual(ladder["grade"]["name"], "Cooperation")

    # The three indices; marks from 1 to 5 earn 0, 25, 50, 75 or 100 points

    def _index(self, name, visited=(), solved=(), **marks):
        """What an index says of a shop of which an owner, a street and a telephone are known.

        :param visited: days on which somebody was there
        :param solved: days on which a complaint came and was put right
        """
        shop = self._create_customer(kind="small_shop", street="1 Feiyun Slope", phone="1234")
        self._create_person(shop, "owner")
        self._visit(shop, *visited)
        for day in solved:
            with freeze_time(f"{day} 03:00:00"):
                complaint = self.env["keqing.complaint"].create(
                    {
                        "partner_id": shop.id,
                        "description": "The price tags are wrong.",
                        "type_id": self._by_code("keqing.complaint.type")["promotion"].id,
                    }
                )
                complaint._enter("closed")
        for code, mark in marks.items():
            self._assess(self.indicators[code], shop, mark)
        run = self._confirm_run(self._scorecard(name))
        [index] = shop.get_keqing_relationship()["scorecards"]
        return shop, run, index

    def test_s4_82_personal_closeness(self):
        """Family 3, whereabouts 2, familiarity 4: 50, 25, 75; three of four facts on the card."""
        shop, __, index = self._index(
            "_closeness", family_known=3, whereabouts_known=2, mutual_familiarity=4
        )
        self.assertEqual(shop.keqing_completeness, 75)
        # a quarter each: (50 + 25 + 75 + 75) / 4 = 56.25
        facts = (index["name"], index["score"], index["coverage"], index["grade"]["code"])
        self.assertEqual(facts, ("Personal closeness", 56.2, 100, "B"))

    def test_s4_83_business_tightness(self):
        """A fifth each. What can be counted is: of the two visits a week for which there are 100
        points one was done, every week a problem was solved; of three marks two are known:
        (50 + 100 + 50 + 0) / 4."""
        mondays = [str(Date.add(Date.to_date("2024-01-01"), weeks=week)) for week in range(13)]
        shop, run, index = self._index(
            "_tightness", visited=mondays, solved=mondays, recommends_first=3, best_display=1
        )
        facts = (index["name"], index["score"], index["coverage"], index["grade"]["code"])
        self.assertEqual(facts, ("Business tightness", 50, 80, "B"))
        verdict = self._evaluation(run, shop)
        for code in ("visits_per_week", "problems_solved_weekly"):
            action = verdict.action_view_documents(self.indicators[code].id)
            self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 13)

    def test_s4_83_what_was_marked_is_counted_from_then_on(self):
        """Loaded again where a module can measure it now, the line changes, not its weight; what
        was confirmed before stays judged by the mark."""
        scorecard = self._scorecard("_tightness")
        marked, counted = (self.indicators[code] for code in ("visits_weekly", "visits_per_week"))
        line = scorecard.line_ids.filtered(lambda each: each.indicator_id == counted)
        self.assertEqual((line.sequence, line.weight, scorecard.weight_total), (10, 20, 100))
        self.assertNotIn(marked, scorecard.line_ids.indicator_id)
        line.unlink()
        scorecard.line_ids = [
            Command.create(self._line(marked, 20, floor=1, target=5, sequence=10))
        ]
        shop, run, __ = self._index("_tightness", visits_weekly=5)
        before = self._evaluation(run, shop)
        told = before.get_explanation()
        self.env["keqing.policy"]._load("fmcg", self.company)
        line = scorecard.line_ids.filtered(lambda each: each.indicator_id == counted)
        self.assertEqual((line.sequence, line.weight, scorecard.weight_total), (10, 20, 100))
        self.assertNotIn(marked, scorecard.line_ids.indicator_id)
        self.assertFalse(scorecard.caution)
        self.env.invalidate_all()
        self.assertEqual(before.get_explanation()["lines"], told["lines"])
        created, __ = self.env["keqing.policy"]._load("fmcg", self.company)
        self.assertFalse(created)
        line.weight = 0
        line.unlink()
        self.env["keqing.policy"]._load("fmcg", self.company)
        self.assertEqual(scorecard.weight_total, 80, "nobody gives weight to what was taken out")

    def test_s4_84_information_feedback(self):
        """A quarter each: (100 + 75 + 100 + 75) / 4 = 87.5."""
        *__, index = self._index(
            "_feedback", business_told=5, stock_told=4, consumers_told=5, rivals_told=4
        )
        facts = (index["name"], index["score"], index["coverage"], index["grade"]["code"])
        self.assertEqual(facts, ("Information feedback", 87.5, 100, "A"))

    def test_s4_82_s4_84_a_tap_a_question(self):
        """The quick assessment asks what people know; the card is measured."""
        shop = self._create_customer(kind="small_shop")
        context = shop.with_user(self.salesperson).action_keqing_assess()["context"]
        Wizard = self.env["keqing.quick.assessment"].with_user(self.salesperson)
        form = Form(Wizard.with_context(context))
        for name, questions in (("_steps", 1), ("_closeness", 3), ("_tightness", 3)):
            form.scorecard_id = self._scorecard(name)
            self.assertEqual(len(form.line_ids), questions)

    def test_s4_82_a_low_index_calls_for_action(self):
        """25 points are below 50: get to know the one who decides."""
        shop, *__ = self._index(
            "_closeness", family_known=1, whereabouts_known=1, mutual_familiarity=1
        )
        proposals = self.env["keqing.strategy.proposal"].search([("partner_id", "=", shop.id)])
        self.assertEqual(proposals.mapped("summary"), ["Get to know the one who decides"])

    # Outlets: which to open, and which are still worth it

    def _select(self, customer, lead=None, **marks):
        """Give marks to an open outlet, or to the one that a lead is about."""
        whom = {"lead_id": lead.id} if lead else {"partner_id": customer.id}
        wizard = self.env["keqing.quick.assessment"].create(
            {**whom, "scorecard_id": self._scorecard("_selection").id}
        )
        for line in wizard.line_ids:
            if mark := marks.get(line.indicator_id.code):
                line.write({"value": mark, "is_given": True})
        wizard.action_save()
        return wizard

    def test_s4_28_outlets_are_selected_by_seven_criteria(self):
        """Location and footfall count 20 each, spending and potential 15, the others 10."""
        lead = self.env["crm.lead"].create(
            {
                "name": "A shop at the harbour",
                "partner_name": "Feiyun Shop",
                "type": "opportunity",
                "user_id": self.salesperson.id,
                "keqing_customer_type_id": self.types["small_shop"].id,
                "keqing_territory_id": self.harbour.id,
            }
        )
        marks = {"location": 5, "footfall": 4, "spending_level": 3, "local_competition": 2}
        wizard = self._select(None, lead, **marks)
        self.assertEqual(
            wizard.line_ids.indicator_id.mapped("name"),
            [
                *("Location", "Footfall", "Spending level", "Room beside competitors"),
                *("Potential", "Reputation", "Stable history"),
            ],
        )
        # (20 x 100 + 20 x 75 + 15 x 50 + 10 x 25) / 65
        self.assertEqual(lead.keqing_selection_score, 69.23)
        self.assertEqual(lead.keqing_selection_grade_id.name, "Acceptable")
        self.assertIn("3 of 7", lead.keqing_selection_missing)
        # (4500 + 15 x 75 + 10 x 100 + 10 x 75) / 100
        self._select(None, lead, outlet_potential=4, reputation=5, stable_history=4)
        self.assertEqual(lead.keqing_selection_score, 73.75)
        self.assertEqual(lead.keqing_selection_grade_id.name, "Recommended")
        self.assertFalse(lead.keqing_selection_missing)

    @freeze_time("2024-07-10 03:00:00")
    def test_s4_29_open_outlets_are_judged_again_every_half_year(self):
        """By the marks of the last twelve months; who was opened and bought is an outlet."""
        shop, distributor = self._create_customer(kind="small_shop"), self._create_customer()
        distributor.keqing_customer_type_id = self.types["distributor"]
        (shop + distributor).keqing_lifecycle = "active"
        for customer in (shop, distributor):
            self._assess(self.indicators["location"], customer, 5, "2023-06-30")
            self._assess(self.indicators["location"], customer, 2, "2023-07-01")
        run = self._compute_run(self._scorecard("_selection"), "2024-06-30")
        self.assertEqual(run.evaluation_ids.partner_id, shop)
        self.assertEqual([run.evaluation_ids.score, *self._grades(run, shop)], [25, "✕"])
        self.assertTrue(run.scorecard_id.auto_open)
        with freeze_time("2025-01-10 03:00:00"):
            later = self._compute_run(self._scorecard("_selection"), "2024-12-31")
        self.assertEqual(later.evaluation_ids.coverage, 0, "what was seen long ago says nothing")

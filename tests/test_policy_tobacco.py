# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""S1, the tobacco company: its clauses tried out on its pack, the answers worked out by hand."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from odoo.addons.keqing_customer.tests.privacy import FACTS, PrivacyCommon

from .policy import PolicyCommon

LONG_AGO = "2023-02-10"  # old enough not to be new, and outside every period that is judged


class TobaccoCommon(PolicyCommon):
    pack = "tobacco"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nothing of its price goes to others: who buys it for 100 brings a margin of 100
        cls.free = cls._create_product("Sample", standard_price=0)

    def _retailers(self, *margins, kind="retail_grocery", date="2024-02-10"):
        """Old customers, each with a gross margin in the first quarter."""
        retailers = self.env["res.partner"]
        for number, margin in enumerate(margins):
            retailer = self._create_customer(f"Shop {number}", kind)
            self._create_invoice(retailer, 1, LONG_AGO, product=self.free)
            if margin:
                self._create_invoice(retailer, margin, date, product=self.free)
            retailers += retailer
        return retailers

    def _scores(self, run, partners):
        return [self._evaluation(run, partner).score for partner in partners]


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestPolicyTobacco(TobaccoCommon):
    # The card

    def test_s1_01_the_card_follows_the_customer(self):
        """Active for sixty days after the last invoice, dormant on the day after."""
        [retailer] = self._retailers(100, date="2024-02-10")
        for today, expected in (("2024-04-10", "active"), ("2024-04-11", "dormant")):
            with freeze_time(f"{today} 03:00:00"), self.enter_registry_test_mode():
                self.env.ref("keqing_customer.ir_cron_lifecycle").method_direct_trigger()
            self.assertEqual(retailer.keqing_lifecycle, expected)

    def test_s1_02_habits_and_rivals_are_known(self):
        """What customers are after, what they like and who else sells to them can be searched."""
        mine, other = self._retailers(100, 100)
        rival = self.env["keqing.competitor"].create({"name": "Snezhnaya Tobacco"})
        red = self.env.ref("keqing_customer.preference_colour_red")
        mine.write(
            {
                "keqing_competitor_ids": [Command.link(rival.id)],
                "keqing_preference_ids": [Command.link(red.id)],
                "keqing_need": "A new counter",
            }
        )
        both = [("id", "in", (mine + other).ids)]
        for condition in (
            ("keqing_competitor_ids", "in", rival.ids),
            ("keqing_preference_ids", "in", red.ids),
            ("keqing_need", "ilike", "counter"),
        ):
            self.assertEqual(self.env["res.partner"].search([condition, *both]), mine)

    def test_s1_02_what_rivals_do_is_known_with_who_said_it(self):
        """Heard by telephone or seen in the shop: on the card, and found by one filter."""
        mine, other = self._retailers(100, 100)
        rival = self.env["keqing.competitor"].create({"name": "Snezhnaya Tobacco"})
        self.env["keqing.competitor.activity"].with_user(self.salesperson).create(
            {
                "partner_id": mine.id,
                "competitor_id": rival.id,
                "kind": "promotion",
                "what": "A lighter with each carton",
                "since": "2024-04-01",
                "source": "customer",
                "certainty": "hearsay",
            }
        )
        product = self.env["keqing.competitor.product"].create(
            {"name": "Frost", "competitor_id": rival.id}
        )
        item = self.env.ref("keqing_visit.check_item_rival_price")
        self._visit(
            mine,
            "2024-04-09",
            check_ids=[Command.create({"item_id": item.id, "rival_id": product.id, "price": 18})],
        )
        told = mine.with_user(self.salesperson).get_keqing_competitors()["activities"]
        self.assertEqual(
            [(each["kind"], each["what"].replace("\xa0", " "), each["told"]) for each in told],
            [
                (
                    "Promotion",
                    "A lighter with each carton",
                    "Salesperson on Apr 10, 2024: The customer says so (Hearsay)",
                ),
                (
                    "Price",
                    "Shelf price of a competitor, Frost: $ 18.00",
                    "Salesperson on Apr 9, 2024: Seen on a visit (Sure)",
                ),
            ],
        )
        found = self.env["res.partner"].search(
            [
                ("keqing_competitor_activity_ids.competitor_id", "=", rival.id),
                ("id", "in", (mine + other).ids),
            ]
        )
        self.assertEqual(found, mine)

    def test_s1_06_completeness_by_format(self):
        """A corner shop has an owner and a licence holder, a hypermarket has posts."""
        shop = self._create_customer(kind="retail_grocery")
        market = self._create_customer(kind="retail_hypermarket")
        facts = {
            "street": "1 Feiyun Slope",
            "phone": "1234",
            "keqing_size": "small",
            "keqing_licence_number": "4401",
            "keqing_licence_expiry": "2025-12-31",
            "keqing_compliance": "good",
        }
        # six facts and two people, six facts and three people
        (shop + market).write(facts)
        self.assertEqual(shop.keqing_completeness, 75)
        self.assertAlmostEqual(market.keqing_completeness, 66.67, 2)
        self.assertEqual(shop.keqing_missing, "Owner, Licence holder")
        self.assertEqual(market.keqing_missing, "Purchasing manager, Shop manager, Finance")
        for role in ("owner", "licensee"):
            self._create_person(shop, role)
            self._create_person(market, role)
        self.assertEqual(shop.keqing_completeness, 100)
        self.assertAlmostEqual(market.keqing_completeness, 66.67, 2)

    def test_s1_08_who_sells_without_a_licence(self):
        """Outlets are under control: whose licence has run out, and who breaks the law."""
        good, expired, offender = self._retailers(0, 0, 0)
        good.write({"keqing_licence_expiry": "2024-04-10", "keqing_compliance": "good"})
        expired.write({"keqing_licence_expiry": "2024-04-09", "keqing_compliance": "good"})
        offender.write({"keqing_licence_expiry": "2025-01-01", "keqing_compliance": "violation"})
        retailers = [("keqing_customer_type_id", "child_of", self.types["retailer"].id)]
        Partner = self.env["res.partner"].with_user(self.manager)
        self.assertEqual(
            Partner.search([("keqing_licence_expiry", "<", Date.today()), *retailers]), expired
        )
        self.assertEqual(
            Partner.search([("keqing_compliance", "=", "violation"), *retailers]), offender
        )

    def test_s1_08_how_far_an_outlet_follows_us(self):
        """Half of the target bought, one visit of two with an order, one price of two within its
        band, the display right, of two rivals' things one absent:
        (50 + 50 + 50 + 100 + 50) / 5 = 60, and the visits behind it."""
        [shop] = self._retailers(0)
        product = self._create_product("Panda")
        self.env["keqing.price.band"].create(
            {"product_id": product.id, "price_kind": "shelf", "low": 20, "high": 22}
        )
        rival = self.env["keqing.competitor"].create({"name": "Snezhnaya Tobacco"})
        frost = self.env["keqing.competitor.product"].create(
            {"name": "Frost", "competitor_id": rival.id}
        )
        agreement_type = self.env["keqing.agreement.type"].search([], limit=1)
        agreement = self.env["keqing.agreement"].create(
            {
                "type_id": agreement_type.id,
                "partner_id": shop.id,
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
                "target_ids": [
                    Command.create(
                        {"date_from": "2024-01-01", "date_to": "2024-03-31", "amount": 1_000}
                    )
                ],
            }
        )
        agreement.sudo().stage = "active"
        self._create_invoice(shop, 500, "2024-02-10")

        def found(code, **values):
            item = self.env.ref(f"keqing_visit.check_item_{code}")
            return Command.create({"item_id": item.id, **values})

        own = {"product_id": product.id}
        theirs = {"rival_id": frost.id}
        self._visit(
            shop,
            "2024-02-05",
            check_ids=[
                found("shelf_price", price=21, **own),
                found("price_tags", yes_no="yes"),
                found("rival_facings", number=4, **theirs),
            ],
        )
        self._visit(
            shop,
            "2024-03-05",
            check_ids=[
                found("shelf_price", price=25, **own),
                found("rival_facings", number=0, **theirs),
            ],
        )
        last = self.env["keqing.visit"].search([("partner_id", "=", shop.id)], limit=1)
        order = self.env["sale.order"].create({"partner_id": shop.id})
        order.sudo().write({"keqing_visit_id": last.id, "state": "sale"})
        following = self.indicators["following"]
        scorecard = self.env["keqing.scorecard"].create(
            {
                "name": "Control of outlets",
                "scale_id": self.scale.id,
                "company_id": self.company.id,
                "cut_method": "score",
                "period": "quarter",
                "customer_type_ids": [Command.set(self.types["retailer"].ids)],
                "line_ids": [Command.create(self._line(following))],
                "band_ids": [
                    Command.create({"grade_id": grade.id, "threshold": threshold})
                    for grade, threshold in zip(self.scale.grade_ids, (60, 40, 0), strict=True)
                ],
            }
        )
        verdict = self._evaluation(self._compute_run(scorecard), shop)
        [line] = verdict.get_explanation()["lines"]
        self.assertEqual((line["value"], verdict.grade_id.code), ("60.0 %", "A"))
        action = verdict.action_view_documents(following.id)
        visits = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(len(visits), 2)

    def test_s1_07_s1_10_all_departments_keep_one_card(self):
        """Marketing, delivery, inspection and telephone desk each enter what they know."""
        card = self._create_customer(kind="retail_tobacconist")
        entries = {
            "marketing": {"keqing_size": "small", "keqing_need": "New brands"},
            "delivery": {"street": "1 Feiyun Slope"},
            "inspection": {
                "keqing_licence_number": "4401",
                "keqing_licence_expiry": "2025-12-31",
                "keqing_compliance": "good",
            },
            "telephone": {"phone": "1234"},
        }
        departments = {login: self._create_user(login, "user") for login in entries}
        staff = self.env["res.users"].union(*departments.values())
        staff.group_ids += self.env.ref("base.group_partner_manager")  # may write contacts
        self.harbour.member_ids += staff
        self.env.flush_all()  # as at the end of a request
        for login, facts in entries.items():
            card.with_user(departments[login]).write(facts)
        cost = self.indicators["cost_to_serve"]
        for login, mark in (("delivery", 4), ("marketing", 2)):
            assessment = self.env["keqing.assessment"].with_user(departments[login])
            assessment.create({"partner_id": card.id, "indicator_id": cost.id, "value": mark})
        self.assertEqual(card.keqing_missing, "Owner, Licence holder")
        by_user = {
            each.user_id.login: each.value
            for each in self.env["keqing.assessment"].search([("partner_id", "=", card.id)])
        }
        self.assertEqual(by_user, {"delivery": 4, "marketing": 2})
        outsider = self._create_user("outsider", "user")
        with self.assertRaises(AccessError):
            card.with_user(outsider).write({"phone": "4321"})

    def test_s1_28_scattered_entries_become_one_customer(self):
        """What was bought, assessed and judged under either name is the one customer's."""
        twin, other = self._retailers(600, 100, date="2023-11-10")
        self.company.keqing_visit_cost = 80
        self._visit(twin, "2024-03-01")
        before = self._confirm_run(self._scorecard("_grading"), "2023-12-31")
        shop = self._retailers(400)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((twin + shop).ids, shop)
        self.assertFalse(twin.exists())
        self.env.invalidate_all()
        self.assertEqual(before.evaluation_ids.partner_id, shop + other)
        self.assertTrue(self._evaluation(before, shop).grade_id)
        self._create_invoice(shop, 250, "2024-03-10", product=self.free)
        run = self._compute_run(self._scorecard("_grading"))
        values = [value for value, __ in self._evaluation(run, shop).lines]
        # 400 + 250 in the quarter, visited under the other name, bought in both quarters
        self.assertEqual(values[:3], [650, 80, 1])

    # Grades

    def test_s1_13_the_few_who_bring_most_of_the_profit(self):
        """Two of ten customers bring four fifths of the margin: the others are not A."""
        retailers = self._retailers(5_000, 3_000, *[250] * 8, date="2023-08-10")
        self.env["account.move"].search(
            [("partner_id", "in", retailers.ids), ("invoice_date", "=", LONG_AGO)]
        ).button_draft()
        run = self._compute_run(self._scorecard("_pareto"), "2023-12-31")
        self.assertEqual(self._grades(run, retailers), [*"AA", *["B"] * 6, *"CC"])

    def test_s1_14_cost_profit_and_loyalty_decide(self):
        """Who brings most, but costs much and comes seldom, is not the key customer.

        A visit costs 80. What they cost is reckoned and ranked: who is cheaper than whom.

        ========  ======  ======  ===========  ======  ================================
        customer  margin  visits  bought last  tenure  points of the four indicators
        ========  ======  ======  ===========  ======  ================================
        rich       4,000       5           no     500   87.5, 12.5,   0,  50
        loyal      3,000       1          yes   1,000   62.5,   75, 100, 100
        middle     2,000       3           no     500   37.5, 37.5,   0,  50
        small      1,000       1          yes     250   12.5,   75, 100,  25
        ========  ======  ======  ===========  ======  ================================
        """
        self.company.keqing_visit_cost = 80
        end = Date.to_date("2024-03-31")
        retailers = self.env["res.partner"]
        for name, margin, visits, is_loyal, tenure in (
            ("Rich", 4_000, 5, False, 500),
            ("Loyal", 3_000, 1, True, 1_000),
            ("Middle", 2_000, 3, False, 500),
            ("Small", 1_000, 1, True, 250),
        ):
            retailer = self._create_customer(name, "retail_tobacconist")
            first = Date.subtract(end, days=tenure)
            self._create_invoice(retailer, 100, first, product=self.free)
            if is_loyal:
                self._create_invoice(retailer, 100, "2023-11-10", product=self.free)
            self._create_invoice(retailer, margin, "2024-02-10", product=self.free)
            self._visit(retailer, *[f"2024-01-{day:02}" for day in range(10, 10 + visits)])
            retailers += retailer
        run = self._compute_run(self._scorecard("_grading"))
        # weights 50, 20, 15, 15
        self.assertEqual(self._scores(run, retailers), [53.75, 76.25, 33.75, 40])
        self.assertEqual(self._grades(run, retailers), ["N", "K", "N", "N"])
        told = self._evaluation(run, retailers[0]).get_explanation()["lines"]
        [cost] = [line for line in told if line["name"] == "Cost of serving the customer"]
        self.assertEqual(cost["value"], "$\xa0400.00")

    def test_s1_15_key_normal_special_by_quota(self):
        """25 : 70 : 5 of the customers; of twenty, five are key, fourteen normal, one special."""
        retailers = self._retailers(*range(9_500, 7_500, -100))
        run = self._compute_run(self._scorecard("_grading"))
        self.assertEqual(self._grades(run, retailers), ["K"] * 5 + ["N"] * 14 + ["S"])

    def test_s1_15_who_is_new_is_normal_for_three_months(self):
        retailers = self._retailers(400, 300, 200, 100)
        newcomer = self._create_customer("New", "retail_chain")
        self._create_invoice(newcomer, 9_000, "2024-01-02", product=self.free)
        run = self._compute_run(self._scorecard("_grading"))
        # points of margin, cost, repurchase and tenure: 90, 50, 0, 8.9 before 70, 50, 0, 41.5
        verdict = self._evaluation(run, newcomer)
        self.assertEqual((verdict.computed_grade_id.code, verdict.grade_id.code), ("K", "N"))
        self.assertEqual(self._grades(run, retailers), ["N"] * 4)

    def test_s1_16_each_class_has_its_service_standard(self):
        """Key customers are seen every week and come first when goods are scarce."""
        retailers = self._retailers(400, 300, 200, 100)
        self._confirm_run(self._scorecard("_grading"))
        key, *normal = [each.with_company(self.company).keqing_grade_id for each in retailers]
        self.assertEqual((key.code, {each.code for each in normal}), ("K", {"N"}))
        self.assertEqual((key.contact_interval, key.contact_interval_unit), (1, "week"))
        self.assertEqual((normal[0].contact_interval, normal[0].contact_interval_unit), (2, "week"))
        self.assertGreater(key.allocation_weight, normal[0].allocation_weight)
        self.assertTrue(key.strategy)

    def test_s1_20_the_four_degrees_with_their_coverage(self):
        """Satisfaction, loyalty, contribution and dependence; what nobody asked is not counted."""
        loyal, other = self._create_customers(2, kind="retail_grocery")
        for customer, amount, date in (
            (loyal, 3_000, "2023-12-22"),  # 100 of 1,000 days before the quarter's end
            (loyal, 1_000, "2024-02-10"),  # a twentieth of the margin, 10 % being enough
            (other, 19_000, "2024-02-10"),
        ):
            self._create_invoice(customer, amount, date, product=self.free)
        self._assess(self.indicators["satisfaction"], loyal, 4)
        verdict = self._evaluation(self._compute_run(self._scorecard("_degrees")), loyal)
        # (25 x 75 + 15 x 100 + 10 x 10 + 25 x 50) of the 75 that are known
        self.assertEqual((verdict.coverage, verdict.score, verdict.grade_id.code), (75, 63, "B"))

    def test_s1_20_two_of_the_degrees_are_asked_for(self):
        """Satisfaction and dependence by a tap each; loyalty and contribution are in the books."""
        shop = self._create_customer(kind="retail_grocery")
        context = shop.with_user(self.salesperson).action_keqing_assess()["context"]
        Wizard = self.env["keqing.quick.assessment"].with_user(self.salesperson)
        asked = Wizard.with_context(context).create({}).line_ids.indicator_id
        self.assertEqual(asked.mapped("code"), ["satisfaction", "dependence"])

    def test_s1_27_the_class_moves_with_the_customer(self):
        """A run opens after each quarter; who buys becomes key, who stops is key no more."""
        scorecard = self._scorecard("_grading")
        retailers = self._retailers(4_000, 3_000, 2_000, 1_000)
        in_company = retailers.with_company(self.company)
        first, *__, last = in_company
        self._confirm_run(scorecard)
        self.assertEqual(in_company.mapped("keqing_grade_id.code"), ["K", "N"])
        self.assertEqual(first.keqing_grade_id.code, "K")
        self._create_invoice(last, 9_000, "2024-05-10", product=self.free)
        with freeze_time("2024-07-01 03:00:00"), self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_evaluation_open").method_direct_trigger()
        run = scorecard.run_ids.filtered(lambda each: each.state == "computed")
        self.assertEqual(str(run.date_to), "2024-06-30")
        run.action_confirm()
        self.assertEqual((first.keqing_grade_id.code, first.keqing_grade_trend), ("N", "down"))
        self.assertEqual((last.keqing_grade_id.code, last.keqing_grade_trend), ("K", "up"))

    def test_s1_04_s1_32_stars(self):
        """One to five stars, most by how warm the customer is towards us."""
        retailers = self._retailers(*[100] * 6, date="2023-09-10")
        codes = ("enthusiasm", "reputation", "satisfaction")
        marks = [*((mark, mark, mark) for mark in range(1, 6)), (5, 1, 3)]
        for retailer, given in zip(retailers, marks, strict=True):
            for code, mark in zip(codes, given, strict=True):
                self._assess(self.indicators[code], retailer, mark, date="2023-12-15")
        run = self._confirm_run(self._scorecard("_stars"), "2023-12-31")
        # weights 60, 20, 20; the last: 60 x 100 % + 20 x 0 % + 20 x 50 %
        self.assertEqual(self._scores(run, retailers), [0, 25, 50, 75, 100, 70])
        self.assertEqual(self._grades(run, retailers), ["1★", "2★", "3★", "4★", "5★", "4★"])
        graded = retailers.with_company(self.company).keqing_grade_id
        self.assertFalse(graded, "stars are an honour beside the class")

    def test_only_the_classes_open_by_themselves(self):
        scorecards = self.env["keqing.scorecard"].search([("company_id", "=", self.company.id)])
        self.assertEqual(scorecards.filtered("auto_open"), self._scorecard("_grading"))


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestPolicyTobaccoPeople(PrivacyCommon, TobaccoCommon):
    """The owner of a shop who agreed to our keeping personal facts, see PrivacyCommon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.keqing_customer_type_id = cls.types["retail_grocery"]
        cls.person.keqing_role_id = cls.roles["owner"]

    def test_s1_05_s1_29_family_habits_and_circle(self):
        """Birthday, family, belief, interests, clubs and friends: the more we know the better."""
        profile = self.profile.with_user(self.confidant)
        self.assertEqual({name: profile[name] for name in FACTS}, FACTS)

    def test_s1_05_s1_29_only_for_the_few_while_the_person_agrees(self):
        for user in (self.salesperson, self.manager, self.director, self.admin):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.profile.with_user(user).read(list(FACTS))
        self.consent.with_user(self.confidant).action_withdraw()
        Profile = self.env["keqing.personal.profile"]
        self.assertFalse(Profile.with_user(self.confidant).search([]))
        self.assertIn(self.profile, Profile.with_user(self.officer).search([]))

    def test_s1_11_every_manager_sees_history_compliance_and_business(self):
        """… and birthdays and likings as far as they are for managers to see."""
        red = self.env.ref("keqing_customer.preference_colour_red")
        self.customer.write(
            {
                "keqing_compliance": "warned",
                "keqing_licence_number": "4401",
                "keqing_preference_ids": [Command.link(red.id)],
            }
        )
        self._create_invoice(self.customer, 1, LONG_AGO, product=self.free)
        self._create_invoice(self.customer, 500, "2024-02-10", product=self.free)
        run = self._confirm_run(self._scorecard("_grading"))
        seen = self.customer.with_user(self.manager)
        self.assertEqual(
            (seen.keqing_compliance, seen.keqing_licence_number, seen.keqing_preference_ids),
            ("warned", "4401", red),
        )
        verdict = self._evaluation(run, self.customer).with_user(self.manager)
        margin = verdict.get_explanation()["lines"][0]
        self.assertIn("500", margin["value"])
        south = self._create_customer("Far away", "retail_grocery")
        south.keqing_territory_id = self.south
        with self.assertRaises(AccessError):
            south.with_user(self.manager).read(["keqing_compliance"])

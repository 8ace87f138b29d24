# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""S3, regional sales: its clauses tried out on its pack, the answers worked out by hand."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Date, Datetime
from odoo.tests import freeze_time, new_test_user, tagged

from .policy import PolicyCommon

INDUSTRIES = ("manufacturing", "services", "technology", "other_industry")


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestPolicyRegional(PolicyCommon):
    pack = "regional"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scale = cls._scorecard("_share").scale_id
        cls.grade_a, cls.grade_b, cls.grade_c = cls.scale.grade_ids

    def _remind(self):
        """The owners who are asked to check cards, by customer."""
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_verification").method_direct_trigger()
        verify = self.env.ref("keqing_customer.mail_activity_type_verify")
        reminders = self.env["mail.activity"].search([("activity_type_id", "=", verify.id)])
        return {each.res_id: each.user_id for each in reminders}

    # Kinds of customers

    def test_s3_01_by_industry(self):
        """Manufacturing, services, technology and the others, all of them companies."""
        business = self.types["business"]
        self.assertEqual(
            [self.types[code].parent_id for code in INDUSTRIES], [business] * len(INDUSTRIES)
        )
        customers = [self._create_customer(kind=code) for code in (*INDUSTRIES, "services")]
        Partner = self.env["res.partner"]
        ours = [("id", "in", [each.id for each in customers])]
        groups = Partner._read_group(ours, ["keqing_customer_type_id"], ["__count"])
        self.assertEqual(
            {customer_type.code: count for customer_type, count in groups},
            {"manufacturing": 1, "services": 2, "technology": 1, "other_industry": 1},
        )
        judged = self._scorecard("_share")._population_domain()
        self.assertEqual(Partner.search_count([*ours, *judged]), 5)

    def test_s3_02_by_size(self):
        """Large, medium and small companies; a card without the size is not complete."""
        large, medium, small, unknown = self._create_customers(4, kind="technology")
        for customer, size in ((large, "large"), (medium, "medium"), (small, "small")):
            customer.keqing_size = size
        ours = [("id", "in", (large + medium + small + unknown).ids)]
        groups = self.env["res.partner"]._read_group(ours, ["keqing_size"], ["__count"])
        self.assertEqual(dict(groups), {"large": 1, "medium": 1, "small": 1, False: 1})
        self.assertIn("Size", unknown.keqing_missing)
        self.assertNotIn("Size", large.keqing_missing)

    # Grades

    def test_s3_03_s3_04_grade_by_share_of_the_territory(self):
        """A from 20 % of what the territory bought in a year, B from 10 %; the line is inside.

        The five of the harbour bought for 100,000; the one in the south is all of the south.
        """
        amounts = (20_000, 19_999.99, 10_000, 9_999.99, 40_000.02)
        customers = self._create_customers(5, kind="manufacturing")
        for customer, amount in zip(customers, amounts, strict=True):
            self._create_invoice(customer, amount, "2023-05-10")
        far = self._create_customer(kind="services", keqing_territory_id=self.south.id)
        self._create_invoice(far, 500, "2024-03-10")
        self._create_invoice(customers[3], 90_000, "2023-03-31")  # more than a year ago
        run = self._compute_run(self._scorecard("_share"))
        self.assertEqual(str(run.date_from), "2023-04-01")
        self.assertEqual(self._grades(run, customers), ["A", "B", "B", "C", "A"])
        self.assertEqual(self._grades(run, far), ["A"])

    def test_s3_03_large_frequent_and_loyal(self):
        """Beside the grade stands a score: share, frequency and years together, 60 : 20 : 20."""
        loyal, other = self._create_customers(2, kind="technology")
        self._create_invoice(loyal, 1, "2021-07-05")  # 1,000 days before the end of March
        for month in range(4, 13):
            self._create_invoice(loyal, 100, f"2023-{month:02}-15")
        self._create_invoice(other, 8_100, "2023-12-22")  # 100 days
        run = self._compute_run(self._scorecard("_share"))
        verdicts = [self._evaluation(run, customer) for customer in (loyal, other)]
        # 60 x 10/20 + 20 x 9/12 + 20 x 1; 60 x 1 + 20 x 1/12 + 20 x 1/10
        self.assertEqual([verdict.score for verdict in verdicts], [65, 63.67])
        self.assertEqual(self._grades(run, loyal + other), ["B", "A"])

    def test_s3_05_grades_move_with_what_customers_do(self):
        """A C customer that buys more becomes B in the next month, and C again as others grow."""
        scorecards = self.env["keqing.scorecard"].search([("company_id", "=", self.company.id)])
        scorecard = self._scorecard("_share")
        self.assertEqual(scorecards.filtered("auto_open"), scorecard)
        large, customer = self._create_customers(2, kind="services")
        self._create_invoice(large, 9_000, "2024-03-05")
        self._create_invoice(customer, 500, "2024-03-05")
        self._create_invoice(customer, 1_500, "2024-04-05")
        self._create_invoice(large, 9_500, "2024-05-05")
        in_company = customer.with_company(self.company)
        for today, expected in (
            ("2024-04-01", ("C", False)),  # 500 of 9,500
            ("2024-05-01", ("B", "up")),  # 2,000 of 11,000
            ("2024-06-01", ("C", "down")),  # 2,000 of 20,500
        ):
            with freeze_time(f"{today} 03:00:00"), self.enter_registry_test_mode():
                self.env.ref("keqing_customer.ir_cron_evaluation_open").method_direct_trigger()
            scorecard.run_ids.filtered(lambda run: run.state == "computed").action_confirm()
            self.assertEqual(
                (in_company.keqing_grade_id.code, in_company.keqing_grade_trend), expected, today
            )

    def test_s3_04_s3_05_b_gets_a_solution_in_time_and_c_is_won_up(self):
        """Accepted, each is a task of the owner with its day: B is met, C is called."""
        large, middle, small = self._create_customers(
            3, kind="manufacturing", user_id=self.salesperson.id
        )
        for customer, amount in ((large, 8_000), (middle, 1_500), (small, 500)):  # 80, 15, 5 %
            self._create_invoice(customer, amount, "2024-03-05")
        self._confirm_run(self._scorecard("_share"))
        self.assertEqual(
            [each.with_company(self.company).keqing_grade_id.code for each in (middle, small)],
            ["B", "C"],
        )
        proposals = self.env["keqing.strategy.proposal"].search(
            [("partner_id", "in", (middle + small).ids)]
        )
        proposals.with_user(self.manager).action_accept()
        for customer, kind, words, day in (
            (middle, "mail.mail_activity_data_meeting", "come with a solution", "2024-04-24"),
            (small, "mail.mail_activity_data_call", "what the next grade takes", "2024-05-10"),
        ):
            [task] = customer.activity_ids
            self.assertEqual(task.activity_type_id, self.env.ref(kind))
            self.assertIn(words, task.summary)
            self.assertEqual(task.user_id, self.salesperson)
            self.assertEqual(str(task.date_deadline), day)

    def test_s3_06_an_a_customer_has_a_team_and_talks_between_managements(self):
        """Until both are there somebody is told, on the customer and in the list of customers."""
        large, small = self._create_customers(2, kind="manufacturing", user_id=self.salesperson.id)
        self._create_invoice(large, 9_000, "2024-03-05")
        self._create_invoice(small, 500, "2024-03-05")  # 5 %
        self._confirm_run(self._scorecard("_share"))
        self.assertEqual(
            large.get_keqing_team()["missing"],
            [
                "A customer of the grade A needs an account team.",
                "A customer of the grade A needs an executive sponsor.",
            ],
        )
        self.assertEqual(small.get_keqing_team()["missing"], [])
        proposal = self.env["keqing.strategy.proposal"].search(
            [
                ("partner_id", "in", (large + small).ids),
                ("strategy_id.grade_ids", "in", self.grade_a.ids),
            ]
        )
        self.assertEqual(proposal.partner_id, large)
        proposal.with_user(self.manager).action_accept()
        self.assertIn("account team", large.activity_ids.summary)
        self.assertEqual(large.activity_ids.user_id, self.salesperson)

        self._join(large, self.director, "executive", is_sponsor=True)
        self.assertEqual(
            large.get_keqing_team()["missing"],
            ["Director, the executive sponsor, has not talked with the customer yet."],
        )
        for day in ("2024-01-11", "2024-01-12", "2024-04-10"):  # the first is 90 days ago
            self._talk(large, self.director, f"{day} 02:00:00")
        [sponsor] = large.get_keqing_team()["members"]
        self.assertEqual(str(sponsor["last_contact"]), "2024-04-10")
        self.assertEqual(sponsor["contact_count"], 2)
        self.assertEqual(large.get_keqing_team()["missing"], [])
        self.assertNotIn(
            "Nobody was contacted for 180 days", large.get_keqing_key_persons()["gaps"]
        )

    def test_s3_06_only_the_sponsors_own_talks_are_talks_of_the_managements(self):
        """Every three months, by the sponsor; until then the matter is on the sponsor's Today."""
        customer = self._create_customer(kind="manufacturing", user_id=self.salesperson.id)
        customer.with_company(self.company).keqing_grade_id = self.grade_a
        self._join(customer, self.director, "executive", is_sponsor=True)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE keqing_account_team_member SET create_date = %s WHERE partner_id = %s",
            ["2024-01-05", customer.id],
        )
        self.env.invalidate_all()
        told = "The executive sponsor is to talk with the management until {}"

        def matters(user):
            self.env["keqing.contact.due"]._refresh(self.company)
            found = self.env["keqing.today"].with_user(user).get_today()
            lines = next(each["lines"] for each in found["sections"] if each["name"] == "matters")
            theirs = customer.with_user(user)._get_matters().get(customer, [])
            shown = [line["customer"]["name"] for line in lines or []]
            texts = [each["text"] for each in theirs if "sponsor" in each["text"]]
            return texts, customer.name in shown

        self._talk(customer, self.salesperson, "2024-04-09 02:00:00")
        self.assertEqual(matters(self.director), ([told.format("Apr 5, 2024")], True))
        with freeze_time("2024-04-10 04:00:00"):
            customer.with_user(self.director).message_post(
                body="Greetings", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        self.assertEqual(matters(self.director), ([told.format("Apr 5, 2024")], True))
        self._talk(customer, self.director, "2024-04-10 02:00:00")
        self.assertEqual(matters(self.director)[0], [])
        with freeze_time("2024-07-08 03:00:00"):
            self.assertEqual(matters(self.director)[0], [told.format("Jul 10, 2024")])

    def test_s3_35_a_project_shares_out_the_duties(self):
        """Each member has a duty that says what is expected; two of them, if need be; all see."""
        duties = self._by_code("keqing.account.duty")
        shared = ("project", "sales", "marketing", "technical", "service", "sales")
        customer = self._create_customer(kind="technology", keqing_territory_id=self.south.id)
        people = [self._create_user(f"member_{number}", "user") for number in range(5)]
        for user, code in zip([*people, people[0]], shared, strict=True):
            self._join(customer, user, code)
        self.assertEqual(
            [(each["user"], each["duty"]) for each in customer.get_keqing_team()["members"]],
            [
                ("Member_0", "Project lead"),
                ("Member_1", "Sales"),
                ("Member_2", "Marketing"),
                ("Member_3", "Technical support"),
                ("Member_4", "Customer service"),
                ("Member_0", "Sales"),
            ],
        )
        self.assertTrue(all(duties[code].description for code in shared))
        self.env.flush_all()
        for user in people:
            self.assertEqual(customer.with_user(user).name, customer.name)
        with self.assertRaises(AccessError):
            customer.with_user(self._create_user("stranger", "user")).read(["name"])

    def _join(self, customer, user, duty, **values):
        self.env["keqing.account.team.member"].create(
            {
                "partner_id": customer.id,
                "user_id": user.id,
                "duty_id": self._by_code("keqing.account.duty")[duty].id,
                **values,
            }
        )

    def _talk(self, customer, user, start):
        """A meeting with a manager of the customer; hours are UTC."""
        management = customer.child_ids or self._create_person(customer, "management")
        self.env["calendar.event"].create(
            {
                "name": "Talks",
                "start": start,
                "stop": Datetime.add(Datetime.to_datetime(start), hours=1),
                "partner_ids": [Command.set((management | user.partner_id).ids)],
            }
        )

    def test_s3_16_a_grade_carries_the_service_standard(self):
        """A is talked to every month, B every two, C every quarter; the numbers are data."""
        customer = self._create_customer(kind="manufacturing")
        self._create_invoice(customer, 9_000, "2024-03-10")
        self._confirm_run(self._scorecard("_share"))
        grade = customer.with_company(self.company).keqing_grade_id
        self.assertEqual(grade, self.grade_a)
        self.assertEqual(
            [(each.contact_interval, each.contact_interval_unit) for each in self.scale.grade_ids],
            [(1, "month"), (2, "month"), (3, "month")],
        )
        self.assertTrue(all(each.strategy for each in self.scale.grade_ids))
        self.grade_a.contact_interval = 2
        self.assertEqual(grade.contact_interval, 2)

    # The customer's file

    def test_s3_07_s3_08_s3_10_the_card_of_a_company(self):
        """Eight facts and four people, whatever the industry; each is a twelfth of the card."""
        rival = self.env["keqing.competitor"].create({"name": "Snezhnaya Works"})
        facts = {
            "street": "7 Feiyun Slope",
            "phone": "0851-8500 0003",
            "keqing_legal_representative": "Ningguang",
            "keqing_size": "large",
            "keqing_business_scope": "Ore and jade",
            "keqing_turnover": 9_000_000,
            "keqing_market_share": 12.5,
            "keqing_competitor_ids": rival,
        }
        roles = ("management", "purchasing_manager", "user_department", "technical_head")
        for industry in INDUSTRIES:
            with self.subTest(industry=industry):
                customer = self._create_customer(kind=industry)
                self.assertEqual(customer.keqing_completeness, 0)
                lacking = customer.keqing_missing.split(", ")
                self.assertEqual(len(lacking), 12)
                for name in facts:
                    self.assertIn(self.env["res.partner"]._fields[name].string, lacking)
                customer.write(facts)
                customer.invalidate_recordset()
                self.assertAlmostEqual(customer.keqing_completeness, 100 * 8 / 12)
                for role in roles[:3]:
                    self._create_person(customer, role)
                customer.invalidate_recordset()
                self.assertAlmostEqual(customer.keqing_completeness, 100 * 11 / 12)
                self.assertEqual(customer.keqing_missing, "Technical head")
                self._create_person(customer, "technical_head")
                customer.invalidate_recordset()
                self.assertEqual(customer.keqing_completeness, 100)

    def test_s3_09_what_they_buy_and_how(self):
        """When, what, how much and at what price is on the invoices; how often, in the verdict."""
        ore = self._create_product("Ore")
        jade = self._create_product("Jade")
        customer = self._create_customer(kind="manufacturing")
        for product, quantity, amount, date in (
            (ore, 10, 500, "2023-06-10"),
            (ore, 30, 1_200, "2023-12-10"),
            (jade, 2, 800, "2024-03-10"),
        ):
            self._create_invoice(customer, amount, date, quantity=quantity, product=product)
        Line = self.env["account.move.line"]
        bought = Line._read_group(
            [("partner_id", "=", customer.id), ("product_id", "!=", False)],
            ["product_id"],
            ["quantity:sum", "balance:sum"],
        )
        self.assertEqual(bought, [(ore, 40, -1_700), (jade, 2, -800)])
        run = self._compute_run(self._scorecard("_share"))
        lines = self._evaluation(run, customer).get_explanation()["lines"]
        values = {line["name"]: line["value"] for line in lines}
        self.assertEqual(values["Purchase frequency"], "3")
        # 274 days in two steps
        page = customer.get_keqing_buying()
        self.assertEqual(
            [(fact["name"], fact["text"]) for fact in page["facts"]],
            [
                ("last_order", "Mar 10, 2024"),
                ("rhythm", "every 137 days"),
                ("expected", "Jul 25, 2024"),
            ],
        )
        self.assertEqual(
            [(each["name"], each["detail"]) for each in page["products"]],
            [
                ("Ore", "40 Units in twelve months; last on Dec 10, 2023 at $\xa040.00"),
                ("Jade", "2 Units in twelve months; last on Mar 10, 2024 at $\xa0400.00"),
            ],
        )

    def test_s3_10_the_whole_decision_chain(self):
        """Who takes part, as what, with which duties, how strong and for whom; who lacks."""
        customer = self._create_customer(kind="technology")
        for role, influence, attitude in (
            ("technical_head", "2", "against"),
            ("management", "3", "neutral"),
            ("user_department", "1", "for"),
        ):
            self._create_person(
                customer, role, keqing_influence=influence, keqing_attitude=attitude
            )
        card = customer.get_keqing_key_persons()
        self.assertEqual(
            [
                (each["role"], each["is_decision_maker"], each["influence"], each["attitude"])
                for each in card["persons"]
            ],
            [
                ("Management", True, 3, "neutral"),
                ("Technical head", False, 2, "against"),
                ("Head of the user department", False, 1, "for"),
            ],
        )
        vacant = [gap for gap in card["gaps"] if gap.endswith(": nobody known")]
        self.assertEqual(vacant, ["Purchasing manager: nobody known"])
        self.assertTrue(all(role.duties for role in customer.child_ids.keqing_role_id))

    def test_s3_10_what_each_of_them_likes(self):
        """Likings are personal: told to the confidant, and only while the person agrees."""
        confidant = new_test_user(
            self.env,
            "confidant",
            "keqing_customer.group_customer_personal",
            company_id=self.company.id,
        )
        customer = self._create_customer(kind="technology", user_id=confidant.id)
        person = self._create_person(customer, "purchasing_manager")
        consent = self.env["keqing.consent"].create({"partner_id": person.id, "purpose": "profile"})
        Profile = self.env["keqing.personal.profile"].with_user(confidant)
        Profile.create({"partner_id": person.id, "interests": "Chess, tea from Wuyi"})
        mine = [("partner_id", "=", person.id)]
        self.assertEqual(Profile.search(mine).interests, "Chess, tea from Wuyi")
        consent.action_withdraw()
        self.assertFalse(Profile.search(mine))

    def test_s3_11_s3_12_s3_13_where_the_facts_come_from(self):
        """Sales visits, questionnaires and calls, web and trade press; analysed by source."""
        customers = self._create_customers(2, kind="services")
        for customer, source in zip(
            customers[0] + customers + customers + customers[1],
            ("visit", "questionnaire", "phone", "phone", "web", "visit"),
            strict=True,
        ):
            self.env["keqing.verification"].create({"partner_id": customer.id, "source": source})
        groups = self.env["keqing.verification"]._read_group(
            [("partner_id", "in", customers.ids)], ["source"], ["__count"]
        )
        self.assertEqual(dict(groups), {"visit": 2, "phone": 2, "questionnaire": 1, "web": 1})
        self.assertEqual(set(customers.mapped("keqing_verified_on")), {Date.today()})

    def test_s3_14_one_file_that_answers(self):
        """Found by what the card says, counted by type, size, territory and grade at once."""
        first, second = self._create_customers(2, kind="technology")
        (first + second).keqing_size = "large"
        south = {"keqing_territory_id": self.south.id, "keqing_size": "small"}
        third = self._create_customers(1, kind="technology", **south)
        first.keqing_business_scope = "Telescopes"
        for customer, amount in ((first, 9_000), (second, 1_000), (third, 100)):
            self._create_invoice(customer, amount, "2024-03-10")
        self._confirm_run(self._scorecard("_share"))
        Partner = self.env["res.partner"].with_user(self.director).with_company(self.company)
        ours = [("keqing_customer_type_id", "child_of", self.types["business"].ids)]
        ours += [("id", "in", (first + second + third).ids)]
        self.assertEqual(
            Partner.search([("keqing_business_scope", "ilike", "telesc"), *ours]), first
        )
        groups = Partner._read_group(
            ours, ["keqing_territory_id", "keqing_size", "keqing_grade_id"], ["__count"]
        )
        self.assertEqual(
            {(territory.name, size, grade.code): count for territory, size, grade, count in groups},
            {
                ("Harbour", "large", "A"): 1,
                ("Harbour", "large", "B"): 1,
                ("South", "small", "A"): 1,
            },
        )

    def test_s3_15_a_file_is_renewed(self):
        """Every half-year its owner is asked to check the card."""
        customer = self._create_customer(kind="manufacturing", user_id=self.salesperson.id)
        Verification = self.env["keqing.verification"]
        Verification.create({"partner_id": customer.id, "date": "2024-04-10"})
        with freeze_time("2024-10-10 03:00:00"):
            self.assertNotIn(customer.id, self._remind())
        with freeze_time("2024-10-11 03:00:00"):
            self.assertEqual(self._remind()[customer.id], self.salesperson)
            Verification.with_user(self.salesperson).create({"partner_id": customer.id})
            self.assertNotIn(customer.id, self._remind())

    def test_s3_15_a_major_change_is_told_at_once(self):
        """Whoever hears of an expansion or a new head records it; the owner learns of it."""
        customer = self._create_customer(kind="services", user_id=self.salesperson.id)
        check = self.env["keqing.verification"].with_user(self.manager)
        check.create(
            {
                "partner_id": customer.id,
                "source": "web",
                "has_major_change": True,
                "note": "Xingqiu took over as general manager",
            }
        )
        message = customer.message_ids[0]
        self.assertIn("Xingqiu took over", message.body)
        self.assertEqual(message.partner_ids, self.salesperson.partner_id)
        changed = self.env["keqing.verification"].search([("has_major_change", "=", True)])
        self.assertIn(customer, changed.partner_id)

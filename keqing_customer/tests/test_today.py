# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Datetime
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from ..models.mixins.keqing_job_mixin import FAILED_ACTIVITY
from .today import TodayCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15 03:00:00")
class TestSalesperson(TodayCommon):
    """The day of who sells: own customers, promises, orders, leads."""

    def _have_of_each(self):
        """Something of each kind that is the salesperson's, and about which there is nothing."""
        self._ask_release(self._create_order(10), self.salesperson, state="cancelled")
        self._create_lead("On the move", self.salesperson, "2024-06-14 02:00:00")
        self._create_agreement(self.customer, self.salesperson, "active", "2025-12-31")

    def test_nothing_is_said_in_a_sentence(self):
        self._have_of_each()
        for section in self._today(self.salesperson).values():
            with self.subTest(section=section["name"]):
                self.assertFalse(section["lines"])
                self.assertEqual(section["count"], 0)
                self.assertTrue(section["empty"].endswith("."))

    def test_sections_of_the_role(self):
        self._have_of_each()
        self.assertEqual(
            [*self._today(self.salesperson)], ["matters", "promised", "held", "leads", "renewals"]
        )

    def test_of_what_one_has_none_nothing_is_said(self):
        self._ask_release(self._create_order(10), self.manager, state="cancelled")
        self._create_lead("Of somebody else", self.manager, "2024-06-14 02:00:00")
        self._create_lead("Lost", self.salesperson, "2024-06-14 02:00:00").action_set_lost()
        self._create_agreement(self.customer, self.manager, "active", "2025-12-31")
        self.assertEqual([*self._today(self.salesperson)], ["matters", "promised"])
        self.customer.user_id = self.manager
        self.assertEqual([*self._today(self.salesperson)], ["promised"])

    def test_what_matters_worst_first_over_all_own_customers(self):
        inn = self._create_customer("Wangshu Inn", user_id=self.salesperson.id)
        kiosk = self._create_customer("Xinyue Kiosk", user_id=self.salesperson.id)
        self._create_customer("Not mine", keqing_licence_expiry="2024-06-01")
        inn.keqing_licence_expiry = "2024-06-20"
        kiosk.keqing_licence_expiry = "2024-06-10"
        self._create_invoice(
            self.customer, 800, "2024-05-01", due="2024-06-03", invoice_user_id=self.salesperson.id
        )
        self.assertEqual(
            self._lines(self.salesperson, "matters"),
            [
                ("Ganyu", "$ 800.00 overdue, 12 day(s) late"),
                ("Xinyue Kiosk", "Licence expired on Jun 10, 2024"),
                ("Wangshu Inn", "Licence ends on Jun 20, 2024"),
            ],
        )
        first, __, last = self._today(self.salesperson)["matters"]["lines"]
        self.assertEqual((first["level"], last["level"]), ("now", "soon"))

    def test_a_badge_stands_beside_the_name(self):
        self.customer.keqing_licence_expiry = "2024-06-20"
        self.customer.with_company(self.company).sudo().keqing_grade_id = self.grade_b
        [line] = self._today(self.salesperson)["matters"]["lines"]
        self.assertEqual(line["customer"]["grade"]["code"], "B")

    def test_each_customer_once_with_how_many_matters_more(self):
        self.customer.keqing_licence_expiry = "2024-06-10"
        self._create_invoice(
            self.customer, 800, "2024-05-01", due="2024-06-03", invoice_user_id=self.salesperson.id
        )
        section = self._today(self.salesperson)["matters"]
        self.assertEqual([line["note"] for line in section["lines"]], ["1 more"])
        self.assertEqual(section["count"], 1)

    def test_what_a_section_opens_is_what_it_counts(self):
        """As the client searches it: the domain, and the filters that it would set."""
        self.customer.keqing_licence_expiry = "2024-06-10"
        self._create_customer("All is well", user_id=self.salesperson.id)
        self._promise(self.customer, self.salesperson, "2024-06-14")
        self._promise(self.customer, self.salesperson, "2024-06-30", "Later")
        self._ask_release(self._create_order(1500), self.salesperson)
        self._ask_release(self._create_order(1500), self.salesperson, state="cancelled")
        self._create_lead("Wanmin", self.salesperson, "2024-05-31 02:00:00")
        self._create_lead("On the move", self.salesperson, "2024-06-14 02:00:00")
        for stage, until in (("active", "2024-06-30"), ("draft", "2024-06-30")):
            self._create_agreement(self.customer, self.salesperson, stage, until)
        self._fall({self.customer: 4_500})
        self._compute_run(self._create_scorecard(name="Of risk"), "2024-03-31")
        opened = 0
        for user in (self.salesperson, self.manager, self.director, self.everybody):
            for name, section in self._today(user).items():
                if section["has_all"]:
                    Today = self.env["keqing.today"].with_user(user)
                    Today = Today.with_context(allowed_company_ids=self.company.ids)
                    action = Today.action_view_section(name)
                    found = Today.env[action["res_model"]].search(action["domain"])
                    with self.subTest(user=user.login, section=name):
                        self.assertEqual(len(found), section["count"])
                        self.assertNotIn("search_default", str(action["context"]))
                    opened += section["count"]
        self.assertGreater(opened, 10)
        with self.assertRaisesRegex(UserError, "no section"):
            self.env["keqing.today"].with_user(self.salesperson).action_view_section("falling")

    def test_five_are_shown_all_are_counted(self):
        for number in range(7):
            customer = self._create_customer(f"Inn {number}", user_id=self.salesperson.id)
            customer.keqing_licence_expiry = "2024-06-10"
            self._promise(customer, self.salesperson, "2024-06-15")
        today = self._today(self.salesperson)
        for name in ("matters", "promised"):
            self.assertEqual((today[name]["count"], len(today[name]["lines"])), (7, 5))

    def test_promises_that_are_due(self):
        self._promise(self.customer, self.salesperson, "2024-06-14", "Bring samples")
        self._promise(self.customer, self.salesperson, "2024-06-15", "Call")
        self._promise(self.customer, self.salesperson, "2024-06-16", "Later")
        self._promise(self.customer, self.manager, "2024-06-14", "Of somebody else")
        self._promise(self.scorecard, self.salesperson, "2024-06-14", "Ours are told elsewhere")
        order = self._create_order(10)
        self._promise(order, self.salesperson, "2024-06-15", "Send it")
        self.assertEqual(
            self._lines(self.salesperson, "promised"),
            [
                ("Ganyu", "Bring samples"),
                ("Ganyu", "Call"),
                (False, f"{order.name} · Send it"),
            ],
        )
        lines = self._today(self.salesperson)["promised"]["lines"]
        self.assertEqual([line["level"] for line in lines], ["now", "soon", "soon"])
        self.assertEqual(lines[2]["action"]["res_id"], order.id)

    def test_held_orders_by_their_latest_request(self):
        waits, refused, released, others, confirmed = (self._create_order(1500) for __ in range(5))
        self._ask_release(refused, self.salesperson, state="refused")
        self._ask_release(waits, self.salesperson, state="refused")
        self._ask_release(waits, self.salesperson)
        self._ask_release(
            released,
            self.salesperson,
            state="approved",
            amount_limit=1500,
            valid_until="2024-06-20",
        )
        self._ask_release(others, self.manager)
        self._ask_release(confirmed, self.salesperson)
        confirmed.sudo().state = "cancel"
        self.assertEqual(
            self._lines(self.salesperson, "held"),
            [
                ("Ganyu", f"{released.name} was released: confirm it"),
                ("Ganyu", f"{refused.name} was refused"),
                ("Ganyu", f"{waits.name} waits for release"),
            ],
        )
        [line, *__] = self._today(self.salesperson)["held"]["lines"]
        self.assertEqual(line["action"]["res_model"], "sale.order")
        self.assertEqual(line["action"]["res_id"], released.id)

    def test_leads_that_stand_still(self):
        still = self._create_lead("Wanmin", self.salesperson, "2024-05-31 02:00:00")
        self._create_lead("On the move", self.salesperson, "2024-06-01 04:00:00")
        self._create_lead("Of somebody else", self.manager, "2024-05-01 00:00:00")
        won = self._create_lead("Won", self.salesperson, "2024-05-01 00:00:00")
        won.action_set_won()
        won.date_last_stage_update = Datetime.to_datetime("2024-05-01 00:00:00")
        self.assertEqual(self._lines(self.salesperson, "leads"), [(False, "Wanmin")])
        [line] = self._today(self.salesperson)["leads"]["lines"]
        self.assertEqual(
            (line["action"]["res_id"], line["note"]), (still.id, "15 days in this stage")
        )

    def test_agreements_to_renew(self):
        mine = self._create_agreement(self.customer, self.salesperson, "active", "2024-06-30")
        self._create_agreement(self.customer, self.salesperson, "active", "2025-12-31")
        self._create_agreement(self.customer, self.manager, "active", "2024-06-30")
        [line] = self._today(self.salesperson)["renewals"]["lines"]
        self.assertEqual(line["action"]["res_id"], mine.id)

    def test_nobody_elses(self):
        """Whatever there is of others, a salesperson elsewhere sees none of it."""
        stranger = self._create_user("stranger", "user")
        stranger.group_ids += self.env.ref("sales_team.group_sale_salesman")
        self.customer.keqing_licence_expiry = "2024-06-10"
        self._promise(self.customer, self.salesperson, "2024-06-14")
        self._ask_release(self._create_order(1500), self.salesperson)
        self._create_lead("Wanmin", self.salesperson, "2024-05-31 02:00:00")
        self._create_agreement(self.customer, self.salesperson, "active", "2024-06-30")
        self._fall({self.customer: 4_500})
        self.assertTrue(all(each["lines"] for each in self._today(self.salesperson).values()))
        for section in self._today(stranger).values():
            self.assertFalse(section["lines"], section["name"])

    def test_without_a_role_there_is_no_today(self):
        clerk = self._create_user("clerk")
        with self.assertRaisesRegex(AccessError, "role in Keqing"):
            self._today(clerk)

    def test_who_may_not_read_orders_is_not_told_of_them(self):
        taster = self._create_user("taster", "user")
        self.customer.user_id = taster
        self._create_agreement(self.customer, taster, "active", "2024-06-30")
        self._ask_release(self._create_order(10), taster)
        self.assertEqual([*self._today(taster)], ["matters", "promised", "renewals"])


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15 03:00:00")
class TestManager(TodayCommon):
    """Who needs me: falling customers, people behind, what is proposed, what waits."""

    def test_falling_customers_by_what_they_bought(self):
        inn, kiosk = (self._create_customer(name) for name in ("Wangshu Inn", "Xinyue Kiosk"))
        south = self._create_customer("Elsewhere", keqing_territory_id=self.south.id)
        self._create_invoice(inn, 5_000, "2023-07-01")
        self._create_invoice(kiosk, 700, "2023-06-15")  # a day too long ago
        self._fall({inn: 4_500, kiosk: 4_500, south: 4_500})
        self.assertEqual(
            self._lines(self.manager, "falling"),
            [
                ("Wangshu Inn", "A → B: Purchase amount 45.0 points, 90.0 before"),
                ("Xinyue Kiosk", "A → B: Purchase amount 45.0 points, 90.0 before"),
            ],
        )
        lines = self._today(self.manager)["falling"]["lines"]
        self.assertEqual(
            [line["amount"].replace("\xa0", " ") for line in lines], ["$ 18,500.00", "$ 13,500.00"]
        )
        self.assertEqual(len(self._today(self.director)["falling"]["lines"]), 3)
        self.assertNotIn("falling", self._today(self.salesperson))

    def _judge_by_marks(self, *marks):
        """Verdicts of the last quarters by marks up to 10: half, 30 % and 20 % of the score."""
        indicators = [
            self._create_indicator(code, name=code.title(), mark_max=10)
            for code in ("warmth", "shelf", "trust")
        ]
        scorecard = self._create_scorecard(
            lines=[
                self._line(indicator, weight=weight, target=10)
                for indicator, weight in zip(indicators, (50, 30, 20), strict=True)
            ],
            thresholds=(80, 40, 0),
        )
        for day, given in zip(("2023-12-31", "2024-03-31")[-len(marks) :], marks, strict=True):
            for indicator, mark in zip(indicators, given, strict=True):
                if mark is not None:
                    self._assess(indicator, self.customer, mark, day)
            run = self._confirm_run(scorecard, day)
        return run

    def test_a_fall_names_what_lost_most_of_its_points(self):
        """Warmth lacks most points, 25 of 50, and lost 5; the shelf lost 9, though of 30."""
        self._judge_by_marks((6, 10, 10), (5, 7, 10))
        self.assertEqual(
            self._lines(self.manager, "falling"),
            [("Ganyu", "A → B: Shelf 21.0 points, 30.0 before")],
        )

    def test_what_became_unknown_is_no_loss(self):
        self._judge_by_marks((9, 10, 5), (8, None, 2))
        self.assertEqual(
            self._lines(self.manager, "falling"),
            [("Ganyu", "A → B: Trust 4.0 points, 10.0 before")],
        )

    def test_where_nothing_lost_points_the_largest_lack_is_named(self):
        """As the grade was set by hand before."""
        self.customer.with_company(self.company).sudo().keqing_grade_id = self.grade_a
        self._judge_by_marks((7, 9, 5))
        self.assertEqual(
            self._lines(self.manager, "falling"),
            [("Ganyu", "A → B: Warmth 35.0 of 50.0 points")],
        )

    def test_proposals_by_grade_and_amount_each_customer_once(self):
        """9,000 of a C weigh 9,000; 8,000 of an A, which is better than two, weigh 24,000."""
        strategy = self._create_strategy(self.scorecard)
        other = self._create_strategy(self.scorecard, name="Fallen: visit", summary="Visit them")
        inn, kiosk = (self._create_customer(name) for name in ("Wangshu Inn", "Xinyue Kiosk"))
        self._fall({inn: 100, kiosk: 4_500})
        self.assertEqual(strategy.scorecard_id, other.scorecard_id)
        proposals = self.env["keqing.strategy.proposal"].search([])
        self.assertEqual(len(proposals), 4)
        # an inn at C that bought 9,100 in the year, a kiosk at B that bought 13,500
        self._create_invoice(inn, 15_000, "2024-06-01")
        today = self._today(self.manager)["proposals"]
        self.assertEqual(today["count"], 2)
        Today = self.env["keqing.today"].with_user(self.manager)
        opened = Today.with_context(allowed_company_ids=self.company.ids)
        opened = opened.action_view_section("proposals")["domain"]
        self.assertEqual(self.env["keqing.strategy.proposal"].search(opened), proposals)
        self.assertEqual(
            [line["customer"]["name"] for line in today["lines"]], ["Xinyue Kiosk", "Wangshu Inn"]
        )
        proposals.filtered(lambda each: each.partner_id == kiosk).with_user(
            self.manager
        ).action_accept()
        [line] = self._today(self.manager)["proposals"]["lines"]
        self.assertEqual(line["customer"]["name"], "Wangshu Inn")

    def test_runs_wait_until_they_are_reviewed(self):
        self._create_invoice(self.customer, 100, "2024-02-10")
        run = self._compute_run(self.scorecard)
        self.assertEqual(self._lines(self.manager, "runs"), [(False, run.name)])
        run.with_user(self.manager).action_review()
        self.assertEqual(self._lines(self.manager, "runs"), [])
        elsewhere = self._create_user("elsewhere", "manager")
        self.assertEqual(self._lines(elsewhere, "runs"), [])

    def test_held_orders_of_the_territory(self):
        order = self._create_order(1500)
        self._ask_release(order, self.salesperson)
        [line] = self._today(self.manager)["held"]["lines"]
        self.assertEqual(
            (line["action"]["res_id"], line["user"]["name"]), (order.id, "Salesperson")
        )

    def test_who_is_behind(self):
        south = self._create_customer("Elsewhere", keqing_territory_id=self.south.id)
        for day in ("2024-06-13", "2024-06-14", "2024-06-15"):
            self._promise(self.customer, self.salesperson, day)
        self._promise(self.customer, self.manager, "2024-06-01")
        self._promise(south, self.director, "2024-06-01")
        self.assertEqual(self._lines(self.manager, "behind"), [("Salesperson", "2 overdue")])
        [line] = self._today(self.manager)["behind"]["lines"]
        shown = self.env["mail.activity"].search(line["action"]["domain"])
        self.assertEqual(
            shown.mapped("date_deadline"), [Date.to_date("2024-06-13"), Date.to_date("2024-06-14")]
        )

    def test_targets_behind_their_time(self):
        target = self.env["keqing.development.target"].create(
            {
                "territory_id": self.north.id,
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
                "customer_count_planned": 4,
                "company_id": self.company.id,
            }
        )
        [line] = self._today(self.manager)["targets"]["lines"]
        self.assertEqual((line["action"]["res_id"], line["amount"]), (target.id, "0 of 4"))
        for number in range(2):  # half of the year is over
            customer = self._create_customer(f"New {number}")
            self._create_invoice(customer, 10, "2024-02-01")
        self.assertEqual(self._lines(self.manager, "targets"), [])

    def test_what_belongs_to_the_role_is_said_to_be_quiet(self):
        """And nothing of reviews, orders and targets with which the manager has nothing to do."""
        self._create_agreement(self.customer, self.salesperson, "review", "2024-12-31")
        self.assertEqual([*self._today(self.manager)], ["falling", "runs", "behind", "promised"])


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15 03:00:00")
class TestDuties(TodayCommon):
    """Who has one task has it first."""

    def test_controllers_begin_with_releases_the_oldest_first(self):
        old, new = (self._create_order(1500) for __ in range(2))
        first = self._ask_release(old, self.salesperson)
        self._ask_release(new, self.salesperson)
        self._ask_release(self._create_order(5), self.salesperson, state="refused")
        today = self._today(self.controller)
        self.assertEqual([*today], ["releases", "limits", "promised"])
        self._account().write(
            {"temporary_limit": 5, "temporary_until": "2024-12-31", "temporary_reason": "Feast"}
        )
        today = self._today(self.controller)
        self.assertEqual([*today][:3], ["releases", "limits", "temporary"])
        self.assertEqual(
            [line["text"] for line in today["releases"]["lines"]],
            [f"{old.name}: Pays on Friday", f"{new.name}: Pays on Friday"],
        )
        self.assertEqual(today["releases"]["lines"][0]["action"]["res_id"], first.id)
        self.assertNotIn("releases", self._today(self.manager))

    def test_orders_of_another_company_are_not_told_in_this_ones_money(self):
        self.controller.company_ids += self.other_company
        order = self._create_order(1500, company=self.other_company)
        self._ask_release(order, self.salesperson)
        self.assertEqual(self._lines(self.controller, "releases"), [])

    def test_temporary_limits_that_end(self):
        inn = self._create_customer("Wangshu Inn")
        for customer, until in ((self.customer, "2024-06-29"), (inn, "2024-06-30")):
            self._account(customer).write(
                {"temporary_limit": 500, "temporary_until": until, "temporary_reason": "Feast"}
            )
        self.assertEqual(
            self._lines(self.controller, "temporary"), [("Ganyu", "Until Jun 29, 2024")]
        )

    def test_limits_to_decide(self):
        rating = self._create_scorecard(purpose="credit", limit_term_days=30)
        self._create_invoice(self.customer, 9_000, "2024-02-10")
        for grade in self.scale.grade_ids:
            grade.credit_coefficient = 1
        self._confirm_run(rating)
        [(name, text)] = self._lines(self.controller, "limits")
        self.assertEqual(name, "Ganyu")
        self.assertRegex(text, r"From \$ 100,000.00 to \$ 9,000.00")

    def test_legal_reviewers_begin_with_reviews(self):
        legal = self._create_user("legal")
        legal.group_ids += self.env.ref("keqing_customer.group_customer_legal")
        waits = self._create_agreement(self.customer, self.salesperson, "review", "2024-12-31")
        ends = self._create_agreement(self.customer, self.salesperson, "active", "2024-06-20")
        today = self._today(legal)
        self.assertEqual([*today][:2], ["reviews", "renewals"])
        for name, agreement in (("reviews", waits), ("renewals", ends)):
            [line] = today[name]["lines"]
            self.assertEqual(line["action"]["res_id"], agreement.id)
        self.assertNotIn("reviews", self._today(self.manager))
        waits.sudo().reviewer_id = self.manager
        self.assertTrue(self._today(self.manager)["reviews"]["lines"])

    def test_data_officers_begin_with_facts_without_consent(self):
        officer = self._create_user("officer")
        officer.group_ids += self.env.ref("keqing_customer.group_customer_data_officer")
        person = self._create_person(self.customer)
        consent = self.env["keqing.consent"].create({"partner_id": person.id, "purpose": "profile"})
        self.env["keqing.personal.profile"].create({"partner_id": person.id, "gender": "female"})
        today = self._today(officer)
        self.assertEqual([*today][:3], ["unconsented", "withdrawn", "exports"])
        self.assertFalse(today["unconsented"]["lines"] + today["withdrawn"]["lines"])
        consent.action_withdraw()
        today = self._today(officer)
        for name in ("unconsented", "withdrawn"):
            self.assertEqual(
                [each["customer"]["name"] for each in today[name]["lines"]], ["Xiangling"]
            )
        self.assertNotIn("unconsented", self._today(self.admin))

    def test_directors_begin_with_figures(self):
        self.director.group_ids += self.env.ref("account.group_account_readonly")
        inn = self._create_customer("Wangshu Inn")
        self._fall({self.customer: 4_500, inn: 9_500})
        self._create_invoice(inn, 300, "2024-06-15")
        self._create_invoice(inn, 100, "2024-06-01", refund=True)
        self._create_invoice(inn, 150, "2024-05-15")
        self._create_invoice(inn, 999, "2024-05-16")  # a day that this month has not reached
        today = self._today(self.director)
        self.assertEqual([*today][0], "figures")
        figures = {
            line["grade"]["code"] if line.get("grade") else line["text"]: line["amount"].replace(
                "\xa0", " "
            )
            for line in today["figures"]["lines"]
        }
        self.assertEqual(
            {name: figures[name] for name in ("Sales this month", "A", "B")},
            {"Sales this month": "$ 200.00", "A": "1", "B": "1"},
        )
        self.assertEqual(figures["Fallen at the last evaluation"], "1")
        sales = today["figures"]["lines"][0]
        self.assertIn("$ 150.00 (33 %)", sales["note"].replace("\xa0", " "))
        for line in today["figures"]["lines"]:
            if isinstance(line["action"], dict):
                action = line["action"]
                found = self.env[action["res_model"]].with_user(self.director)
                found = found.search(action["domain"])
                with self.subTest(figure=line["text"]):
                    if action["res_model"] == "res.partner":
                        self.assertEqual(str(len(found)), line["amount"])
                    elif action["res_model"] == "account.move":
                        self.assertEqual(sum(found.mapped("amount_untaxed_signed")), 200)

    def test_directors_see_what_all_customers_owe_together(self):
        self._account().sudo().write({"exposure": 900, "overdue": 300})
        self.env.flush_all()
        figures = self._today(self.director)["figures"]["lines"]
        told = {line["text"]: line["amount"].replace("\xa0", " ") for line in figures}
        self.assertEqual((told["Exposure"], told["Overdue"]), ("$ 900.00", "$ 300.00"))
        Account = self.env["keqing.credit.account"].with_user(self.director)
        owed = [line for line in figures if line["text"] in ("Exposure", "Overdue")]
        for line, column in zip(owed, ("exposure", "overdue"), strict=True):
            self.assertEqual(line["action"], "keqing_customer.keqing_credit_account_action")
            self.assertEqual(line["context"], {f"search_default_filter_{column}": 1})
        self.assertEqual(sum(Account.search([]).mapped("exposure")), 900)
        self.assertFalse(Account.has_access("write"))

    def test_what_is_owed_opens_the_accounts_that_it_is_the_sum_of(self):
        inn = self._create_customer("Wangshu Inn")
        for customer, amount, day in (
            (self.customer, 500, "2024-05-01"),
            (inn, 400, "2024-12-01"),
        ):
            invoice = self._create_invoice(customer, amount, "2024-04-01", due=day)
        self._pay(invoice, 100, "2024-06-01")
        self._create_invoice(self._create_customer("Angel's Share"), 50, "2024-06-01", refund=True)
        self.env["keqing.credit.account"]._refresh_customers(self.company)
        lines = {line["text"]: line for line in self._today(self.director)["figures"]["lines"]}
        view = self.env.ref("keqing_customer.keqing_credit_account_view_search")
        arch = etree.fromstring(view.arch)
        filters = {each.get("name"): each.get("domain") for each in arch.iter("filter")}
        for text, amount in (("Exposure", 750), ("Overdue", 500)):
            with self.subTest(text):
                line = lines[text]
                self.assertEqual(line["action"], "keqing_customer.keqing_credit_account_action")
                [name] = (each.removeprefix("search_default_") for each in line["context"])
                self.assertIn(f"{amount}.00", line["amount"])
                found = self.env["keqing.credit.account"].with_user(self.director)
                found = found.search(safe_eval(filters[name]))
                self.assertEqual(sum(found.mapped(text.lower())), amount)

    def test_administrators_begin_with_what_failed(self):
        kind = self.env.ref(FAILED_ACTIVITY)
        self.env["mail.activity"].create(
            {
                "activity_type_id": kind.id,
                "summary": "Open runs",
                "note": "<p>This failed</p>",
                "user_id": self.manager.id,
            }
        )
        today = self._today(self.admin)
        self.assertEqual([*today][:2], ["failures", "setup"])
        [line] = today["failures"]["lines"]
        self.assertEqual((line["text"], line["level"]), ("Open runs: This failed", "now"))

    def test_steps_from_a_policy_to_the_first_grades(self):
        def done():
            steps = self._today(self.admin)["setup"]["lines"]
            return [step["done"] for step in steps]

        self.assertEqual(done(), [True, True, True, True, False])
        self._fall({self.customer: 4_500})
        self.assertEqual(done(), [])
        self.env.user.company_ids += self.other_company
        self.admin.company_ids += self.other_company
        Today = self.env["keqing.today"].with_user(self.admin)
        other = Today.with_context(allowed_company_ids=self.other_company.ids).get_today()
        [steps] = [each for each in other["sections"] if each["name"] == "setup"]
        self.assertEqual(
            [step["done"] for step in steps["lines"]], [False, True, True, True, False]
        )
        self.assertEqual(steps["count"], 2)


@tagged("post_install", "-at_install")
class TestFinding(TodayCommon):
    """A customer by whatever the caller says."""

    def _find(self, text, user=None):
        self.env.flush_all()
        return (
            self.env["keqing.today"].with_user(user or self.salesperson).action_find_customer(text)
        )

    def test_one_is_opened_and_several_are_listed(self):
        self.customer.phone = "0851-8500 1163"
        other = self._create_customer("Ganyu's Kiosk")
        person = self._create_person(other)
        person.phone = "138 0000 1561"
        for text, customer in (
            ("85001163", self.customer),
            ("+86 138 0000 1561", other),
            (" kiosk ", other),
        ):
            with self.subTest(text):
                action = self._find(text)
                self.assertEqual(action["res_id"], customer.id)
                self.assertEqual([mode for __, mode in action["views"]], ["form"])
        action = self._find("ganyu")
        self.assertNotIn("res_id", action)
        self.assertEqual(action["views"][0][1], "list")
        self.assertEqual(self.env["res.partner"].search(action["domain"]), self.customer + other)

    def test_nobody(self):
        self.env["res.partner"].create({"name": "No customer of ours", "phone": "0851 5555 7777"})
        for text in ("Nobody at all", "085155557777"):
            with self.subTest(text), self.assertRaisesRegex(UserError, text):
                self._find(text)
        with self.assertRaises(AccessError):
            self._find("ganyu", self._create_user("employee"))


@tagged("post_install", "-at_install")
class TestMenus(TodayCommon):
    """At most seven heads, the first of which is Today; none of them is empty."""

    def _heads(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_web_menus(False)
        root = menus[self.env.ref("keqing_customer.menu_root").id]
        heads = [menus[child] for child in root["children"]]
        own = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.menu"), ("module", "=", "keqing_customer")]
        )
        today = self.env.ref("keqing_customer.keqing_today_action")
        self.assertEqual((root["actionModel"], root["actionID"]), (today.type, today.id))
        self.assertLessEqual(len(heads), 7)  # also with those of other modules
        for head in heads:
            self.assertTrue(head["actionID"] or head["children"], head["name"])
        return [head["name"] for head in heads if head["id"] in own.mapped("res_id")]

    def test_heads_of_each_role(self):
        common = ["Today", "Customers", "Trade", "Evaluation", "Reports & Configuration"]
        for user in (
            self.salesperson,
            self.manager,
            self.director,
            self.admin,
            self.controller,
            self.everybody,
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._heads(user), common)

    def test_configuration_is_not_for_salespeople(self):
        seen = self.env["ir.ui.menu"].with_user(self.salesperson)._visible_menu_ids()
        for name in ("configuration", "people", "card", "privacy", "credit_proposal"):
            self.assertNotIn(self.env.ref(f"keqing_customer.menu_{name}").id, seen)

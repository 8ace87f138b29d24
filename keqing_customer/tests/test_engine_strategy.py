# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .test_relationship import RelationshipCommon


class StrategyCommon(RelationshipCommon):
    @classmethod
    def _create_strategy(cls, condition, **values):
        return cls.env["keqing.strategy"].create(
            {
                "name": condition.title(),
                "company_id": cls.company.id,
                "scorecard_id": cls.relationship.id,
                "condition": condition,
                "activity_type_id": cls.env.ref("mail.mail_activity_data_call").id,
                "summary": f"Act on {condition}",
                "note": "<p>Listen first</p>",
                "days": 3,
                **values,
            }
        )

    def _proposals(self, strategy=None, customer=None):
        domain = [("company_id", "=", self.company.id)]
        if strategy:
            domain.append(("strategy_id", "=", strategy.id))
        if customer:
            domain.append(("partner_id", "=", customer.id))
        return self.env["keqing.strategy.proposal"].search(domain)

    def _proposed_to(self, strategy):
        return self._proposals(strategy).partner_id.sorted("id")


@tagged("post_install", "-at_install")
@freeze_time("2024-07-10 03:00:00")
class TestRules(StrategyCommon):
    def _judge_many(self, quarter_end, marks):
        """A confirmed run over several customers.

        :param marks: ``{customer: mark from 0 to 10}``, None for no mark
        """
        for customer, mark in marks.items():
            if mark is not None:
                self._assess(self.warmth, customer, mark, quarter_end)
        return self._confirm_run(self.relationship, quarter_end)

    def test_a_score_below_the_bound(self):
        """49.9 is below 50, 50 is not, and of whom nothing is known nothing is said."""
        strategy = self._create_strategy("below", points=50)
        low, equal, unknown = self._create_customers(3)
        self._judge_many("2024-03-31", {low: 4.99, equal: 5, unknown: None})
        self.assertEqual(self._proposed_to(strategy), low)
        self.assertEqual(
            self._proposals(strategy).reason, "2024 Q1 · How close we are: 49.9 points, below 50.0"
        )

    def test_little_data_says_little(self):
        """Half of the weight known is enough, less is not; nor to compare with."""
        self.relationship.line_ids[0].weight = 49
        self.relationship.line_ids[1].weight = 51
        low = self._create_strategy("below", points=50)
        drops = self._create_strategy("drops", points=1)
        scarce, enough = self._create_customers(2)
        for quarter_end, mark in (("2024-03-31", 3), ("2024-06-30", 1)):
            self._assess(self.warmth, scarce, mark, quarter_end)
            self._assess(self.trust, enough, mark, quarter_end)
            self._confirm_run(self.relationship, quarter_end)
            self.assertEqual(self._proposed_to(low), enough)
        self.assertEqual(self._proposed_to(drops), enough)

    def test_a_drop_since_the_period_before(self):
        strategy = self._create_strategy("drops", points=20)
        falls, slips, rises, new = self._create_customers(4)
        self._judge_many("2024-03-31", {falls: 9, slips: 9, rises: 3, new: None})
        self.assertFalse(self._proposals(strategy), "nothing to compare with")
        self._judge_many("2024-06-30", {falls: 7, slips: 7.1, rises: 9, new: 1})
        self.assertEqual(self._proposed_to(strategy), falls)
        self.assertEqual(
            self._proposals(strategy).reason,
            "2024 Q2 · How close we are: 70.0 points after 90.0",
        )

    def test_a_grade_that_fell(self):
        strategy = self._create_strategy("fell")
        falls, stays, rises = self._create_customers(3)
        self._judge_many("2024-03-31", {falls: 9, stays: 9, rises: 3})
        self._judge_many("2024-06-30", {falls: 5, stays: 6.1, rises: 9})
        self.assertEqual(self._proposed_to(strategy), falls)
        self.assertEqual(self._proposals(strategy).reason, "2024 Q2 · How close we are: B after A")

    def test_a_grade_in_every_period_or_when_it_is_new(self):
        grades = {"grade_ids": [Command.set((self.grade_a + self.grade_b).ids)]}
        always = self._create_strategy("grade", **grades)
        new = self._create_strategy("reached", **grades)
        top, low, climber = self._create_customers(3)
        self._judge_many("2024-03-31", {top: 9, low: 1, climber: 1})
        self.assertEqual(self._proposed_to(always), top)
        self.assertEqual(self._proposed_to(new), top)
        self._judge_many("2024-06-30", {top: 9, low: 1, climber: 5})
        self.assertEqual(self._proposed_to(always), top + climber)
        self.assertEqual(self._proposed_to(new), climber)

    def test_only_some_customer_types(self):
        shop, other = self._create_customers(2)
        other.keqing_customer_type_id = self.seller
        expected = {
            self._create_strategy("below", points=50, customer_type_ids=types.ids): customers
            for types, customers in (
                (self.seller, shop + other),  # and the outlets below
                (self.outlet, shop),
                (self.env["keqing.customer.type"], shop + other),
            )
        }
        self._judge_many("2024-03-31", {shop: 1, other: 1})
        for strategy, customers in expected.items():
            with self.subTest(strategy.customer_type_ids.mapped("name")):
                self.assertEqual(self._proposed_to(strategy), customers)

    def test_simulations_and_archived_strategies_propose_nothing(self):
        self._create_strategy("below", points=50, active=False)
        self._assess(self.warmth, self.customer, 1)
        self._compute_run(self.relationship)
        self.assertFalse(self._proposals())
        self._judge("2023-12-31", (1, 1))
        self.assertFalse(self._proposals())

    def test_what_was_decided_is_told_as_it_was(self):
        """Whose customer it was and what was to be done, whatever changes later."""
        self.env["res.lang"]._activate_lang("zh_CN")
        strategy = self._create_strategy("below", points=50, summary="Call", note="<p>Soon</p>")
        strategy.with_context(lang="zh_CN").summary = "电话"
        self._judge("2024-03-31", (1, 1))
        proposal = self._proposals(strategy)
        self.assertTrue(proposal)
        self.assertIn(proposal, proposal.search([("summary", "ilike", "call")]))
        proposal.partner_id.user_id = self.salesperson
        proposal.with_user(self.manager)._dismiss("Not now")
        territory = proposal.territory_id
        self.assertTrue(territory)
        strategy.write({"summary": "Visit", "note": "<p>Later</p>"})
        strategy.with_context(lang="zh_CN").summary = "拜访"
        proposal.partner_id.write(
            {"user_id": self.manager.id, "keqing_territory_id": self.country.id}
        )
        self.env.invalidate_all()
        self.assertEqual(proposal.user_id, self.salesperson)
        self.assertEqual(proposal.territory_id, territory)
        self.assertEqual((proposal.summary, str(proposal.note)), ("Call", "<p>Soon</p>"))
        self.assertEqual(proposal.with_context(lang="zh_CN").summary, "电话")
        self.assertIn(proposal, proposal.search([("summary", "ilike", "call")]))
        self.assertNotIn(proposal, proposal.search([("summary", "ilike", "visit")]))
        mine = [("user_id", "=", self.salesperson.id)]
        self.assertIn(proposal, proposal.search(mine))
        self.assertNotIn(proposal, proposal.search([("user_id", "=", self.manager.id)]))
        self.assertNotIn(proposal, proposal.search([("territory_id", "=", self.country.id)]))

    def test_most_at_stake_comes_first(self):
        """By the purchases that whoever looks may see."""
        strategy = self._create_strategy("below", points=50)
        few, none, many = self._create_customers(3)
        for customer, amount in ((few, 10), (many, 900)):
            self._create_invoice(customer, amount, "2024-02-01")
        self.env["keqing.customer.figure"]._refresh_customers(self.company)
        self._judge_many("2024-03-31", dict.fromkeys(few + none + many, 1))
        proposals = self._proposals(strategy).with_user(self.manager)
        proposals = proposals.search([("id", "in", proposals.ids)], order="purchases desc")
        self.assertEqual((proposals & self._proposals(strategy, many)), proposals[0])
        ranked = proposals.filtered("purchases")
        self.assertEqual(ranked.mapped("purchases"), [900, 10])

    def test_lists_of_what_was_decided_are_read_at_once(self):
        strategy = self._create_strategy("below", points=50)
        self._judge_many("2024-03-31", dict.fromkeys(self._create_customers(3), 1))
        proposals = self._proposals(strategy)
        self.assertEqual(len(proposals), 3)
        proposals.with_user(self.manager)._dismiss("Not now")
        names = ["summary", "note", "activity_type_id", "user_id", "territory_id"]

        def count(shown):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            shown.read(names)
            return self.env.cr.sql_log_count - before

        count(proposals)
        self.assertEqual(count(proposals), count(proposals[:1]))

    def test_twice_is_once(self):
        strategy = self._create_strategy("below", points=50)
        self._judge("2024-03-31", (1, 1))
        proposal = self._proposals(strategy)
        self.assertEqual(len(proposal), 1)
        for __ in range(2):
            self.env["keqing.strategy.proposal"].with_user(self.manager).action_propose()
        self.assertEqual(self._proposals(strategy), proposal)
        proposal.with_user(self.manager)._dismiss("We know")
        self.env["keqing.strategy.proposal"].with_user(self.manager).action_propose()
        self.assertRecordValues(self._proposals(strategy), [{"state": "dismissed"}])

    def test_a_new_strategy_looks_at_the_latest_run(self):
        self._judge("2023-12-31", (9, 9))
        self._judge("2024-03-31", (1, 1))
        strategy = self._create_strategy("below", points=50)
        self.env["keqing.strategy.proposal"].with_user(self.manager).action_propose()
        self.assertEqual(self._proposals(strategy).evaluation_id.run_id.period_name, "2024 Q1")

    def test_what_waits_makes_way_for_the_next_verdict(self):
        strategy = self._create_strategy("below", points=50)
        self._judge("2024-03-31", (1, 1))
        self._judge("2024-06-30", (2, 2))
        waiting = self._proposals(strategy)
        self.assertEqual(waiting.evaluation_id.run_id.period_name, "2024 Q2")

    def test_what_was_decided_stays_when_the_next_verdict_comes(self):
        strategy = self._create_strategy("below", points=50)
        self._judge("2024-03-31", (1, 1))
        self._proposals(strategy).with_user(self.manager)._dismiss("We know")
        self._judge("2024-06-30", (2, 2))
        states = self._proposals(strategy).sorted("id").mapped("state")
        self.assertEqual(states, ["dismissed", "proposed"])

    def test_a_corrected_verdict_takes_its_proposal_along(self):
        strategy = self._create_strategy("grade", grade_ids=self.grade_c.ids)
        run = self._judge("2024-03-31", (1, 1))
        self.assertTrue(self._proposals(strategy))
        verdict = self._evaluation(run, self.customer)
        verdict.with_user(self.manager)._override(self.grade_a, "They made peace")
        self.assertFalse(self._proposals(strategy))

    def test_statements_do_not_grow_with_customers(self):
        self._create_strategy("below", points=50)
        self._judge("2024-03-31", (1, 1))

        def count():
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.relationship._propose_actions()
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(), 1)
        for customer in self._create_customers(9):
            self._assess(self.warmth, customer, 1, "2024-06-30")
        run = self._compute_run(self.relationship, "2024-06-30")
        run.sudo().state = "confirmed"
        self.assertEqual(count(), 1)
        self.assertEqual(len(self._proposals()), 9)

    def test_a_list_costs_the_same_however_long(self):
        self._create_strategy("below", points=50)
        for customer in self._create_customers(12):
            self._assess(self.warmth, customer, 1)
            self._assess(self.trust, customer, 1)
        self._confirm_run(self.relationship)
        Proposal = self.env["keqing.strategy.proposal"].with_user(self.manager)
        columns = dict.fromkeys(("partner_id", "summary", "reason", "user_id", "territory_id"), {})

        def count(limit):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answer = Proposal.web_search_read([], columns, limit=limit)
            self.assertEqual(len(answer["records"]), limit)
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(12), count(2))

    def test_rules_without_sense(self):
        stars = self.env["keqing.grade.scale"].create(
            {"name": "Stars", "grade_ids": [Command.create({"code": "1", "name": "One"})]}
        )
        for values, words in (
            ({"condition": "below", "points": 0}, "scores go from 0 to 100"),
            ({"condition": "drops", "points": 101}, "“Points” cannot be 101"),
            ({"condition": "grade"}, "choose the grades"),
            (
                {"condition": "reached", "grade_ids": stars.grade_ids.ids},
                "grade One is not on the scale",
            ),
        ):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, words):
                self._create_strategy(**values)
        foreign = self._create_scorecard(company_id=self.other_company.id, user_id=False)
        with self.assertRaises(UserError):
            self._create_strategy("below", points=50, scorecard_id=foreign.id)


@tagged("post_install", "-at_install")
@freeze_time("2024-07-10 03:00:00")
class TestDecisions(StrategyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strategy = cls._create_strategy("below", points=50)
        cls.south_customer = cls._create_customer("Far away", keqing_territory_id=cls.south.id)
        cls.customer.user_id = cls.salesperson
        cls.north_customer = cls._create_customer("North", keqing_territory_id=cls.north.id)
        for customer in (cls.customer, cls.north_customer, cls.south_customer):
            cls._assess(cls.warmth, customer, 1)
        cls._confirm_run(cls.relationship)

    def _open(self, user, customer):
        return self._proposals(customer=customer).with_user(user)

    def test_accepted_ones_become_activities(self):
        """Of the owner, or of the manager where there is none; due in three days."""
        proposals = self._open(self.manager, self.customer) + self._open(
            self.manager, self.north_customer
        )
        proposals.action_accept()
        for customer, owner in (
            (self.customer, self.salesperson),
            (self.north_customer, self.manager),
        ):
            self.assertRecordValues(
                customer.activity_ids,
                [
                    {
                        "user_id": owner.id,
                        "summary": "Act on below",
                        "date_deadline": Date.to_date("2024-07-13"),
                        "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                    }
                ],
            )
        self.assertEqual(proposals.mapped("state"), ["accepted", "accepted"])
        self.assertEqual(proposals.decided_by_id, self.manager)
        self.assertEqual(
            proposals.sudo().activity_id,
            self.customer.activity_ids + self.north_customer.activity_ids,
        )

    def test_in_the_language_of_whose_it_is(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.strategy.with_context(lang="zh_CN").summary = "回访"
        self.salesperson.lang = "zh_CN"
        self._open(self.manager, self.customer).action_accept()
        self.assertEqual(self.customer.activity_ids.summary, "回访")

    def test_accepting_twice_plans_once(self):
        proposal = self._open(self.manager, self.customer)
        proposal.action_accept()
        with self.assertRaisesRegex(UserError, "decided already"):
            proposal.action_accept()
        (proposal + self._open(self.manager, self.north_customer)).action_accept()
        self.assertEqual(len(self.customer.activity_ids), 1)
        self.assertEqual(len(self.north_customer.activity_ids), 1)

    def test_dismissing_takes_a_reason(self):
        proposal = self._open(self.manager, self.customer)
        with self.assertRaisesRegex(UserError, "Say why not"):
            proposal._dismiss("  ")
        Dismissal = self.env["keqing.strategy.dismissal"].with_user(self.manager)
        context = proposal.action_dismiss()["context"]
        Dismissal.with_context(**context).create({"reason": "Was there today"}).action_apply()
        self.assertRecordValues(
            proposal,
            [
                {
                    "state": "dismissed",
                    "dismiss_reason": "Was there today",
                    "decided_by_id": self.manager.id,
                }
            ],
        )
        self.assertFalse(self.customer.activity_ids)

    def test_who_sees_what(self):
        everybody = self.customer + self.north_customer + self.south_customer
        for user, seen in (
            (self.salesperson, self.customer),
            (self.manager, self.customer + self.north_customer),
            (self.director, everybody),
            (self.admin, everybody),
        ):
            with self.subTest(user.login):
                Proposal = self.env["keqing.strategy.proposal"].with_user(user)
                found = Proposal.search([("company_id", "=", self.company.id)])
                self.assertEqual(found.partner_id.with_env(self.env), seen)

    def test_who_decides(self):
        for user, customer in (
            (self.salesperson, self.customer),
            (self.manager, self.south_customer),
        ):
            proposal = self._open(user, customer)
            for call in (
                proposal.action_accept,
                proposal.action_dismiss,
                lambda proposal=proposal: proposal._dismiss("No"),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
        self._open(self.director, self.south_customer).action_accept()

    def test_nobody_writes_them_by_hand(self):
        for user in (self.manager, self.admin):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._open(user, self.customer).write({"state": "dismissed"})

    def test_who_makes_strategies(self):
        for user in (self.salesperson, self.manager, self.director):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.strategy.with_user(user).write({"points": 10})
        self.strategy.with_user(self.admin).write({"points": 10})
        with self.assertRaises(AccessError):
            self.env["keqing.strategy.proposal"].with_user(self.salesperson).action_propose()

    def test_another_company_sees_nothing(self):
        stranger = self._create_user(
            "stranger",
            "all",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        allowed = {"allowed_company_ids": self.other_company.ids}
        for model in ("keqing.strategy", "keqing.strategy.proposal"):
            with self.subTest(model):
                Model = self.env[model].with_user(stranger).with_context(**allowed)
                self.assertFalse(Model.search([("company_id", "=", self.company.id)]))

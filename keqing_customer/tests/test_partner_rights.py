# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import CustomerCommon

OPERATIONS = ("read", "write", "create", "unlink")
READ = {"user": "r", "manager": "r", "all": "r", "admin": "r"}
POLICY = {"user": "r", "manager": "r", "all": "r", "admin": "rwcu"}
# What each role may do with a model at all; records are another matter
RIGHTS = {
    "keqing.customer.type": POLICY,
    "keqing.territory": POLICY,
    "keqing.grade.scale": POLICY,
    "keqing.grade": POLICY,
    "keqing.indicator": POLICY,
    "keqing.scorecard": POLICY,
    "keqing.scorecard.line": POLICY,
    "keqing.scorecard.segment": POLICY,
    "keqing.scorecard.segment.rule": POLICY,
    "keqing.scorecard.step": POLICY,
    "keqing.scorecard.band": POLICY,
    "keqing.assessment": {"user": "rwc", "manager": "rwc", "all": "rwc", "admin": "rwcu"},
    "keqing.evaluation.run": {"user": "r", "manager": "rwc", "all": "rwc", "admin": "rwcu"},
    "keqing.evaluation": READ,
    "keqing.evaluation.fact": {"user": "", "manager": "", "all": "", "admin": "r"},
    "keqing.evaluation.override": {"user": "", "manager": "rwc", "all": "rwc", "admin": "rwc"},
    "keqing.evaluation.simulation": {"user": "", "manager": "rwc", "all": "rwc", "admin": "rwc"},
    "keqing.strategy": POLICY,
    "keqing.strategy.proposal": READ,
    "keqing.strategy.dismissal": {"user": "", "manager": "rwc", "all": "rwc", "admin": "rwc"},
    "keqing.quick.assessment": dict.fromkeys(("user", "manager", "all", "admin"), "rwcu"),
    "keqing.quick.assessment.line": dict.fromkeys(("user", "manager", "all", "admin"), "rwcu"),
}


class RightsCommon(CustomerCommon):
    """One customer of each kind, judged in a run over all of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls._create_user("plain")
        cls.roles = {
            "user": cls.salesperson,
            "manager": cls.manager,
            "all": cls.director,
            "admin": cls.admin,
        }
        cls.mark = cls._create_indicator("mark", window="period")
        cls.in_harbour = cls._create_customer("Harbour customer")
        cls.in_north = cls._create_customer("North customer", keqing_territory_id=cls.north.id)
        cls.in_south = cls._create_customer("South customer", keqing_territory_id=cls.south.id)
        cls.own = cls._create_customer(
            "Own customer", keqing_territory_id=cls.south.id, user_id=cls.salesperson.id
        )
        cls.foreign = cls._create_customer("Foreign customer", company_id=cls.other_company.id)
        cls.customers = cls.in_harbour + cls.in_north + cls.in_south + cls.own
        for customer in cls.customers:
            cls._assess(cls.mark, customer, 50)
        cls.scorecard = cls._create_scorecard(lines=[cls._line(cls.mark)])
        cls.waiting = cls._compute_run(cls.scorecard)

    def _call(self, user, records, method, *args, **kwargs):
        """Call a public method as a client does, through the check of what is public."""
        model = (
            self.env[records._name]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids)
        )
        return call_kw(model, method, [records.ids, *args], kwargs)

    def _assert_refused(self, user, records, method, *args, **kwargs):
        with self.assertRaises(AccessError):
            self._call(user, records, method, *args, **kwargs)

    def _seen_by(self, user, model, domain=()):
        self.env.flush_all()  # what others changed was another request
        companies = {"allowed_company_ids": user.company_ids.ids}
        records = self.env[model].with_user(user).with_context(**companies).search(list(domain))
        return records.with_env(self.env)

    def _customers_seen_by(self, user):
        ids = (self.customers + self.foreign).ids
        return self._seen_by(user, "res.partner", [("id", "in", ids)])


@tagged("post_install", "-at_install")
class TestModels(RightsCommon):
    def test_rights_of_each_role(self):
        for name, rights in RIGHTS.items():
            for role, letters in rights.items():
                model = self.env[name].with_user(self.roles[role])
                for operation in OPERATIONS:
                    letter = "c" if operation == "create" else operation[0]
                    with self.subTest(model=name, role=role, operation=operation):
                        self.assertEqual(model.has_access(operation), letter in letters)

    def test_an_ordinary_employee_sees_no_model_of_ours(self):
        for name in RIGHTS:
            with self.subTest(name):
                self.assertFalse(self.env[name].with_user(self.plain).has_access("read"))


@tagged("post_install", "-at_install")
class TestCustomers(RightsCommon):
    def test_a_salesperson_sees_own_customers_and_territory(self):
        self.assertEqual(self._customers_seen_by(self.salesperson), self.in_harbour + self.own)

    def test_a_manager_sees_the_territories_below(self):
        self.assertEqual(self._customers_seen_by(self.manager), self.in_harbour + self.in_north)

    def test_a_director_sees_all_of_the_company(self):
        for user in (self.director, self.admin):
            self.assertEqual(self._customers_seen_by(user), self.customers)

    def test_contacts_follow_their_customer(self):
        near, far = self.env["res.partner"].create(
            [
                {"name": "Buyer", "parent_id": customer.id}
                for customer in (self.in_harbour, self.in_south)
            ]
        )
        seen = self._seen_by(self.salesperson, "res.partner", [("id", "in", (near + far).ids)])
        self.assertEqual(seen, near)

    def test_who_is_no_customer_is_seen_by_all(self):
        supplier = self.env["res.partner"].create({"name": "Dawn Winery", "is_company": True})
        for user in (*self.roles.values(), self.plain):
            self.assertTrue(self._seen_by(user, "res.partner", [("id", "=", supplier.id)]))

    def test_an_ordinary_employee_is_not_restricted(self):
        self.plain.group_ids += self.env.ref("base.group_partner_manager")
        self.assertEqual(self._customers_seen_by(self.plain), self.customers)
        self._call(self.plain, self.in_south, "write", {"phone": "123"})
        copy = self.env["res.partner"].browse(self._call(self.plain, self.in_south, "copy"))
        self.assertEqual(copy.phone, "123")

    def test_an_ordinary_employee_is_shown_no_field_of_ours(self):
        fields = self._call(self.plain, self.in_south, "fields_get")
        self.assertFalse([name for name in fields if name.startswith("keqing_")])
        self._assert_refused(self.plain, self.in_south, "read", ["keqing_grade_id"])

    def test_hidden_customers_cannot_be_read_written_or_counted(self):
        hidden = self.in_south
        self._assert_refused(self.salesperson, hidden, "read", ["name"])
        self._assert_refused(self.salesperson, hidden, "write", {"phone": "123"})
        self.waiting.action_confirm()
        self._assert_refused(self.salesperson, hidden, "get_keqing_explanation")
        self.assertTrue(self._call(self.salesperson, self.own, "get_keqing_explanation"))
        groups = (
            self.env["res.partner"]
            .with_user(self.salesperson)
            ._read_group([("id", "in", self.customers.ids)], [], ["__count"])
        )
        self.assertEqual(groups, [(2,)])

    def test_a_new_member_sees_at_once_and_a_former_one_no_more(self):
        self.south.member_ids = self.salesperson
        self.assertIn(self.in_south, self._customers_seen_by(self.salesperson))
        self.south.member_ids = False
        self.assertNotIn(self.in_south, self._customers_seen_by(self.salesperson))

    def test_a_new_manager_above_sees_at_once_and_a_former_one_no_more(self):
        for manager, seen in (
            (self.manager, self.customers),
            (self.director, self.in_harbour + self.in_north),
        ):
            self.env.invalidate_all()  # what is cached must make no difference
            self.country.manager_id = manager
            self.assertEqual(self._customers_seen_by(self.manager), seen)

    def test_a_territory_that_moves_takes_its_readers_along(self):
        pier = self._create_territory("Pier", parent_id=self.harbour.id)
        self.in_south.keqing_territory_id = pier
        for parent, seen in (
            (self.south, self.in_north),
            (self.north, self.in_harbour + self.in_north + self.in_south),
        ):
            self.env.flush_all()
            self.env.invalidate_all()
            self.harbour.parent_id = parent
            self.assertEqual(self._customers_seen_by(self.manager), seen)

    def test_a_customer_that_moves_is_seen_by_others(self):
        self.in_harbour.keqing_territory_id = self.south
        self.assertNotIn(self.in_harbour, self._customers_seen_by(self.salesperson))

    def test_nobody_writes_grades_by_hand_but_an_administrator(self):
        for role in ("user", "manager", "all"):
            for values in ({"keqing_grade_id": self.grade_a.id}, {"keqing_grade_trend": "up"}):
                with self.subTest(role=role, values=values):
                    self._assert_refused(self.roles[role], self.in_harbour, "write", values)
        self.admin.group_ids += self.env.ref("base.group_partner_manager")
        self._call(self.admin, self.in_harbour, "write", {"keqing_grade_id": self.grade_a.id})
        self.assertEqual(self.in_harbour.keqing_grade_id, self.grade_a)

    def test_the_service_standard_is_that_of_the_customer_in_the_company(self):
        """Whoever asks, in however many queries it takes for one."""
        customer = self.in_south
        contact = self.env["res.partner"].create({"name": "Zhongli", "parent_id": customer.id})
        customer.keqing_grade_id = self.grade_a
        customer.with_company(self.other_company).keqing_grade_id = self.grade_b
        partners = (contact + customer + self.own).with_user(self.salesperson)
        with self.assertQueryCount(4):
            standards = partners._get_keqing_standards(self.other_company)
            self.assertEqual(
                [standards[each].code for each in partners], [self.grade_b.code] * 2 + [False]
            )
        self.assertEqual(partners._get_keqing_standards(self.company)[contact], self.grade_a)

    def test_a_copy_has_no_grade(self):
        self.in_harbour.keqing_grade_id = self.grade_a
        for user in (self.salesperson, self.admin):
            user.group_ids += self.env.ref("base.group_partner_manager")
            with self.subTest(user.login):
                copy = self.in_harbour.with_user(user).copy({"user_id": user.id})
                self.assertFalse(copy.keqing_grade_id)


@tagged("post_install", "-at_install")
class TestEvaluations(RightsCommon):
    def _verdicts_seen_by(self, user):
        seen = self._seen_by(user, "keqing.evaluation", [("run_id", "=", self.waiting.id)])
        return seen.partner_id.sorted("id")

    def test_a_salesperson_sees_confirmed_verdicts_on_own_customers(self):
        self.assertFalse(self._verdicts_seen_by(self.salesperson))
        self.waiting.action_confirm()
        self.assertEqual(self._verdicts_seen_by(self.salesperson), self.in_harbour + self.own)

    def test_a_manager_sees_waiting_verdicts_of_the_territories_below(self):
        self.assertEqual(self._verdicts_seen_by(self.manager), self.in_harbour + self.in_north)

    def test_a_director_sees_all(self):
        self.assertEqual(self._verdicts_seen_by(self.director), self.customers)

    def test_another_company_sees_nothing(self):
        stranger = self._create_user("stranger", "admin", company_id=self.other_company.id)
        for name in ("keqing.evaluation", "keqing.evaluation.run", "keqing.scorecard"):
            with self.subTest(name):
                self.assertFalse(self._seen_by(stranger, name))
        self.assertEqual(self._customers_seen_by(stranger), self.customers + self.foreign)

    def test_counts_are_of_what_one_may_see(self):
        run = self.waiting.with_user(self.manager)
        self.assertEqual((run.new_count, sum(run.matrix["rows"][0]["cells"])), (2, 2))
        self.assertEqual(self.waiting.with_user(self.director).new_count, 4)

    def test_an_explanation_needs_the_right_to_read(self):
        evaluation = self._evaluation(self.waiting, self.in_south)
        self._assert_refused(self.manager, evaluation, "get_explanation")
        self.assertTrue(self._call(self.director, evaluation, "get_explanation"))

    def test_nobody_makes_changes_or_deletes_a_verdict(self):
        evaluation = self._evaluation(self.waiting, self.in_harbour)
        for confirmed in (False, True):
            if confirmed:
                self.waiting.action_confirm()
            for role, user in self.roles.items():
                with self.subTest(role=role, confirmed=confirmed):
                    self._assert_refused(user, evaluation, "write", {"grade_id": self.grade_a.id})
                    self._assert_refused(user, evaluation, "unlink")
                    self._assert_refused(
                        user, self.waiting, "write", {"evaluation_ids": [Command.clear()]}
                    )
                    with self.assertRaises(AccessError):
                        evaluation.with_user(user).create(
                            {
                                "run_id": self.waiting.id,
                                "scorecard_id": self.scorecard.id,
                                "company_id": self.company.id,
                                "partner_id": self.foreign.id,
                                "date_from": self.waiting.date_from,
                                "date_to": self.waiting.date_to,
                            }
                        )
        self.assertEqual(evaluation.grade_id, self.grade_b)

    def test_who_may_override(self):
        evaluation = self._evaluation(self.waiting, self.in_harbour)
        self.waiting.action_confirm()
        self._assert_refused(self.salesperson, evaluation, "action_override")
        for user in (self.manager, self.director):
            self.assertTrue(self._call(user, evaluation, "action_override"))
        with self.assertRaises(AccessError):
            evaluation.with_user(self.salesperson)._override(self.grade_a, "A friend of mine")
        self._assert_refused(self.admin, evaluation, "_override", self.grade_a.id, "In secret")

    def test_a_manager_overrides_nobody_outside_the_territories(self):
        evaluations = self._evaluation(self.waiting, self.in_harbour)
        evaluations += self._evaluation(self.waiting, self.in_south)
        self._assert_refused(self.manager, evaluations, "action_override")
        with self.assertRaises(AccessError):
            evaluations.with_user(self.manager)._override(self.grade_a, "A friend of mine")
        with self.assertRaises(AccessError):
            self.env["keqing.evaluation.override"].with_user(self.manager).create(
                {
                    "evaluation_ids": [Command.set(evaluations.ids)],
                    "grade_id": self.grade_a.id,
                    "reason": "A friend of mine",
                }
            )
        self.assertEqual(evaluations.grade_id, self.grade_b)


@tagged("post_install", "-at_install")
class TestRuns(RightsCommon):
    def test_a_manager_confirms_only_runs_of_the_own_territories(self):
        with self.assertRaisesRegex(AccessError, "2 customers of .* outside your territories"):
            self._call(self.manager, self.waiting, "action_confirm")
        self.assertEqual(self.waiting.state, "computed")
        northern = self._create_scorecard(
            lines=[self._line(self.mark)], territory_ids=[Command.link(self.north.id)]
        )
        run = self._compute_run(northern)
        self._call(self.manager, run, "action_confirm")
        self.assertEqual(run.state, "confirmed")

    def test_a_manager_throws_away_only_what_lies_in_the_own_territories(self):
        for method in ("action_recompute", "action_cancel"):
            with self.assertRaisesRegex(AccessError, "outside your territories"):
                self._call(self.manager, self.waiting, method)
        self.assertEqual(self.waiting.state, "computed")
        self._call(self.director, self.waiting, "action_recompute")
        self._call(self.director, self.waiting, "action_cancel")
        self.assertEqual(self.waiting.state, "cancelled")

    def test_a_director_confirms_all(self):
        self._call(self.director, self.waiting, "action_confirm")
        self.assertEqual(self.waiting.state, "confirmed")

    def test_a_salesperson_runs_nothing(self):
        draft = self._create_run(self.scorecard, "2024-06-30")
        for run, method in (
            (draft, "action_compute"),
            (self.waiting, "action_confirm"),
            (self.waiting, "action_recompute"),
            (self.waiting, "action_cancel"),
        ):
            with self.subTest(method):
                self._assert_refused(self.salesperson, run, method)
        with self.assertRaises(AccessError):
            self.env["keqing.evaluation.simulation"].with_user(self.salesperson).create(
                {"run_id": self.waiting.id}
            )
        self.assertEqual((draft.state, self.waiting.state), ("draft", "computed"))

    def test_an_ordinary_employee_runs_nothing(self):
        for method in ("action_confirm", "action_cancel", "action_simulate", "read"):
            with self.subTest(method):
                self._assert_refused(self.plain, self.waiting, method)

    def test_a_manager_opens_and_computes_a_run_over_everybody(self):
        run = (
            self.env["keqing.evaluation.run"]
            .with_user(self.manager)
            .create(
                {
                    "scorecard_id": self.scorecard.id,
                    "date_from": "2024-04-01",
                    "date_to": "2024-06-30",
                }
            )
        )
        self._call(self.manager, run, "action_compute")
        self.assertEqual(run.total_count, 4)
        self.assertEqual(len(run.sudo().evaluation_ids), 4)

    def test_what_the_engine_writes_nobody_writes_by_hand(self):
        values = {
            "state": "confirmed",
            "definition": {},
            "boundaries": [],
            "total_count": 1,
            "done_count": 1,
            "is_measured": True,
            "is_simulation": True,
            "confirmed_by_id": self.manager.id,
            "confirmed_on": "2024-04-01 00:00:00",
        }
        for role in ("manager", "all", "admin"):
            user = self.roles[role]
            for field, value in values.items():
                with self.subTest(role=role, field=field):
                    self._assert_refused(user, self.waiting, "write", {field: value})
                    with self.assertRaises(AccessError):
                        self.waiting.with_user(user).create(
                            {"scorecard_id": self._create_scorecard().id, field: value}
                        )
                    Run = self.waiting.with_user(user).browse()
                    by_default, plain = (
                        each.create({"scorecard_id": self._create_scorecard().id}).sudo()
                        for each in (Run.with_context(**{f"default_{field}": value}), Run)
                    )
                    self.assertEqual(by_default[field], plain[field])

    def test_only_an_administrator_deletes_a_run(self):
        self._assert_refused(self.director, self.waiting, "unlink")
        self._call(self.admin, self.waiting, "unlink")
        self.assertFalse(self.waiting.exists())

    def test_the_steps_of_the_engine_are_not_public(self):
        for method in ("_compute_step", "_judge_batch", "_finish", "_reset", "_confirm"):
            with self.subTest(method):
                self._assert_refused(self.admin, self.waiting, method)


@tagged("post_install", "-at_install")
class TestAssessments(RightsCommon):
    def _assess_as(self, user, customer, **values):
        return (
            self.env["keqing.assessment"]
            .with_user(user)
            .create({"indicator_id": self.mark.id, "partner_id": customer.id, "value": 7, **values})
        )

    def test_one_assesses_the_customers_one_sees(self):
        assessment = self._assess_as(self.salesperson, self.in_harbour)
        self.assertEqual(assessment.user_id, self.salesperson)
        with self.assertRaises(AccessError):
            self._assess_as(self.salesperson, self.in_south)

    def test_nobody_signs_for_somebody_else(self):
        with self.assertRaises(AccessError):
            self._assess_as(self.salesperson, self.in_harbour, user_id=self.manager.id)

    def test_one_corrects_only_ones_own(self):
        theirs = self._assess_as(self.manager, self.in_harbour)
        self._assert_refused(self.salesperson, theirs, "write", {"value": 1})
        self._call(self.manager, theirs, "write", {"value": 8})

    def test_one_reads_those_of_the_customers_one_sees(self):
        seen = self._seen_by(self.salesperson, "keqing.assessment").partner_id
        self.assertEqual(seen.sorted("id"), self.in_harbour + self.own)

    def test_an_assessment_does_not_move_to_a_customer_of_others(self):
        own = self._assess_as(self.salesperson, self.in_harbour)
        self._assert_refused(self.salesperson, own, "write", {"partner_id": self.in_south.id})

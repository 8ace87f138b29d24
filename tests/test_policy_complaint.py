# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""The clauses of the policies on complaints: S0-24, 25, 31, 32, S1-18, 37, S2-24, 25, 29, 36, 37,
S3-16, 24, 25, S4-07, 22. Which type it is, who handles it, and by when."""

from odoo import Command
from odoo.fields import Datetime
from odoo.tests import freeze_time, tagged

from .policy import PolicyCommon

HOURS = ((8, 12), (13, 17))
GENERAL = {"quality", "damage", "shortage", "late", "price", "service"}


class ComplaintClauses:
    """A customer of the pack, whose company works five days from eight to five in UTC.

    It is Friday, 12 April 2024, four in the afternoon: one hour of work is left that day, and the
    next eight are those of Monday.
    """

    kind = None
    departments = ("service",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {
                "name": "Eight to five",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": f"{day} {start}",
                                "dayofweek": str(day),
                                "hour_from": start,
                                "hour_to": end,
                                "day_period": "morning" if start == 8 else "afternoon",
                            }
                        )
                        for day in range(5)
                        for start, end in HOURS
                    ),
                ],
            }
        )
        cls.customer = cls._create_customer(kind=cls.kind, user_id=cls.salesperson.id)
        cls.teams = cls.env["keqing.complaint.team"].search([("company_id", "=", cls.company.id)])
        cls.service = cls.teams.filtered(lambda team: team.department == "service")
        cls.service.member_ids = cls.manager
        cls.kinds = cls._by_code("keqing.complaint.type")
        cls.causes = cls._by_code("keqing.complaint.cause")

    def _grade(self, name):
        return self.env.ref(f"keqing_customer.grade_{name}")

    def _complain(self, code, grade=None, customer=None, **values):
        customer = customer or self.customer
        if grade:
            customer.with_company(self.company).keqing_grade_id = grade
        return self.env["keqing.complaint"].create(
            {
                "partner_id": customer.id,
                "description": "Something is wrong.",
                "type_id": self.kinds[code].id,
                **values,
            }
        )

    def _deadlines(self, complaint):
        """When it is acknowledged, answered by a proposal and put right."""
        by_kind = {clock.kind: clock.deadline for clock in complaint.clock_ids}
        return [
            Datetime.to_string(by_kind[kind])[5:16]
            for kind in ("acknowledge", "propose", "resolve")
        ]

    def _answers(self, code):
        """What is said to complaints of a type."""
        answers = self.env["keqing.standard.answer"].search([])
        return {answer.code for answer in answers if self.kinds[code] in answer.type_ids}

    def _judge(self, code, days, condition):
        """What the return policy says so many days after the delivery."""
        delivered = Datetime.subtract(Datetime.now(), days=days)
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)])[:1]
        outside = self.env.ref("stock.stock_location_customers")
        move = self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom_qty": 1,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": outside.id,
                "partner_id": self.customer.id,
                "company_id": self.company.id,
            }
        )
        move._action_confirm()
        move.quantity = 1
        move.picked = True
        move._action_done()
        move.date = delivered
        line = Command.create(
            {
                "product_id": self.product.id,
                "quantity": 1,
                "move_id": move.id,
                "condition": condition,
            }
        )
        complaint = self._complain(code, line_ids=[line])
        policy = self.env["keqing.return.policy"]._find_for(complaint.line_ids)
        return policy._judge(complaint.line_ids)[0]

    def test_it_goes_as_it_came(self):
        """Loaded again nothing is doubled; taken back nothing of it stays."""
        Policy = self.env["keqing.policy"]
        created, __ = Policy._load(self.pack, self.company)
        self.assertFalse(created)
        self.service.member_ids = False
        self.customer.unlink()
        Policy._remove(self.pack, self.company)
        self.assertFalse(self.teams.exists())
        for model in ("keqing.sla.policy", "keqing.return.policy"):
            self.assertFalse(self.env[model].search([("company_id", "=", self.company.id)]))

    def test_departments_that_are_asked(self):
        self.assertEqual(tuple(self.teams.mapped("department")), self.departments)

    def test_whatever_it_is_somebody_handles_it(self):
        """The service takes it, whoever of it sees the customer; teams that are asked do not."""
        for code, kind in self.kinds.items():
            if kind.team_id:
                continue
            with self.subTest(code=code):
                complaint = self._complain(code)
                self.assertEqual(
                    (complaint.team_id, complaint.user_id), (self.service, self.manager)
                )

    def test_whatever_it_is_has_its_answer(self):
        """But a suggestion and what is unsafe, which somebody thinks about."""
        lacking = {code for code in self.kinds if not self._answers(code)}
        self.assertFalse(lacking & GENERAL)
        self.assertFalse(lacking & self.own_types)

    def test_suggestions_have_time(self):
        complaint = self._complain("suggestion")
        self.assertEqual(self._deadlines(complaint), ["04-15 16:00", "04-19 16:00", "05-10 16:00"])


@tagged("post_install", "-at_install")
@freeze_time("2024-04-12 16:00:00")
class TestPolicyComplaintLiquor(ComplaintClauses, PolicyCommon):
    pack = "liquor"
    kind = "hotel"
    departments = ("service", "quality", "logistics")
    own_types = {"counterfeit", "diverted"}

    def test_s0_31_a_person_and_a_time(self):
        """In four hours of work, 24 and 80; for A in 2, 8 and 40."""
        usual = self._complain("damage", self._grade("c"))
        self.assertEqual(self._deadlines(usual), ["04-15 11:00", "04-17 16:00", "04-26 16:00"])
        important = self._complain("damage", self._grade("a"))
        self.assertEqual(self._deadlines(important), ["04-15 09:00", "04-15 16:00", "04-19 16:00"])
        self.assertEqual((usual.priority, important.priority), ("1", "2"))

    def test_s0_24_doubts_of_genuineness_are_critical(self):
        complaint = self._complain("counterfeit", self._grade("c"))
        self.assertEqual(complaint.severity, "2")
        self.assertEqual(self._deadlines(complaint), ["04-12 17:00", "04-15 16:00", "04-17 16:00"])

    def test_s0_25_faulty_goods_are_taken_back(self):
        self.assertEqual(self._judge("quality", 30, "opened"), "within")
        self.assertEqual(self._judge("quality", 31, "opened"), "beyond")
        self.assertEqual(self._judge("price", 7, "unopened"), "within")
        self.assertEqual(self._judge("price", 7, "opened"), "beyond")

    def test_s0_32_what_is_doubted_is_not_closed_without_a_cause(self):
        complaint = self._complain("counterfeit", user_id=self.manager.id)
        complaint._enter("follow_up")
        self.assertIn("It is not known why it happened.", complaint._why_not_close())
        self.assertNotIn(
            "It is not known why it happened.", self._complain("price")._why_not_close()
        )
        self.assertEqual(self.causes["material_closure"].department, "quality")


@tagged("post_install", "-at_install")
@freeze_time("2024-04-12 16:00:00")
class TestPolicyComplaintTobacco(ComplaintClauses, PolicyCommon):
    pack = "tobacco"
    kind = "retail_grocery"
    departments = ("service", "sales", "logistics")
    own_types = {"illicit", "supply"}

    def test_s1_18_people_of_their_own(self):
        self.assertTrue(self.service.shares_work)
        self.assertTrue(self._complain("supply").user_id)

    def test_s1_17_key_customers_first(self):
        key = self._complain("late", self._grade("key"))
        self.assertEqual(self._deadlines(key), ["04-12 17:00", "04-15 16:00", "04-17 16:00"])
        normal = self._complain("late", self._grade("normal"))
        self.assertEqual(self._deadlines(normal), ["04-15 11:00", "04-16 16:00", "04-23 16:00"])

    def test_s1_37_one_standard_of_answers(self):
        """The same for everybody, in the reader's language."""
        [answer] = self.env["keqing.standard.answer"].search([("code", "=", "supply")])
        self.assertEqual(answer.type_ids, self.kinds["supply"])
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["keqing.policy"]._load_translations(["zh_CN"])
        self.assertIn("客户经理", answer.with_context(lang="zh_CN").body)

    def test_s1_19_the_market_is_kept_in_order(self):
        """Fake and smuggled goods: proposed in half a day, and found out why."""
        complaint = self._complain("illicit", self._grade("normal"))
        self.assertEqual(self._deadlines(complaint)[1], "04-15 11:00")
        self.assertTrue(complaint.type_id.needs_cause)


@tagged("post_install", "-at_install")
@freeze_time("2024-04-12 16:00:00")
class TestPolicyComplaintApparel(ComplaintClauses, PolicyCommon):
    pack = "apparel"
    kind = "clothing_shop"
    departments = ("service", "sales", "quality", "production")
    own_types = {"size", "colour"}

    def test_s2_24_returns_by_the_policy(self):
        """Another size within 15 days unless it was worn; what is faulty in 30, worn as well."""
        self.assertEqual(self._judge("size", 15, "opened"), "within")
        self.assertEqual(self._judge("size", 16, "unopened"), "beyond")
        self.assertEqual(self._judge("size", 3, "used"), "beyond")
        self.assertEqual(self._judge("colour", 30, "used"), "within")

    def test_s2_29_suggestions_are_no_complaints(self):
        suggestion = self._complain("suggestion", self._grade("a"))
        self.assertTrue(suggestion.is_suggestion)
        self.assertEqual(self._deadlines(suggestion)[0], "04-15 16:00")

    def test_s2_36_sales_quality_and_production_are_asked(self):
        complaint = self._complain("colour")
        for team in self.teams - self.service:
            team.user_id = self.salesperson
            inquiry = self.env["keqing.complaint.inquiry"].create(
                {"complaint_id": complaint.id, "team_id": team.id, "question": "Why?"}
            )
            self.assertEqual(inquiry.user_id, self.salesperson)
        self.assertEqual(complaint.open_inquiry_count, 3)
        self.assertEqual(self.causes["method_size"].department, "production")

    def test_s2_37_by_when(self):
        usual = self._complain("size", self._grade("c"))
        self.assertEqual(self._deadlines(usual), ["04-15 11:00", "04-16 16:00", "04-23 16:00"])


@tagged("post_install", "-at_install")
@freeze_time("2024-04-12 16:00:00")
class TestPolicyComplaintRegional(ComplaintClauses, PolicyCommon):
    pack = "regional"
    kind = "services"
    departments = ("service", "sales", "quality")
    own_types = {"technical", "handover"}

    def test_s3_16_the_grades_of_the_policy_say_how_soon(self):
        a, b, c = self._scorecard("_share").scale_id.grade_ids
        self.assertEqual(
            [self._deadlines(self._complain("late", grade)) for grade in (a, b, c)],
            [
                ["04-12 17:00", "04-15 16:00", "04-19 16:00"],
                ["04-15 09:00", "04-16 16:00", "04-23 16:00"],
                ["04-15 11:00", "04-17 16:00", "04-26 16:00"],
            ],
        )

    def test_s3_23_however_small(self):
        """A minor one is numbered, has a clock and a handler as well."""
        complaint = self._complain("late")
        self.assertTrue(complaint.name and complaint.clock_ids and complaint.user_id)

    def test_s3_24_the_customer_hears_how_far_it_is(self):
        self.assertTrue(self.kinds["technical"].tells_progress)

    def test_s3_25_what_is_ours_we_put_right_for_a_year(self):
        self.assertEqual(self._judge("technical", 365, "used"), "within")
        self.assertEqual(self._judge("technical", 366, "used"), "beyond")


@tagged("post_install", "-at_install")
@freeze_time("2024-04-12 16:00:00")
class TestPolicyComplaintFmcg(ComplaintClauses, PolicyCommon):
    pack = "fmcg"
    kind = "ka"
    departments = ("service", "sales", "quality", "logistics")
    own_types = {"shelf_life", "promotion"}

    def test_s4_22_what_happens_suddenly_comes_first(self):
        """In half an hour, four hours and two days, whatever the grade; and before all others."""
        complaint = self._complain("safety", self._grade("c"))
        self.assertEqual(self._deadlines(complaint), ["04-12 16:30", "04-15 11:00", "04-16 16:00"])
        self.assertEqual(complaint.priority, "3")

    def test_s4_07_all_are_followed_up_and_causes_looked_into(self):
        past = self._complain("shelf_life", self._grade("c"))
        self.assertEqual(self._deadlines(past)[2], "04-16 16:00")
        self.assertTrue(past.type_id.needs_cause)
        self.assertEqual(self.causes["transport_rotation"].parent_id, self.causes["transport"])
        past._enter("follow_up")
        self.assertTrue(past.follow_up_ids)

    def test_s4_08_goods_past_their_date_are_taken_back(self):
        self.assertEqual(self._judge("shelf_life", 30, "unopened"), "within")
        self.assertEqual(self._judge("promotion", 8, "unopened"), "beyond")

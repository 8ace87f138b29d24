# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_engine_run import RunCommon

Q1, Q2, Q3 = "2024-03-31", "2024-06-30", "2024-09-30"


@tagged("post_install", "-at_install")
class TestGradeChanged(RunCommon):
    """What other modules are told when a run is confirmed."""

    def setUp(self):
        super().setUp()
        self.told = []

        def note(customers, run, changes):
            self.told.append((customers, run, changes))

        self.patch(type(self.env["res.partner"]), "_keqing_grade_changed", note)

    def test_once_per_run_with_the_grades_before_and_now(self):
        first = self._confirm(Q1, 80, 50, None)
        a, b, c = self.scale.grade_ids.ids
        one, two, __ = self.customers.ids
        [(customers, run, changes)] = self.told
        self.assertEqual(customers, self.customers[:2])
        self.assertEqual(run, first)
        self.assertEqual(changes, {one: (None, a), two: (None, b)})
        self._confirm(Q2, 10, 50)  # the second keeps its grade and loses nothing but the arrow
        self.assertEqual(self.told[1][2], {one: (a, c)})
        self._confirm(Q3, 10, 50)
        self.assertEqual(len(self.told), 2, "nothing changed, so nobody is told")

    def test_a_correction_tells_of_its_customer_alone(self):
        run = self._confirm(Q1, 80, 50, 10)
        self._evaluation(run, self.customers[1])._override(self.grade_c, "Owes us")
        customers, __, changes = self.told[-1]
        self.assertEqual(customers, self.customers[1])
        self.assertEqual(changes, {customers.id: (self.grade_b.id, self.grade_c.id)})

    def test_a_purpose_that_writes_no_grade_tells_nobody(self):
        honour = self._create_scorecard(lines=[self._line(self.mark)], purpose="honour")
        self._confirm(Q1, 80, scorecard=honour)
        self.assertFalse(self.told)


@tagged("post_install", "-at_install")
class TestGradePricelist(RunCommon):
    """The pricelist of a grade is proposed to who comes to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Best", "company_id": cls.company.id}
        )

    def _proposals(self):
        return self.env["keqing.strategy.proposal"].search([("company_id", "=", self.company.id)])

    def _pricelists(self, company=None):
        customers = self.customers.with_company(company or self.company)
        return [each.specific_property_product_pricelist for each in customers]

    def test_who_comes_to_the_grade_gets_it_when_somebody_accepts(self):
        self.grade_a.pricelist_id = self.pricelist
        self._confirm(Q1, 80, 80, 50)
        proposals = self._proposals()
        self.assertEqual(proposals.partner_id, self.customers[:2])
        none = self.env["product.pricelist"]
        self.assertEqual(self._pricelists(), [none] * 3)
        own = proposals.filtered(lambda each: each.partner_id == self.customers[0])
        own.with_user(self.manager).action_accept()
        self.assertEqual(self._pricelists(), [self.pricelist, none, none])
        self.assertEqual(self._pricelists(self.other_company), [none] * 3)
        self.assertFalse(own.activity_id)
        self._confirm(Q2, 80, 80, 80)  # the first has it, the second stays, the third comes
        self.assertEqual(
            self._proposals().filtered(lambda each: each.state == "proposed").partner_id,
            self.customers[2],
        )

    def test_it_is_proposed_in_the_language_of_each_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["keqing_customer"], ["zh_CN"])
        self.grade_a.pricelist_id = self.pricelist
        self._confirm(Q1, 80)
        strategy = self.env["keqing.strategy"].search([("action", "=", "pricelist")])
        english, chinese = (strategy.with_context(lang=lang) for lang in ("en_US", "zh_CN"))
        self.assertEqual(english.name, "Pricelist of the grade")
        self.assertRegex(chinese.name + chinese.summary, "等级.*等级")

    def test_without_a_pricelist_nothing_is_made(self):
        self._confirm(Q1, 80, 80, 50)
        self.assertFalse(self.env["keqing.strategy"].search([("action", "=", "pricelist")]))

    def test_archived_it_proposes_nothing_and_is_not_made_again(self):
        self.grade_a.pricelist_id = self.pricelist
        self._confirm(Q1, 10, 10, 10)
        Strategy = self.env["keqing.strategy"].with_context(active_test=False)
        strategy = Strategy.search([("action", "=", "pricelist")])
        strategy.active = False
        self._confirm(Q2, 80, 80, 50)
        self.assertFalse(self._proposals())
        self.assertEqual(Strategy.search([("action", "=", "pricelist")]), strategy)

    def test_a_grade_that_lost_its_pricelist_says_so(self):
        self.grade_a.pricelist_id = self.pricelist
        self._confirm(Q1, 80)
        self.grade_a.pricelist_id = False
        with self.assertRaisesRegex(UserError, "no pricelist any more"):
            self._proposals().with_user(self.manager).action_accept()

    def test_actions_of_other_modules_are_asked_by_their_name(self):
        self.grade_a.pricelist_id = self.pricelist
        self._confirm(Q1, 80, 80)
        proposals = self._proposals()
        Proposal = type(proposals)
        with patch.object(Proposal, "_accept_pricelist", autospec=True) as accept:
            proposals.with_user(self.manager).action_accept()
        [[accepted]] = [call.args for call in accept.call_args_list]
        self.assertEqual(accepted, proposals)

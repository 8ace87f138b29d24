# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import new_test_user, tagged

from .test_engine_run import Q1, RunCommon


@tagged("post_install", "-at_install")
class TestDeletion(RunCommon):
    """Verdicts have no foreign keys but for the customer: what they name looks after them."""

    def test_a_run_takes_its_results_along(self):
        run = self._compute(Q1, 80)
        run.unlink()
        self.assertFalse(self.env["keqing.evaluation"].search([("run_id", "=", run.id)]))

    def test_a_run_takes_its_facts_along(self):
        run = self._create_run(self._create_scorecard(lines=[self._line(self.mark)]), Q1)
        run._start()
        run._compute_step()
        self.assertTrue(self.env["keqing.evaluation.fact"].search([("run_id", "=", run.id)]))
        run.unlink()
        self.assertFalse(self.env["keqing.evaluation.fact"].search([("run_id", "=", run.id)]))

    def test_a_territory_leaves_the_verdicts(self):
        territory = self.env["keqing.territory"].create({"name": "Given up"})
        self.customers.keqing_territory_id = territory
        run = self._confirm(Q1, 80, 50)
        self.assertEqual(run.evaluation_ids.territory_id, territory)
        self.customers.keqing_territory_id = False
        territory.unlink()
        self.assertFalse(run.evaluation_ids.territory_id)
        self.assertTrue(run.evaluation_ids.grade_id)

    def test_an_account_owner_leaves_the_verdicts(self):
        owner = new_test_user(self.env, "leaver", groups="base.group_user")
        self.customers[0].user_id = owner
        run = self._confirm(Q1, 80, 50)
        evaluation = self._evaluation(run, self.customers[0])
        self.assertEqual(evaluation.user_id, owner)
        self.customers[0].user_id = False
        owner.unlink()
        self.assertFalse(evaluation.user_id)
        self.assertTrue(evaluation.grade_id)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Two people assess the same outlet at once: one file, one verdict, the marks of both."""

from odoo import SUPERUSER_ID, Command, api
from odoo.tests import new_test_user, tagged

from .copied import CopiedDatabaseCase


@tagged("post_install", "-at_install")
class TestAssessingAtOnce(CopiedDatabaseCase):
    def _fill(self, env):
        """A lead of an outlet, chosen by location and footfall, half each."""
        groups = ("keqing_customer.group_customer_all", "sales_team.group_sale_manager")
        users = [
            new_test_user(env, login, ",".join((*groups, "base.group_partner_manager")))
            for login in ("keqing", "ningguang")
        ]
        self.users = [user.id for user in users]
        outlet = env["keqing.customer.type"].create({"name": "Outlet"})
        scale = env.ref("keqing_customer.scale_selection")
        scorecard = env["keqing.scorecard"].create(
            {
                "name": "Outlets to open",
                "purpose": "selection",
                "customer_type_ids": [Command.set(outlet.ids)],
                "scale_id": scale.id,
                "line_ids": [
                    Command.create(
                        {
                            "indicator_id": env.ref(f"keqing_customer.indicator_{name}").id,
                            "weight": 50,
                            "value_floor": 1,
                            "value_target": 5,
                        }
                    )
                    for name in ("location", "footfall")
                ],
            }
        )
        for band, threshold in zip(scorecard.band_ids, (70, 50, 0), strict=True):
            band.threshold = threshold
        self.lead = (
            env["crm.lead"]
            .create(
                {
                    "name": "Wangshu Inn wants wine",
                    "partner_name": "Wangshu Inn",
                    "type": "opportunity",
                    "user_id": self.users[0],
                    "keqing_customer_type_id": outlet.id,
                    "keqing_territory_id": env["keqing.territory"].create({"name": "Harbour"}).id,
                }
            )
            .id
        )

    def _assess(self, cr, number, mark):
        """One of the two answers one of the questions."""
        env = api.Environment(cr, self.users[number], {})

        def save():
            wizard = env["keqing.quick.assessment"].create({"lead_id": self.lead})
            wizard.line_ids[number].write({"value": mark, "is_given": True})
            wizard.action_save()

        return env, save

    def _check(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            lead = env["crm.lead"].browse(self.lead)
            files = env["res.partner"].search([("name", "=", "Wangshu Inn")])
            run = env["keqing.evaluation.run"].search([("partner_id", "in", files.ids)])
            self.assertEqual((len(files), len(run), len(run.evaluation_ids)), (1, 1, 1))
            self.assertEqual(lead.keqing_selection_run_id, run)
            # location 5 and footfall 3: 100 and 50 points
            self.assertEqual((lead.keqing_selection_score, run.state), (75, "computed"))

    def test_the_first_assessments(self):
        outcome = self._at_once(
            lambda cr: self._assess(cr, 0, 5)[1](), lambda cr: self._assess(cr, 1, 3)
        )
        self.assertIsNone(outcome)
        self._check()

    def test_the_first_assessments_of_a_customer(self):
        with self.registry.cursor() as cr:
            lead = api.Environment(cr, self.users[0], {})["crm.lead"].browse(self.lead)
            lead._open_file().keqing_customer_type_id = lead.keqing_customer_type_id
        self.test_the_first_assessments()

    def test_later_assessments(self):
        with self.registry.cursor() as cr:
            self._assess(cr, 0, 1)[1]()
        self.test_the_first_assessments()

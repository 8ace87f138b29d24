# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .test_engine_run import RunCommon

Q1 = "2024-03-31"


@tagged("post_install", "-at_install")
class TestIndicatorGone(RunCommon):
    """Of a module whose measure is in use: what Odoo does when it is uninstalled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gone = cls._create_indicator("card_facts", kind="measured", measure="completeness")
        cls.scorecard.line_ids[0].weight = 60
        cls.scorecard.line_ids = [
            (0, 0, {"indicator_id": cls.gone.id, "weight": 40, "value_target": 100})
        ]

    def _uninstall(self):
        """As ``_module_data_uninstall`` does: the module's records first, then its choices."""
        uninstalling = self.env(context={**self.env.context, MODULE_UNINSTALL_FLAG: True})
        with self.assertNoLogs("odoo", "WARNING"):
            self.indicators["completeness"].with_env(uninstalling).unlink()
            self.gone.with_env(uninstalling).unlink()
            choices = uninstalling["ir.model.fields.selection"].search(
                [
                    ("field_id.model", "=", "keqing.indicator"),
                    ("field_id.name", "=", "measure"),
                    ("value", "=", "completeness"),
                ]
            )
            choices._process_ondelete()
            self.env.flush_all()
        self.env.invalidate_all()

    def test_what_is_in_use_stays_without_a_measure(self):
        self._uninstall()
        self.assertTrue(self.gone.exists())
        self.assertFalse(self.indicators["completeness"].exists())
        self.assertFalse(self.gone.active or self.gone.measure)
        self._create_indicator("card_facts")  # the code is free for who installs again

    def test_an_indicator_of_the_user_is_kept_too(self):
        own = self._create_indicator("mine", kind="measured", measure="completeness")
        self._uninstall()
        self.assertFalse(own.active or own.measure)

    def test_confirmed_runs_stay_explained(self):
        run = self._confirm(Q1, 80, 50)
        before = self._evaluation(run, self.customers[0]).get_explanation()
        self._uninstall()
        after = self._evaluation(run, self.customers[0]).get_explanation()
        self.assertEqual(before["lines"], after["lines"])

    @freeze_time("2024-04-01 02:00:00")
    def test_runs_are_opened_computed_and_the_responsible_is_told(self):
        self._uninstall()
        self._assess_all(Q1, 80, 50)
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_evaluation_open").method_direct_trigger()
        run = self.env["keqing.evaluation.run"].search([("scorecard_id", "=", self.scorecard.id)])
        self.assertEqual(run.state, "computed")
        self.assertIn("Take it out", run.activity_ids.note)
        verdict = self._evaluation(run, self.customers[0])
        self.assertEqual((verdict.score, verdict.coverage), (80, 60))
        self.assertEqual(verdict.get_explanation()["lines"][1]["value"], "unknown")

    def test_a_figure_that_is_gone_cuts_nobody(self):
        self.scorecard.write({"cut_method": "cumulative", "cut_indicator_id": self.gone.id})
        self._uninstall()
        self.assertIn("another figure", self.scorecard._cut_problems()[0])


@tagged("post_install", "-at_install")
class TestIndicatorDeclarations(RunCommon):
    def test_who_judged_by_it_keeps_it(self):
        run = self._confirm(Q1, 80)
        judged = run._indicators()
        self.scorecard.line_ids.unlink()
        with self.assertRaisesRegex(UserError, f"explains the results of {run.name}.*Archive"):
            judged.unlink()

    def test_what_a_measure_needs_is_said_by_its_method(self):
        indicators = self.env["keqing.indicator"].search([("kind", "=", "measured")])
        names = indicators.get_external_id()
        indicators = indicators.filtered(
            lambda indicator: names[indicator.id].startswith("keqing_customer.")
        )
        for word, measures in (
            ("territory", {"territory_share", "contribution"}),
            (
                "first_day",
                {
                    "growth",
                    "repurchase",
                    "retention",
                    "dso",
                    "dso_best",
                    "dso_trend",
                    "days_delinquent",
                },
            ),
            ("bookings", {"dso", "dso_best", "dso_trend", "days_delinquent"}),
        ):
            self.assertEqual(set(indicators._needing(word).mapped("measure")), measures)
        with self.assertRaises(ValidationError):
            self.indicators["growth"].window = "history"

    def test_a_unit_that_the_engine_does_not_know_is_a_plain_number(self):
        indicator = self._create_indicator("litres")
        currency = self.company.currency_id
        unit = type(indicator).unit
        with patch.object(unit, "convert_to_cache", lambda value, *args, **options: value):
            indicator.env.cache.set(indicator, unit, "litre")
            self.assertEqual(indicator._format_value(12.5, currency), "12.50")
            self.assertEqual(indicator._shown_digits(currency), 2)

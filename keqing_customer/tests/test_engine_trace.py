# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestTrace(CustomerCommon):
    """What happens to an invoice after its customer was judged by it is said on the verdict."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer()
        cls.invoice = cls._create_invoice(cls.customer, 4000, "2024-02-01")
        cls._create_invoice(cls.customer, 2000, "2024-03-01")
        cls.scorecard = cls._create_scorecard()

    def _notes(self, run):
        return self._evaluation(run, self.customer).get_explanation()["notes"]

    def test_an_invoice_that_is_reset_leaves_its_trace(self):
        run = self._confirm_run(self.scorecard)
        self.assertEqual(self._notes(run), [])
        with freeze_time("2024-04-20 09:00:00"):
            self.invoice.button_draft()
        note = (
            f"{self.invoice.name} ($\xa04,000.00) counted here and was reset to draft by "
            f"{self.env.user.name} on 04/20/2024."
        )
        self.assertEqual(self._notes(run), [note])
        self.assertIn(note, run.message_ids[0].body.replace("&nbsp;", "\xa0"))
        verdict = self._evaluation(run, self.customer)
        self.assertEqual((verdict.score, verdict.grade_id), (60, self.grade_a))

    def test_each_that_is_taken_back_leaves_one(self):
        run = self._confirm_run(self.scorecard)
        self.invoice.button_draft()
        self.invoice.action_post()
        self.invoice.button_draft()
        self.assertEqual(len(self._notes(run)), 2)

    def test_what_nobody_confirmed_has_none(self):
        run = self._compute_run(self.scorecard)
        self.invoice.button_draft()
        self.assertEqual(self._notes(run), [])

    def test_another_period_has_none(self):
        run = self._confirm_run(self.scorecard)
        other = self._create_invoice(self.customer, 10, "2024-04-01")
        other.button_draft()
        self.assertEqual(self._notes(run), [])

    def test_a_correction_keeps_the_trace(self):
        run = self._confirm_run(self.scorecard)
        self.invoice.button_draft()
        verdict = self._evaluation(run, self.customer)
        verdict.with_user(self.director)._override(self.grade_c, "Invoiced twice")
        self.assertTrue(any("reset to draft" in note for note in self._notes(run)))

    def test_a_run_counts_who_was_merged_since(self):
        kept = self._create_customer("Kept")
        run = self._confirm_run(self.scorecard)
        before = (run.total_count, run.new_count)
        self.assertEqual(before, (2, 2))
        verdict = self._evaluation(run, self.customer)
        verdict.with_user(self.director)._override(self.grade_c, "By hand")
        self.env.flush_all()
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.customer + kept).ids, kept)
        self.env.invalidate_all()
        self.assertEqual((run.total_count, run.new_count), before)
        self.assertEqual(sum(sum(row["cells"]) for row in run.matrix["rows"]), 2)

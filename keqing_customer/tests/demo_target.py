# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time


class DemoTargetCases:
    """How far the demo company's territories are with winning customers.

    For the class that has loaded the company, beside :class:`DemoFileCases`.
    """

    def _target(self, territory):
        """The target of a territory as it stood on the day of the demo."""
        target = self.env["keqing.development.target"].search(
            [("territory_id", "=", self.env.ref(f"keqing_customer.territory_{territory}").id)]
        )
        self.assertEqual(len(target), 1)
        target.invalidate_recordset(["time_progress", "is_behind"])
        return target

    def test_one_territory_is_behind_one_on_track_and_one_done(self):
        with freeze_time(self.loaded_on):
            behind, on_track, done = map(self._target, ("guiyang", "zunyi", "east"))
            for target in (behind, on_track, done):
                self.assertLess(60, target.time_progress)
                self.assertLess(target.time_progress, 70)
            self.assertTrue(behind.is_behind)
            self.assertTrue(20 < behind.progress < 50, behind.progress)
            self.assertFalse(on_track.is_behind)
            self.assertTrue(on_track.time_progress < on_track.progress < 100, on_track.progress)
            self.assertFalse(done.is_behind)
            self.assertEqual((done.progress, done.milestone), (100, 100))
            self.assertEqual(len(done.message_ids.filtered(lambda each: "100" in each.body)), 1)

    def test_what_the_region_plans_holds_its_parts(self):
        whole = self._target("guizhou")
        self.assertEqual(len(whole.child_ids), 3)
        planned = whole.child_ids.mapped("customer_count_planned")
        self.assertGreater(whole.customer_count_planned, sum(planned))

    def test_new_customers_are_those_of_the_books(self):
        """Counted again from the invoices; the demo's hand-over moved nobody to elsewhere."""
        since = {}
        for move in self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
            ]
        ):
            day = since.get(move.commercial_partner_id, move.invoice_date)
            since[move.commercial_partner_id] = min(day, move.invoice_date)
        for name in ("guizhou", "guiyang", "zunyi", "east"):
            target = self._target(name)
            won = [
                customer
                for customer, day in since.items()
                if target.date_from <= day <= target.date_to
                and target.territory_id.parent_path in customer.keqing_territory_id.parent_path
            ]
            self.assertEqual(target.customer_count, len(won), name)
            self.assertTrue(won, name)

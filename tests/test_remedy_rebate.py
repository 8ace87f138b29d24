# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What a remedy does to a rebate: a credit note lowers its base, free goods do not."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.keqing_complaint.tests.remedy import RemedyCommon


@tagged("post_install", "-at_install")
class TestRemedyRebate(RemedyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.env["keqing.rebate.program"].create(
            {
                "name": "Yearly rebate",
                "date_from": cls.company._get_keqing_today().replace(month=1, day=1),
                "tier_ids": [Command.create({"base_from": 100, "rate": 2})],
            }
        )
        cls.program.action_start()

    def _base(self):
        self.env.cr.flush()
        rows = self.env["keqing.rebate.ledger"].search([("program_id", "=", self.program.id)])
        return sum(rows.mapped("amount"))

    def test_returns_and_refunds_lower_the_base_once_they_are_posted(self):
        line = self._sell((self.wine, 12, 100)).order_line
        self.assertAlmostEqual(self._base(), 1200)
        back = self._put_right((line, "return", 2))
        self._validate(self._transfers(back)[0])
        self.assertAlmostEqual(self._base(), 1200)
        self._notes(back).action_post()
        self.assertAlmostEqual(self._base(), 1000)
        self._notes(self._put_right((line, "refund", 100))).action_post()
        self.assertAlmostEqual(self._base(), 900)

    def test_a_replacement_free_of_charge_enters_no_base_and_asks_no_credit(self):
        line = self._sell((self.wine, 12, 100)).order_line
        account = self.env["keqing.credit.account"]
        before = account._get_exposures(self.company, self.customer)[self.customer.id].exposure
        free = self._put_right((line, "replenishment", 2), (line, "exchange", 2))
        back, out = self._transfers(free)
        self._validate(out + back)
        self.assertFalse(self._notes(free))
        self.assertEqual(free.state, "follow_up")
        self.assertAlmostEqual(self._base(), 1200)
        after = account._get_exposures(self.company, self.customer)[self.customer.id].exposure
        self.assertEqual(after, before)

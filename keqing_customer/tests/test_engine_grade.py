# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestGradeColor(CustomerCommon):
    """A colour says how good a grade is, whatever the scale."""

    def _create_scale(self, *codes):
        return self.env["keqing.grade.scale"].create(
            {
                "name": "Stars",
                "grade_ids": [
                    Command.create({"code": code, "name": code, "sequence": 10 * position})
                    for position, code in enumerate(codes)
                ],
            }
        )

    def test_best_and_worst_are_the_same_on_every_scale(self):
        five, two = self._create_scale(*"54321"), self._create_scale("yes", "no")
        ends = [(each[0].color, each[-1].color) for each in (five.grade_ids, two.grade_ids)]
        self.assertEqual(ends[0], ends[1])
        self.assertEqual(ends[0], (self.grade_a.color, self.grade_c.color))
        self.assertEqual(len(set(five.grade_ids.mapped("color"))), 5)

    def test_a_new_worst_grade_moves_the_others(self):
        scale = self._create_scale("A", "B")
        worst = scale.grade_ids[-1].color
        scale.grade_ids = [Command.create({"code": "C", "name": "C", "sequence": 99})]
        self.assertEqual(scale.grade_ids[-1].color, worst)
        self.assertNotEqual(scale.grade_ids[1].color, worst)

    def test_put_in_another_order(self):
        scale = self._create_scale("A", "B")
        before = scale.grade_ids.mapped("color")
        scale.grade_ids[0].sequence = 99
        self.assertEqual(scale.grade_ids.sorted("sequence").mapped("color"), before)

    def test_what_comes_along_has_no_grey_and_no_red(self):
        for grade in self.env["keqing.grade"].search([]):
            red, green, blue = (int(grade.color[at : at + 2], 16) for at in (1, 3, 5))
            self.assertGreater(max(red, green, blue) - min(red, green, blue), 40, grade.code)
            self.assertFalse(red > 150 and green < 70 and blue < 90, grade.code)

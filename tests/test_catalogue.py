# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Lists that administrators keep: each entry is copied, ordered and archived alike."""

from odoo.tests import tagged

from .common import SuiteCase


@tagged("post_install", "-at_install")
class TestCatalogue(SuiteCase):
    def test_lists_to_choose_from_are_catalogues(self):
        catalogues = self.registry.descendants(["keqing.catalogue.mixin"], "_inherit")
        for model in self.our_models:
            if {"name", "active", "sequence"} <= model._fields.keys():
                with self.subTest(model=model._name):
                    self.assertIn(model._name, catalogues)
                    entry = self.samples.get(model._name)
                    copy = entry.copy()
                    self.assertEqual(copy.name, f"{entry.name} (copy)")
                    self.assertEqual(entry.copy({"name": "Another"}).name, "Another")

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What our components do once a dialog was closed never keeps Odoo waiting."""

import re
from pathlib import Path
from unittest import TestCase

from odoo.modules import Manifest

ON_CLOSE = re.compile(r"\bonClose\b\s*[:=]\s*(?P<does>\w+)")


class TestDialogs(TestCase):
    def test_nobody_waits_for_what_a_dialog_changed(self):
        found = 0
        for manifest in Manifest.all_addon_manifests():
            if not manifest.name.startswith("keqing_"):
                continue
            for source in Path(manifest.path, "static", "src").rglob("*.js"):
                for match in ON_CLOSE.finditer(source.read_text()):
                    found += 1
                    with self.subTest(source=source.name):
                        self.assertEqual(match["does"], "afterDialog")
        self.assertTrue(found)

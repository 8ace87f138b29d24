# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Every module can be installed with pip, under the name the Odoo community expects."""

import os
import shutil
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import TestCase

from odoo.modules import Manifest

# What a module may ship; anything else was left there by accident.
SUFFIXES = {
    ".csv",
    ".html",
    ".js",
    ".pot",
    ".po",
    ".png",
    ".py",
    ".rst",
    ".scss",
    ".svg",
    ".xlsx",
    ".xml",
}


class TestPackaging(TestCase):
    def test_wheels(self):
        ours = [each for each in Manifest.all_addon_manifests() if each.name.startswith("keqing_")]
        self.assertTrue(ours)
        for manifest in ours:
            with self.subTest(module=manifest.name), self._wheel(manifest) as package:
                self._check_metadata(package, manifest)
                self._check_files(package, manifest)

    @contextmanager
    def _wheel(self, manifest):
        """The wheel of a module, built with what is installed: nothing is fetched.

        In a working copy whool would pack what git tracks, and ask git for the version; a copy
        gives the same result before and after a commit.
        """
        with TemporaryDirectory() as folder:
            source = Path(folder, manifest.name)
            left_overs = shutil.ignore_patterns("__pycache__", "*.po~")
            shutil.copytree(manifest.path, source, ignore=left_overs)
            options = ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder]
            command = [sys.executable, "-m", "pip", "wheel", *options, source]
            variables = {**os.environ, "WHOOL_POST_VERSION_STRATEGY_OVERRIDE": "none"}
            outcome = subprocess.run(command, capture_output=True, text=True, env=variables)
            self.assertEqual(outcome.returncode, 0, outcome.stderr)
            [wheel] = Path(folder).glob("*.whl")
            with zipfile.ZipFile(wheel) as package:
                yield package

    def _check_metadata(self, package, manifest):
        [path] = (path for path in package.namelist() if path.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(package.read(path))
        self.assertEqual(metadata["Name"], f"odoo-addon-{manifest.name}")
        self.assertEqual(metadata["Version"], manifest["version"])
        ours = {name for name in manifest["depends"] if name.startswith("keqing_")}
        expected = {"odoo==19.0.*", *(f"odoo-addon-{name}==19.0.*" for name in ours)}
        self.assertLessEqual(expected, set(metadata.get_all("Requires-Dist")))

    def _check_files(self, package, manifest):
        root = f"odoo/addons/{manifest.name}/"
        packed = {path.removeprefix(root) for path in package.namelist() if path.startswith(root)}
        strays = {path for path in packed if Path(path).suffix not in SUFFIXES}
        self.assertFalse(strays)
        self.assertLessEqual({*manifest["data"], *manifest["demo"], "README.rst"}, packed)

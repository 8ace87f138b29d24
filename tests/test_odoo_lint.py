# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Odoo's own checks of its modules (`test_lint`), run on ours."""

from unittest.mock import patch

from odoo.modules import Manifest
from odoo.tests import BaseCase, tagged

from odoo.addons.test_lint.tests import (
    test_docstring,
    test_dunderinit,
    test_i18n,
    test_index,
    test_jstranslate,
    test_manifests,
    test_naming,
    test_onchange_domains,
    test_orm_import,
    test_override_signatures,
    test_pofile,
    test_routes,
    test_test_holes,
)


@tagged("post_install", "-at_install")
class OnOurModules(BaseCase):
    """Show a check our modules only, and count what it merely logs as a failure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ours = [each for each in Manifest.all_addon_manifests() if each.name.startswith("keqing_")]
        cls.startClassPatcher(patch.object(Manifest, "all_addon_manifests", lambda: ours))

    def setUp(self):
        super().setUp()
        silence = self.assertNoLogs("odoo", "WARNING")
        silence.__enter__()
        self.addCleanup(silence.__exit__, None, None, None)


class TestDocstrings(OnOurModules, test_docstring.TestDocstring):
    def test_docstring(self):
        with patch.object(test_docstring, "MODULES_TO_LINT", ("keqing_",)):
            super().test_docstring()


class TestInit(OnOurModules, test_dunderinit.TestDunderinit):
    pass


class TestComponentTexts(OnOurModules, test_i18n.TestI18n):
    pass


# Fields that a wider or a unique index begins with
COVERED = {"keqing.evaluation.run_id", "keqing.agreement.previous_id"}


class TestIndexes(OnOurModules, test_index.TestIndex):
    def test_enforce_index_on_one2many_inverse(self):
        covered = test_index.BTREE_INDEX_IGNORE_FIELDS | COVERED
        with patch.object(test_index, "BTREE_INDEX_IGNORE_FIELDS", covered):
            super().test_enforce_index_on_one2many_inverse()


class TestScriptTexts(OnOurModules, test_jstranslate.TestJsTranslations):
    pass


class TestManifests(OnOurModules, test_manifests.ManifestLinter):
    pass


class TestParameterNames(OnOurModules, test_naming.TestNaming):
    pass


class TestOnchanges(OnOurModules, test_onchange_domains.TestOnchangeDomains):
    pass


class TestImports(OnOurModules, test_orm_import.TestDunderinit):
    pass


class TestOverrides(OnOurModules, test_override_signatures.TestLintOverrideSignatures):
    pass


class TestTemplates(OnOurModules, test_pofile.PotLinter):
    pass


class TestRoutes(OnOurModules, test_routes.RoutesLinter):
    pass


class TestForgottenTests(OnOurModules, test_test_holes.TestTestHoles):
    pass

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""One method says what day it is; what the clock of a user or of the server says is not asked."""

import ast

from odoo.tests import BaseCase, tagged

from .common import OURS, REPOSITORY

THE_METHOD = "keqing_customer/models/res_company.py"


@tagged("post_install", "-at_install")
class TestCompanyDay(BaseCase):
    def test_nobody_else_asks_what_day_it_is(self):
        """Naming ``context_today`` as the default of what a person types is no call."""
        asked = []
        for path in sorted(REPOSITORY.glob("keqing_*/**/*.py")):
            name = path.relative_to(REPOSITORY).as_posix()
            if name.split("/")[0] not in OURS or "/tests/" in name or name == THE_METHOD:
                continue
            asked += [
                f"{name}:{node.lineno}"
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("context_today", "today")
            ]
        self.assertFalse(asked, "Ask company._get_keqing_today().")

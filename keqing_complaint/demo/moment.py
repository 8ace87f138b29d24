# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager
from unittest.mock import patch

from odoo import fields


@contextmanager
def at(moment):
    """Have what is done inside happen at a moment of the past, UTC: people's own methods ask what
    time it is, and clocks then say what they would have said."""
    with patch.object(fields.Datetime, "now", lambda *args: moment):
        yield

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Whom one can choose where something is done with a customer."""

# Whoever has a type, and is no contact of another
CUSTOMERS = [
    ("keqing_customer_type_id", "!=", False),
    "|",
    ("is_company", "=", True),
    ("parent_id", "=", False),
]

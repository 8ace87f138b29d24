# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
{
    "name": "Keqing Customers",
    "summary": "Know which customers matter, why, and what the next grade takes",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "LGPL-3",
    "author": "Keqing contributors",
    "website": "https://keqing.example.com",
    "depends": ["contacts", "crm", "sale_management", "account"],
    "data": [
        "security/keqing_customer_groups.xml",
        "security/ir.model.access.csv",
        "security/keqing_customer_rules.xml",
        "data/keqing_grade_data.xml",
        "data/keqing_indicator_data.xml",
        "data/mail_activity_type_data.xml",
        "data/ir_cron_data.xml",
    ],
    "application": True,
}

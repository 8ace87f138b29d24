# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
{
    "name": "Keqing Reports",
    "summary": "One figure, one definition: what a company watches, and what lies behind it",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "LGPL-3",
    "author": "Keqing contributors",
    "website": "https://keqing.example.com",
    "depends": ["keqing_complaint", "keqing_loyalty"],
    "data": [
        "security/ir.model.access.csv",
        "security/kpi/kpi_rules.xml",
        "security/target/target_rules.xml",
        "security/cockpit/cockpit_rules.xml",
        "data/kpi/keqing_kpi_data.xml",
        "data/target/ir_cron_data.xml",
        "views/kpi/keqing_kpi_views.xml",
        "views/target/keqing_target_views.xml",
        "views/cockpit/keqing_cockpit_views.xml",
        "views/reports_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["keqing_reports/static/src/components/**/*"],
        "web.assets_tests": ["keqing_reports/static/tests/tours/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
}

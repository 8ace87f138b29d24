# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
{
    "name": "Keqing Complaints",
    "summary": "Every complaint answered in time, put right with real documents, and learned from",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "LGPL-3",
    "author": "Keqing contributors",
    "website": "https://keqing.example.com",
    "depends": ["keqing_visit", "sale_stock", "portal", "rating", "resource"],
    "data": [
        "security/ir.model.access.csv",
        "security/intake/intake_rules.xml",
        "data/intake/ir_sequence_data.xml",
        "data/intake/keqing_complaint_type_data.xml",
        "views/intake/keqing_complaint_team_views.xml",
        "views/intake/keqing_complaint_type_views.xml",
        "views/intake/keqing_complaint_line_views.xml",
        "views/intake/keqing_complaint_views.xml",
        "views/intake/keqing_hotline_views.xml",
        "wizards/intake/keqing_complaint_cancellation_views.xml",
        "wizards/intake/keqing_complaint_merge_views.xml",
        "wizards/intake/keqing_complaint_split_views.xml",
        "views/complaint_menus.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "assets": {
        "web.assets_backend": ["keqing_complaint/static/src/components/**/*"],
        "web.assets_tests": ["keqing_complaint/static/tests/tours/**/*"],
    },
}

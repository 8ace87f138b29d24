# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
{
    "name": "Keqing Example",
    "summary": "Tastings at customers: everything that modules share, used once",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "LGPL-3",
    "author": "Keqing contributors",
    "website": "https://keqing.example.com",
    "depends": ["keqing_customer"],
    "data": [
        "security/ir.model.access.csv",
        "security/example_rules.xml",
        "data/keqing_indicator_data.xml",
        "data/ir_cron_data.xml",
        "views/keqing_tasting_views.xml",
        "views/res_partner_views.xml",
    ],
    "assets": {"web.assets_backend": ["keqing_example/static/src/**/*"]},
}

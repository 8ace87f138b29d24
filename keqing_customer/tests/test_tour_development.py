# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .test_development_lead_stage import StageCommon


@tagged("post_install", "-at_install")
class TestDevelopmentTour(StageCommon, HttpCase):
    """A salesperson in Guizhou, at the desk, the evening after the fair."""

    @classmethod
    def _load_stages(cls):
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.company.partner_id.lang = "zh_CN"  # hence that of customers and agreements
        sources = [("name", "in", ("Trade fair", "行业展会"))]
        cls.env["utm.source"].search(sources).unlink()
        cls.env["keqing.policy"].with_context(lang="zh_CN")._load("liquor", cls.company)
        cls.salesperson.lang = "zh_CN"

    def test_from_the_fair_to_a_signed_customer(self):
        self._create_customer(
            "蒙德酒庄",
            phone="+86 851 8888 0001",
            street="南明区遵义路 2 号",
            keqing_territory_id=self.south.id,
            user_id=self.director.id,
        )
        before = self.env["res.partner"].search([])

        self.start_tour("/odoo/keqing-leads", "keqing_customer_develop", login="salesperson")

        lead = self.env["crm.lead"].search([("name", "=", "酒博会：望舒客栈")])
        self.assertEqual((lead.stage_id, lead.won_status), (self.signed, "won"))
        contact, customer = lead.partner_id, lead.partner_id.parent_id
        self.assertEqual(self.env["res.partner"].search([]) - before, contact + customer)
        fair = self.env.ref("keqing_customer.utm_source_trade_fair")
        self.assertEqual(lead.medium_id, fair.keqing_medium_id)
        self.assertRecordValues(
            customer,
            [
                {
                    "name": "望舒客栈",
                    "is_company": True,
                    "phone": "+86 851 8888 0001",
                    "street": "荻花洲路 1 号",
                    "city": "贵阳市",
                    "keqing_customer_type_id": self.hotel.id,
                    "keqing_territory_id": self.harbour.id,
                    "keqing_source_id": fair.id,
                    "keqing_referrer_id": self.referrer.id,
                    "keqing_need": "早餐厅和宴会用酒，要一套服务培训",
                    "user_id": self.salesperson.id,
                }
            ],
        )
        self.assertEqual(contact.name, "菲尔戈黛特")
        agreement = self._agreements(lead)
        today = Date.context_today(self.env.user)
        self.assertRecordValues(
            agreement,
            [
                {
                    "stage": "draft",
                    "type_id": self.cooperation.id,
                    "company_id": self.company.id,
                    "user_id": self.salesperson.id,
                    "territory_ids": self.harbour.ids,
                    "date_from": today,
                    "date_to": today + relativedelta(years=1, days=-1),
                }
            ],
        )
        self.assertEqual(agreement.target_ids.amount, 120_000)

# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_development_lead import LeadCommon

KNOWN = ("keqing_customer_type_id", "keqing_territory_id", "keqing_referrer_id", "keqing_need")


@tagged("post_install", "-at_install")
class TestLeadCopies(LeadCommon):
    """What Odoo makes of one lead, or of several, knows what they knew."""

    def _pair(self, **values):
        sure = self._create_lead(probability=60, **dict.fromkeys(KNOWN, False))
        vague = self._create_lead(probability=20, keqing_need="white spirits", **values)
        return sure, vague

    def test_merged_leads_keep_what_is_known(self):
        sure, vague = self._pair()
        merged = (sure + vague).merge_opportunity()
        self.assertEqual(merged, sure)
        self.assertRecordValues(
            merged,
            [
                {
                    "keqing_customer_type_id": self.outlet.id,
                    "keqing_territory_id": self.harbour.id,
                    "keqing_referrer_id": self.referrer.id,
                    "keqing_need": "white spirits",
                }
            ],
        )

    def test_each_field_of_ours_is_merged(self):
        """Also one that is added later."""
        names = self.env["crm.lead"]._keqing_own_fields()
        self.assertLessEqual({*KNOWN}, {*names})
        __, vague = self._pair()
        self.assertEqual(
            {name for name in names if vague[name]},
            {name for name in vague._merge_keqing_data()},
        )

    def test_needs_are_added_up(self):
        sure, vague = self._pair()
        sure.keqing_need = "wine"
        self.assertEqual((sure + vague).merge_opportunity().keqing_need, "wine\nwhite spirits")

    def test_others_merge_them_too(self):
        seller = self._create_user("seller")
        seller.group_ids = [
            Command.link(self.env.ref("sales_team.group_sale_salesman_all_leads").id)
        ]
        leads = self.env["crm.lead"].concat(*self._pair()).with_user(seller)
        merged = leads.merge_opportunity().sudo()
        self.assertEqual(merged.keqing_customer_type_id, self.outlet)

    def test_who_told_is_not_who_is_told(self):
        sure, vague = self._pair(keqing_referrer_id=self.referrer.id)
        sure.partner_id = self.referrer
        self.assertFalse((sure + vague).merge_opportunity().keqing_referrer_id)

    def test_converted_with_duplicates(self):
        sure, vague = self._pair()
        sure.type = "lead"
        wizard = self.env["crm.lead2opportunity.partner"].with_user(self.salesperson)
        wizard = wizard.with_context(active_model="crm.lead", active_ids=sure.ids)
        wizard = wizard.create(
            {
                "lead_id": sure.id,
                "name": "merge",
                "action": "exist",
                "partner_id": self.referrer.id,
                "duplicated_lead_ids": [Command.set((sure + vague).ids)],
            }
        )
        wizard.action_apply()
        left = (sure + vague).exists()
        self.assertEqual(len(left), 1)
        self.assertEqual(left.keqing_customer_type_id, self.outlet)

    def test_duplicates(self):
        lead = self._create_lead(keqing_need="wine")
        copied = lead.copy()
        for name in KNOWN:
            self.assertEqual(copied[name], lead[name], name)

    def test_products_keep_what_they_meet(self):
        taste = self.env["keqing.preference"].create({"kind": "taste", "name": "Smoky"})
        self.product.product_tmpl_id.keqing_preference_ids = taste
        self.salesperson.group_ids += self.env.ref("product.group_product_manager")
        copied = self.product.product_tmpl_id.with_user(self.salesperson).copy()
        self.assertEqual(copied.keqing_preference_ids, taste)

    # In whose words

    def test_language(self):
        """That of the lead, else of the company; not of who signs."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.partner_id.lang = "zh_CN"
        for lead_lang, expected in ((False, "zh_CN"), ("en_US", "en_US")):
            with self.subTest(lead=lead_lang):
                lang = lead_lang and self.env["res.lang"]._lang_get(lead_lang).id
                lead = self._create_lead(partner_name=f"Inn {lead_lang}", phone="", lang_id=lang)
                lead.with_context(lang="en_US").action_keqing_sign()
                self.assertEqual(lead.partner_id.commercial_partner_id.lang, expected)

    # Whom one may name

    def test_a_customer_of_others_cannot_be_named(self):
        """Its telephone and address would be copied to the lead."""
        hidden = self._create_customer("Hidden", keqing_territory_id=self.south.id, phone="4711")
        Lead = self.env["crm.lead"].with_user(self.salesperson)
        own = Lead.create({"name": "Wine", "partner_id": self.referrer.id})
        for name in ("partner_id", "keqing_referrer_id"):
            with self.subTest(name), self.assertRaises(AccessError):
                Lead.create({"name": "Wine", name: hidden.id})
            with self.subTest(name), self.assertRaises(AccessError):
                Lead.with_context(**{f"default_{name}": hidden.id}).create({"name": "Wine"})
            with self.subTest(name), self.assertRaises(AccessError):
                own.write({name: hidden.id})
        own.sudo().partner_id = hidden
        own.write({"partner_id": hidden.id, "name": "Wine, still"})  # as forms send it
        other = Lead.create({"name": "Tea"})
        with self.assertRaises(AccessError):
            (own + other).write({"partner_id": hidden.id})
